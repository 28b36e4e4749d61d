"""What the window does once it can be seen: bring back what was there, then look after the library.

Each step leaves the event loop free; the order is what a person waits for first.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from tessera.ui.theme import Scheme

NEEDED_NEXT = (
    "tessera.ui.canvas.stage",
    "tessera.ui.canvas.offers",
    "tessera.ui.chips",
    "tessera.ui.chat.turn_layout",
    "tessera.ui.meter.details",
    "tessera.studio.asking",
    "tessera.studio.photos",
    "tessera.studio.spending",
)

SAFER = "A picture that is sent through an answer is fetched after such a cut."
LATER_S = 1.0
CAME_BEFORE = "that you were waiting for when Tessera ended."
CAME_LATE = "after all: the provider had gone on with it by itself."

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tessera.store.intents import SavedIntent
    from tessera.store.last_run import BrokenRun
    from tessera.studio.recover import Recovered
    from tessera.studio.studio import Studio
    from tessera.ui.main_window import MainWindow


async def begin(window: MainWindow, profile: str | None, photos: Sequence[Path]) -> None:
    """Restore what was there, open ``photos``, and say what was repaired or left unknown."""
    studio = window.studio
    window.theme.set_scheme(Scheme(studio.settings.theme.value))  # the first paint only glanced
    window.theme.set_text_size(studio.settings.font_percent)
    await asyncio.gather(studio.load_catalogue(), asyncio.to_thread(_load_vocabulary))
    broken = await asyncio.to_thread(_begin_log, studio)
    choice = await asyncio.to_thread(studio.choose_profile, profile)
    window.desks.providers.start_with(choice.profile)
    recovered = await _resolved(window)  # first, so that a session opens with what became of it
    await window.sessions.restore()
    window.desk.put(replace(window.desk.state, is_ready=True))
    window.parts.chat.composer.setFocus()
    window.asking.queue.watch()
    window.parts.history.view.show_current(window.desk.state.session_id)
    window.photos.open_all([(path, path.name, str(path)) for path in photos])
    for problem in (choice.notice, studio.settings_problem, studio.catalogue_problem):
        if problem:
            window.funnel.say(problem)
    if broken is not None:
        window.desks.inside.say_broken(broken)
    if recovered.unknown:
        _say_unknown(window, recovered.unknown)
    if studio.library.trouble is not None:  # said now, before somebody types what cannot be kept
        window.funnel.show(studio.library.trouble)
    window.jobs.start("finish what was cut", _finish_what_was_cut(window, recovered.waiting))
    studio.on_left = partial(_on_left, window)
    window.jobs.start("look after the library", look_after(window))


async def _resolved(window: MainWindow) -> Recovered:
    """Resolve what was cut; a disk that refuses is said and keeps nobody out."""
    from tessera.core.errors import TesseraError
    from tessera.studio.recover import Recovered, resolve

    try:
        return await resolve(window.studio, is_quick=True)
    except TesseraError as error:
        window.funnel.show(error)
        return Recovered()


def _on_left(window: MainWindow, intent_id: str) -> None:
    """Fetch a call of this window that goes on although nobody listens to it any more."""
    window.jobs.start(f"fetch {intent_id}", _fetch_left(window, intent_id))


async def _fetch_left(window: MainWindow, intent_id: str) -> None:
    await asyncio.sleep(LATER_S)  # who ordered it says first how that ended
    studio = window.studio
    saved = await studio.desk.run(studio.library.journal.get, intent_id)
    if saved is not None:
        await _finish_what_was_cut(window, (saved,), CAME_LATE)


async def _finish_what_was_cut(
    window: MainWindow, waiting: tuple[SavedIntent, ...], came: str = CAME_BEFORE
) -> None:
    """Fetch answers that a provider finished without us, and seal what was left unsealed."""
    from tessera.core.errors import TesseraError
    from tessera.studio.recover import fetch_waiting

    try:
        found = await fetch_waiting(window.studio, waiting)
    except TesseraError as error:
        window.funnel.show(error)
        return
    if found.unknown:
        _say_unknown(window, found.unknown)
    if found.settled:
        window.funnel.say(f"{_what_came(found.settled)} {came}")
    here = [each for each in found.settled if each.session_id == window.desk.state.session_id]
    reading = window.sessions.reload() if here else None
    if reading is not None:
        await asyncio.wait([reading])
    await show_what_was_made(window, here)


async def show_what_was_made(window: MainWindow, settled: Sequence[SavedIntent]) -> None:
    """Put a fetched picture on the canvas where it would have come: over what it was made from.

    Not where another session was opened meanwhile.
    """
    of_intent, run = window.studio.library.versions.of_intent, window.studio.desk.run
    for intent in settled:
        made = await run(of_intent, intent.id)
        state = window.desk.state
        is_here = bool(made) and made[-1].photo.session_id == state.session_id
        if is_here and state.current in ("", made[-1].parent):
            window.desks.on_version_wanted(made[-1].id)


def _what_came(settled: Sequence[SavedIntent]) -> str:
    """Return what was fetched, as the beginning of a sentence."""
    from tessera.store.recovery import MAKING

    count, made = len(settled), sum(each.kind in MAKING for each in settled)
    one, several = ("A picture", "pictures") if made == count else ("An answer", "answers")
    return f"{one} came" if count == 1 else f"{count} {several} came"


def _say_unknown(window: MainWindow, unknown: Sequence[SavedIntent]) -> None:
    from tessera.store.recovery import MAKING

    count = len(unknown)
    calls = "A call was" if count == 1 else f"{count} calls were"
    is_lost = any(each.kind in MAKING and not each.background for each in unknown)
    window.funnel.say(
        f"{calls} cut off when Tessera ended; perhaps charged.",
        "What arrived is kept in its session, ready to be asked again by hand."
        + (f" {SAFER}" if is_lost else ""),
        is_problem=True,
    )


def _begin_log(studio: Studio) -> BrokenRun | None:
    """Start the log; return the run before where it did not end in order."""
    from tessera import __version__

    return studio.logbook.begin(studio.settings.log_level.value, __version__)


def _load_vocabulary() -> None:
    """Load what counts words: 45 ms that no thread can share, so before anybody types."""
    from tessera.tokenizer import warm_up

    warm_up()


def _load_what_comes_next() -> None:
    """Load what the first photo and the first answer need, so that neither is held up by it."""
    for name in NEEDED_NEXT:
        import_module(name)


async def look_after(window: MainWindow) -> None:
    """Warm the children, check, and back up."""
    await asyncio.to_thread(_load_what_comes_next)
    studio = window.studio
    await asyncio.to_thread(studio.decoder.warm)
    await studio.desk.run(studio.spending.rates.load)
    await studio.desk.run(studio.library.check)
    for notice in studio.library.notices:
        window.funnel.say(notice, is_problem=True)
    await studio.desk.run(studio.library.heard)
    await studio.desk.run(studio.library.backup_if_due)
    await studio.desk.run(studio.library.tidy)
