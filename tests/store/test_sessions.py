"""Sessions: listed by use, renamed, deleted with undo, and gone for good only when told."""

import pytest

from tessera.core.errors import StoreError
from tessera.core.words import Detail, Role
from tessera.store.drafts import Draft
from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import bill, call, facts, picture_of


def titles(library: Library) -> list[str]:
    return [session.title for session in library.sessions.page()]


def test_a_new_session_is_first_in_the_list(library: Library) -> None:
    for title in ("one", "two", "three"):
        library.sessions.create(title=title)
    assert titles(library) == ["three", "two", "one"]


def test_using_a_session_brings_it_to_the_front(library: Library) -> None:
    first = library.sessions.create(title="one")
    library.sessions.create(title="two")
    library.sessions.touch(first.id)
    assert titles(library) == ["one", "two"]


def test_the_list_keeps_its_order_when_the_clock_jumps_back(
    library: Library, clock: FixedClock
) -> None:
    library.sessions.create(title="one")
    clock.forward(-1_000_000)
    library.sessions.create(title="two")
    assert titles(library) == ["two", "one"]


def test_pages_follow_each_other_without_gap_or_repeat(library: Library) -> None:
    for number in range(7):
        library.sessions.create(title=str(number))
    first = library.sessions.page(limit=3)
    second = library.sessions.page(after=first[-1].touched, limit=3)
    third = library.sessions.page(after=second[-1].touched, limit=3)
    assert [s.title for s in (*first, *second, *third)] == list("6543210")


def test_a_page_of_very_many_comes_from_the_index_without_sorting(library: Library) -> None:
    plan = library._database.read(
        lambda row: str(row["detail"]),
        "EXPLAIN QUERY PLAN SELECT id FROM sessions WHERE deleted = 0 AND touched < ? "
        "ORDER BY touched DESC LIMIT 50",
        1000,
    )
    assert plan == ("SEARCH sessions USING INDEX sessions_by_use (deleted=? AND touched<?)",)


def test_a_session_remembers_its_pickers(library: Library) -> None:
    made = library.sessions.create(model="gpt-5", detail=Detail.HIGH, profile="openai")
    changed = library.sessions.choose(made.id, detail=Detail.LOW)
    assert (changed.model, changed.detail, changed.profile) == ("gpt-5", Detail.LOW, "openai")
    assert library.sessions.get(made.id) == changed


def test_renaming_leaves_the_session_in_its_place(library: Library) -> None:
    first = library.sessions.create(title="one")
    library.sessions.create(title="two")
    assert library.sessions.rename(first.id, "uno").title == "uno"
    assert titles(library) == ["two", "uno"]


def test_deleting_can_be_undone_with_nothing_lost(library: Library) -> None:
    session = library.sessions.create(title="one")
    library.sessions.create(title="two")
    library.turns.add(session.id, Role.USER, "a question")
    library.sessions.delete(session.id)
    assert titles(library) == ["two"]
    assert [found.title for found in library.sessions.deleted()] == ["one"]
    library.sessions.undelete(session.id)
    assert titles(library) == ["two", "one"]
    assert library.turns.of_session(session.id)[0].text == "a question"


def test_a_purged_session_is_gone_with_everything_in_it(library: Library) -> None:
    session = library.sessions.create()
    ref = library.blobs.put(b"the photo", ext="jpg")
    sent = library.blobs.put(b"what was sent", ext="png")
    photo = library.photos.add(session.id, ref, facts())
    library.turns.add(session.id, Role.USER, "words", pictures=((picture_of(sent), photo.id),))
    library.drafts.save(session.id, Draft("unsent"))
    freed = library.purge(session.id)
    assert freed == len(b"the photo") + len(b"what was sent")
    assert not library.blobs.has(ref.sha256)
    assert library.search("words") == ()
    assert library.drafts.of(session.id).is_empty
    with pytest.raises(StoreError, match="no longer in the library"):
        library.sessions.get(session.id)


def test_purging_leaves_a_picture_that_another_session_shows(library: Library) -> None:
    one, two = library.sessions.create(), library.sessions.create()
    ref = library.blobs.put(b"the photo", ext="jpg")
    for session in (one, two):
        library.photos.add(session.id, ref, facts())
    assert library.purge(one.id) == 0
    assert library.blobs.has(ref.sha256)


def test_purging_leaves_what_was_perhaps_charged(library: Library) -> None:
    session = library.sessions.create()
    ref = library.blobs.put(b"the photo", ext="jpg")
    intent = library.begin_call(call(session_id=session.id, inputs=(ref.sha256,)))
    intent.unknown("The line was cut.")
    library.purge(session.id)
    assert [saved.inputs for saved in library.journal.unknown()] == [(ref.sha256,)]
    assert library.blobs.has(ref.sha256)


def test_purging_leaves_the_ledger_alone(library: Library) -> None:
    session = library.sessions.create()
    intent = library.begin_call(call(session_id=session.id))
    assert intent.ledger_id is not None
    library.ledger.settle(intent.ledger_id, bill())
    intent.done()
    library.purge(session.id)
    assert len(library.ledger.rows()) == 1
    assert library.journal.get(intent.id) is None


def test_a_session_that_is_gone_is_said(library: Library) -> None:
    with pytest.raises(StoreError, match="no longer in the library"):
        library.sessions.rename("gone", "x")
    with pytest.raises(StoreError, match="was deleted"):
        library.turns.add("gone", Role.USER, "x")
