"""At the next start: every picture that had come is in the library, whole reply or cut."""

import base64
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.profiles import OPENAI, Profile
from tessera.store.ledger import LedgerRow
from tessera.store.version_rows import VersionKind
from tessera.studio.make_orders import MakeBooking, MakeStarted
from tessera.studio.recover import Recovered, resolve
from tessera.studio.studio import Studio
from tests.client.rogue import Rogue, plain, sse
from tests.fakes import FixedClock
from tests.studio.scripted_make import OTHER_PNG, PNG, estimate, order

USAGE = {
    "input_tokens": 10,
    "input_tokens_details": {"text_tokens": 10, "image_tokens": 0},
    "output_tokens": 100,
    "total_tokens": 110,
}


def event(kind: str, data: bytes, **more: object) -> bytes:
    picture = base64.b64encode(data).decode()
    return sse({"type": f"image_generation.{kind}", "b64_json": picture, **more})


WHOLE = json.dumps(
    {"data": [{"b64_json": base64.b64encode(PNG).decode()}], "usage": USAGE}
).encode()
STREAM = event("completed", PNG, usage=USAGE)
PREVIEW = event("partial_image", OTHER_PNG, partial_image_index=0)


@pytest_asyncio.fixture
async def studio(data_home: Path) -> AsyncIterator[Studio]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield studio
    await studio.close()


async def killed(
    studio: Studio, body: bytes, *, whole: bool = False, n: int = 1, profile: Profile = OPENAI
) -> MakeStarted:
    """Leave a call as a program does that was killed after it had received ``body``."""
    where = MakeBooking(studio.library.sessions.create().id, name="kite")
    started = await studio.making.start(order(n=n), estimate(), profile, where)
    started.intent.sent()
    started.intent.identified(request_id="req_1", response_id=None)
    started.intent.received(body)
    if whole:
        await studio.desk.run(started.intent.close)
    await studio.desk.run(started.intent.let_go)
    return started


def entry(studio: Studio) -> LedgerRow:
    """Return the only entry of the ledger."""
    (found,) = studio.library.ledger.rows()
    return found


def pictures(studio: Studio, kind: VersionKind = VersionKind.GENERATED) -> list[bytes]:
    """Return the bytes of what was made."""
    library = studio.library
    versions = [version for version in library.versions.page() if version.kind is kind]
    return [library.blobs.read(version.photo.blob.sha256) for version in versions]


def counts(found: Recovered) -> tuple[int, int]:
    """Return how many calls are unknown and settled."""
    return len(found.unknown), len(found.settled)


@pytest.mark.parametrize("body", [WHOLE, PREVIEW + STREAM], ids=["one-piece", "stream"])
async def test_a_whole_reply_is_settled_with_its_pictures(studio: Studio, body: bytes) -> None:
    started = await killed(studio, body, whole=True)
    assert counts(await resolve(studio)) == (0, 1)
    assert pictures(studio) == [PNG]
    assert (entry(studio).state.value, entry(studio).request_id) == ("settled", "req_1")
    (version,) = studio.library.versions.of_intent(started.intent.id)
    assert version.origin.prompt == "a red kite"
    assert version.origin.usd == (entry(studio).bill or 0).usd  # type: ignore[union-attr]
    assert list(studio.home.inbox.iterdir()) == []
    assert counts(await resolve(studio)) == (0, 0)
    assert pictures(studio) == [PNG]


@pytest.mark.expects_log("without a verdict")
@pytest.mark.parametrize(
    "body", [WHOLE[:-20], STREAM + PREVIEW[:100], WHOLE], ids=["one-piece", "stream", "unmarked"]
)
async def test_a_picture_that_had_come_whole_is_kept_of_a_cut_reply(
    studio: Studio, body: bytes
) -> None:
    await killed(studio, body, n=2)
    assert counts(await resolve(studio)) == (1, 0)
    assert pictures(studio) == [PNG]
    assert entry(studio).state.value == "unknown"
    (unknown,) = studio.library.journal.unknown()
    assert unknown.reply is not None
    assert unknown.reply.read_bytes() == body
    assert counts(await resolve(studio)) == (0, 0)
    assert pictures(studio) == [PNG]


@pytest.mark.expects_log("without a verdict")
async def test_the_last_preview_of_a_cut_reply_is_kept_as_a_preview(studio: Studio) -> None:
    await killed(studio, PREVIEW)
    await resolve(studio)
    assert pictures(studio) == []
    assert pictures(studio, VersionKind.PARTIAL) == [OTHER_PNG]


@pytest.mark.expects_log("without a verdict")
@pytest.mark.parametrize("whole", [True, False])
async def test_a_reply_without_pictures_is_unknown_and_stays_raw(
    studio: Studio, whole: bool
) -> None:
    await killed(studio, b"what?", whole=whole)
    assert counts(await resolve(studio)) == (1, 0)
    assert [path.read_bytes() for path in studio.home.inbox.iterdir()] == [b"what?"]


@pytest.mark.expects_log("could not be kept")
@pytest.mark.expects_log("without a verdict")
async def test_where_the_disk_refuses_the_next_start_tries_again(studio: Studio) -> None:
    await killed(studio, WHOLE, whole=True)
    folder = studio.home.pictures
    shutil.rmtree(folder)
    folder.write_bytes(b"a file in the folder's place")
    await resolve(studio)
    assert entry(studio).state.value == "open"
    folder.unlink()
    assert counts(await resolve(studio)) == (0, 1)
    assert pictures(studio) == [PNG]


async def test_pictures_of_a_purged_session_land_in_a_new_one(studio: Studio) -> None:
    started = await killed(studio, WHOLE, whole=True)
    studio.library.purge(started.booking.session_id)
    assert counts(await resolve(studio)) == (0, 1)
    assert pictures(studio) == [PNG]


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_picture_that_was_only_named_is_fetched_from_the_provider_alone(
    data_home: Path, is_own: bool
) -> None:
    async with Rogue([plain(PNG, content_type="image/png")]) as rogue, Rogue() as other:
        port = rogue.port if is_own else other.port
        body = json.dumps({"data": [{"url": f"http://127.0.0.1:{port}/1.png"}], "usage": USAGE})
        environ = {
            "TESSERA_HOME": str(data_home),
            "OPENAI_BASE_URL": f"http://127.0.0.1:{rogue.port}/v1",
            "OPENAI_API_KEY": "sk-test-0123456789abcdef",
        }
        studio = Studio.open(environ, FixedClock())
        profile = studio.choose_profile(None).profile
        await killed(studio, body.encode(), whole=True, profile=profile)
        assert counts(await resolve(studio)) == (0, 1)
        assert pictures(studio) == ([PNG] if is_own else [])
        await studio.close()
    assert [request.method for request in rogue.requests] == (["GET"] if is_own else [])
    assert other.connections == 0
