"""Keeps what the panel holds in the library, soon after it changed, and brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from tessera.ui.make.order import KEY, Order, order_from_json

if TYPE_CHECKING:
    from tessera.studio.studio import Studio

KEEP_AFTER_MS = 400


class OrderKeeper(QObject):
    """One order; `flush` keeps it at once, as when the window closes."""

    def __init__(self, parent: QObject, studio: Studio) -> None:
        super().__init__(parent)
        self._studio = studio
        self._order: Order | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    async def load(self) -> Order:
        """Return what was kept; what cannot be read is as at first."""
        kept = await self._studio.desk.run(self._studio.library.window.get, KEY)
        return order_from_json(kept or "")

    def keep(self, order: Order) -> None:
        """Keep ``order`` soon."""
        self._order = order
        self._timer.start()

    @Slot()
    def flush(self) -> None:
        """Keep what is not kept yet."""
        self._timer.stop()
        order, self._order = self._order, None
        if order is not None:
            text, window = order.to_json(), self._studio.library.window
            self._studio.desk.post(lambda: window.put(KEY, text))
