"""The versions of a picture as a tree, and what can be done with them."""
