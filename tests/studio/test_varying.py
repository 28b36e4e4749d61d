"""Varying: a matrix is priced as a whole, run cell by cell, and its failures are grouped."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.errors import ModerationBlocked, NoCredit, RequestError, ServiceError
from tessera.core.geometry import Rect, Size
from tessera.core.image_requests import Generate, Make, MakeSettings
from tessera.core.ports import Blobs, Sink
from tessera.core.profiles import OPENAI
from tessera.core.replies import PictureElsewhere, Reply, Wait
from tessera.imaging.masks import box_mask
from tessera.store.version_rows import VersionKind
from tessera.studio.editing import EditWish
from tessera.studio.studio import Studio
from tessera.studio.vary_wishes import MOST_CELLS, VaryWish
from tessera.studio.varying import CellResult, CellState, Listening, Varied
from tests.fakes import FixedClock
from tests.pictures import photo
from tests.studio.echo_make import EchoMaker, Fail
from tests.studio.scripted_make import ACCEPTED, FINISHED, png

SQUARE, WIDE = Size(1024, 1024), Size(1536, 1024)
BASE = Generate("gpt-image-2", "a red kite", MakeSettings(size=SQUARE, quality="low"))
MATRIX = VaryWish(
    BASE,
    models=("gpt-image-2", "gpt-image-2.5-flare"),
    sizes=(SQUARE, WIDE),
    qualities=("low", "medium"),
)


@dataclass
class Case:
    """A studio in which matrices are filled."""

    studio: Studio
    session_id: str

    async def run(
        self,
        wish: VaryWish,
        maker: EchoMaker,
        listening: Listening | None = None,
        *,
        takes_kept: bool = True,
    ) -> Varied:
        """Fill a matrix."""
        cells = self.studio.varying.cells(wish)
        return await self.studio.varying.run(
            cells, self.session_id, OPENAI, maker, listening, takes_kept=takes_kept
        )


@pytest_asyncio.fixture
async def case(data_home: Path) -> AsyncIterator[Case]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield Case(studio, studio.library.sessions.create().id)
    await studio.close()


def failing(model: str, error: ServiceError) -> Fail:
    """Return what makes every call of one model fail."""

    def fail(_: int, request: Make) -> ServiceError | None:
        return error if request.model == model else None

    return fail


def test_cells_come_model_by_model(case: Case) -> None:
    cells = case.studio.varying.cells(MATRIX)
    assert len(cells) == 8
    assert [cell.model for cell in cells] == ["gpt-image-2"] * 4 + ["gpt-image-2.5-flare"] * 4
    assert [(cell.size, cell.quality) for cell in cells[:4]] == [
        (SQUARE, "low"),
        (SQUARE, "medium"),
        (WIDE, "low"),
        (WIDE, "medium"),
    ]


def test_a_matrix_costs_what_its_cells_cost(case: Case) -> None:
    varying, meter = case.studio.varying, case.studio.meter
    cells = varying.cells(replace(MATRIX, n=2))
    each = [meter.estimate_make(cell.draft, OPENAI).usd_max for cell in cells]
    assert varying.estimate(cells, OPENAI).usd_max == sum(filter(None, each), Decimal(0))


def test_what_a_model_does_not_take_is_said_and_not_priced(case: Case) -> None:
    wish = VaryWish(BASE, models=("gpt-image-2", "gpt-5-mini"), qualities=("low", "max"))
    cells = case.studio.varying.cells(wish)
    assert [bool(cell.problem) for cell in cells] == [False, True, True, True]
    good = case.studio.meter.estimate_make(cells[0].draft, OPENAI)
    assert case.studio.varying.estimate(cells, OPENAI).usd_max == good.usd_max


def test_a_matrix_without_bounds_is_refused(case: Case) -> None:
    sizes = tuple(Size(1024, 640 + 16 * step) for step in range(MOST_CELLS + 1))
    with pytest.raises(RequestError, match="variants are more than"):
        case.studio.varying.cells(VaryWish(BASE, sizes=sizes))


async def test_every_cell_becomes_versions_of_one_batch(case: Case) -> None:
    maker = EchoMaker()
    varied = await case.run(replace(MATRIX, n=2), maker)
    assert len(maker.ordered) == 8
    versions = case.studio.library.versions.of_batch(varied.batch)
    assert len(versions) == len(varied.versions) == 16
    assert {version.kind for version in versions} == {VersionKind.GENERATED}
    assert [result.state for result in varied.results] == [CellState.DONE] * 8
    assert [row.state.value for row in case.studio.library.ledger.rows()] == ["settled"] * 8


async def test_no_more_cells_run_at_once_than_the_settings_allow(case: Case) -> None:
    await case.studio.change_settings(replace(case.studio.settings, calls_at_once=2))
    most, running = 0, 0

    def on_cell(_: int, result: CellResult) -> None:
        nonlocal most, running
        running += {CellState.RUNNING: 1, CellState.DONE: -1}.get(result.state, 0)
        most = max(most, running)

    await case.run(MATRIX, EchoMaker(), Listening(on_cell))
    assert most == 2


async def test_a_failure_leaves_the_others_alone_and_is_grouped(case: Case) -> None:
    blocked = ModerationBlocked("The provider's moderation declined it.")
    varied = await case.run(MATRIX, EchoMaker(fail=failing("gpt-image-2", blocked)))
    states = [result.state for result in varied.results]
    assert states == [CellState.FAILED] * 4 + [CellState.DONE] * 4
    (group,) = varied.failures
    assert (group.cause, group.models, group.sizes, group.count) == (
        blocked.what,
        ("gpt-image-2",),
        (SQUARE, WIDE),
        4,
    )


async def test_failures_say_which_of_them_may_have_been_charged(case: Case) -> None:
    blocked = ModerationBlocked("The provider's moderation declined it.")
    broken = ServiceError("The provider failed.", status=500, may_be_charged=True)

    def fail(_: int, request: Make) -> ServiceError:
        return blocked if request.settings.size == SQUARE else broken

    varied = await case.run(replace(MATRIX, models=()), EchoMaker(fail=fail))
    told = [(each.cause, each.may_be_charged, each.count, each.sizes) for each in varied.failures]
    assert told == [(blocked.what, False, 2, (SQUARE,)), (broken.what, True, 2, (WIDE,))]


class ElsewhereMaker(EchoMaker):
    """Names every picture by its address at another host."""

    async def make(
        self,
        request: Make,
        blobs: Blobs,
        sink: Sink,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Name a picture instead of sending it."""
        self.ordered.append(request)
        sink.sent()
        yield ACCEPTED
        yield PictureElsewhere(0, "https://pictures.example.com/a.png")
        yield FINISHED

    async def fetch_elsewhere(self, url: str, *, has_agreed: bool = False) -> bytes:
        """Give the picture to who has agreed."""
        assert has_agreed
        return png()


async def test_a_picture_at_another_host_is_fetched_where_somebody_agrees(case: Case) -> None:
    asked: list[str] = []

    async def may_fetch(url: str) -> bool:
        asked.append(url)
        return len(asked) == 1

    cells = case.studio.varying.cells(VaryWish(BASE, qualities=("low", "medium")))
    varied = await case.studio.varying.run(
        cells, case.session_id, OPENAI, ElsewhereMaker(), may_fetch=may_fetch
    )
    assert len(asked) == 2
    assert len(varied.versions) == 1


async def test_what_cannot_be_sent_stands_among_the_failures(case: Case) -> None:
    maker = EchoMaker()
    varied = await case.run(VaryWish(BASE, qualities=("low", "max")), maker)
    assert len(maker.ordered) == 1
    assert [result.state for result in varied.results] == [CellState.DONE, CellState.REFUSED]
    assert "max" in varied.failures[0].cause


async def test_an_identical_order_gives_the_kept_answer_at_no_cost(case: Case) -> None:
    maker = EchoMaker()
    first = await case.run(MATRIX, maker)
    again = await case.run(MATRIX, maker)
    assert len(maker.ordered) == 8
    assert [result.state for result in again.results] == [CellState.KEPT] * 8
    assert {v.id for v in again.versions} == {v.id for v in first.versions}
    await case.run(MATRIX, maker, takes_kept=False)
    assert len(maker.ordered) == 16


async def test_a_cap_ends_the_cells_it_meets_and_keeps_the_rest(case: Case) -> None:
    varying = case.studio.varying
    cells = varying.cells(MATRIX)
    dearest = max(
        filter(None, (case.studio.meter.estimate_make(c.draft, OPENAI).usd_max for c in cells))
    )
    settings = replace(case.studio.settings, cap_request_usd=dearest - Decimal("0.0001"))
    await case.studio.change_settings(settings)
    varied = await case.run(MATRIX, EchoMaker())
    assert {CellState.DONE, CellState.FAILED} == {result.state for result in varied.results}
    assert all(group.count < 8 for group in varied.failures)


async def test_no_credit_pauses_the_queue_and_the_rest_waits(case: Case) -> None:
    await case.studio.change_settings(replace(case.studio.settings, calls_at_once=1))
    empty = NoCredit("The account has no credit.")
    waiting = asyncio.Event()

    def on_cell(_: int, result: CellResult) -> None:
        if result.state is CellState.FAILED:
            waiting.set()

    maker = EchoMaker(fail=lambda number, _: empty if number == 1 else None)
    running = asyncio.create_task(case.run(MATRIX, maker, Listening(on_cell)))
    await waiting.wait()
    await asyncio.sleep(0.05)
    state = case.studio.queue.state
    assert (len(maker.ordered), state.is_paused, state.waiting) == (1, True, 7)
    assert state.why == str(empty)
    await case.studio.queue.go_on()
    varied = await running
    assert [group.count for group in varied.failures] == [1]


async def test_an_edit_with_a_mask_is_varied_and_sealed(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    photo(900, 700).save(path)
    opened = (await case.studio.photos.open_path(case.session_id, path)).photo
    mask = box_mask(opened.upright, Rect(300, 200, 200, 150))
    wish = EditWish(opened, "gpt-image-2", "darker", MakeSettings(quality="low"), mask)
    varied = await case.run(VaryWish(wish, qualities=("low", "medium")), EchoMaker())
    tree = case.studio.library.versions.tree(opened.id)[1:]
    assert [version.kind for version in tree] == [VersionKind.SEALED] * 2
    assert {version.origin.batch for version in tree} == {varied.batch}
    again = await case.run(VaryWish(wish, qualities=("low", "medium")), EchoMaker())
    assert [result.state for result in again.results] == [CellState.KEPT] * 2
