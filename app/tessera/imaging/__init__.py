"""Bytes and pixels: decoding in a child process, uploads, thumbnails.

The only room that imports Pillow, and only late. Knows core, nothing above it.
"""
