"""The window, thin: Qt views over studio. Only here and in ``__main__`` is PySide6 imported."""

import builtins

import PySide6.QtCore  # noqa: F401  puts a hook of its own in the place of Python's import

# WORKAROUND PySide6 6.11: that hook reads the source of every module imported later, to find out
# whether it wants Qt's names in snake_case. We never do; asyncio alone is loaded a quarter faster
# without it. Drop when `shibokensupport.feature` no longer asks `inspect.getsource`.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
