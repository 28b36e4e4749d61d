"""Extending: priced as a whole, sealed step by step, and resumed where it stopped."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from tessera.core.errors import OutcomeUnknown, RequestError, ServiceError
from tessera.core.geometry import Rect, Size
from tessera.core.image_requests import Make, MakeSettings, Through
from tessera.core.profiles import OPENAI
from tessera.store.photos import SavedPhoto
from tessera.store.settings_table import Settings
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.extend_plans import plan_of_extension
from tessera.studio.extending import Extended, ExtendWish
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.pictures import photo
from tests.studio.echo_make import EchoMaker

SIZE = Size(1024, 768)
NEAR = Rect(-256, 0, 1280, 768)
# A model of fixed sizes takes several windows for this.
FAR = Rect(-700, 0, 2424, 768)
FIXED = "gpt-image-1.5"


@dataclass
class Case:
    """A studio with a photo that grows."""

    studio: Studio
    photo: SavedPhoto
    steps: list[tuple[int, int]] = field(default_factory=list)

    def wish(self, frame: Rect = NEAR, model: str = "gpt-image-2") -> ExtendWish:
        """Return the wish for a larger picture."""
        return ExtendWish(self.photo, frame, model, "more sky", MakeSettings(quality="low"))

    async def resume(self, version: SavedVersion, maker: EchoMaker) -> Extended:
        """Do what is left of an extension."""
        return await self.studio.extending.resume(
            version, OPENAI, maker, _silent, lambda done, of: self.steps.append((done, of))
        )

    @property
    def tree(self) -> tuple[SavedVersion, ...]:
        """Return what hangs on the photo."""
        return self.studio.library.versions.tree(self.photo.id)[1:]

    def assert_holds_the_photo(self, version: SavedVersion, frame: Rect) -> None:
        """Hold that the version has the frame's size and the photo's pixels in their place."""
        library = self.studio.library
        with (
            Image.open(library.blobs.path(self.photo.blob.sha256)) as before,
            Image.open(library.blobs.path(version.photo.blob.sha256)) as after,
        ):
            own, grown = np.asarray(before.convert("RGB")), np.asarray(after.convert("RGB"))
        assert grown.shape == (frame.height, frame.width, 3)
        part = grown[-frame.top :, -frame.left :][: SIZE.height, : SIZE.width]
        assert np.array_equal(part, own)


def _silent(_: object) -> None:
    """Listen to nothing."""


def fails_at(number: int) -> EchoMaker:
    """Return a provider whose call ``number`` breaks off."""

    def fail(at: int, _: Make) -> ServiceError | None:
        broken = OutcomeUnknown("The connection broke.", may_be_charged=True)
        return broken if at == number else None

    return EchoMaker(fail=fail)


@pytest_asyncio.fixture
async def case(data_home: Path, tmp_path: Path) -> AsyncIterator[Case]:
    """Give a studio with an open photo."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    path = tmp_path / "photo.png"
    photo(SIZE.width, SIZE.height).save(path)
    session = studio.library.sessions.create()
    opened = await studio.photos.open_path(session.id, path)
    yield Case(studio, opened.photo)
    await studio.close()


async def test_a_photo_grows_by_exactly_the_frame(case: Case) -> None:
    maker = EchoMaker()
    done = await case.resume(await case.studio.extending.begin(case.wish()), maker)
    (version,) = case.tree
    assert version == done.version
    assert (version.kind, version.parent) == (VersionKind.EXTENDED, case.photo.id)
    assert (version.photo.upright, len(version.raws)) == (Size(1280, 768), 1)
    case.assert_holds_the_photo(version, NEAR)
    assert plan_of_extension(version).is_finished


async def test_all_steps_are_priced_before_the_first(case: Case) -> None:
    wish = case.wish(FAR, FIXED)
    maker = EchoMaker()
    total = case.studio.extending.estimate(wish, OPENAI)
    done = await case.resume(await case.studio.extending.begin(wish), maker)
    assert len(maker.ordered) == len(case.studio.extending.steps(wish)) > 1
    assert total.usd_max is not None
    assert (done.estimate.usd_max, done.estimate.input_tokens) == (
        total.usd_max,
        total.input_tokens,
    )
    rows = case.studio.library.ledger.rows()
    assert done.bill.usd == sum(row.bill.usd for row in rows if row.bill and row.bill.usd)


async def test_each_step_is_told_and_leaves_one_version_with_every_reply(case: Case) -> None:
    wish = case.wish(FAR, FIXED)
    done = await case.resume(await case.studio.extending.begin(wish), EchoMaker())
    count = len(case.studio.extending.steps(wish))
    assert case.steps[0] == (0, count)
    assert case.steps[-1] == (count, count)
    assert [version.id for version in case.tree] == [done.version.id]
    assert len(done.version.raws) == count
    case.assert_holds_the_photo(done.version, FAR)


async def test_a_stopped_extension_goes_on_and_buys_no_step_twice(case: Case) -> None:
    wish = case.wish(FAR, FIXED)
    count = len(case.studio.extending.steps(wish))
    begun = await case.studio.extending.begin(wish)
    first = fails_at(2)
    with pytest.raises(OutcomeUnknown):
        await case.resume(begun, first)
    (left,) = await case.studio.extending.unfinished(case.photo.id)
    assert plan_of_extension(left).done == 1
    assert "1 of" in left.origin.note
    second = EchoMaker()
    done = await case.resume(left, second)
    assert len(second.ordered) == count - 1
    case.assert_holds_the_photo(done.version, FAR)
    assert await case.studio.extending.unfinished(case.photo.id) == ()


async def test_a_reply_that_came_before_a_crash_is_sealed_and_not_bought_again(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await case.studio.extending.begin(case.wish())

    async def crash(_: SavedVersion) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(case.studio.sealing, "seal", crash)
        with pytest.raises(KeyboardInterrupt):
            await case.resume(begun, EchoMaker())
    (left,) = await case.studio.extending.unfinished(case.photo.id)
    maker = EchoMaker()
    done = await case.resume(left, maker)
    assert maker.ordered == []
    case.assert_holds_the_photo(done.version, NEAR)


async def test_a_finished_extension_leaves_no_canvas_behind(case: Case) -> None:
    await case.resume(await case.studio.extending.begin(case.wish()), EchoMaker())
    (version,) = case.tree
    case.studio.library.versions.delete(version.id)
    kept = [path.stem for path in case.studio.home.pictures.iterdir()]
    assert kept == [case.photo.blob.sha256]


async def test_a_frame_that_only_cuts_needs_no_call(case: Case) -> None:
    version = await case.studio.extending.begin(case.wish(Rect(10, 10, 500, 400)))
    assert version.kind is VersionKind.CROPPED
    assert version.photo.upright == Size(500, 400)
    assert await case.studio.extending.unfinished(case.photo.id) == ()


@pytest.mark.parametrize(
    ("frame", "model", "said"),
    [
        (Rect(5000, 0, 100, 100), "gpt-image-2", "keeps nothing"),
        (NEAR, "gpt-5-mini", "edits no pictures"),
    ],
)
async def test_what_cannot_be_is_said_before_anything_is_sent(
    case: Case, frame: Rect, model: str, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        case.studio.extending.check(case.wish(frame, model))


async def test_a_reply_that_does_not_continue_the_photo_is_said_and_the_photo_kept(
    case: Case,
) -> None:
    wish = case.wish()
    done = await case.resume(await case.studio.extending.begin(wish), EchoMaker(redraws=True))
    assert any("redrew the surroundings" in note for note in done.notes)
    case.assert_holds_the_photo(done.version, NEAR)
    quiet = await case.resume(await case.studio.extending.begin(wish), EchoMaker())
    assert not any("redrew" in note for note in quiet.notes)


@pytest.mark.parametrize("stores", [True, False], ids=["stored", "do-not-store"])
async def test_an_extension_goes_through_answers_as_long_as_they_may_be_stored(
    case: Case, stores: bool
) -> None:
    through, maker = Through("gpt-5.6-luna", "none"), EchoMaker()
    begun = await case.studio.extending.begin(replace(case.wish(), through=through))
    await case.studio.change_settings(Settings(do_not_store=not stores))
    await case.resume(begun, maker)
    assert [each.through for each in maker.ordered] == [through if stores else None]


async def test_each_step_takes_a_turn_among_all_calls(case: Case) -> None:
    turns: list[str] = []

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        turns.append("begun")
        yield
        turns.append("over")

    begun, maker = await case.studio.extending.begin(case.wish(FAR, FIXED)), EchoMaker()
    await case.studio.extending.resume(
        begun, OPENAI, maker, _silent, lambda done, of: case.steps.append((done, of)), turn=turn
    )
    assert len(maker.ordered) > 1
    assert turns == ["begun", "over"] * len(maker.ordered)
