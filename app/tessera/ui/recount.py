"""After the user's catalogue changed: everything that counts by it counts anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from tessera.ui.deeds import Deeds


class Recount(QObject):
    """``wanted`` tells windows beside the main one."""

    wanted = Signal()


def recounts_of(main: Deeds) -> Recount:
    """Return who tells, the same one each time."""
    found = main.findChild(Recount)
    return found if isinstance(found, Recount) else Recount(main)


def recount(main: Deeds) -> None:
    """Refresh meter, grid, chips, pickers, prices in the chat, and the windows that follow."""
    main.meter.refresh()
    main.asking.renew_prices()
    recounts_of(main).wanted.emit()
