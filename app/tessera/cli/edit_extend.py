"""`tessera edit --extend`: the picture grows by pixels on its sides, priced as a whole before."""

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from decimal import Decimal

from tessera.cli.ask_order import deadlines
from tessera.cli.edit_value import window_value
from tessera.cli.make_call import print_result, silent
from tessera.cli.make_files import Target, check_writable
from tessera.cli.make_results import PROGRAM, deliver
from tessera.cli.make_through import name_safer_way
from tessera.cli.noted import Stopped
from tessera.cli.output import Json, print_json, print_lines
from tessera.cli.reference import origin_of
from tessera.core.errors import PictureRejected, TesseraError
from tessera.core.estimate_sums import added, added_bills
from tessera.core.estimates import Bill, Estimate
from tessera.core.geometry import Rect, Size
from tessera.core.money import plain
from tessera.core.profiles import Profile
from tessera.core.provenance import Origin, provenance_of, to_record
from tessera.store.makes import make_from_json
from tessera.studio.estimating import check_cap
from tessera.studio.exact_values import bill_value, estimate_value
from tessera.studio.extending import Extended, ExtendWish
from tessera.studio.made import MadePicture
from tessera.studio.studio import Studio

KEPT = "What was extended is kept in the library; open it there to go on."


async def extend(
    studio: Studio, asked: Namespace, target: Target, profile: Profile, wish: ExtendWish
) -> tuple[str, ...]:
    """Extend and write; return what is worth saying."""
    studio.extending.check(wish)
    estimate = added([studio.extending.estimate(wish, profile)] * asked.n)
    if estimate.rejected is not None:
        raise PictureRejected(estimate.rejected, "Nothing was sent.")
    if asked.max_usd is not None:
        check_cap(estimate, asked.max_usd)
    window = _window(studio, wish)
    if asked.dry_run:
        _print_dry(asked, wish, estimate, _value(wish, profile, estimate, None, (), window))
        return ()
    await asyncio.to_thread(check_writable, target)
    done = [await _one(studio, asked, profile, wish) for _ in range(asked.n)]
    read = studio.library.blobs.read
    pictures = [
        MadePicture(
            place, await studio.desk.run(read, each.version.photo.blob.sha256), "png", each.version
        )
        for place, each in enumerate(done)
    ]
    record = _record(studio, done[0], profile)
    delivered = await deliver(studio, target, pictures, record, ordered=asked.n, is_composite=True)
    files = tuple(str(path) for path in delivered.files)
    print_result(asked, _value(wish, profile, estimate, done, files, window), files)
    said = dict.fromkeys(note for each in done for note in each.notes)
    return *said, *delivered.notices


async def _one(studio: Studio, asked: Namespace, profile: Profile, wish: ExtendWish) -> Extended:
    service = await studio.service(profile, deadlines(asked))
    version = await studio.extending.begin(wish)
    try:
        async with asyncio.timeout(float(asked.deadline)):  # of all steps together
            return await studio.extending.resume(
                version, profile, service, silent, _no_step, over_cap=asked.over_cap
            )
    except TimeoutError:
        raise Stopped(
            f"The extension took longer than {plain(asked.deadline)} seconds. The step that was "
            "sent may be charged.",
            KEPT,
        ) from None
    except asyncio.CancelledError:
        raise Stopped("Stopped. A step that was sent may still be billed.", KEPT) from None
    except TesseraError as error:
        if await studio.extending.unfinished(wish.photo.id):
            error.kept = " ".join(filter(None, (error.kept, KEPT)))
        if wish.through is None:
            name_safer_way(studio, wish.model, profile, error)
        raise


def wished(wish_frame: dict[str, int], size: Size) -> Rect:
    """Return the frame that is larger than a picture of ``size`` by so many pixels a side.

    >>> wished({"left": 10, "bottom": 5}, Size(40, 30))
    Rect(left=-10, top=0, width=50, height=35)
    """
    left, top = wish_frame.get("left", 0), wish_frame.get("top", 0)
    width = size.width + left + wish_frame.get("right", 0)
    height = size.height + top + wish_frame.get("bottom", 0)
    return Rect(-left, -top, width, height)


def _window(studio: Studio, wish: ExtendWish) -> Rect:
    """Return the smallest rectangle around everything that is sent, in the picture's pixels."""
    boxes = [step.window.box for step in studio.extending.steps(wish)]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    width = max(box.right for box in boxes) - left
    height = max(box.bottom for box in boxes) - top
    return Rect(left + wish.frame.left, top + wish.frame.top, width, height)


def _record(studio: Studio, done: Extended, profile: Profile) -> str:
    origin = done.version.origin
    return to_record(
        provenance_of(
            make_from_json(origin.request),
            Origin.COMPOSITE,
            request_id=done.request_id,
            usd=done.bill.usd,
            made=studio.clock.now(),
            program=PROGRAM,
            provider=profile.id,
        )
    )


def _value(
    wish: ExtendWish,
    profile: Profile,
    estimate: Estimate,
    done: Sequence[Extended] | None,
    files: tuple[str, ...],
    window: Rect,
) -> dict[str, Json]:
    bill: Bill | None = None if done is None else added_bills([each.bill for each in done])
    return {
        "files": list(files),
        "model": wish.model,
        "estimate": estimate_value(estimate),
        "bill": None if bill is None else bill_value(bill),
        "request_id": None if done is None else done[-1].request_id,
        "window": window_value(window),
        **origin_of(profile),
    }


def _print_dry(
    asked: Namespace, wish: ExtendWish, estimate: Estimate, value: dict[str, Json]
) -> None:
    if asked.json:
        print_json(value)
        return
    most: Decimal | None = estimate.usd_max
    said = "unknown" if most is None else f"${plain(most)}"
    size = Size(wish.frame.width, wish.frame.height)
    print_lines(f"{wish.model}: extended to {size}, at most {said}.", "Nothing was sent.")


def _no_step(_done: int, _of: int) -> None:
    """Print nothing between steps."""
