"""Making: whatever a provider does, library, ledger and journal tell one and the same story."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
import pytest_asyncio

from tessera.core.errors import (
    ModerationBlocked,
    OutcomeUnknown,
    OverBudget,
    Refused,
    RequestError,
    ServiceError,
    TesseraError,
)
from tessera.core.geometry import Size
from tessera.core.image_requests import Edit, Generate, Make
from tessera.core.pixels import Pixels
from tessera.core.replies import PictureElsewhere, Reply
from tessera.core.words import BillStatus
from tessera.store.intents import IntentState
from tessera.store.ledger import LedgerRow
from tessera.store.makes import make_from_json
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.made import Made
from tessera.studio.make_orders import MakeBooking, MakeStarted, identity_of
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.studio.scripted import LATER, SENT, Step
from tests.studio.scripted_make import (
    ACCEPTED,
    FINISHED,
    OTHER_PNG,
    PNG,
    ScriptedMaker,
    arrived,
    estimate,
    order,
    png,
    whole,
)

MAY = OutcomeUnknown("The connection broke.", may_be_charged=True, request_id="req_9")
GARBAGE = b"\x89PNG\r\n\x1a\nnot a picture"
JPEG = png(form="JPEG")


@dataclass
class Case:
    """A studio in whose only session pictures are ordered from scripts."""

    studio: Studio
    session_id: str
    replies: list[Reply] = field(default_factory=list)

    async def start(self, request: Make | None = None) -> MakeStarted:
        """Note an order."""
        where = MakeBooking(self.session_id, name="kite")
        profile = ScriptedMaker(()).profile
        return await self.studio.making.start(request or order(), estimate(), profile, where)

    async def make(self, *script: Step, request: Make | None = None, **more: object) -> Made:
        """Order from a provider that follows ``script``."""
        provider = ScriptedMaker(script, **more)  # type: ignore[arg-type]
        return await self.run(await self.start(request), provider, request)

    async def run(
        self, started: MakeStarted, provider: ScriptedMaker, request: Make | None = None
    ) -> Made:
        """Follow a noted order."""
        wanted = request or order()
        return await self.studio.making.run(started, wanted, provider, self.replies.append)

    async def refused(self, *script: Step, request: Make | None = None) -> TesseraError:
        """Order, and return what was raised."""
        with pytest.raises(TesseraError) as caught:
            await self.make(*script, request=request)
        return caught.value

    @property
    def versions(self) -> tuple[SavedVersion, ...]:
        """Return what was made, oldest first."""
        return self.studio.library.versions.page()[::-1]

    @property
    def pictures(self) -> list[bytes]:
        """Return the bytes of what was made."""
        read = self.studio.library.blobs.read
        return [read(version.photo.blob.sha256) for version in self.versions]

    @property
    def entry(self) -> LedgerRow:
        """Return the only entry of the ledger."""
        (entry,) = self.studio.library.ledger.rows()
        return entry

    @property
    def story(self) -> tuple[str, str]:
        """Return the states of ledger and journal."""
        found = self.studio.library.journal.get(self.entry.intent_id or "")
        assert found is not None
        return self.entry.state.value, found.state.value

    @property
    def raw(self) -> list[bytes]:
        """Return what lies in the inbox."""
        return [path.read_bytes() for path in self.studio.home.inbox.iterdir()]


@pytest_asyncio.fixture
async def case(data_home: object) -> AsyncIterator[Case]:
    """Give an open studio with an empty session."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield Case(studio, studio.library.sessions.create().id)
    await studio.close()


async def test_pictures_become_versions_and_the_bill_is_the_replys_own(case: Case) -> None:
    request = order(n=2)
    made = await case.make(*whole(PNG, OTHER_PNG), request=request)
    assert [picture.data for picture in made.pictures] == [PNG, OTHER_PNG] == case.pictures
    assert made.versions == case.versions
    assert (made.request_id, made.trouble, made.unreadable) == ("req_1", "", 0)
    assert (made.bill.status, made.bill.output_tokens) == (BillStatus.SETTLED, 1000)
    assert case.story == ("settled", "done")
    assert case.entry.kind == "generate"
    assert case.raw == []


async def test_a_version_knows_all_of_the_request_that_made_it(case: Case) -> None:
    request = order("a red kite over the sea", n=2)
    made = await case.make(*whole(PNG, OTHER_PNG), request=request)
    first, second = case.versions
    assert make_from_json(first.origin.request) == request
    assert (first.origin.prompt, first.origin.model) == (request.prompt, request.model)
    assert (first.origin.place, second.origin.place) == (0, 1)
    assert made.bill.usd is not None
    assert first.origin.usd == made.bill.usd / 2
    assert first.origin.request_sha256 == identity_of(request, "openai")
    assert (first.kind, first.parent, first.photo.upright) == (
        VersionKind.GENERATED,
        None,
        Size(1024, 1024),
    )
    assert case.studio.library.versions.search("kite sea") == (second, first)


async def test_bytes_lie_exactly_as_received_under_their_hash(case: Case) -> None:
    await case.make(*whole(PNG))
    (path,) = case.studio.home.pictures.iterdir()
    assert (path.suffix, path.read_bytes()) == (".png", PNG)


async def test_previews_are_shown_and_never_kept_beside_the_picture(case: Case) -> None:
    preview = arrived(OTHER_PNG, partial=0)
    await case.make(SENT, ACCEPTED, preview, arrived(PNG), FINISHED)
    assert preview in case.replies
    assert case.pictures == [PNG]


@pytest.mark.parametrize(
    ("wanted", "sent", "said"),
    [
        pytest.param(3, (PNG, OTHER_PNG), "2 of the 3 pictures", id="fewer"),
        pytest.param(1, (PNG, OTHER_PNG), "2 pictures came instead of 1", id="more"),
    ],
)
async def test_another_number_of_pictures_is_kept_and_said(
    case: Case, wanted: int, sent: tuple[bytes, ...], said: str
) -> None:
    request = order(n=wanted)
    made = await case.make(*whole(*sent), request=request)
    assert case.pictures == list(sent)
    assert any(note.startswith(said) for note in made.notes)


async def test_another_size_is_kept_and_said(case: Case) -> None:
    made = await case.make(*whole(png(640, 480)))
    assert made.versions[0].photo.upright == Size(640, 480)
    assert made.notes == ("The picture is 640×480 pixels instead of the 1024×1024 ordered.",)


async def test_another_format_is_kept_as_it_is_and_said(case: Case) -> None:
    made = await case.make(*whole(JPEG))
    assert (made.pictures[0].extension, made.versions[0].photo.facts.format) == ("jpg", "JPEG")
    assert made.notes == ("The picture came as JPEG instead of PNG.",)


@pytest.mark.parametrize("data", [GARBAGE, b"<html>no</html>", b""], ids=range(3))
async def test_what_is_no_picture_stays_raw_and_is_paid_for(case: Case, data: bytes) -> None:
    made = await case.make(*whole(data))
    assert (made.pictures, made.unreadable) == ((), 1)
    assert made.notes[0].startswith("A picture that came cannot be read")
    assert case.story == ("settled", "done")
    assert case.raw == [b"raw reply"]
    assert list(case.studio.home.pictures.iterdir()) == []


async def test_one_that_cannot_be_read_does_not_take_the_others_along(case: Case) -> None:
    made = await case.make(*whole(GARBAGE, PNG), request=order(n=2))
    assert (case.pictures, made.unreadable) == ([PNG], 1)
    assert case.raw == [b"raw reply"]


async def test_a_drawing_is_kept_as_it_came_and_has_the_size_it_is_painted_in(case: Case) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'
    await case.make(*whole(drawing))
    (path,) = case.studio.home.pictures.iterdir()
    assert (path.suffix, path.read_bytes()) == (".svg", drawing)
    (version,) = case.versions
    assert version.photo.facts.format == "SVG"
    assert version.photo.facts.stored == Size(1024, 512)
    assert version.origin.note == ""


async def test_a_drawing_that_cannot_be_painted_is_paid_for_and_kept(case: Case) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 500 + b"</g>" * 500 + b"</svg>"
    made = await case.make(*whole(drawing))
    (path,) = case.studio.home.pictures.iterdir()
    assert (path.suffix, path.read_bytes()) == (".svg", drawing)
    assert "is a drawing with more in it than is painted here" in case.versions[0].origin.note
    assert any("It is kept as it came." in note for note in made.notes)
    assert case.story == ("settled", "done")


async def test_a_cut_after_one_picture_keeps_it_and_says_so(case: Case) -> None:
    script = (SENT, ACCEPTED, b"raw", arrived(PNG), arrived(OTHER_PNG, 1, partial=0), MAY)
    error = await case.refused(*script, request=order(n=2))
    assert "1 picture had come and is in the library." in str(error)
    assert case.story == ("unknown", "unknown")
    assert [version.kind for version in case.versions] == [
        VersionKind.GENERATED,
        VersionKind.PARTIAL,
    ]
    assert case.pictures == [PNG, OTHER_PNG]
    assert case.entry.request_id == "req_9"
    assert case.raw == [b"raw"]


async def test_a_preview_of_a_cut_call_is_no_answer_to_the_same_order(case: Case) -> None:
    await case.refused(SENT, ACCEPTED, arrived(PNG, partial=1), MAY)
    (preview,) = case.versions
    assert "preview" in preview.origin.note
    assert case.studio.library.versions.of_request(identity_of(order(), "openai")) == ()


async def test_a_reply_without_its_end_is_perhaps_bought(case: Case) -> None:
    error = await case.refused(SENT, ACCEPTED, arrived(PNG))
    assert isinstance(error, ServiceError)
    assert error.may_be_charged
    assert case.story == ("unknown", "unknown")
    assert case.pictures == [PNG]


async def test_a_refusal_costs_nothing_and_names_its_categories(case: Case) -> None:
    blocked = ModerationBlocked("It was declined.", stage="input", categories=("violence",))
    error = await case.refused(SENT, blocked)
    assert isinstance(error, ModerationBlocked)
    assert (error.stage, error.categories) == ("input", ("violence",))
    assert case.story == ("failed", "failed")
    assert case.versions == ()
    saved = case.studio.library.journal.get(case.entry.intent_id or "")
    assert saved is not None
    assert "a red kite" in saved.request


async def test_what_is_refused_after_a_picture_came_is_perhaps_bought(case: Case) -> None:
    await case.refused(SENT, ACCEPTED, arrived(PNG), Refused("No."))
    assert case.story == ("unknown", "unknown")
    assert case.pictures == [PNG]


async def test_a_stop_before_anything_was_sent_costs_nothing(case: Case) -> None:
    started = await case.start()
    await case.studio.making.call_off(started, order())
    assert case.story == ("failed", "failed")


@pytest.mark.parametrize("came", [True, False])
async def test_a_stop_amid_the_call_is_perhaps_charged(case: Case, came: bool) -> None:
    forever = asyncio.Event()
    steps: tuple[Step, ...] = (arrived(PNG),) if came else ()
    provider = ScriptedMaker((SENT, ACCEPTED, *steps, forever))
    task = asyncio.create_task(case.run(await case.start(), provider))
    await provider.at_rest.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert case.story == ("unknown", "unknown")
    assert case.pictures == [PNG] * came


async def test_a_stop_between_two_tries_cost_nothing(case: Case) -> None:
    provider = ScriptedMaker((SENT, LATER, asyncio.Event()))
    task = asyncio.create_task(case.run(await case.start(), provider))
    await provider.at_rest.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert case.story == ("failed", "failed")


async def test_a_stop_while_pictures_are_kept_loses_none(case: Case) -> None:
    started, provider = await case.start(), ScriptedMaker(whole(PNG))
    task = asyncio.create_task(case.run(started, provider))
    await provider.at_rest.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert case.story == ("settled", "done")
    assert case.pictures == [PNG]


async def test_a_picture_at_the_providers_own_origin_is_fetched_at_once(case: Case) -> None:
    url = "https://api.openai.com/made/1.png"
    script = (SENT, ACCEPTED, PictureElsewhere(0, url), FINISHED)
    made = await case.make(*script, lying={url: PNG})
    assert case.pictures == [PNG]
    assert made.notes == ()


@pytest.mark.parametrize("allowed", [True, False, None])
async def test_a_picture_elsewhere_is_fetched_only_after_asking(
    case: Case, allowed: bool | None
) -> None:
    url = "https://cdn.example/1.png"
    asked = []

    async def may_fetch(address: str) -> bool:
        asked.append(address)
        return bool(allowed)

    provider = ScriptedMaker(
        (SENT, ACCEPTED, b"raw", PictureElsewhere(0, url), FINISHED), lying={url: PNG}
    )
    made = await case.studio.making.run(
        await case.start(), order(), provider, case.replies.append,
        may_fetch=None if allowed is None else may_fetch,
    )  # fmt: skip
    assert case.pictures == ([PNG] if allowed else [])
    assert provider.fetched == ([url] if allowed else [])
    assert asked == ([] if allowed is None else [url])
    if not allowed:
        assert "cdn.example" in made.notes[-1]
        assert case.raw == [b"raw"]


async def test_an_address_that_gives_nothing_is_said_and_kept(case: Case) -> None:
    url = "https://api.openai.com/made/1.png"
    made = await case.make(SENT, ACCEPTED, b"raw", PictureElsewhere(0, url), FINISHED)
    assert "could not be fetched" in made.notes[-1]
    assert case.raw == [b"raw"]
    assert case.story == ("settled", "done")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        pytest.param(order(size=Size(1000, 1000)), "multiples of 16", id="size"),
        pytest.param(order(n=11), "from 1 to 10", id="number"),
        pytest.param(order("  "), "empty", id="no-words"),
        pytest.param(Generate("gpt-5-mini", "a kite"), "makes no pictures", id="model"),
    ],
)
async def test_what_the_model_does_not_take_is_never_noted(
    case: Case, request_: Make, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        await case.start(request_)
    assert case.studio.library.ledger.rows() == ()


async def test_an_input_that_is_gone_is_said_before_anything_is_noted(case: Case) -> None:
    gone = Pixels("ab" * 32, Size(1024, 1024), "image/png", 100)
    with pytest.raises(TesseraError, match="missing"):
        await case.start(Edit("gpt-image-2", "a kite", (gone,)))
    assert case.studio.library.ledger.rows() == ()


async def test_a_cap_refuses_before_anything_is_noted(case: Case) -> None:
    settings = case.studio.settings
    await case.studio.change_settings(replace(settings, cap_request_usd=Decimal("0.01")))
    with pytest.raises(OverBudget):
        await case.start()
    assert case.studio.library.ledger.rows() == ()


@pytest.mark.expects_log("could not be kept")
async def test_pictures_that_the_disk_refuses_stay_in_memory_and_in_the_reply(case: Case) -> None:
    started = await case.start()
    pictures = case.studio.home.pictures
    shutil.rmtree(pictures)
    pictures.write_bytes(b"a file in the folder's place")
    made = await case.run(started, ScriptedMaker(whole(PNG)))
    assert [(picture.data, picture.version) for picture in made.pictures] == [(PNG, None)]
    assert made.trouble
    assert case.story == ("open", "received"), "the next start makes them out of the reply"
    assert case.raw == [b"raw reply"]


@pytest.mark.expects_log("could not be kept")
async def test_what_the_disk_took_nothing_of_is_settled_and_handed_out(case: Case) -> None:
    started = await case.start()
    home = case.studio.home
    for folder in (home.pictures, home.inbox):
        shutil.rmtree(folder)
        folder.write_bytes(b"a file in the folder's place")
    made = await case.run(started, ScriptedMaker(whole(PNG)))
    assert [(picture.data, picture.version) for picture in made.pictures] == [(PNG, None)]
    assert made.trouble
    assert case.story == ("settled", "done")


@pytest.mark.expects_log("could not be")
async def test_a_cut_call_whose_picture_the_disk_refuses_is_left_to_the_next_start(
    case: Case,
) -> None:
    started = await case.start()
    pictures = case.studio.home.pictures
    shutil.rmtree(pictures)
    pictures.write_bytes(b"a file in the folder's place")
    script = ScriptedMaker((SENT, ACCEPTED, b"raw", arrived(PNG), MAY))
    with pytest.raises(OutcomeUnknown):
        await case.run(started, script)
    assert case.story == ("open", "id")
    assert case.raw == [b"raw"]


async def test_pictures_of_a_session_purged_meanwhile_are_kept_in_a_new_one(case: Case) -> None:
    started = await case.start()
    case.studio.library.purge(case.session_id)
    made = await case.run(started, ScriptedMaker(whole(PNG)))
    assert made.versions[0].photo.session_id != case.session_id
    assert case.pictures == [PNG]


async def test_previews_alone_are_no_picture(case: Case) -> None:
    made = await case.make(SENT, ACCEPTED, b"raw", arrived(PNG, partial=0), FINISHED)
    assert made.pictures == ()
    assert made.notes == ("No picture came.",)
    assert case.raw == [b"raw"]


async def test_the_intent_is_known_until_the_end(case: Case) -> None:
    started = await case.start()
    saved = case.studio.library.journal.get(started.intent.id)
    assert saved is not None
    assert (saved.kind, saved.state) == ("generate", IntentState.INTENT)
    await case.studio.making.call_off(started, order())
