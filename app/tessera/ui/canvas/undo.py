"""What the hand did, to be undone and done again: one stack per picture, without an end.

Mask, frame and markup share the stack of their picture. A *step* has been done already when it is
pushed; its title is what a person would call it ("Brush stroke"), in sentence case, for the menu.
Steps that belong together go into a group and are undone at once.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Step(Protocol):
    """One change that can be taken back."""

    @property
    def title(self) -> str:
        """Return what a person would call it."""

    def undo(self) -> None:
        """Take it back; what it changed is as it was before."""

    def redo(self) -> None:
        """Do it again."""


class Group:
    """Steps that a person did as one."""

    def __init__(self, title: str, steps: Sequence[Step]) -> None:
        self._title = title
        self._steps = tuple(steps)

    @property
    def title(self) -> str:
        """Return what a person would call all of it."""
        return self._title

    def undo(self) -> None:
        """Take all back, the last first."""
        for step in reversed(self._steps):
            step.undo()

    def redo(self) -> None:
        """Do all again."""
        for step in self._steps:
            step.redo()


class UndoStack(QObject):
    """The steps of one picture; ``changed`` comes after each push, undo and redo."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._open: list[Step] | None = None
        self._is_locked = False

    def push(self, step: Step) -> None:
        """Remember ``step``, which has been done; what was undone before cannot be redone."""
        if self._open is not None:
            self._open.append(step)
            return
        self._done.append(step)
        self._undone.clear()
        self.changed.emit()

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Take everything pushed meanwhile as one step called ``title``."""
        if self._open is not None:  # within another group, which has the word
            yield
            return
        self._open = []
        try:
            yield
        finally:
            steps, self._open = self._open, None
            if steps:
                self.push(Group(title, steps))

    @property
    def can_undo(self) -> bool:
        """Return whether there is something to take back now."""
        return bool(self._done) and not self._is_locked

    @property
    def can_redo(self) -> bool:
        """Return whether there is something to do again now."""
        return bool(self._undone) and not self._is_locked

    @property
    def undo_title(self) -> str:
        """Return what undo would take back, or nothing."""
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        """Return what redo would do again, or nothing."""
        return self._undone[-1].title if self._undone else ""

    def lock(self, is_locked: bool) -> None:
        """Keep the stack as it is while something long is being done."""
        if is_locked != self._is_locked:
            self._is_locked = is_locked
            self.changed.emit()

    def undo(self) -> None:
        """Take the last step back."""
        if self.can_undo:
            step = self._done.pop()
            step.undo()
            self._undone.append(step)
            self.changed.emit()

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        if self.can_redo:
            step = self._undone.pop()
            step.redo()
            self._done.append(step)
            self.changed.emit()
