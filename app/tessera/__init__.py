"""Tessera: a desktop studio that shows what a vision model sees and what it costs."""

__version__ = "0.1.0"
