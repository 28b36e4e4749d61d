"""Goal G9: a conversation of 10,000 turns against one of 100: to open it, and to scroll a frame.

Also: a streamed repaint of a long answer against one of a short answer. Prints one line of JSON
per goal. Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_chat``.
"""

import random
import sys

from PySide6.QtWidgets import QApplication

from tessera.core.words import Role
from tessera.ui.chat.model import ChatModel
from tessera.ui.chat.turns import ChatTurn, TurnState
from tessera.ui.chat.view import ChatView
from tessera.ui.theme import Scheme, apply, new_application
from tests.bench.paired import compare, show

WIDTH, HEIGHT = 480, 700
STEP = 120  # pixels a frame scrolls
FRAMES = 60


def turns(count: int) -> list[ChatTurn]:
    """Return a conversation of 5 to 120 words a turn; the last hundred are always the same."""
    chooser = random.Random(9)
    words = ("alpha", "beta", "gamma", "**bold**", "`code`")
    texts = [" ".join(chooser.choices(words, k=chooser.randint(5, 120))) for _ in range(100)]
    sides = (Role.USER, Role.ASSISTANT)
    return [ChatTurn(str(n), sides[n % 2], texts[n % 100]) for n in range(count)]


class Conversation:
    """A view over ``count`` turns that can be opened anew and scrolled."""

    def __init__(self, count: int) -> None:
        self._turns = turns(count)
        self.model = ChatModel()
        self.view = ChatView(self.model)
        self.view.resize(WIDTH, HEIGHT)
        self.view.show()
        QApplication.processEvents()  # a window that is not exposed paints nothing
        self.open()

    def open(self) -> None:
        """Show the conversation from nothing to painted."""
        self.model.set_turns(())
        self.model.set_turns(self._turns)
        self.view.port.repaint()

    def scroll(self) -> None:
        """Show the next frame above; after sixty it starts again at the end."""
        bar = self.view.verticalScrollBar()
        is_far = bar.maximum() - bar.value() > FRAMES * STEP
        bar.setValue(bar.maximum() if is_far else bar.value() - STEP)
        self.view.port.repaint()


class Stream:
    """An answer that has ``signs`` already and grows by a little text per repaint."""

    def __init__(self, signs: int) -> None:
        paragraph = "some **words** of text " * 12 + "\n\n"
        text = paragraph * (signs // len(paragraph))
        self.model = ChatModel()
        self.view = ChatView(self.model)
        self.view.resize(WIDTH, HEIGHT)
        self.view.show()
        QApplication.processEvents()  # a window that is not exposed paints nothing
        self.model.set_turns([ChatTurn("a", Role.ASSISTANT, text, state=TurnState.STREAMING)])

    def grow(self) -> None:
        """Take text and repaint."""
        self.model.extend_last("and **more** text ")
        self.model.flush()
        self.view.port.repaint()


def main() -> None:
    """Measure and print."""
    application = QApplication.instance() or new_application(sys.argv[:1])
    assert isinstance(application, QApplication)
    apply(application, Scheme.LIGHT)
    large, small = Conversation(10_000), Conversation(100)
    long, short = Stream(200_000), Stream(2_000)
    show(
        [
            compare("G9 open 10,000 / 100 turns, at most 1.3", large.open, small.open, repeat=3),
            compare("G9 frame 10,000 / 100 turns, at most 1.2", large.scroll, small.scroll),
            compare("streamed repaint 200 kB / 2 kB", long.grow, short.grow),
        ]
    )


if __name__ == "__main__":
    main()
