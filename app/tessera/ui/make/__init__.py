"""Making pictures in the window: the panel beside the canvas and everything in it."""
