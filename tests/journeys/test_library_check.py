"""Help ▸ Check the library: read beside the loop, told in the same words as on the command line."""

from pathlib import Path

import pytest

from tessera.ui.keeping.dialogs import WorkDialog
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


async def told(person: Person) -> str:
    """Check and return what is said at the end."""
    await person.does("library.check")
    await person.sees(lambda: person.dialogs(WorkDialog), "the work is shown")
    dialog = person.dialogs(WorkDialog)[-1]
    await person.sees(lambda: "whole" in dialog.sentence.text(), "it is told")
    text = dialog.sentence.text()
    await person.clicks_in(dialog, "close")
    return text


def test_a_library_is_checked_whole_and_with_a_picture_missing(
    landscape: Path, data_home: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("What is on the left?")
        assert (await told(person)).startswith("The library is whole: 2 pictures, 1 session")
        path = next((data_home / "pictures").glob("*.*"))
        path.unlink()
        text = await told(person)
        assert text.startswith("The library is not whole: ")
        assert "A picture is missing: " in text
        assert f"file {path.stem[:12]}…" in text
        assert "in the session “What is on the left?”" in text
        assert f"into the folder {data_home / 'pictures'}" in text
        assert "Nothing was changed." in text

    live(script, "--profile", "sandbox")
