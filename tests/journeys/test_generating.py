"""Pictures from words: the price first, previews in place, then versions; and each way to fail."""

import json

import pytest
from PySide6.QtWidgets import QSpinBox

from tests.client.rogue import Handler, Peer, Received, as_json
from tests.journeys.gateway import Gateway
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

PROMPT = "A red lighthouse on a cliff at dusk"


def test_words_become_a_picture_at_the_price_that_was_said() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        assert not maker.button.isEnabled()
        await maker.writes(PROMPT)
        await person.sees(lambda: maker.button.text() == "Generate · $0.013", "the price is there")
        assert "$0.013" in person.meter
        await maker.makes()
        assert "The same prompt gives another picture" in maker.card
        await person.sees(lambda: "1024×1024" in person.canvas_name, "the picture is shown")
        await person.sees(lambda: person.sessions == [PROMPT], "the session has its name")
        await person.sees(lambda: "tokens in, 439 out, $0.013" in person.meter, "it was billed")
        assert "the meter said the same" in person.meter
        await maker.opens("Ask")
        await person.sees(lambda: person.chip_names == [f"{PROMPT}.png"], "it can be asked about")

    live(script)


def test_keys_alone_make_a_picture() -> None:
    async def script(person: Person) -> None:
        await person.presses("Ctrl+Alt+2")
        maker = Maker(person)
        await person.sees(lambda: maker.prompt.hasFocus(), "the prompt waits for words")
        await person.types(PROMPT)
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        await person.presses("Ctrl+Return")
        await person.sees(lambda: maker.card.startswith("Made."), "it was made")
        await person.presses("Ctrl+Alt+1")
        await person.sees(lambda: person.composer.isVisible(), "the question is back")

    live(script)


def test_several_pictures_stand_in_the_strip_and_cost_as_said() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await maker.counts("makeCount", 3)
        await maker.picks("makeQuality", "low")
        await person.sees(lambda: maker.button.text() == "Generate 3 · $0.018", "three are priced")
        await maker.makes()
        assert maker.card.startswith("3 pictures made.")
        await person.sees(lambda: len(person.photos) == 3, "all three are there")

    live(script)


def test_previews_are_shown_where_the_picture_will_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.05")

    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await person.clicks(person.find(QSpinBox, "makeCount"))
        more = person.window.findChild(type(person.find(QSpinBox, "makePreviews")), "makePreviews")
        assert more is not None
        more.setValue(3)
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        await person.clicks(maker.button)
        await person.sees(lambda: "preview" in person.canvas_name, "a preview is on the canvas")
        await person.sees(lambda: maker.card, "the picture is there")
        await person.sees(lambda: PROMPT in person.canvas_name, "the preview has gone")

    live(script)


def test_what_was_chosen_is_there_at_the_next_start() -> None:
    async def first(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await maker.picks("makeQuality", "max")
        await person.sees(lambda: "$0.21" in maker.button.text(), "the price follows")

    async def second(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await person.sees(lambda: maker.prompt.toPlainText() == PROMPT, "the prompt is back")
        await person.sees(lambda: "$0.21" in maker.button.text(), "the quality is back")

    live(first)
    live(second)


def test_a_size_the_model_does_not_make_is_said_and_mended_by_one_click() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await maker.picks("makeSize", "own")
        await maker.counts("makeWidth", 1920)
        await maker.counts("makeHeight", 1080)
        await person.sees(lambda: "multiples of 16" in maker.why_not, "the reason is said")
        assert not maker.button.isEnabled()
        await person.clicks(person.find(type(maker.button), "makeLegalSize"))
        await person.sees(lambda: maker.button.isEnabled(), "1920×1088 can be made")
        assert maker.why_not == ""

    live(script)


def test_a_stopped_order_says_what_that_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "5")

    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        await person.clicks(maker.button)
        await person.sees(lambda: maker.is_running, "it runs")
        await person.clicks(maker.stop_button)
        await person.sees(lambda: maker.card.startswith("Stopped."), "the stop is said")
        assert maker.prompt.toPlainText() == PROMPT
        await person.sees(lambda: maker.button.isEnabled(), "it can be ordered again")

    live(script)


def refusing(status: int, error: dict[str, object]) -> Handler:
    """Answer every order with an error."""

    async def answer(_received: Received, peer: Peer) -> None:
        body = json.dumps({"error": error}).encode()
        head = f"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\n"
        await peer.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return answer


MODERATED = {
    "message": "Your request was rejected by the safety system.",
    "type": "image_generation_user_error",
    "code": "moderation_blocked",
    "moderation_details": {"moderation_stage": "input", "categories": ["violence"]},
}
UNVERIFIED = {
    "message": "Your organization must be verified to use the model `gpt-image-2`.",
    "type": "invalid_request_error",
}


def orders(gateway: Gateway) -> int:
    """Return how many orders came in."""
    return len([r for r in gateway.requests if r.target.startswith("/v1/images")])


def test_a_refusal_by_moderation_is_shown_whole_and_tried_once_more_by_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Gateway(refusing(400, MODERATED), models=("gpt-image-2",)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            maker = Maker(person)
            await maker.opens("Generate")
            await maker.writes(PROMPT)
            await maker.makes()
            for fact in ("moderation_blocked", "input", "violence"):
                assert fact in maker.card
            assert maker.prompt.toPlainText() == PROMPT
            (again,) = maker.card_buttons()
            assert again.text().startswith("Try once more")
            await person.clicks(again)
            await person.sees(lambda: orders(gateway) == 2, "it was sent once more")
            await person.sees(lambda: not maker.is_running and maker.card, "it was refused again")
            assert maker.card_buttons() == []

        live(script)
        assert orders(gateway) == 2


def test_an_organisation_that_is_not_verified_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    with Gateway(refusing(403, UNVERIFIED), models=("gpt-image-2",)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            maker = Maker(person)
            await maker.opens("Generate")
            await maker.writes(PROMPT)
            await maker.makes()
            assert "verified organisation" in maker.card
            assert maker.prompt.toPlainText() == PROMPT

        live(script)
        assert orders(gateway) == 1


def test_a_reply_without_pictures_leaves_prompt_and_window_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty = as_json({"created": 1, "data": [], "usage": {"input_tokens": 1, "output_tokens": 1}})
    with Gateway(empty, models=("gpt-image-2",)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            maker = Maker(person)
            await maker.opens("Generate")
            await maker.writes(PROMPT)
            await maker.makes()
            assert "picture" in maker.card
            assert maker.prompt.toPlainText() == PROMPT
            assert person.canvas_name == "Canvas, no photo"
            await person.sees(lambda: maker.button.isEnabled(), "it can be ordered again")

        live(script)


def test_a_cap_is_asked_about_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(person: Person) -> None:
        from dataclasses import replace
        from decimal import Decimal

        studio = person.window.studio
        capped = replace(studio.settings, sandbox_cap_request_usd=Decimal("0.01"))
        await studio.change_settings(capped)
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes(PROMPT)
        await maker.makes()
        assert person.canvas_name == "Canvas, no photo"
        (anyway, _raise) = maker.card_buttons()
        assert anyway.text() == "Make it anyway"
        await person.clicks(anyway)
        await person.sees(lambda: maker.card.startswith("Made."), "it was made all the same")

    live(script)
