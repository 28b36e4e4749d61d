"""Two states of a picture side by side in the window."""
