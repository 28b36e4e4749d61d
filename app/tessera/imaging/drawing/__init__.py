"""SVG drawings: read, made harmless, and turned into pixels. Child only."""
