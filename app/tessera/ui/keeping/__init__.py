"""The whole library in the window: check, export, restore, erase."""
