"""Mistakes anywhere are told in the window; what is none goes on to the hooks before."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tessera.ui.funnel import Funnel
from tessera.ui.mistakes import Mistakes
from tessera.ui.notice import NoticeBar


@dataclass
class Before:
    """The hooks that stood before, and what they heard."""

    heard: list[object] = field(default_factory=list)

    def hook(self, *told: object) -> None:
        """Hear of something."""
        self.heard.append(told[0])


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Before:
    made = Before()
    monkeypatch.setattr(sys, "excepthook", made.hook)
    monkeypatch.setattr(threading, "excepthook", made.hook)
    monkeypatch.setattr(sys, "unraisablehook", made.hook)
    return made


@pytest.fixture
def notice(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def mistakes(before: Before, notice: NoticeBar) -> Iterator[Mistakes]:
    made = Mistakes(QObject(notice), Funnel(notice))
    yield made
    made.close()


def told(error: BaseException) -> SimpleNamespace:
    return SimpleNamespace(exc_type=type(error), exc_value=error, exc_traceback=None)


@pytest.mark.expects_log("a mistake of the program")
@pytest.mark.usefixtures("mistakes")
@pytest.mark.parametrize("hook", [(threading, "excepthook"), (sys, "unraisablehook")])
def test_a_mistake_is_said_in_the_window(
    hook: tuple[object, str], notice: NoticeBar, before: Before, qtbot: QtBot
) -> None:
    getattr(*hook)(told(ValueError("odd")))
    qtbot.waitUntil(lambda: "(ValueError)" in notice.message())
    assert before.heard == []


@pytest.mark.usefixtures("mistakes")
@pytest.mark.parametrize("hook", [(threading, "excepthook"), (sys, "unraisablehook")])
def test_what_is_no_mistake_goes_to_the_hook_before(
    hook: tuple[object, str], before: Before
) -> None:
    end = told(KeyboardInterrupt())
    getattr(*hook)(end)
    assert before.heard == [end]


@pytest.mark.parametrize("hook", [(threading, "excepthook"), (sys, "unraisablehook")])
def test_a_mistake_after_the_window_goes_to_the_hook_before(
    hook: tuple[object, str], mistakes: Mistakes, before: Before
) -> None:
    delete(mistakes)
    late = told(ValueError("odd"))
    getattr(*hook)(late)
    assert before.heard == [late]
