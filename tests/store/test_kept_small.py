"""What is small and must not be lost: drafts, recent files, window state, files at providers."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tessera.core.profiles import GPT_PROTO, OPENAI
from tessera.store.drafts import Draft
from tessera.store.library import Library
from tessera.store.recent import KEPT
from tests.fakes import A_DAY, FixedClock
from tests.store.builders import library_in


def test_unsent_text_and_photos_are_there_at_the_next_start(tmp_path: Path) -> None:
    draft = Draft("What is on the left?\n\tAnd 猫?", ("photo-1", "photo-2"))
    with library_in(tmp_path) as library:
        library.drafts.save("s", draft)
    with library_in(tmp_path) as library:
        assert library.drafts.of("s") == draft


def test_an_emptied_draft_leaves_nothing(library: Library) -> None:
    library.drafts.save("s", Draft("x"))
    library.drafts.save("s", Draft())
    assert library.drafts.of("s").is_empty


def test_each_session_has_its_own_draft(library: Library) -> None:
    library.drafts.save("one", Draft("1"))
    library.drafts.save("two", Draft("2"))
    library.drafts.clear("one")
    assert (library.drafts.of("one").text, library.drafts.of("two").text) == ("", "2")


def test_the_file_opened_last_comes_first_and_only_once(library: Library) -> None:
    for name in ("a", "b", "a"):
        library.recent.add(Path(f"/photos/{name}.jpg"))
    assert library.recent.all() == (Path("/photos/a.jpg"), Path("/photos/b.jpg"))


def test_only_the_last_files_are_remembered(library: Library) -> None:
    for number in range(KEPT + 5):
        library.recent.add(Path(f"/photos/{number}.jpg"))
    assert len(library.recent.all()) == KEPT
    assert library.recent.all()[-1] == Path("/photos/5.jpg")


def test_recent_files_can_be_forgotten(library: Library) -> None:
    library.recent.add(Path("/a"))
    library.recent.add(Path("/b"))
    library.recent.remove(Path("/a"))
    assert library.recent.all() == (Path("/b"),)
    library.recent.clear()
    assert library.recent.all() == ()


def test_the_window_remembers_text_by_key(library: Library) -> None:
    assert library.window.get("session", "none yet") == "none yet"
    library.window.put("session", "abc")
    assert library.window.get("session") == "abc"


def test_an_uploaded_picture_is_found_again_until_it_expires(
    library: Library, clock: FixedClock
) -> None:
    file = library.provider_files.add(
        OPENAI, "file-1", "a" * 64, expires=A_DAY + timedelta(hours=1)
    )
    assert library.provider_files.find(OPENAI, "a" * 64) == file
    clock.forward(3601)
    assert library.provider_files.find(OPENAI, "a" * 64) is None
    assert library.provider_files.of(OPENAI) == (file,)


def test_no_provider_hears_of_anothers_files(library: Library) -> None:
    library.provider_files.add(OPENAI, "file-1", "a" * 64, expires=None)
    moved = replace(OPENAI, base_url="https://elsewhere.example/v1")
    assert library.provider_files.find(GPT_PROTO, "a" * 64) is None
    assert library.provider_files.find(moved, "a" * 64) is None


def test_a_deleted_upload_is_forgotten(library: Library) -> None:
    library.provider_files.add(OPENAI, "file-1", "a" * 64, expires=None)
    library.provider_files.remove(OPENAI, "file-1")
    assert library.provider_files.of(OPENAI) == ()
