"""The tools of the canvas: what a press, a drag and a key mean while each is in the hand."""
