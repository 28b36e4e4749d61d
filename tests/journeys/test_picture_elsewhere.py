"""A reply names its picture at another host: the window asks, and contacts nobody without a yes."""

import asyncio

import pytest
from PySide6.QtWidgets import QLabel

from tessera.ui.dialogs.fetch_picture import FetchPictureDialog
from tessera.ui.make_desk import AGAIN_AFTER_S
from tests.client.rogue import as_json
from tests.journeys.gateway import Gateway
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

EXPIRY = "?se=2031-01-02T03%3A04%3A00Z&sig=z"


def test_another_host_is_asked_about_and_a_window_that_closes_says_no(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes("A yellow circle over hills")
        await person.sees(lambda: maker.button.isEnabled(), "it can be ordered")
        await person.clicks(maker.button)
        await person.sees(lambda: person.dialogs(FetchPictureDialog), "it asks")
        dialog = person.dialogs(FetchPictureDialog)[0]
        words = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert f"Fetch the picture from 127.0.0.1:{other.base_url.split(':')[2][:-3]}?" in words
        assert "expires at" in words
        await person.presses_in(dialog, "Return")
        assert dialog.isVisible(), "Enter is no answer"
        await person.clicks_in(dialog, "close")
        await person.sees(lambda: "was not fetched" in maker.card, "it says so")
        gateway.answer = naming(other.base_url.replace("http:", "https:") + "/b.png")
        await maker_again(person, maker)
        await person.clicks_in(person.dialogs(FetchPictureDialog)[0], "fetch")
        await person.sees(lambda: "open internet" in maker.card, "not from a private address")
        await maker_again(person, maker)  # and closes the window while it is asked

    gateway, other = Gateway(b""), Gateway(b"")
    with gateway.open(), other.open():
        gateway.answer = naming(other.base_url.replace("http:", "https:") + "/a.png" + EXPIRY)
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)
        assert other.requests == []


async def maker_again(person: Person, maker: Maker) -> None:
    """Order the same once more, until the window asks."""
    await person.sees(lambda: not maker.is_running, "the call is over")
    await maker.writes("A yellow circle over hills")
    await asyncio.sleep(2 * AGAIN_AFTER_S)  # sooner, it would be half a double click
    await person.clicks(maker.button)
    await person.sees(lambda: person.dialogs(FetchPictureDialog), "it asks again")


def naming(url: str) -> bytes:
    """Return a reply that names its picture by address."""
    usage = {"input_tokens": 9, "output_tokens": 439, "total_tokens": 448}
    return as_json({"created": 1, "data": [{"url": url}], "usage": usage})
