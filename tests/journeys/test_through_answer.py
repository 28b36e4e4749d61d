"""A picture through an answer: chosen with its price, closed in the midst, there the next day."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton

from tessera.core.geometry import Size
from tessera.store.version_rows import VersionKind
from tests.client.rogue import Handler, Peer, Received, as_json, chunked, sse, stream_head
from tests.client.test_image_tool import IMAGE_USAGE, call, numbered, response
from tests.journeys.gateway import Gateway
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person
from tests.journeys.test_editing import paints, pixels
from tests.studio.scripted_make import png

pytestmark = pytest.mark.journey

PROMPT = "A red lighthouse on a cliff at dusk"
BEGUN = numbered({"type": "response.created", "response": response(status="in_progress")})


def way(person: Person) -> QComboBox:
    return person.find(QComboBox, "makeWay")


def note(person: Person) -> str:
    return person.find(QLabel, "makeWayNote").text()


async def goes_through(person: Person, maker: Maker) -> None:
    """Choose the way on which a cut costs nothing."""
    assert "cannot be fetched again" in note(person)
    await maker.picks("makeWay", "gpt-5.6-luna")
    await person.sees(lambda: "The provider stores" in note(person), "it is said what that means")


def test_the_safer_way_shows_what_it_adds_and_makes_the_picture() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await goes_through(person, maker)
        assert "own tokens come on top: about +$0.000" in note(person)
        await maker.makes()
        assert maker.card.startswith("Made.")
        (row,) = person.window.studio.library.ledger.rows()
        assert row.bill is not None
        assert row.bill.image is not None
        await maker.opens("Vary")
        assert not way(person).isVisible()

    live(script)


def test_a_count_that_an_answer_cannot_make_is_said_at_once() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await goes_through(person, maker)
        await maker.counts("makeCount", 2)
        why = person.find(QLabel, "makeWhyNot")
        await person.sees(lambda: "one picture at a time" in why.text(), "it is said")
        await maker.picks("makeWay", "images")
        await person.sees(lambda: maker.button.isEnabled(), "the other way makes two")

    live(script)


class Patient:
    """A provider that begins an edit, goes on without the window, and hands it out the next day."""

    def __init__(self) -> None:
        self.edit: Received | None = None

    async def begins(self, received: Received, peer: Peer) -> None:
        """Say the first word, and then nothing until the window has gone."""
        self.edit = received
        await peer.send(stream_head() + b"".join(chunked(sse(event)) for event in BEGUN))
        await peer.gone()

    def hands_out(self, models: bytes | Handler) -> Handler:
        """Return what answers a GET: the picture that was ordered, else the list of models."""

        async def answer(received: Received, peer: Peer) -> None:
            reply = models
            if received.target.startswith("/v1/responses/"):
                assert self.edit is not None
                size = Size.parse(self.edit.json["tools"][0]["size"])
                made = call(png(size.width, size.height))
                reply = as_json(response(made, tool_usage=IMAGE_USAGE))
            assert isinstance(reply, bytes)
            await peer.send(reply)

        return answer


def test_an_edit_goes_on_without_the_window_and_is_sealed_the_next_day(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tessera.studio.recover.PAUSES_S", (0.2,))
    patient, shown = Patient(), {}

    async def script(person: Person) -> None:
        await person.drop(landscape)
        shown["photo"] = person.window.desk.state.current
        maker = Maker(person)
        await maker.opens("Edit")
        await paints(person)
        await maker.writes("Make the middle blue")
        await goes_through(person, maker)
        await maker.orders()
        making = person.window.studio.making
        await person.sees(lambda: making.can_detach, "the provider has begun")
        await person.does("app.quit")
        assert "keeps it for about ten minutes" in person.notice
        later = person.find(QFrame, "notice").findChild(QPushButton, "close.detach")
        assert later is not None
        await person.clicks(later)
        await person.sees(person.window.isHidden, "it is closed")

    async def next_day(person: Person) -> None:
        await person.reads("A picture came that you were waiting for when Tessera ended")
        tree = person.window.studio.library.versions.tree(shown["photo"])
        (sealed,) = [each for each in tree if each.kind is VersionKind.SEALED]
        await person.sees(
            lambda: person.window.desk.state.photo(sealed.id) is not None, "it can be opened"
        )
        assert pixels(person, sealed.id).size == pixels(person, shown["photo"]).size
        assert isinstance(pixels(person, sealed.id), Image.Image)

    gateway = Gateway(patient.begins)
    gateway.models = patient.hands_out(gateway.models)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)
        live(next_day)
        assert len(gateway.questions) == 1, "bought once"
        sent = gateway.questions[0].json
        assert (sent["background"], sent["store"]) == (True, True)
        assert sent["tools"][0]["input_image_mask"]["image_url"].startswith("data:image/png")


class Away:
    """A provider that is away after its first word, until it is back with the picture."""

    def __init__(self) -> None:
        self.is_back = False

    async def begins(self, _: Received, peer: Peer) -> None:
        """Say the first word and hang up."""
        await peer.send(stream_head() + b"".join(chunked(sse(event)) for event in BEGUN))

    def hands_out(self, models: bytes | Handler) -> Handler:
        """Return what answers a GET: a failure, the picture, or the list of models."""

        async def answer(received: Received, peer: Peer) -> None:
            if not received.target.startswith("/v1/responses/"):
                assert isinstance(models, bytes)
                await peer.send(models)
            elif self.is_back:
                await peer.send(as_json(response(call(png()), tool_usage=IMAGE_USAGE)))
            else:  # at once, where a silent one would be asked again and again
                await peer.send(as_json({"error": {"message": "not now"}}, 401))

        return answer


def test_a_picture_whose_provider_was_away_for_long_comes_into_the_same_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("client.background", "studio.recover"):
        monkeypatch.setattr(f"tessera.{module}.PAUSES_S", (0.1,))
    away = Away()

    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await goes_through(person, maker)
        await maker.orders()
        await person.sees(lambda: "The provider finishes it" in maker.card, "it is said")
        library = person.window.studio.library
        assert library.ledger.rows()[0].state.value == "open"
        away.is_back = True
        await person.reads("A picture came after all")
        assert library.ledger.rows()[0].state.value == "settled"
        await person.sees(lambda: person.window.desk.state.current != "", "it is shown")

    gateway = Gateway(away.begins)
    gateway.models = away.hands_out(gateway.models)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)
        assert len(gateway.questions) == 1, "bought once"
