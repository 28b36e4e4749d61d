"""Pictures into files that leave the program for good: formats, metadata, what saving changed."""
