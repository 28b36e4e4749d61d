"""The mask on the canvas: its model, how it is shown, and what changes it."""
