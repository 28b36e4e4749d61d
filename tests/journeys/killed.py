"""A program of its own that is killed: it opens the window, drops a photo, types, perhaps asks.

Run as ``python -m tests.journeys.killed PHOTO TEXT [ask]``; prints ``now`` when the last key is
down, or when some of the answer is there, and waits.
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.living import live
from tests.journeys.person import Person

ROOT = Path(__file__).parents[2]
HALF_A_SECOND = 0.5  # what is typed is on the disk after that
SOME = 60  # letters


def write_and_be_killed(photo: Path, text: str, *words: str) -> None:
    """Run this program and kill it half a second after it says so."""
    command = [sys.executable, "-m", "tests.journeys.killed", str(photo), text, *words]
    paths = os.pathsep.join((str(ROOT / "app"), str(ROOT)))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}
    ) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == b"now\n"
            time.sleep(HALF_A_SECOND)
        finally:
            program.kill()


async def _write(person: Person) -> None:
    photo, text, *more = sys.argv[1:]
    await person.drop(Path(photo))
    await person.types(text)
    if more == ["ask"]:
        await person.presses("Return")
        await person.sees(lambda: person.turns and len(person.turns[-1]) > SOME, "it answers")
    sys.stdout.write("now\n")
    sys.stdout.flush()
    await asyncio.sleep(60)


if __name__ == "__main__":
    from tessera.ui.application import make_application

    application = make_application()
    live(_write)
