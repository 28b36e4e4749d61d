"""Turns: what was said, with exactly what was sent, kept while it arrives."""

from decimal import Decimal

import pytest

from tessera.core.errors import StoreError
from tessera.core.geometry import Size
from tessera.core.requests import FileId, Link, Picture, Pixels
from tessera.core.words import BillStatus, Detail, Role
from tessera.store.library import Library
from tessera.store.sessions import Session
from tessera.store.turns import TurnState
from tests.store.builders import bill, estimate, facts, picture_of


@pytest.fixture
def session(library: Library) -> Session:
    """Return an empty session."""
    return library.sessions.create()


def test_turns_come_back_in_the_order_they_were_said(library: Library, session: Session) -> None:
    for text in ("one", "two", "three"):
        library.turns.add(session.id, Role.USER, text)
    assert [turn.text for turn in library.turns.of_session(session.id)] == ["one", "two", "three"]


def test_the_last_turns_come_first_when_only_a_page_is_wanted(
    library: Library, session: Session
) -> None:
    for number in range(5):
        library.turns.add(session.id, Role.USER, str(number))
    page = library.turns.of_session(session.id, limit=2)
    older = library.turns.of_session(session.id, before=page[0].number, limit=2)
    assert [turn.text for turn in (*older, *page)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(Pixels("a" * 64, Size(1056, 1408), "image/jpeg", 12345), id="pixels"),
        pytest.param(Link("https://example.com/cat.png"), id="link"),
        pytest.param(FileId("file-1", Size(10, 20)), id="file"),
        pytest.param(FileId("file-1"), id="file-of-unknown-size"),
    ],
)
def test_a_turn_keeps_exactly_what_was_sent(
    library: Library, session: Session, source: Pixels | Link | FileId
) -> None:
    picture = Picture(source, Detail.ORIGINAL)
    turn = library.turns.add(session.id, Role.USER, "?", pictures=((picture, None),))
    assert library.turns.get(turn.id).pictures[0].picture == picture


def test_pictures_keep_their_order_and_their_photo(library: Library, session: Session) -> None:
    refs = [library.blobs.put(bytes([n]), ext="png") for n in range(3)]
    photos = [library.photos.add(session.id, ref, facts(f"{n}.png")) for n, ref in enumerate(refs)]
    pairs = tuple((picture_of(ref), photo.id) for ref, photo in zip(refs, photos, strict=True))
    library.turns.add(session.id, Role.USER, "compare", pictures=pairs)
    sent = library.turns.of_session(session.id)[0].pictures
    assert [(each.picture, each.photo_id) for each in sent] == list(pairs)


def test_a_removed_photo_leaves_what_was_sent_of_it(library: Library, session: Session) -> None:
    ref = library.blobs.put(b"x", ext="png")
    photo = library.photos.add(session.id, ref, facts())
    turn = library.turns.add(session.id, Role.USER, "?", pictures=((picture_of(ref), photo.id),))
    library.photos.remove(photo.id)
    kept = library.turns.get(turn.id).pictures[0]
    assert (kept.picture, kept.photo_id) == (picture_of(ref), None)


def test_an_answer_is_kept_while_it_streams(library: Library, session: Session) -> None:
    turn = library.turns.add(session.id, Role.ASSISTANT, "", state=TurnState.STREAMING)
    library.turns.update_text(turn.id, "It is a")
    kept = library.turns.get(turn.id)
    assert (kept.text, kept.state) == ("It is a", TurnState.STREAMING)


def test_a_finished_answer_has_its_estimate_and_its_bill(
    library: Library, session: Session
) -> None:
    turn = library.turns.add(
        session.id, Role.ASSISTANT, "", state=TurnState.STREAMING, estimate=estimate("0.04")
    )
    done = library.turns.finish(
        turn.id, "It is a cat.", TurnState.COMPLETE, bill=bill("0.0000000125"), request_id="req_1"
    )
    assert done.estimate == estimate("0.04")
    assert done.bill is not None
    assert (done.bill.usd, done.bill.status) == (Decimal("0.0000000125"), BillStatus.SETTLED)
    assert (done.text, done.state, done.request_id) == (
        "It is a cat.",
        TurnState.COMPLETE,
        "req_1",
    )


def test_a_cut_answer_can_stream_on(library: Library, session: Session) -> None:
    turn = library.turns.add(session.id, Role.ASSISTANT, "It is", state=TurnState.CUT)
    again = library.turns.reopen(turn.id, intent_id="next", ledger_id=None)
    assert (again.text, again.state, again.intent_id) == ("It is", TurnState.STREAMING, "next")


def test_only_what_no_living_call_feeds_is_ended_after_a_crash(
    library: Library, session: Session
) -> None:
    dead = library.turns.add(
        session.id, Role.ASSISTANT, "half", state=TurnState.STREAMING, intent_id="dead"
    )
    alive = library.turns.add(
        session.id, Role.ASSISTANT, "more", state=TurnState.STREAMING, intent_id="alive"
    )
    ended = library.turns.end_interrupted({"alive"}, "The program ended.")
    assert [turn.id for turn in ended] == [dead.id]
    kept = library.turns.get(dead.id)
    assert (kept.text, kept.state, kept.note) == ("half", TurnState.CUT, "The program ended.")
    assert library.turns.get(alive.id).state is TurnState.STREAMING


def test_a_removed_turn_is_gone_and_no_longer_found(library: Library, session: Session) -> None:
    turn = library.turns.add(session.id, Role.USER, "unrepeatable")
    library.turns.remove(turn.id)
    assert library.search("unrepeatable") == ()
    with pytest.raises(StoreError):
        library.turns.get(turn.id)


def test_a_thousand_turns_open_with_their_pictures(library: Library, session: Session) -> None:
    with library.transaction():
        for number in range(1100):
            library.turns.add(
                session.id,
                Role.USER,
                str(number),
                pictures=((Picture(Link(f"https://example.com/{number}")), None),),
            )
    turns = library.turns.of_session(session.id, limit=2000)
    assert len(turns) == 1100
    assert all(
        turn.pictures[0].picture.source == Link(f"https://example.com/{turn.text}")
        for turn in turns
    )
