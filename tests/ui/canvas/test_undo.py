"""One stack for everything the hand did: back, forth, in groups, and locked while work goes on."""

from pytestqt.qtbot import QtBot

from tessera.ui.canvas.undo import UndoStack


class Noted:
    """A step that adds its letter to a text."""

    def __init__(self, text: list[str], letter: str) -> None:
        self._text, self._letter = text, letter
        self.redo()

    @property
    def title(self) -> str:
        return f"Write {self._letter}"

    def undo(self) -> None:
        assert self._text.pop() == self._letter

    def redo(self) -> None:
        self._text.append(self._letter)


def test_steps_go_back_and_forth_in_order(qtbot: QtBot) -> None:
    stack, text = UndoStack(), list[str]()
    for letter in "abc":
        stack.push(Noted(text, letter))
    stack.undo()
    stack.undo()
    assert text == ["a"]
    assert (stack.undo_title, stack.redo_title) == ("Write a", "Write b")
    stack.redo()
    assert text == ["a", "b"]


def test_a_new_step_ends_what_could_be_redone(qtbot: QtBot) -> None:
    stack, text = UndoStack(), list[str]()
    stack.push(Noted(text, "a"))
    stack.undo()
    stack.push(Noted(text, "b"))
    assert not stack.can_redo
    assert stack.redo_title == ""


def test_a_group_is_one_step(qtbot: QtBot) -> None:
    stack, text = UndoStack(), list[str]()
    with stack.group("Write a word"), stack.group("Write letters"):
        for letter in "word":
            stack.push(Noted(text, letter))
    assert stack.undo_title == "Write a word"
    stack.undo()
    assert text == []
    stack.redo()
    assert text == list("word")


def test_an_empty_group_is_no_step(qtbot: QtBot) -> None:
    stack = UndoStack()
    with stack.group("Nothing"):
        pass
    assert not stack.can_undo


def test_a_locked_stack_stays_as_it_is(qtbot: QtBot) -> None:
    stack, text = UndoStack(), list[str]()
    stack.push(Noted(text, "a"))
    stack.lock(True)
    stack.undo()
    assert text == ["a"]
    stack.lock(False)
    stack.undo()
    assert text == []


def test_every_change_is_told(qtbot: QtBot) -> None:
    stack, text = UndoStack(), list[str]()
    with qtbot.waitSignal(stack.changed):
        stack.push(Noted(text, "a"))
    with qtbot.waitSignal(stack.changed):
        stack.undo()
    with qtbot.assertNotEmitted(stack.changed):
        stack.undo()
