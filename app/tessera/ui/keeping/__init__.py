"""The whole library in the window: export, restore, erase."""
