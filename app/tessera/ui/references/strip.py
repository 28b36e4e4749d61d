"""The references of an edit: numbered rows that can be ordered, named in the prompt and left out.

It holds a `References` value and shows it. It knows the session's photos only as what it is told
of them: ids, titles and thumbnails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from tessera.core.references import ReferenceRole, References, picture_name
from tessera.ui.accessible import announce
from tessera.ui.canvas.strip_mime import dragged_photos
from tessera.ui.references.row import ROW_HEIGHT, ReferenceRow
from tessera.ui.tokens import SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage

MOST = 16  # what OpenAI's edits take; a model's own number comes by `set_limit`
HINT = "Add photos of this session, or drag them here. The prompt calls them by number."
FULL = "This model takes at most {} reference pictures."


class ReferencesStrip(QWidget):
    """The references, in the order of the call. ``changed`` comes after every change by hand."""

    changed = Signal()
    named = Signal(str)  # "picture 2": to be written where the prompt's cursor stands
    refused = Signal(str)  # the sentence that says why one was not taken

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("references")
        self.setAccessibleName("Reference pictures")
        self.setAcceptDrops(True)
        self._references = References()
        self._titles: dict[str, str] = {}
        self._thumbnails: dict[str, QImage] = {}
        self._rows: dict[str, ReferenceRow] = {}
        self._limit, self._first = MOST, 2
        self._lay_out()
        self._show()

    def photos(self) -> tuple[tuple[str, ReferenceRole], ...]:
        """Return the photos that go along, in the order of the call, each with its role."""
        return tuple((item.photo_id, item.role) for item in self._references.items)

    def references(self) -> References:
        """Return them as a value."""
        return self._references

    def set_references(self, references: References) -> None:
        """Show other references, as when another session comes; nobody is told."""
        self._references = references.first(self._limit)
        self._show()

    def set_offered(self, photos: Sequence[tuple[str, str]]) -> None:
        """Take what can be chosen from: ids and titles of the session's photos, in order.

        References to photos that are gone are left out.
        """
        self._titles = dict(photos)
        kept = self._references.only(frozenset(self._titles))
        is_same, self._references = kept == self._references, kept
        self._show()
        if not is_same:
            self.changed.emit()

    def set_thumbnail(self, photo_id: str, image: QImage) -> None:
        """Show what a photo looks like, now or when it becomes a reference."""
        self._thumbnails[photo_id] = image
        if photo_id in self._rows:
            self._rows[photo_id].set_thumbnail(image)

    def set_limit(self, most: int) -> None:
        """Take at most ``most``, as the chosen model does; what is too many leaves at the end."""
        self._limit = most
        self._take(self._references.first(most))

    def set_first_number(self, number: int) -> None:
        """Number from here on: 2 where a picture is changed, 1 where none is."""
        self._first = number
        self._show()

    def add(self, photo_id: str, role: ReferenceRole = ReferenceRole.SUBJECT) -> bool:
        """Let a photo of the session go along; returns whether it does now."""
        if photo_id in self._references:
            return True
        if photo_id not in self._titles:
            return False
        if len(self._references) >= self._limit:
            self.refused.emit(FULL.format(self._limit))
            return False
        self._take(self._references.added(photo_id, role))
        number = self._first + len(self._references) - 1
        announce(self, f"{self._titles[photo_id]} is {picture_name(number)}.")
        return True

    @Slot(str)
    def remove(self, photo_id: str) -> None:
        """Leave one out; the focus goes to its neighbour."""
        place = self._references.place_of(photo_id)
        self._take(self._references.removed(photo_id))
        rest = self._references.items
        if rest:
            self._rows[rest[min(place, len(rest) - 1)].photo_id].setFocus()
        else:
            self.add_button.setFocus()

    @Slot(str, int)
    def on_moved(self, photo_id: str, by: int) -> None:
        """Move one by some places and say where it is now."""
        place = max(0, self._references.place_of(photo_id) + by)
        self._take(self._references.moved(photo_id, place))
        self._rows[photo_id].setFocus()
        announce(self, self._rows[photo_id].accessibleName())

    @Slot(str, object)
    def on_role_chosen(self, photo_id: str, role: object) -> None:
        """Take another role for one."""
        if isinstance(role, ReferenceRole):
            self._take(self._references.with_role(photo_id, role))

    @Slot()
    def on_menu_due(self) -> None:
        """List what can be chosen."""
        self._menu.clear()
        for photo_id, title in self._titles.items():
            if photo_id not in self._references:
                self._menu.addAction(title.replace("&", "&&")).setData(photo_id)
        if self._menu.isEmpty():
            self._menu.addAction("No other photo in this session").setEnabled(False)

    @Slot(object)
    def on_menu_chosen(self, action: QAction) -> None:
        """Add what was chosen."""
        if isinstance(action.data(), str):
            self.add(action.data())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos of the session, and rows of its own."""
        known = [name for name in dragged_photos(event.mimeData()) if name in self._titles]
        event.setAccepted(bool(known))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them anywhere."""
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put what was dropped at the place it was dropped on."""
        place = self._place_at(event.position().y())
        for photo_id in dragged_photos(event.mimeData()):
            before = self._references.place_of(photo_id)
            if self.add(photo_id):
                self._take(self._references.moved(photo_id, place - (0 <= before < place)))
                place += 1
        event.acceptProposedAction()

    def _take(self, references: References) -> None:
        if references != self._references:
            self._references = references
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        """Show exactly what is held, keeping the rows that stay."""
        for photo_id in [key for key in self._rows if key not in self._references]:
            row = self._rows.pop(photo_id)
            row.setParent(None)
            row.deleteLater()  # its own button may have asked for it
        for place, item in enumerate(self._references.items):
            title = self._titles.get(item.photo_id, "photo")
            row = self._rows.get(item.photo_id) or self._new_row(item.photo_id, place)
            row.show_reference(item, title, self._first + place)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
        self._hint.setVisible(not self._references.items)
        self.add_button.setEnabled(len(self._references) < self._limit)

    def _new_row(self, photo_id: str, place: int) -> ReferenceRow:
        item = self._references.items[place]
        row = ReferenceRow(item, self._titles.get(photo_id, "photo"), self._first + place)
        row.set_thumbnail(self._thumbnails.get(photo_id))
        row.removed.connect(self.remove)
        row.named.connect(self.named)
        row.moved.connect(self.on_moved)
        row.role_chosen.connect(self.on_role_chosen)
        self._rows[photo_id] = row
        return row

    def _place_at(self, y: float) -> int:
        """Return before which row a drop at ``y`` goes."""
        rows = [self._rows[item.photo_id] for item in self._references.items]
        return sum(row.y() + ROW_HEIGHT / 2 < y for row in rows)

    def _lay_out(self) -> None:
        self._hint = QLabel(HINT)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self.add_button = QToolButton()
        self.add_button.setObjectName("addReference")
        self.add_button.setMinimumHeight(28)
        self.add_button.setText("Add reference ▾")
        self.add_button.setAccessibleName("Add a reference picture")
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.add_button)
        self._menu.aboutToShow.connect(self.on_menu_due)
        self._menu.triggered.connect(self.on_menu_chosen)
        self.add_button.setMenu(self._menu)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE_XS)
        below = QHBoxLayout()
        below.addWidget(self.add_button)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addLayout(self._column)
        layout.addWidget(self._hint)
        layout.addLayout(below)
