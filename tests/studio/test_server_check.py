"""Check with the server: what is the same request, what is remembered, and what may go wrong."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tessera.core.errors import StoreError
from tessera.core.estimates import Estimate, Item
from tessera.core.geometry import Size
from tessera.core.image_requests import ImageTool
from tessera.core.ports import Blobs
from tessera.core.profiles import GPT_PROTO, OPENAI
from tessera.core.replies import StoredFile
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Confidence, Detail, Role
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.server_counts import KEPT, ServerCount, ServerCounts
from tessera.studio.server_check import ServerCheck, count_key
from tessera.studio.stored_files import Keep
from tests.fakes import FixedClock
from tests.store.builders import estimate, library_in

PIXELS = Pixels("a" * 64, Size(1800, 1200), "image/jpeg", 1000)
SENT = Picture(PIXELS)
ITEM = Item("Picture", 2600, 2599, 2601, Confidence.DOCUMENTED)
SAID: Estimate = replace(estimate(), input_tokens=2600, items=(ITEM,))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_in(tmp_path) as opened:
        yield opened


def ask(picture: Picture = SENT, text: str = "What?") -> Ask:
    return Ask("gpt-5-mini", (Turn(Role.USER, text, (picture,)),))


class Counter:
    """A provider that counts."""

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens
        self.asked: list[Ask] = []
        self.stores = False

    async def count_input(self, ask: Ask, blobs: Blobs, *, on_stored: Keep | None = None) -> int:
        self.asked.append(ask)
        if on_stored is not None and self.stores:
            on_stored(PIXELS, StoredFile("file-7", "tessera.png", 1000, "vision", created_at=1))
        return self.tokens


async def counted(library: Library, tokens: int, question: Ask) -> ServerCount:
    desk = Desk()
    try:
        check = ServerCheck(library, desk, FixedClock())
        await check.load(OPENAI)
        return await check.count(question, SAID, OPENAI, Counter(tokens))
    finally:
        await desk.close()


def test_a_request_counts_like_another_of_the_same_size_whatever_it_shows() -> None:
    other_photo = replace(PIXELS, sha256="b" * 64, media_type="image/png", size_bytes=7)
    assert count_key(ask(Picture(other_photo))) == count_key(ask())
    longer = replace(ask(), max_output_tokens=9)
    assert count_key(longer) == count_key(ask()), "the answer's length is no input"


def test_what_changes_the_count_changes_the_key() -> None:
    others = [
        ask(text="Why?"),
        ask(Picture(replace(PIXELS, size=Size(1800, 1201)))),
        ask(Picture(PIXELS, Detail.LOW)),
        ask(Picture(Link("https://example.org/a.jpg"))),
        ask(Picture(FileId("file-1"))),
        replace(ask(), model="gpt-5"),
        replace(ask(), instructions="Be brief."),
        replace(ask(), reasoning_effort="high"),
        replace(ask(), turns=(*ask().turns, Turn(Role.ASSISTANT, "Blue."))),
    ]
    assert len({count_key(each) for each in (ask(), *others)}) == len(others) + 1


async def test_the_count_stands_beside_what_the_meter_said_and_is_there_at_the_next_start(
    tmp_path: Path,
) -> None:
    with library_in(tmp_path) as library:
        count = await counted(library, 2601, ask())
    assert (count.tokens, count.said, count.said_min, count.said_max) == (2601, 2600, 2599, 2601)
    assert json.loads(count.summary)["pictures"] == ["1800×1200"]
    assert "What?" not in count.summary
    with library_in(tmp_path) as library:
        desk = Desk()
        check = ServerCheck(library, desk, FixedClock())
        assert check.known(ask(), OPENAI) is None
        await check.load(OPENAI)
        assert check.known(ask(), OPENAI) == count
        assert check.known(ask(text="Why?"), OPENAI) is None
        assert check.known(ask(), GPT_PROTO) is None, "another provider may count otherwise"
        await desk.close()


async def test_the_last_count_of_a_request_is_the_one_that_is_kept(library: Library) -> None:
    await counted(library, 2601, ask())
    await counted(library, 2700, ask())
    assert [count.tokens for count in library.server_counts.of(OPENAI)] == [2700]


@pytest.mark.expects_log("a server.s count was not kept")
async def test_a_count_that_cannot_be_written_down_is_still_shown(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(ServerCounts, "put", refuse)
    desk = Desk()
    check = ServerCheck(library, desk, FixedClock())
    count = await check.count(ask(), SAID, OPENAI, Counter(2600))
    assert check.known(ask(), OPENAI) == count
    await desk.close()


async def test_a_picture_that_had_to_be_uploaded_is_noted_as_lying_there(library: Library) -> None:
    desk, counter = Desk(), Counter(2600)
    counter.stores = True
    check = ServerCheck(library, desk, FixedClock())
    await check.count(ask(), SAID, OPENAI, counter)
    await desk.close()
    assert [file.file_id for file in library.provider_files.of(OPENAI)] == ["file-7"]


def test_only_so_many_counts_are_kept(library: Library) -> None:
    count = ServerCount("k", "m", FixedClock().now(), 1, None, None, None)
    with library.transaction():
        for number in range(KEPT + 3):
            library.server_counts.put(OPENAI, replace(count, key=str(number)))
    kept = library.server_counts.of(OPENAI)
    assert (len(kept), kept[0].key, kept[-1].key) == (KEPT, str(KEPT + 2), "3")


def test_what_a_tool_or_a_memory_adds_makes_another_request() -> None:
    tool = ImageTool("gpt-image-2")
    plain, drawing = ask(), replace(ask(), image_tool=tool)
    kept = replace(ask(), previous_response_id="resp_1")
    assert len({count_key(one) for one in (plain, drawing, kept)}) == 3
    other = replace(ask(), image_tool=replace(tool, model="gpt-image-1.5"))
    assert count_key(other) == count_key(drawing), "the tool's words are the same"


async def test_only_what_is_read_in_any_case_is_held_against_the_count(library: Library) -> None:
    made = Item("Picture made", 196, 0, 196, Confidence.MEASURED, is_output=True, by_tool=True)
    said = replace(SAID, input_tokens=2609, items=(ITEM, made))
    desk = Desk()
    try:
        check = ServerCheck(library, desk, FixedClock())
        count = await check.count(ask(), said, OPENAI, Counter(2600))
    finally:
        await desk.close()
    assert (count.said, count.said_min, count.said_max) == (2600, 2599, 2601)
