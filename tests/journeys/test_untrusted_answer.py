"""What a model writes is text: nothing in it is loaded, run, or opened without being asked for."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QDesktopServices

from tessera.ui.chat.turn_layout import Part
from tessera.ui.chat.view import ChatView
from tessera.ui.dialogs.open_link import OpenLinkDialog
from tests.journeys.gateway import Gateway, saying
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


def links(person: Person, row: int) -> dict[str, QPoint]:
    """Return every address that can be clicked in a turn, and where."""
    view = person.chat
    assert isinstance(view, ChatView)
    layout = view._layout(row)
    found: dict[str, QPoint] = {}
    for x in range(0, view.viewport().width(), 4):
        for y in range(0, layout.height, 4):
            hit = layout.hit(QPointF(x, y))
            if hit is not None and hit.part is Part.LINK:
                found.setdefault(hit.value, QPoint(x, y + view.row_top(row)))
    return found


def test_html_pictures_and_file_links_of_an_answer_are_shown_harmlessly(
    portrait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words")

    def answer(base: str) -> str:
        return "\n".join(
            (
                "# A **wall**",
                f'<img src="{base}/pixel.png"> ![a picture]({base}/other.png)',
                f'<iframe src="file://{secret}"></iframe><script>alert(1)</script>',
                f"[my notes](file://{secret}) [run](javascript:alert(1))",
                "[the harbour](https://harbour.example/page?a=1&b=2)",
                "<h1 style='font-size:99px'>large</h1>",
            )
        )

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks("What is this?")
        assert person.turns[1] == answer(gateway.base_url), "the text is as it came"
        assert "secret words" not in person.spoken_turns[1]
        person.window.grab()
        clickable = links(person, 1)
        assert not any(url.startswith(("file:", "javascript:")) for url in clickable)
        place = clickable["https://harbour.example/page?a=1&b=2"]
        await person.clicks(person.chat.viewport(), place)
        await person.sees(lambda: person.dialogs(OpenLinkDialog), "it asks")
        dialog = person.dialogs(OpenLinkDialog)[0]
        assert dialog.address == "https://harbour.example/page?a=1&b=2"
        await person.presses_in(dialog, "Return")
        await person.sees(lambda: not person.dialogs(OpenLinkDialog), "Enter is no consent")
        assert opened == []
        await person.clicks(person.chat.viewport(), place)
        await person.sees(lambda: person.dialogs(OpenLinkDialog), "it asks again")
        await person.clicks_in(person.dialogs(OpenLinkDialog)[0], "open")
        await person.sees(lambda: opened == [dialog.address], "now it is opened")

    with Gateway(b"").open() as gateway:
        gateway.answer = saying(answer(gateway.base_url))
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
        live(script)
        gets = {request.target for request in gateway.requests if request.method == "GET"}
        assert gets == {"/v1/models"}, "no picture was loaded"


def test_an_answer_as_large_as_a_book_does_not_stop_the_window(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = " ".join(f"**word** {number} of a `book`" for number in range(4_000))

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks("Write a book.", waits=False)
        await person.types("meanwhile")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[1] == book
        assert person.composer.toPlainText() == "meanwhile"

    with Gateway(saying(book)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)
