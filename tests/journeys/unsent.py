"""A program of its own for `test_main_job`: it opens the window, drops a photo, types, and waits.

Run as ``python -m tests.journeys.unsent PHOTO TEXT``; prints ``typed`` when the last key is down.
"""

import asyncio
import sys
from pathlib import Path

from tests.journeys.living import live
from tests.journeys.person import Person


async def _write(person: Person) -> None:
    photo, text = sys.argv[1:]
    await person.drop(Path(photo))
    await person.types(text)
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    await asyncio.sleep(60)


if __name__ == "__main__":
    from tessera.ui.application import make_application

    application = make_application()
    live(_write)
