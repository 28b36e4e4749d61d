"""The canvas: the photo, the grid over it, and everything that can be dropped on it."""
