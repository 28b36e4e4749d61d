"""Attention is asked for when a long call ends unseen; while one runs, the machine stays awake."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.attention_desk import CUT, TITLE, AttentionDesk
from tessera.ui.state import Desk
from tests.fakes import FixedClock


@dataclass
class FakeAwake:
    """Notes what is wanted, and whether it was settled."""

    wanted: list[bool] = field(default_factory=list)
    settled: int = 0

    def want(self, *, is_wanted: bool) -> None:
        """Note a wish."""
        self.wanted.append(is_wanted)

    def settle(self) -> None:
        """Note that it was settled."""
        self.settled += 1


@dataclass
class Scene:
    """A desk whose calls are followed, and everything that it would ask of the system."""

    desk: Desk
    clock: FixedClock
    studio: Studio
    attention: AttentionDesk
    jobs: JobScope
    awake: FakeAwake
    told: list[tuple[str, str]]

    async def call(self, seconds: float) -> None:
        """Have a call begin, last and end."""
        self.desk.put(replace(self.desk.state, is_asking=True))
        self.clock.forward(seconds)
        self.desk.put(replace(self.desk.state, is_asking=False))
        for _ in range(50):
            await asyncio.sleep(0.002)


def raise_it(_purpose: str, error: BaseException) -> None:
    raise error


@pytest_asyncio.fixture
async def scene(data_home: Path, qtbot: QtBot) -> AsyncIterator[Scene]:
    """Give a scene; the application is in the background."""
    clock = FixedClock()
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, clock)
    window = QMainWindow()
    qtbot.addWidget(window)
    desk, jobs, awake = Desk(window), JobScope(raise_it), FakeAwake()
    told: list[tuple[str, str]] = []

    def tell(title: str, text: str) -> bool:
        told.append((title, text))
        return True

    attention = AttentionDesk(window, studio, desk, jobs, awake=awake, tell=tell)
    yield Scene(desk, clock, studio, attention, jobs, awake, told)
    await jobs.close()
    await studio.close()


@pytest.fixture
def in_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system say that another program is in front."""
    state = Qt.ApplicationState.ApplicationInactive
    monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: state))


@pytest.mark.usefixtures("in_background")
async def test_a_long_call_that_ends_unseen_is_told(scene: Scene) -> None:
    await scene.call(60)
    assert scene.told == [(TITLE, CUT)]


@pytest.mark.usefixtures("in_background")
async def test_a_short_call_is_not_told(scene: Scene) -> None:
    await scene.call(3)
    assert scene.told == []


async def test_what_is_seen_is_not_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    state = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: state))
    await scene.call(60)
    assert scene.told == []


@pytest.mark.usefixtures("in_background")
async def test_both_can_be_switched_off(scene: Scene) -> None:
    settings = replace(scene.studio.settings, notify=False, keep_awake=False)
    await scene.studio.change_settings(settings)
    await scene.call(60)
    assert scene.told == []
    assert True not in scene.awake.wanted


async def test_the_machine_stays_awake_exactly_while_a_call_runs(scene: Scene) -> None:
    scene.desk.put(replace(scene.desk.state, is_asking=True))
    assert scene.awake.wanted == [True]
    scene.desk.put(replace(scene.desk.state, model="another"))
    assert scene.awake.wanted == [True]
    scene.desk.put(replace(scene.desk.state, is_asking=False))
    assert scene.awake.wanted == [True, False]
    for _ in range(50):
        await asyncio.sleep(0.002)
    assert scene.awake.settled


async def test_a_window_that_closes_lets_the_machine_sleep(scene: Scene) -> None:
    scene.desk.put(replace(scene.desk.state, is_asking=True))
    scene.attention.on_closed()
    assert scene.awake.wanted[-1] is False
