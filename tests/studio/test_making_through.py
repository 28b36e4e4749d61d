"""Pictures through an answer: billed by both models, let go and fetched, never bought twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.errors import OutcomeUnknown, RequestError
from tessera.core.geometry import Rect, Size
from tessera.core.image_requests import Make, MakeSettings, Through
from tessera.core.measurement import MeterKind
from tessera.core.replies import Accepted, Ending, Finished, Reply, TextDelta, Usage
from tessera.imaging.masks import box_mask
from tessera.store.ledger import LedgerRow
from tessera.store.makes import make_from_json
from tessera.store.settings_table import Settings
from tessera.store.version_rows import VersionKind
from tessera.studio.editing import EditWish
from tessera.studio.made import Made
from tessera.studio.make_orders import MakeBooking, MakeStarted, identity_of
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio
from tests.client.rogue import Rogue, as_json, sse
from tests.client.test_image_tool import IMAGE_USAGE, call, response
from tests.fakes import FixedClock
from tests.pictures import photo
from tests.studio.scripted import SENT, Step
from tests.studio.scripted_make import MODEL, PNG, ScriptedMaker, arrived, estimate, order, png

THROUGH = Through("gpt-5.6-luna", "none")
ACCEPTED = Accepted("req_1", "resp_1")
DRAWN = Usage(40, 1000, image_tokens=0, text_tokens=40)
FINISHED = Finished(
    Ending.COMPLETE, Usage(300, 20, image_tool=DRAWN), "gpt-5.6-luna", response_id="resp_1"
)
BOX = Rect(400, 300, 200, 150)
AT_WORK = response(status="in_progress")
MAY = OutcomeUnknown("The provider no longer keeps it.", may_be_charged=True)


def kept() -> Make:
    """Return an order that goes through an answer."""
    return replace(order(), through=THROUGH)


class Case:
    """A studio whose provider is a rogue, with one session."""

    def __init__(self, home: Path) -> None:
        self.rogue = Rogue()
        self.clock = FixedClock()
        self._home = home
        self._studio: Studio | None = None
        self.replies: list[Reply] = []

    @property
    def studio(self) -> Studio:
        """Return the studio, opened once the provider listens."""
        if self._studio is None:
            environ = {
                "TESSERA_HOME": str(self._home),
                "OPENAI_BASE_URL": f"http://127.0.0.1:{self.rogue.port}/v1",
                "OPENAI_API_KEY": "sk-test-0123456789abcdef",
            }
            self._studio = Studio.open(environ, self.clock)
        return self._studio

    async def start(self, request: Make, booking: MakeBooking | None = None) -> MakeStarted:
        """Note an order."""
        where = booking or MakeBooking(self.studio.library.sessions.create().id, name="kite")
        profile = self.studio.choose_profile(None).profile
        return await self.studio.making.start(request, estimate(), profile, where)

    async def make(self, *script: Step, request: Make | None = None) -> Made:
        """Order from a provider that follows ``script``."""
        wanted = request or kept()
        started = await self.start(wanted)
        provider = ScriptedMaker(script)
        return await self.studio.making.run(started, wanted, provider, self.replies.append)

    async def killed(
        self, request: Make, *received: bytes, booking: MakeBooking | None = None
    ) -> MakeStarted:
        """Leave an order as a killed program does."""
        started = await self.start(request, booking)
        started.intent.sent()
        started.intent.identified(request_id=None, response_id="resp_1")
        for chunk in received:
            started.intent.received(chunk)
        await self.studio.desk.run(started.intent.let_go)
        return started

    @property
    def entry(self) -> LedgerRow:
        """Return the only entry of the ledger."""
        (entry,) = self.studio.library.ledger.rows()
        return entry


@pytest_asyncio.fixture
async def case(data_home: Path) -> AsyncIterator[Case]:
    """Give a provider that listens and a studio that calls it."""
    case = Case(data_home)
    async with case.rogue:
        yield case
        await case.studio.close()


async def test_the_bill_is_that_of_both_models(case: Case) -> None:
    made = await case.make(SENT, ACCEPTED, b"raw", arrived(PNG), FINISHED)
    assert (made.bill.input_tokens, made.bill.output_tokens) == (340, 1020)
    drawn = Decimal(40 * 5 + 1000 * 30) / 10**6
    wrote = (300 * Decimal("0.2") + 20 * Decimal("1.2")) / 10**6
    assert made.bill.usd == drawn + wrote
    (version,) = made.versions
    assert version.origin.model == MODEL
    assert make_from_json(version.origin.request) == kept()


async def test_what_a_tool_took_of_a_picture_teaches_nothing(case: Case, tmp_path: Path) -> None:
    from tessera.studio.counted_calls import billed_calls

    photo(640, 400).save(tmp_path / "photo.png")
    session = case.studio.library.sessions.create().id
    opened = (await case.studio.photos.open_path(session, tmp_path / "photo.png")).photo
    settings = MakeSettings(size=Size(1024, 1024), quality="low")
    wish = EditWish(opened, MODEL, "darker", settings, through=THROUGH)
    edit = await case.studio.editing.prepare(wish)
    await case.make(SENT, ACCEPTED, b"raw", arrived(PNG), FINISHED, request=edit.request)
    (call_,) = billed_calls(case.entry, case.studio.catalogue)
    assert call_.kind is MeterKind.OUTPUT


async def test_an_identical_order_is_recognised_whichever_way_it_went(case: Case) -> None:
    await case.make(SENT, ACCEPTED, b"raw", arrived(PNG), FINISHED)
    profile = ScriptedMaker(()).profile
    assert len(await case.studio.making.kept_answer(order(), profile)) == 1
    assert identity_of(order(), "p") == identity_of(kept(), "p")


async def test_an_answer_without_a_picture_says_what_was_written_instead(case: Case) -> None:
    words = TextDelta("I cannot\x1b[31m draw\n\nthat.")
    made = await case.make(SENT, ACCEPTED, b"raw", words, FINISHED)
    assert made.pictures == ()
    assert made.notes == ("No picture came.", "The model wrote: “I cannot[31m draw that.”")
    assert case.entry.state.value == "settled"


async def test_words_that_the_answering_model_changed_are_told(case: Case) -> None:
    own = replace(arrived(PNG), revised_prompt=kept().prompt)
    other = replace(arrived(PNG), revised_prompt="A crimson kite\u202e above dunes")
    assert (await case.make(SENT, ACCEPTED, b"raw", own, FINISHED)).notes == ()
    made = await case.make(SENT, ACCEPTED, b"raw", other, FINISHED)
    assert made.notes == ("It was drawn by other words: “A crimson kite above dunes”",)


async def test_what_a_tool_cannot_be_told_is_refused_before(case: Case) -> None:
    several = replace(order(n=2), through=THROUGH)
    with pytest.raises(RequestError, match="one picture at a time"):
        await case.start(several)
    assert case.studio.library.ledger.rows() == ()


async def running(case: Case, request: Make) -> tuple[ScriptedMaker, "asyncio.Task[Made]"]:
    """Return an order amid its answer."""
    provider = ScriptedMaker((SENT, ACCEPTED, b"half", asyncio.Event()))
    started = await case.start(request)
    run = case.studio.making.run(started, request, provider, case.replies.append)
    task = asyncio.create_task(run)
    await provider.at_rest.wait()
    return provider, task


async def test_a_stop_stops_it_at_the_provider_too(case: Case) -> None:
    provider, task = await running(case, kept())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert provider.cancelled == ["resp_1"]
    assert "here and at the provider" in case.entry.note


async def test_what_is_let_go_is_fetched_and_bought_once(case: Case) -> None:
    making = case.studio.making
    assert not making.can_detach
    provider, task = await running(case, kept())
    assert making.can_detach
    making.detach()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (provider.cancelled, case.entry.state.value) == ([], "open")
    case.rogue.answers = [as_json(AT_WORK), as_json(response(call(PNG), tool_usage=IMAGE_USAGE))]
    assert len((await resolve(case.studio)).waiting) == 1
    assert len((await resolve(case.studio)).settled) == 1
    assert [request.method for request in case.rogue.requests] == ["GET", "GET"]
    (version,) = case.studio.library.versions.page()
    assert case.studio.library.blobs.read(version.photo.blob.sha256) == PNG
    assert case.entry.state.value == "settled"
    assert case.entry.bill is not None
    assert case.entry.bill.image is not None


async def test_what_was_finished_before_the_stop_is_fetched_and_kept(case: Case) -> None:
    provider, task = await running(case, kept())
    provider.status = "completed"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert case.entry.state.value == "open"
    case.rogue.answers = [as_json(response(call(PNG), tool_usage=IMAGE_USAGE))]
    assert len((await resolve(case.studio)).settled) == 1
    assert len(case.studio.library.versions.page()) == 1
    assert case.entry.state.value == "settled"


def gives_up() -> OutcomeUnknown:
    """Return what listening ends with while the provider is away and works on."""
    error = OutcomeUnknown("It is away.", may_be_charged=True)
    error.goes_on = True
    return error


async def test_what_goes_on_when_listening_gives_up_is_fetched_and_bought_once(case: Case) -> None:
    with pytest.raises(OutcomeUnknown):
        await case.make(SENT, ACCEPTED, b"half", gives_up())
    assert case.entry.state.value == "open"
    case.rogue.answers = [as_json(response(call(PNG), tool_usage=IMAGE_USAGE))]
    assert len((await resolve(case.studio)).settled) == 1
    (version,) = case.studio.library.versions.page()
    assert case.studio.library.blobs.read(version.photo.blob.sha256) == PNG
    assert case.entry.state.value == "settled"


@pytest.mark.parametrize("script", [(SENT, gives_up()), (SENT, ACCEPTED, b"half", MAY)])
async def test_what_cannot_be_fetched_is_unknown_at_once(
    case: Case, script: tuple[Step, ...]
) -> None:
    with pytest.raises(OutcomeUnknown):
        await case.make(*script)
    assert case.entry.state.value == "unknown"


async def test_an_order_by_the_images_api_cannot_be_let_go(case: Case) -> None:
    _, task = await running(case, order())
    assert not case.studio.making.can_detach
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_fetched_edit_is_sealed_where_it_belonged(case: Case, tmp_path: Path) -> None:
    studio, path = case.studio, tmp_path / "photo.png"
    photo(1200, 900).save(path)
    session = studio.library.sessions.create().id
    opened = (await studio.photos.open_path(session, path)).photo
    mask = box_mask(Size(1200, 900), BOX)
    settings = MakeSettings(quality="low")
    wish = EditWish(opened, MODEL, "darker", settings, mask, through=THROUGH)
    edit = await studio.editing.prepare(wish)
    window = edit.request.settings.size
    assert window is not None
    started = await case.killed(edit.request, booking=edit.booking)
    reply = call(png(window.width, window.height))
    case.rogue.answers = [as_json(response(reply, tool_usage=IMAGE_USAGE))]
    assert len((await resolve(studio)).settled) == 1
    kinds = {version.kind for version in studio.library.versions.tree(opened.id)}
    assert VersionKind.SEALED in kinds
    assert started.intent.ledger_id is not None


@pytest.mark.expects_log("without a verdict")
async def test_of_an_answer_that_is_gone_the_picture_that_had_come_is_kept(case: Case) -> None:
    done = {"type": "response.output_item.done", "output_index": 0, "item": call(PNG)}
    await case.killed(kept(), sse({"type": "response.created", "response": AT_WORK}), sse(done))
    case.rogue.answers = [as_json({"error": {"message": "not found"}}, 404)]
    assert len((await resolve(case.studio)).unknown) == 1
    (version,) = case.studio.library.versions.page()
    assert case.studio.library.blobs.read(version.photo.blob.sha256) == PNG
    assert case.entry.state.value == "unknown"


def changed(library_file: Path, sql: str) -> None:
    """Change the library from outside."""
    with closing(sqlite3.connect(library_file)) as connection, connection:
        connection.execute(sql)


async def test_half_a_reply_is_never_taken_for_the_fetched_one_that_the_disk_refused(
    case: Case, data_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = data_home / "library.db"
    await case.killed(kept(), sse({"type": "response.created", "response": AT_WORK}))
    case.rogue.answers = [as_json(response(call(PNG), tool_usage=IMAGE_USAGE))]
    changed(
        file,
        "CREATE TRIGGER refuses BEFORE INSERT ON versions BEGIN INSERT INTO gone VALUES (1); END",
    )
    assert len((await resolve(case.studio)).waiting) == 1
    assert "could not be kept" in caplog.text
    caplog.clear()
    changed(file, "DROP TRIGGER refuses")
    assert len((await resolve(case.studio)).settled) == 1
    assert len(case.studio.library.versions.page()) == 1
    assert case.entry.state.value == "settled"


async def test_a_whole_answer_in_the_inbox_is_settled_without_asking(case: Case) -> None:
    started = await case.start(kept())
    started.intent.sent()
    body = response(call(PNG), tool_usage=IMAGE_USAGE)
    started.intent.received(sse({"type": "response.completed", "response": body}))
    await case.studio.desk.run(started.intent.close)
    await case.studio.desk.run(started.intent.let_go)
    assert len((await resolve(case.studio)).settled) == 1
    assert case.rogue.requests == []
    assert case.entry.bill is not None
    assert case.entry.bill.input_tokens == 50


async def test_who_wants_nothing_stored_is_told_why_there_is_no_such_way(case: Case) -> None:
    profile = case.studio.choose_profile(None).profile
    ways = case.studio.ways.through(MODEL, profile, preferred="gpt-4.1")
    assert ways == (THROUGH, Through("gpt-4.1"))
    await case.studio.change_settings(Settings(do_not_store=True))
    with pytest.raises(RequestError, match="only a stored answer can be fetched"):
        case.studio.ways.through(MODEL, profile)


async def test_who_wants_nothing_stored_meanwhile_is_obeyed_when_the_order_leaves(
    case: Case,
) -> None:
    await case.studio.change_settings(Settings(do_not_store=True))
    with pytest.raises(RequestError, match="Do not store answers was switched on"):
        await case.start(kept())
    assert case.studio.library.ledger.rows() == ()
    await case.start(order())
