"""The markup of one photo while it is drawn: its marks, which one is chosen, and its undo steps.

What is put is kept as JSON by the photo's `PhotoWork`, and is one step of the photo's stack. A mark
that a hand still draws or moves is a *draft*: painted, but nowhere kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.core.markup import Mark, Markup
from tessera.core.markup_json import from_json, to_json

if TYPE_CHECKING:
    from tessera.ui.canvas.work import PhotoWork


@dataclass(frozen=True, slots=True)
class Draft:
    """A mark in the hand; ``place`` is the one it stands for, -1 for a new one."""

    mark: Mark
    place: int = -1


class MarkupModel(QObject):
    """The markup of the photo of ``work``. ``changed`` comes with everything that is painted."""

    changed = Signal()

    def __init__(self, work: PhotoWork, parent: QObject | None = None) -> None:
        super().__init__(parent or work)
        self.work = work
        self._json = ""
        self._markup = Markup()
        self._chosen = -1
        self._draft: Draft | None = None
        self.on_kept()
        work.markup_changed.connect(self.on_kept)

    @property
    def markup(self) -> Markup:
        """Return what is kept."""
        return self._markup

    @property
    def shown(self) -> Markup:
        """Return what is painted: with the draft at its place."""
        if self._draft is None:
            return self._markup
        if 0 <= self._draft.place < len(self._markup):
            return self._markup.put(self._draft.place, self._draft.mark)
        return self._markup.added(self._draft.mark)

    @property
    def draft(self) -> Draft | None:
        """Return the mark in the hand."""
        return self._draft

    @property
    def chosen(self) -> int:
        """Return the place of the chosen mark, or -1."""
        return self._chosen

    @property
    def chosen_mark(self) -> Mark | None:
        """Return the chosen mark as it is painted."""
        if self._draft is not None and self._draft.place == self._chosen:
            return self._draft.mark
        return self._markup.marks[self._chosen] if self._chosen >= 0 else None

    def choose(self, place: int) -> None:
        """Choose a mark, or none by -1."""
        place = place if 0 <= place < len(self._markup) else -1
        if place != self._chosen:
            self._chosen = place
            self.changed.emit()

    def show_draft(self, draft: Draft | None) -> None:
        """Paint a mark that is still in the hand; None forgets it."""
        if draft != self._draft:
            self._draft = draft
            self.changed.emit()

    def put(self, markup: Markup, title: str, *, chosen: int = -1) -> None:
        """Take ``markup`` as one step that can be undone."""
        self._draft = None
        before = self._markup
        self._take(markup, chosen)
        if markup != before:
            self.work.stack.push(_MarkupStep(title, before, markup, self.work))

    def add(self, mark: Mark, title: str) -> None:
        """Put one more mark on top, chosen."""
        self.put(self._markup.added(mark), title, chosen=len(self._markup))

    @Slot()
    def on_kept(self) -> None:
        """Show what is kept now, as after undo, redo and a start."""
        if self.work.markup_json == self._json:
            return
        self._json = self.work.markup_json
        try:
            markup = from_json(self._json)
        except ValueError:  # written by something else; the photo is still well
            markup = Markup()
        self._draft = None
        self._markup, self._chosen = markup, -1
        self.changed.emit()

    def _take(self, markup: Markup, chosen: int) -> None:
        self._markup = markup
        self._chosen = chosen if 0 <= chosen < len(markup) else -1
        self._json = to_json(markup)
        self.work.set_markup(self._json)
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class _MarkupStep:
    """One change of the markup; the marks that stayed are shared by both sides."""

    title: str
    before: Markup
    after: Markup
    work: PhotoWork

    def undo(self) -> None:
        self.work.set_markup(to_json(self.before))

    def redo(self) -> None:
        self.work.set_markup(to_json(self.after))
