"""The versions pane: what to look for above, the versions below."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from tessera.ui.icons import icon
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.notice import NoticeBar
from tessera.ui.tokens import SPACE_M, SPACE_S
from tessera.ui.versions.model import VersionsModel
from tessera.ui.versions.view import EMPTY, VersionsView

SEARCH_MS = 180
NOTHING_FOUND = "Nothing found. Try fewer words."
NO_STARS = "No version has a star yet. Press S on one, or click at its right."


class VersionsPane(QWidget):
    """Search, stars, list. ``wanted_changed`` comes when something else is to be listed."""

    wanted_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = VersionsModel(self)
        self.view = VersionsView(self.model)
        self.search = QLineEdit()
        self.search.setObjectName("versionSearch")
        self.search.setPlaceholderText("Search versions")
        self.search.setAccessibleName("Search prompts and names of all versions")
        self.search.setClearButtonEnabled(True)
        self.stars = QToolButton()
        self.stars.setObjectName("versionStars")
        self.stars.setIcon(icon("star"))
        self.stars.setCheckable(True)
        self.stars.setToolTip("Only versions with a star, of all sessions")
        self.stars.setAccessibleName("Only versions with a star")
        self.about = quiet(plain_label())
        self.about.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_S)
        self.card = NoticeBar(is_narrow=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_MS)
        self._pause.timeout.connect(self.on_wanted)
        self._told = ("", False)
        self.search.textChanged.connect(self._pause.start)
        self.stars.toggled.connect(self.on_wanted)
        self._lay_out()

    @property
    def wanted(self) -> tuple[str, bool]:
        """Return the words to look for, and whether only stars are wanted."""
        return self.search.text().strip(), self.stars.isChecked()

    def focus_search(self) -> None:
        """Put the cursor into the search line."""
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def on_wanted(self) -> None:
        """Tell what to list, once."""
        self._pause.stop()
        if self.wanted != self._told:
            self._told = self.wanted
            words, stars = self.wanted
            self.view.set_empty_text(NOTHING_FOUND if words else NO_STARS if stars else EMPTY)
            self.wanted_changed.emit()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_S)
        top.setSpacing(SPACE_S)
        top.addWidget(self.search, 1)
        top.addWidget(self.stars)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.about)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.card)
