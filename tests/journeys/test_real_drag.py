"""A real drag from another program on a real X server, into the program as a person starts it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tessera.core.words import Role
from tessera.display import problem
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.turns import TurnState
from tests.fakes import SystemTime
from tests.journeys.screen import Screen, missing_programs, open_screen, wait_for

LACKING = missing_programs()
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(bool(LACKING), reason=f"not installed: {', '.join(LACKING)}"),
]

SOURCE = Path(__file__).with_name("drag_source.py")
ROOT = Path(__file__).parents[2]
PLACE = (200, 20)


@contextmanager
def library_at(home: Path) -> Iterator[Library]:
    """Open the library beside the window, as a command does."""
    library = Library.open(home, SystemTime(), check=False, post=Desk().post)
    try:
        yield library
    finally:
        library.close()


def photos(home: Path) -> list[str]:
    """Return the names of all photos."""
    with library_at(home) as library:
        sessions = library.sessions.page()
        return [p.facts.name for s in sessions for p in library.photos.of_session(s.id)]


def answers(home: Path) -> list[str]:
    """Return the text of all answers that are whole."""
    with library_at(home) as library:
        turns = [t for s in library.sessions.page() for t in library.turns.of_session(s.id)]
        return [t.text for t in turns if (t.role, t.state) == (Role.ASSISTANT, TurnState.COMPLETE)]


def colours(screen: Screen) -> int:
    """Return how many colours the canvas of the program shows."""
    x, y = PLACE
    shot = screen.shot().crop((x + 250, y + 100, x + 750, y + 500))
    return len(shot.getcolors(500 * 400) or ())


def test_a_file_is_dragged_from_another_window_and_asked_about(
    tmp_path: Path, data_home: Path, landscape: Path
) -> None:
    buffer = tmp_path / "screen"
    buffer.mkdir()
    with open_screen(buffer) as screen:
        if (reason := problem(screen.environ)) is not None:
            pytest.skip(reason)
        program = screen.start([sys.executable, "-m", "tessera"], PYTHONPATH=str(ROOT / "app"))
        window = screen.window("Tessera")
        screen.xdotool("windowsize", "--sync", window, "1250", "800")
        screen.xdotool("windowmove", "--sync", window, *map(str, PLACE))
        wait_for(lambda: colours(screen) > 20, "the empty canvas is painted")
        empty = colours(screen)

        source = screen.start([sys.executable, str(SOURCE), str(landscape)])
        assert source.stdout is not None
        assert source.stdout.readline() == "ready\n"
        screen.drag((60, 60), (PLACE[0] + 500, PLACE[1] + 300))
        assert source.stdout.readline() == "CopyAction\n", "the original is never moved"
        wait_for(lambda: photos(data_home) == ["landscape.jpg"], "the photo is in the session")
        wait_for(lambda: colours(screen) > 10 * empty, "the photo is on the screen")
        assert screen.window("landscape.jpg – Tessera") == window

        screen.xdotool("windowactivate", "--sync", window)
        screen.xdotool("type", "--delay", "20", "Which colours?")
        screen.xdotool("key", "Return")
        wait_for(lambda: answers(data_home), "the answer is in the library")
        assert answers(data_home)[0].startswith("You asked: “Which colours?”")

        program.terminate()
        assert program.wait(15) == 0, "a signal closes the window in order"
