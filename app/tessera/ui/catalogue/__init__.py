"""The window in which the catalogue is read, corrected by hand, imported and refreshed."""
