"""The window from start to end, for `sweep`: ``python -m tests.faults.window_flow PHOTO QUESTION``.

It opens, a photo is dropped, a question asked and answered, and it is closed, with file names that
are the same in every run. Whatever a fault does, the window must live to its end.
"""

import sys
from pathlib import Path

from tests.faults.steady import stand_still

PATIENCE_S = 20.0


def main() -> int:
    """Run the window; return its exit code."""
    stand_still()
    from tessera.ui.application import make_application
    from tests.journeys.living import try_to_live
    from tests.journeys.person import Person
    from tests.journeys.waiting import until

    async def script(person: Person) -> None:
        photo, question = sys.argv[1:3]
        await person.drop(Path(photo), shown=False)
        await until(lambda: person.canvas_name != "Canvas, no photo" or person.notice, "a photo")
        await person.types(question)
        await person.presses("Return")
        await until(
            lambda: len(person.turns) == 2 or person.notice, "an answer or a word", PATIENCE_S
        )

    application = make_application()
    assert application is not None
    return try_to_live(script)


if __name__ == "__main__":
    sys.exit(main())
