"""Seeing inside: the log, and the bundle that helps to find a fault."""
