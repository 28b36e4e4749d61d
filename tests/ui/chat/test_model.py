"""The chat model keeps Qt's contract and streams into one row at a calm pace."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tessera.core.words import Role
from tessera.ui.chat.model import TURN_ROLE, ChatModel
from tessera.ui.chat.turns import ChatTurn, TurnPicture, TurnState

QUESTION = ChatTurn("q1", Role.USER, "What is this?", (TurnPicture("sha", "a.jpg", "high"),))
ANSWER = ChatTurn("a1", Role.ASSISTANT, "A cat", state=TurnState.STREAMING, model="gpt-5-mini")


@pytest.fixture
def model(qtbot: QtBot, qtmodeltester: ModelTester) -> ChatModel:
    made = ChatModel()
    qtmodeltester.check(made, force_py=True)
    made.append(QUESTION)
    made.append(ANSWER)
    return made


def _shown(model: ChatModel, row: int) -> object:
    return model.data(model.index(row), int(Qt.ItemDataRole.DisplayRole))


def test_it_keeps_the_contract_of_item_models(model: ChatModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)
    model.put(ChatTurn("a1", Role.ASSISTANT, "A dog"))
    model.remove_from(1)
    model.set_turns([QUESTION])


def test_a_row_shows_its_text_and_carries_its_turn(model: ChatModel) -> None:
    assert _shown(model, 0) == "What is this?"
    assert model.data(model.index(0), TURN_ROLE) == QUESTION
    assert model.data(QModelIndex()) is None


def test_a_screen_reader_hears_who_said_it_and_what_it_cost(model: ChatModel) -> None:
    model.put(ChatTurn("a1", Role.ASSISTANT, "A cat.", model="gpt-5-mini", bill="Billed $0.01"))
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.index(0), role) == "You with a picture: What is this?"
    assert model.data(model.index(1), role) == "Answer by gpt-5-mini: A cat. Billed $0.01"


def test_streamed_text_is_there_at_once_and_repainted_soon(model: ChatModel, qtbot: QtBot) -> None:
    changed: list[int] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        changed.extend(range(first.row(), last.row() + 1))

    model.dataChanged.connect(note)
    with qtbot.waitSignal(model.dataChanged):
        for _ in range(2000):
            model.extend_last(" x")
    assert changed == [1]
    assert _shown(model, 1) == "A cat" + " x" * 2000


def test_text_read_in_between_is_complete(model: ChatModel) -> None:
    model.extend_last(" sits")
    assert _shown(model, 1) == "A cat sits"
    model.extend_last(" here")
    assert model.turns()[-1].text == "A cat sits here"


def test_waiting_text_is_shown_before_the_turn_is_replaced(model: ChatModel, qtbot: QtBot) -> None:
    model.extend_last("!")
    with qtbot.waitSignals([model.dataChanged, model.dataChanged]):
        model.put(ChatTurn("a1", Role.ASSISTANT, "A cat!", bill="Billed $0.01"))
    assert model.turn(1).bill == "Billed $0.01"


def test_putting_the_same_turn_changes_nothing(model: ChatModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.dataChanged):
        model.put(QUESTION)
        model.put(ChatTurn("unknown", Role.USER))


def test_text_needs_a_turn_to_stream_into(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="no turn"):
        ChatModel().extend_last("a")


def test_another_session_drops_text_that_was_waiting(model: ChatModel, qtbot: QtBot) -> None:
    model.extend_last("late")
    model.set_turns([ANSWER])
    model.flush()
    assert _shown(model, 0) == "A cat"


def test_a_thumbnail_repaints_the_turns_that_show_it(model: ChatModel, qtbot: QtBot) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    with qtbot.waitSignal(model.dataChanged) as signal:
        model.set_thumbnail("sha", image)
    assert signal.args is not None
    assert signal.args[0].row() == 0
    assert model.thumbnail("sha") is image
    assert model.thumbnail("other") is None
