"""Search: words by their beginnings, in titles and turns, never as query syntax."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tessera.core.words import Role
from tessera.store.library import Library
from tessera.store.search import WordIndex, excerpt
from tessera.store.turns import TurnState
from tests.store.builders import home_in, library_in


def found(library: Library, text: str) -> list[str]:
    return [hit.session.title for hit in library.search(text)]


@pytest.fixture
def filled(library: Library) -> Library:
    """Return a library with two sessions to search."""
    cats = library.sessions.create(title="Café in Lisbon")
    library.turns.add(cats.id, Role.USER, "Which breed is the grey cat?")
    library.turns.add(cats.id, Role.ASSISTANT, "A Russian Blue, 50% sure.")
    dogs = library.sessions.create(title="Dogs")
    library.turns.add(dogs.id, Role.USER, "Is this dog grey?")
    library.turns.add(dogs.id, Role.USER, "图中的猫是什么品种")
    return library


@pytest.fixture(params=["with-index", "without-index"])
def searched(filled: Library, request: pytest.FixtureRequest) -> Library:
    """Return the library with the word index and as a SQLite without FTS5 would search it."""
    if request.param == "without-index":
        filled._words.is_indexed = False
    return filled


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        pytest.param("russian", ["Café in Lisbon"], id="a-word-of-an-answer"),
        pytest.param("grey", ["Dogs", "Café in Lisbon"], id="latest-use-first"),
        pytest.param("grey cat", ["Café in Lisbon"], id="all-words"),
        pytest.param("rus blu", ["Café in Lisbon"], id="beginnings"),
        pytest.param("lisbon", ["Café in Lisbon"], id="a-title"),
        pytest.param("猫是", ["Dogs"], id="no-spaces-between-words"),
        pytest.param("zebra", [], id="nothing"),
        pytest.param("", [], id="no-words"),
        pytest.param("%", ["Café in Lisbon"], id="a-wildcard-is-a-sign"),
        pytest.param('gr"ey OR cat*', [], id="query-syntax-is-text"),
        pytest.param("NEAR(", [], id="broken-query-syntax-is-text"),
    ],
)
def test_words_are_found(searched: Library, text: str, titles: list[str]) -> None:
    assert found(searched, text) == titles


def test_accents_do_not_hide_a_word(filled: Library) -> None:
    session = filled.sessions.create(title="naming")
    filled.turns.add(session.id, Role.USER, "Un gâteau")
    assert found(filled, "gateau") == ["naming"]


def test_a_deleted_session_is_not_found_until_it_is_back(filled: Library) -> None:
    session = filled.search("russian")[0].session
    filled.sessions.delete(session.id)
    assert found(filled, "russian") == []
    filled.sessions.undelete(session.id)
    assert found(filled, "russian") == ["Café in Lisbon"]


def test_an_answer_is_found_once_it_is_finished(library: Library) -> None:
    session = library.sessions.create(title="s")
    turn = library.turns.add(session.id, Role.ASSISTANT, "", state=TurnState.STREAMING)
    library.turns.update_text(turn.id, "zebra crossing")
    library.turns.finish(turn.id, "zebra crossing at night", TurnState.COMPLETE)
    assert found(library, "night zebra") == ["s"]
    library.turns.finish(turn.id, "only a street", TurnState.COMPLETE)
    assert found(library, "zebra") == []


def test_a_lost_index_is_made_again_from_the_turns(tmp_path: Path) -> None:
    with library_in(tmp_path) as library:
        session = library.sessions.create(title="s")
        library.turns.add(session.id, Role.USER, "zebra")
    with closing(sqlite3.connect(home_in(tmp_path) / "library.db")) as connection:
        connection.execute("DROP TABLE words")
    with library_in(tmp_path) as library:
        assert found(library, "zebra") == ["s"]


def test_what_a_lesser_sqlite_wrote_is_indexed_by_the_next_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library_in(tmp_path) as library:
        session = library.sessions.create(title="s")
    with monkeypatch.context() as patch:
        patch.setattr(WordIndex, "_has_module", lambda _: False)
        with library_in(tmp_path) as library:
            library.turns.add(session.id, Role.USER, "zebra")
            assert found(library, "zebra") == ["s"]
    with library_in(tmp_path) as library:
        assert library._words.is_indexed
        assert found(library, "zebra") == ["s"]


def test_the_excerpt_shows_the_word_in_one_line() -> None:
    text = "before " * 50 + "zebra\nand " + "after " * 50
    shown = excerpt(text, ["zebra"])
    assert "before zebra and after" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 200
