"""Dialogs: opened without blocking, answered by signals, imported when they are needed."""
