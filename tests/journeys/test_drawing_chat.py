"""Pictures inside the conversation: an answer draws, the next turn goes on from its picture."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton

from tessera.ui.chat.model import TURN_ROLE
from tests.client.rogue import Peer, Received, as_json, streamed
from tests.journeys.gateway import Gateway, story_of
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

DRAW, CHANGE = "Draw a red lighthouse at dusk", "Now make the sky pink"


def pictures(person: Person, row: int) -> int:
    """Return how many pictures a row of the chat shows."""
    turn = person.chat.model().index(row, 0).data(TURN_ROLE)
    return len(turn.pictures)


async def lets_draw(person: Person) -> QToolButton:
    """Press the switch on the composer."""
    switch = person.find(QToolButton, "mayDraw")
    await person.clicks(switch)
    assert switch.isChecked()
    return switch


def test_the_last_picture_is_changed_by_the_next_words() -> None:
    async def script(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.sees(lambda: pictures(person, 1) == 1, "the answer shows its picture")
        await person.sees(lambda: DRAW in person.canvas_name, "the picture is on the canvas")
        first = person.window.desk.state.current
        await person.asks(CHANGE)
        await person.sees(lambda: pictures(person, 3) == 1, "the second answer shows one too")
        await person.sees(lambda: CHANGE in person.canvas_name, "the changed picture is shown")
        library = person.window.studio.library
        version = library.versions.get(person.window.desk.state.current)
        assert version.parent == first
        assert version.origin.prompt == CHANGE
        assert "$" in person.meter

    live(script)


def test_only_the_new_words_are_sent_again() -> None:
    async def script(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.asks(CHANGE)
        journal = person.window.studio.library.journal
        intent = person.window.desk.state.turns[-1].intent_id
        assert intent is not None
        kept = json.loads(journal.get(intent).request)
        assert kept["previous_response_id"] == person.window.desk.state.turns[1].response_id
        assert [turn["text"] for turn in kept["turns"]] == [CHANGE]

    live(script)


def test_what_was_drawn_is_in_the_chat_again_at_the_next_start() -> None:
    async def first(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.sees(lambda: pictures(person, 1) == 1, "the answer shows its picture")

    async def second(person: Person) -> None:
        await person.sees(lambda: len(person.turns) == 2, "the conversation is back")
        await person.sees(lambda: pictures(person, 1) == 1, "its picture is back")
        assert not person.find(QToolButton, "mayDraw").isChecked()

    live(first)
    live(second)


def test_without_the_switch_nothing_is_drawn() -> None:
    async def script(person: Person) -> None:
        await person.asks(DRAW)
        assert pictures(person, 1) == 0
        assert person.canvas_name == "Canvas, no photo"

    live(script)


def leads_to(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")


def test_what_the_provider_keeps_is_not_sent_again_after_a_restart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs = []

    async def costs_now(person: Person) -> None:
        await person.types(CHANGE)
        await person.sees(lambda: "tokens" in person.meter, "it is counted")
        costs.append(person.meter.partition(" tokens")[0])

    async def first(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        assert "keeps this conversation" in person.notice
        await costs_now(person)

    async def second(person: Person) -> None:
        await person.sees(lambda: len(person.turns) == 2, "the conversation is back")
        await lets_draw(person)
        await person.presses("Ctrl+A", "Del")
        await costs_now(person)
        await person.asks("")

    gateway = Gateway(streamed(story_of("Done.")))
    with gateway.open():
        leads_to(gateway, monkeypatch)
        live(first)
        live(second)
        sent = gateway.questions[-1].json
        assert sent["previous_response_id"]
        assert [turn["role"] for turn in sent["input"]] == ["user"], "only the new words"
    assert costs[0] == costs[1], "the price is the same after a restart"


def test_what_is_no_longer_kept_is_sent_whole_when_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = {
        "error": {
            "message": "Previous response with id 'resp_1' not found.",
            "type": "invalid_request_error",
            "param": "previous_response_id",
            "code": "previous_response_not_found",
        }
    }

    async def answers(received: Received, peer: Peer) -> None:
        is_going_on = b"previous_response_id" in received.body
        await peer.send(as_json(gone, 400) if is_going_on else streamed(story_of("Done.")))

    async def script(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.asks(CHANGE)
        assert "the whole conversation is sent then" in person.notice
        person.window.asking.retry(person.window.desk.state.turns[-1].id)
        await person.sees(lambda: person.turns[-1] == "Done.", "it is answered")

    gateway = Gateway(answers)
    with gateway.open():
        leads_to(gateway, monkeypatch)
        live(script)
        assert len(gateway.questions[-1].json["input"]) == 3


def test_a_refusal_of_the_words_forgets_nothing_of_what_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blocked = {"error": {"message": "Rejected by the safety system.", "code": "moderation_blocked"}}
    long = {"error": {"message": "Too long.", "param": "input", "code": "context_length_exceeded"}}
    replies = [
        streamed(story_of("Done.")), as_json(blocked, 400), as_json(long, 400),
        streamed(story_of("Again.")),
    ]  # fmt: skip

    async def answers(_: Received, peer: Peer) -> None:
        await peer.send(replies.pop(0))

    async def script(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.asks(CHANGE)
        for turns in (6, 8):
            assert person.notice
            assert "the whole conversation is sent then" not in person.notice
            await person.dismisses_notice()
            person.window.asking.retry(person.window.desk.state.turns[3].id)
            await person.sees_turns(turns)
        await person.sees(lambda: person.turns[-1] == "Again.", "it is answered")

    gateway = Gateway(answers)
    with gateway.open():
        leads_to(gateway, monkeypatch)
        live(script)
    going_on = [question.json.get("previous_response_id") for question in gateway.questions]
    assert going_on[0] is None
    assert all(going_on[1:])


def test_who_wants_nothing_stored_is_obeyed_and_told_what_is_lost(data_home: Path) -> None:
    data_home.mkdir()
    (data_home / "settings.json").write_text(json.dumps({"version": 1, "do_not_store": True}))

    async def script(person: Person) -> None:
        await lets_draw(person)
        assert "nothing is stored" in person.notice
        assert "attach the one that shall be changed" in person.notice
        await person.asks(DRAW)
        await person.sees(lambda: pictures(person, 1) == 1, "it is drawn all the same")
        await person.asks(CHANGE)
        journal = person.window.studio.library.journal
        sent = json.loads(journal.get(person.window.desk.state.turns[-1].intent_id).request)
        assert (sent["store"], sent["background"], sent["previous_response_id"]) == (
            False, False, None,
        )  # fmt: skip
        assert len(sent["turns"]) == 3

    live(script)
