"""The frame on the canvas: handles, keys, what is invented, and its strip of numbers."""
