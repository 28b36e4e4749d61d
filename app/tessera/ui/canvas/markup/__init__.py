"""Markup on the canvas: a pen layer of arrows, boxes, circles, lines and words."""
