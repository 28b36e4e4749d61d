"""The window, thin: Qt views over studio. Only here and in ``__main__`` is PySide6 imported."""
