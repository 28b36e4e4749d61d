"""Editing: the window goes out, the reply is sealed, and a crash in between loses nothing."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from tessera.core.errors import RequestError
from tessera.core.geometry import Orientation, Rect, Size
from tessera.core.image_requests import MakeSettings
from tessera.core.profiles import OPENAI
from tessera.imaging.facts import Facts
from tessera.imaging.masks import Mask, box_mask
from tessera.store.photos import SavedPhoto
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.editing import Edited, EditOrder, EditWish, edit_note
from tessera.studio.made import Made
from tessera.studio.recover import resolve
from tessera.studio.seal_plans import plan_from_json
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.pictures import photo
from tests.studio.scripted import SENT
from tests.studio.scripted_make import (
    ACCEPTED,
    ScriptedMaker,
    arrived,
    estimate,
    png,
    whole,
)

SIZE = Size(1200, 900)
BOX = Rect(400, 300, 200, 150)
MODEL = "gpt-image-2"


@dataclass
class Case:
    """A studio with a photo in which things are edited."""

    studio: Studio
    clock: FixedClock
    photo: SavedPhoto

    def wish(self, mask: Mask | None = None, *, n: int = 1) -> EditWish:
        """Return the wish for a darker part."""
        marked = mask or box_mask(SIZE, BOX)
        return EditWish(self.photo, MODEL, "darker", MakeSettings(quality="low", n=n), marked)

    async def reply(self, order: EditOrder) -> bytes:
        """Return the window as a model sends it back: darker, and recoloured a little."""
        sent = self.studio.library.blobs.read(order.request.pictures[0].sha256)
        buffer = BytesIO()
        with Image.open(BytesIO(sent)) as picture:
            changed = np.asarray(picture.convert("RGB")).astype(np.float64) * 1.04
            plan = plan_from_json(order.booking.plan)
            left, top = BOX.left - plan.window.box.left, BOX.top - plan.window.box.top
            changed[top : top + BOX.height, left : left + BOX.width] *= 0.4
            Image.fromarray(changed.clip(0, 255).astype(np.uint8)).save(buffer, "PNG")
        return buffer.getvalue()

    async def edit(self, wish: EditWish, *replies: bytes) -> Edited:
        """Edit at a provider that sends ``replies``, or its own idea."""
        order = await self.studio.editing.prepare(wish)
        script = whole(*(replies or (await self.reply(order),)))
        started = await self.studio.making.start(order.request, estimate(), OPENAI, order.booking)
        return await self.studio.editing.run(started, order, ScriptedMaker(script), _silent)

    async def only_make(self, wish: EditWish) -> Made:
        """Leave an edit as a program does that was killed before it sealed."""
        order = await self.studio.editing.prepare(wish)
        started = await self.studio.making.start(order.request, estimate(), OPENAI, order.booking)
        maker = ScriptedMaker(whole(await self.reply(order)))
        return await self.studio.making.run(started, order.request, maker, _silent)

    def pixels(self, sha256: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
        """Return the pixels of a kept picture."""
        with Image.open(self.studio.library.blobs.path(sha256)) as picture:
            return np.asarray(picture.convert("RGB"))

    def assert_sealed(self, version: SavedVersion) -> None:
        """Hold that only the box differs from the photo."""
        before = self.pixels(self.photo.blob.sha256)
        after = self.pixels(version.photo.blob.sha256)
        changed = (before != after).any(axis=2)
        inside = changed[BOX.top : BOX.bottom, BOX.left : BOX.right]
        assert inside.any()
        assert changed.sum() == inside.sum()

    @property
    def made(self) -> tuple[SavedVersion, ...]:
        """Return the versions of the photo, without itself."""
        return self.studio.library.versions.tree(self.photo.id)[1:]


def _silent(_: object) -> None:
    """Listen to nothing."""


@pytest_asyncio.fixture
async def case(data_home: Path, tmp_path: Path) -> AsyncIterator[Case]:
    """Give a studio with an open photo."""
    clock = FixedClock()
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, clock)
    path = tmp_path / "photo.png"
    photo(SIZE.width, SIZE.height).save(path)
    session = studio.library.sessions.create()
    opened = await studio.photos.open_path(session.id, path)
    yield Case(studio, clock, opened.photo)
    await studio.close()


async def test_the_window_is_sent_one_to_one_with_its_mask(case: Case) -> None:
    order = await case.studio.editing.prepare(case.wish())
    request = order.request
    assert request.settings.size == request.pictures[0].size
    assert request.mask is not None
    assert request.mask.size == request.pictures[0].size
    assert Size(order.window.width, order.window.height) == request.settings.size
    assert order.notes == ()


async def test_the_draft_costs_what_the_order_costs(case: Case) -> None:
    meter = case.studio.meter
    wish = case.wish()
    draft = case.studio.editing.draft(wish)
    order = await case.studio.editing.prepare(wish)
    assert meter.estimate_make(draft, OPENAI) == meter.estimate_make(order.request, OPENAI)


async def test_a_sealed_version_hangs_on_its_photo_with_the_reply_beside_it(case: Case) -> None:
    order = await case.studio.editing.prepare(case.wish())
    reply = await case.reply(order)
    edited = await case.edit(case.wish(), reply)
    (result,) = edited.results
    (version,) = case.made
    assert result.version == version
    assert (version.kind, version.parent) == (VersionKind.SEALED, case.photo.id)
    assert case.studio.library.blobs.read(version.raws[0].sha256) == reply
    assert version.mask is not None
    assert version.origin.note == (result.report.sentence if result.report else "")
    assert not result.has_drifted_too_far
    case.assert_sealed(version)


async def test_each_of_several_replies_is_sealed(case: Case) -> None:
    order = await case.studio.editing.prepare(case.wish(n=2))
    reply = await case.reply(order)
    edited = await case.edit(case.wish(n=2), reply, png(order.window.width, order.window.height))
    assert [version.kind for version in case.made] == [VersionKind.SEALED] * 2
    assert [result.has_drifted_too_far for result in edited.results] == [False, True]
    for version in case.made:
        case.assert_sealed(version)


async def test_a_reply_of_another_size_is_sealed_all_the_same(case: Case) -> None:
    edited = await case.edit(case.wish(), png(640, 640))
    assert edited.made.notes
    case.assert_sealed(case.made[0])


async def test_what_drifted_can_be_pasted_as_it_came_instead(case: Case) -> None:
    edited = await case.edit(case.wish(), png(1024, 1024))
    version = edited.results[0].version
    assert version is not None
    pasted = await case.studio.sealing.seal_again(version, is_fitted=False, feather=0)
    assert len(case.made) == 2
    assert pasted.version.raws == version.raws
    case.assert_sealed(pasted.version)


async def test_without_a_mask_the_picture_that_came_is_the_version(case: Case) -> None:
    wish = EditWish(case.photo, MODEL, "darker", MakeSettings(size=Size(1024, 1024)))
    data = png()
    edited = await case.edit(wish, data)
    (version,) = case.made
    assert (version.kind, version.raws) == (VersionKind.EDITED, ())
    assert [result.data for result in edited.results] == [data]
    assert case.studio.library.versions.unsealed() == ()


async def test_a_result_that_was_left_unsealed_is_sealed_at_a_later_start(case: Case) -> None:
    await case.only_make(case.wish())
    assert [version.kind for version in case.made] == [VersionKind.EDITED]
    await resolve(case.studio)
    assert case.made[0].kind is VersionKind.EDITED, "a living program may be at it"
    case.clock.forward(3600)
    await resolve(case.studio)
    (version,) = case.made
    assert version.kind is VersionKind.SEALED
    case.assert_sealed(version)


async def test_a_masked_edit_whose_program_was_killed_is_sealed_from_the_inbox(
    case: Case,
) -> None:
    order = await case.studio.editing.prepare(case.wish())
    started = await case.studio.making.start(order.request, estimate(), OPENAI, order.booking)
    started.intent.sent()
    picture = base64.b64encode(await case.reply(order)).decode()
    usage = {"input_tokens": 9, "output_tokens": 9, "total_tokens": 18}
    started.intent.received(json.dumps({"data": [{"b64_json": picture}], "usage": usage}).encode())
    await case.studio.desk.run(started.intent.close)
    await case.studio.desk.run(started.intent.let_go)
    await resolve(case.studio)
    (version,) = case.made
    assert version.kind is VersionKind.SEALED
    case.assert_sealed(version)


async def test_a_mask_stays_as_long_as_a_version_was_sealed_with_it(case: Case) -> None:
    await case.edit(case.wish())
    (version,) = case.made
    assert version.mask is not None
    assert case.studio.library.blobs.has(version.mask.sha256)
    case.studio.library.versions.delete(version.id)
    kept = sorted(path.stem for path in case.studio.home.pictures.iterdir())
    assert kept == [case.photo.blob.sha256]


async def test_a_cut_edit_keeps_what_came_and_seals_it_later(case: Case) -> None:
    order = await case.studio.editing.prepare(case.wish(n=2))
    started = await case.studio.making.start(order.request, estimate(), OPENAI, order.booking)
    script = (SENT, ACCEPTED, arrived(await case.reply(order)), RuntimeError("a mistake"))
    with pytest.raises(RuntimeError):
        await case.studio.editing.run(started, order, ScriptedMaker(script), _silent)
    case.clock.forward(3600)
    await resolve(case.studio)
    assert [version.kind for version in case.made] == [VersionKind.SEALED]


async def test_a_model_that_edits_nothing_is_said_before(case: Case) -> None:
    wish = EditWish(case.photo, "gpt-5-mini", "darker", MakeSettings(), box_mask(SIZE, BOX))
    with pytest.raises(RequestError, match="edits no pictures"):
        await case.studio.editing.prepare(wish)


@pytest.mark.parametrize(
    ("mode", "bits", "frames", "said"),
    [
        ("RGB", 8, 1, ""),
        ("RGB", 16, 1, "16 bits"),
        ("I;16", 16, 1, ""),
        ("CMYK", 8, 1, "print"),
        ("P", 8, 3, "frames"),
    ],
)
def test_what_an_edit_would_lose_is_said_before_the_first(
    mode: str, bits: int, frames: int, said: str
) -> None:
    facts = Facts("PNG", SIZE, Orientation.UPRIGHT, frames, 0, mode, bits, False, False, 1)
    note = edit_note(facts)
    assert (said in note) if said else (note == "")
