"""The window from start to end, for `sweep`: ``python -m tests.faults.window_flow DEED PHOTO``.

It opens, a photo is dropped, the deed is done, and it is closed, with file names that are the same
in every run. Whatever a fault does, the window must live to its end; what it says of the fault ends
the deed. A line on stdout is a promise: what it names is kept from then on.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.steady import stand_still

if TYPE_CHECKING:
    from tests.journeys.person import Person

PATIENCE_S = 20.0
QUESTION, PROMPT, TITLE = "What is this?", "Make it blue", "Kites"
MASK_KEPT = "the mask is kept"
SESSION_NAMED = "the session is named"


def promise(sentence: str) -> None:
    """Tell what must hold from now on."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


async def came(person: "Person", condition: Callable[[], object], what: str) -> bool:
    """Wait until ``condition`` holds, or the window says what went wrong; return which."""
    from tests.journeys.waiting import until

    await until(lambda: condition() or person.notice, what, PATIENCE_S)
    if condition():
        return True
    sys.stdout.write(f"instead of {what}: {person.notice}\n")
    return False


async def ask(person: "Person") -> None:
    """Ask about the photo."""
    await person.types(QUESTION)
    before = len(person.turns)
    await person.presses("Return")
    if await came(person, lambda: len(person.turns) == before + 2, "a question and its answer"):
        await came(person, lambda: not person.is_asking, "the whole answer")


async def edit(person: "Person") -> None:
    """Change the photo by words."""
    from tests.journeys.maker import Maker

    maker = Maker(person)
    await maker.opens("Edit")
    await maker.writes(PROMPT)
    await maker.makes()


async def mask(person: "Person") -> None:
    """Paint a mask, wait until it is kept, and give the session a name."""
    from PySide6.QtCore import QPoint

    photo = person.window.desk.state.current
    if not await came(person, lambda: has_tools(person), "the tools are there"):
        return
    await person.does("mask.brush")
    middle = person.canvas.rect().center()
    await person.drags(person.canvas, middle - QPoint(30, 0), middle + QPoint(30, 20))
    if not await came(person, lambda: has_mask(person, photo), "the mask is in the library"):
        return
    promise(MASK_KEPT)
    await person.does("session.rename")
    await person.types(TITLE)
    await person.presses("Return")
    if await came(person, lambda: TITLE in person.sessions, "the session has its name"):
        promise(SESSION_NAMED)


def has_tools(person: "Person") -> bool:
    """Return whether the photo can be masked."""
    masks, shown = person.window.desks.masks, person.canvas.photo
    has_kit = masks is not None and masks.kit is not None and person.canvas.work is not None
    return has_kit and shown is not None and shown.levels[0].width() == shown.stored.width


def has_mask(person: "Person", photo: str) -> bool:
    """Return whether the photo's mask is on the disk."""
    work = person.window.studio.library.works.work(photo)
    return work is not None and work.mask_png is not None


DEEDS = {"ask": ask, "edit": edit, "mask": mask}


def main() -> int:
    """Run the window; return its exit code."""
    stand_still()
    from tessera.ui.application import make_application
    from tests.journeys.living import try_to_live
    from tests.journeys.person import Person as AnyPerson

    is_ready = AnyPerson.is_ready
    AnyPerson.is_ready = lambda self: is_ready(self) or bool(self.notice)  # type: ignore[method-assign]

    async def script(person: "Person") -> None:
        deed, photo = sys.argv[1:3]
        await person.drop(Path(photo), shown=False)
        state = person.window.desk
        if await came(person, lambda: state.state.current, "the photo is in the session"):
            await DEEDS[deed](person)

    application = make_application()
    assert application is not None
    return try_to_live(script)


if __name__ == "__main__":
    sys.exit(main())
