"""The chat pane: what was said and billed, and the composer that says the next."""
