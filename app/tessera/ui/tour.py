"""The tour: the real window does the main job against the sandbox and is pictured at each step.

It needs no display: Qt draws offscreen. It has a home and a sandbox of its own and never looks at
``OPENAI_`` variables, so that nothing leaves this machine and nothing is charged.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from tessera.core.errors import StoreError, TesseraError
from tessera.core.geometry import Size
from tessera.core.markup import Mark, MarkKind, Markup, Point, usual_width
from tessera.core.markup_json import to_json
from tessera.store.resources import resource_path
from tessera.studio.clock import SystemClock
from tessera.studio.studio import Studio
from tessera.ui.application import make_application
from tessera.ui.life import finish_async_generators_on
from tessera.ui.main_window import MainWindow
from tessera.ui.theme import Scheme, apply
from tessera.ui.tour_making import MakingTour

SIZE = QSize(1280, 800)
PATIENCE_S = 60.0
QUESTION = "Which colours do you see, and how is the picture laid out?"
FOLLOW_UP = "And how sharp and how bright is it?"


class TourFailed(TesseraError):
    """A step of the tour did not come about."""


def run_tour(folder: Path) -> int:
    """Write numbered pictures of the main job into ``folder`` and print each path."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be made: {error.strerror}.", next_step="Choose another."
        ) from error
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = make_application()
    with (
        tempfile.TemporaryDirectory(prefix="tessera-tour-") as home,
        asyncio.Runner(loop_factory=partial(QEventLoop, application)) as runner,
    ):
        environ = {"TESSERA_HOME": home}
        with suppress(ValueError):  # in a thread no signal is ours
            signal.signal(signal.SIGTERM, _stop_in_order)
        runner.run(_Tour(application, environ, folder).walk())
    return 0


def _stop_in_order(_number: int, _frame: FrameType | None) -> None:
    """Stop as Ctrl+C does, so that no home is left behind."""
    signal.raise_signal(signal.SIGINT)


class _Tour:
    """One walk through the window."""

    def __init__(self, application: QApplication, environ: dict[str, str], folder: Path) -> None:
        self._application, self._environ, self._folder = application, environ, folder
        self._number = 0

    async def walk(self) -> None:
        """Do the main job, close the window, and open it again."""
        finish_async_generators_on(asyncio.get_running_loop())
        await self._visit(Scheme.LIGHT, self._main_job)
        await self._visit(Scheme.DARK, self._next_time)

    async def _visit(self, scheme: Scheme, steps: Callable[[MainWindow], Awaitable[None]]) -> None:
        studio = Studio.open_for_window(self._environ, SystemClock())
        window = MainWindow(studio, apply(self._application, scheme))
        try:
            window.resize(SIZE)
            window.show()
            window.begin(None, ())
            await until(lambda: window.desk.state.is_ready, "the window is ready")
            window.theme.set_scheme(scheme)  # the window went by the settings, which name none
            await steps(window)
        finally:
            window.close()
            await window.shutdown()
            await studio.close()
            window.deleteLater()
            self._application.processEvents()

    async def _main_job(self, window: MainWindow) -> None:
        chat, state = window.parts.chat, window.desk
        await self._picture(window, "empty")
        _drop(window, resource_path("sample", "sample.jpg"))
        await until(lambda: _is_shown(window), "the photo is shown")
        await self._picture(window, "photo-and-grid")
        chat.detail_picker.pick("low")
        await self._picture(window, "another-detail")
        chat.detail_picker.pick("auto")
        chat.model_picker.pick(_a_tile_model(window))
        await self._picture(window, "another-model")
        chat.model_picker.pick(window.studio.catalogue.first_choice(window.studio.meter.today).id)
        chat.detail_picker.pick("high")
        chat.composer.setPlainText(QUESTION)
        await self._picture(window, "question")
        chat.send_button.click()
        await until(lambda: len(chat.model.turns()[-1:]) == 1 and len(_answer(window)) > 40, "text")
        await self._picture(window, "answer-streams")
        await until(lambda: not state.state.is_asking, "the answer is whole")
        await self._picture(window, "answered-and-billed")
        await MakingTour(window, self._picture, until).walk()

    async def _next_time(self, window: MainWindow) -> None:
        await until(lambda: _is_shown(window), "the photo is back")
        await self._picture(window, "next-time-everything-is-there")
        window.parts.chat.composer.setPlainText(FOLLOW_UP)
        await self._picture(window, "what-the-next-turn-costs")
        await self._by_hand(window)

    async def _by_hand(self, window: MainWindow) -> None:
        """Draw a frame and a markup, as hands would."""
        canvas, drawing = window.parts.canvas, window.desks.drawing
        await until(lambda: canvas.work is not None, "the photo can be worked on")
        work = canvas.work
        assert work is not None
        drawing.frame.begin()
        drawing.frame.on_number("width", work.size.width * 4 // 3)
        await self._picture(window, "frame-to-extend")
        drawing.frame.tool.reset()
        drawing.markup.begin()
        work.set_markup(to_json(_markup_of(work.size)))
        await self._picture(window, "markup-to-show-what-is-meant")
        drawing.markup.end()

    async def _picture(self, window: QWidget, name: str) -> None:
        await asyncio.sleep(0.4)  # thumbnails and pickers arrive a moment later
        self._number += 1
        path = (self._folder / f"{self._number:02d}-{name}.png").absolute()
        if not window.grab().save(str(path)):
            raise StoreError(f"{path} could not be written.", next_step="Choose another folder.")
        sys.stdout.write(f"{path}\n")
        sys.stdout.flush()


def _markup_of(photo: Size) -> Markup:
    """Return an arrow and a box on a photo of any size."""
    width, height, pen = photo.width, photo.height, usual_width(photo.long_side)
    start, tip = Point(width // 6, height // 4), Point(width * 2 // 5, height * 2 // 5)
    corners = Point(width // 2, height * 2 // 5), Point(width * 4 // 5, height * 3 // 4)
    marks = (MarkKind.ARROW, (start, tip)), (MarkKind.BOX, corners)
    return Markup(tuple(Mark(kind, points, width=pen) for kind, points in marks))


def _a_tile_model(window: MainWindow) -> str:
    """Return a model that sees tiles instead of patches, where one is left."""
    models = window.studio.catalogue.vision(window.studio.meter.today)
    tiles = [model.id for model in models if model.rule_name == "tile"]
    return (tiles or [models[-1].id])[0]


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until ``condition`` holds; raises `TourFailed` after a minute."""
    clock = SystemClock()
    deadline = clock.monotonic() + PATIENCE_S
    while not condition():
        if clock.monotonic() > deadline:
            raise TourFailed(f"The tour waited in vain until {what}.")
        await asyncio.sleep(0.02)


def _drop(window: MainWindow, path: Path) -> None:
    """Drag a file over the canvas and let it go, as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    canvas = window.parts.canvas
    place, copy = canvas.rect().center(), Qt.DropAction.CopyAction
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # Qt hands a drop only to the widget that a drag has entered.
    QApplication.sendEvent(canvas, QDragEnterEvent(place, copy, mime, button, none))
    QApplication.sendEvent(canvas, QDropEvent(QPointF(place), copy, mime, button, none))


def _is_shown(window: MainWindow) -> bool:
    photo = window.parts.canvas.photo
    return photo is not None and photo.levels[0].width() == photo.stored.width


def _answer(window: MainWindow) -> str:
    turns = window.parts.chat.model.turns()
    return turns[-1].text if turns else ""
