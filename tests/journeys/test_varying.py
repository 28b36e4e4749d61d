"""One prompt over sizes and qualities: priced as a whole, seen side by side, one picked, saved."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractItemView, QToolButton

from tessera.ui.dialogs.fetch_picture import FetchPictureDialog
from tessera.ui.make.contact_sheet import ContactSheet
from tessera.ui.make_desk import AGAIN_AFTER_S
from tests.client.rogue import Peer, Received, as_json
from tests.journeys.gateway import Gateway
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person
from tests.journeys.test_picture_elsewhere import naming

pytestmark = pytest.mark.journey

LOW_PRICE = "$0.011"
PROMPT = "A red lighthouse on a cliff at dusk"


def chip(person: Person, name: str) -> QToolButton:
    """Return a button of the matrix."""
    return person.find(QToolButton, name)


def sheet(person: Person) -> ContactSheet:
    """Return the contact sheet, which must be open."""
    (found,) = person.dialogs(ContactSheet)
    return found


def spoken(person: Person) -> list[str]:
    """Return what a screen reader says of the pictures of the sheet."""
    view = sheet(person).findChild(QAbstractItemView, "sheet")
    assert isinstance(view, QAbstractItemView)
    model = sheet(person)._model
    return [model.row(at).spoken for at in range(model.rowCount())]


def test_a_matrix_is_priced_made_and_its_best_picture_taken() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Vary")
        await maker.writes(PROMPT)
        await person.sees(lambda: maker.button.text() == "Make 4 · $0.034", "it is priced whole")
        await person.clicks(chip(person, "varyQualities medium"))
        await person.sees(lambda: maker.button.text() == "Make 2 · $0.011", "the price follows")
        await maker.makes()
        assert maker.card.startswith("2 pictures made.")
        await person.sees(lambda: all("$0.00" in row for row in spoken(person)), "both are there")
        dialog = sheet(person)
        dialog.view.setCurrentIndex(dialog._model.index(1, 0))
        await person.clicks_in(dialog, "sheetStar")
        await person.sees(lambda: "starred" in spoken(person)[1], "it has a star")
        await person.clicks_in(dialog, "sheetShow")
        await person.sees(lambda: "1536×1024" in person.canvas_name, "it is on the canvas")
        await person.clicks_in(dialog, "close")
        await person.sees(lambda: len(person.photos) == 2, "all are kept")
        await maker.makes()
        await person.sees(lambda: "cost nothing" in maker.card, "the same costs nothing again")
        (anew,) = maker.card_buttons()
        assert anew.text() == "Make them anew · $0.011"

    live(script)


def test_failures_of_two_kinds_are_both_said_and_only_the_free_ones_offered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def answer(received: Received, peer: Peer) -> None:
        if received.json["quality"] == "low":
            error = {"message": "Rejected by the safety system.", "code": "moderation_blocked"}
            await peer.send(as_json({"error": error}, 400))
        else:
            await peer.send(as_json({"error": {"message": "Oops."}}, 500))

    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Vary")
        await maker.writes(PROMPT)
        await maker.makes()
        assert "4 calls failed, for 2 reasons" in maker.card
        assert maker.card.count("2 failed (gpt-image-2") == 2
        assert "not charged" in maker.card
        assert "may have been charged" in maker.card
        (again,) = maker.card_buttons()
        sent = len(gateway.requests)
        assert again.text() == f"Try once more · {LOW_PRICE}", "the two that cost nothing"
        await person.clicks(again)
        await person.sees(lambda: not maker.is_running and maker.card, "it is over again")
        more = [each for each in gateway.requests[sent:] if each.method == "POST"]
        assert [each.json["quality"] for each in more] == ["low", "low"]

    gateway = Gateway(answer)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)


def test_a_matrix_asks_once_for_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Vary")
        await maker.writes(PROMPT)
        await maker.orders()
        await person.sees(lambda: person.dialogs(FetchPictureDialog), "it asks")
        await person.clicks_in(person.dialogs(FetchPictureDialog)[0], "close")
        await person.sees(lambda: not maker.is_running and maker.card, "the calls are over")
        assert not person.dialogs(FetchPictureDialog)
        assert maker.card.startswith("No picture came.")
        assert maker.card.count("was not fetched") == 1

    gateway = Gateway(naming("https://pictures.example.com/a.png"))
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)


def test_a_photo_is_varied_as_an_edit(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        root = person.window.desk.state.current
        maker = Maker(person)
        await maker.opens("Vary")
        await maker.picks("varyOf", "photo")
        await maker.writes("As a watercolour")
        await person.sees(lambda: maker.button.text().startswith("Make 4 · "), "it is priced")
        await maker.makes()
        versions = person.window.studio.library.versions
        await person.sees(lambda: len(versions.tree(root)) == 5, "four hang on the photo")

    live(script)


def test_what_is_pressed_meanwhile_waits_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.4")

    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        await person.clicks(maker.button)
        await person.sees(lambda: maker.is_running, "the first one runs")
        await person.sees(lambda: maker.button.text().startswith("Then generate"), "it would wait")
        await asyncio.sleep(2 * AGAIN_AFTER_S)
        await person.clicks(maker.button)
        await person.sees(lambda: len(person.window.desk.state.photos) == 2, "both were made")

    live(script)


def test_a_double_click_orders_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.05")

    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        await person.double_clicks(maker.button)
        await person.sees(lambda: maker.card, "the call is over")
        await person.sees(lambda: not maker.is_running, "nothing runs any more")
        ledger = person.window.studio.library.ledger
        assert ledger.this_month(sandbox=True).calls == 1

    live(script)
