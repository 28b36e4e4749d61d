"""Roles for widgets that paint themselves: without one, a screen reader takes them for nothing.

A widget's name and description are its ``accessibleName`` and ``accessibleDescription``; only the
role has to come from an interface of our own. Loading Qt's part of it costs 2 % of a start, so
the window installs the roles right after its first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessibleInterface

_roles: dict[type[QWidget], str] = {}
_is_installed = False


def give_role(kind: type[QWidget], role: str) -> None:
    """Let every widget of ``kind`` answer with ``role``, a name of ``QAccessible.Role``."""
    _roles[kind] = role


def install_roles() -> None:
    """Put the roles into force for widgets that nobody has asked about yet."""
    from PySide6.QtGui import QAccessible

    global _is_installed
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_interface)


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader, if there is one, say ``sentence`` when it is done with what it says."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, sentence)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)


def _interface(_name: str, thing: QObject) -> QAccessibleInterface | None:
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

    if isinstance(thing, QWidget) and type(thing) in _roles:
        return QAccessibleWidget(thing, QAccessible.Role[_roles[type(thing)]])
    return None
