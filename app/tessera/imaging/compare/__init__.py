"""Two states of a picture side by side: where they differ, by how much, and what was meant."""
