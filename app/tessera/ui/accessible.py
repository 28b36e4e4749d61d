"""Roles for widgets that paint themselves: without one, a screen reader takes them for nothing.

A widget's name and description are its ``accessibleName`` and ``accessibleDescription``; only the
role has to come from an interface of our own.
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_roles: dict[type[QWidget], QAccessible.Role] = {}


def give_role(kind: type[QWidget], role: QAccessible.Role) -> None:
    """Let every widget of ``kind`` answer with ``role``; its first call installs the factory."""
    if not _roles:
        QAccessible.installFactory(_interface)
    _roles[kind] = role


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say ``sentence`` when it is done with what it says now."""
    event = QAccessibleAnnouncementEvent(widget, sentence)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


def _interface(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QWidget) and type(thing) in _roles:
        return QAccessibleWidget(thing, _roles[type(thing)])
    return None
