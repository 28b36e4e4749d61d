"""The window, thin: Qt views over studio. The only room (with ``__main__``) that imports PySide6."""
