"""`tessera edit`: a picture changed by words, wholly or only where a mask or a box says.

With a mask, a box or an extension the result has the picture's own upright size, and outside of
what was to change not a byte of a pixel differs. The library keeps everything, as in the window.
"""

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tessera.cli.edit_extend import extend, wished
from tessera.cli.edit_value import window_value
from tessera.cli.make_call import (
    MakeOrder,
    check_came,
    checked,
    follow,
    leave_in_order,
    note,
    print_dry,
    print_result,
    silent,
    value_of,
)
from tessera.cli.make_files import (
    Target,
    check_can_be_written,
    check_writable,
    find_target,
    ordered_format,
)
from tessera.cli.make_kinds import wanted_kind
from tessera.cli.make_results import deliver, record_of
from tessera.cli.make_through import way_of
from tessera.cli.opened import with_studio
from tessera.cli.output import Json
from tessera.cli.streams import say
from tessera.core.errors import MaskUnusable
from tessera.core.image_legal import formats_of
from tessera.core.image_requests import MakeSettings
from tessera.core.profiles import Profile
from tessera.core.provenance import Origin
from tessera.imaging.masks import Mask, box_mask
from tessera.store.photos import SavedPhoto
from tessera.studio.bookkeeping import title_from
from tessera.studio.composing_make import first_image_model
from tessera.studio.editing import EditOrder, EditResult, EditWish, edit_note
from tessera.studio.extending import ExtendWish
from tessera.studio.made import Made, MadePicture
from tessera.studio.photo_names import safe_stem
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio

NOTHING_SENT = "Nothing was sent."
SIZE_UNUSED = "--size was not used: the picture keeps its own size."


def edit(asked: Namespace) -> int:
    """Edit a picture, write the result, return the exit code."""
    return with_studio(partial(_edit, asked))


async def _edit(asked: Namespace, studio: Studio) -> int:
    await resolve(studio)
    choice = await asyncio.to_thread(studio.choose_profile, asked.profile)
    await studio.load_catalogue()
    title = title_from(asked.prompt)
    target = find_target(asked, asked.n, f"{safe_stem(Path(asked.picture).name)} edited")
    session = await studio.desk.run(
        studio.library.sessions.create, title=title, profile=choice.profile.id
    )
    try:
        notices = await _in_session(studio, asked, target, choice.profile, session.id)
    finally:
        await studio.desk.run(leave_in_order, studio, session.id)
    for sentence in dict.fromkeys(filter(None, (choice.notice, *notices))):
        say(sentence)
    return 0


async def _in_session(
    studio: Studio, asked: Namespace, target: Target, profile: Profile, session_id: str
) -> tuple[str, ...]:
    """Open, edit and write; return what is worth saying."""
    photo = (await studio.photos.open_path(session_id, Path(asked.picture))).photo
    wish = await _wish(studio, asked, profile, photo)
    loss = edit_note(await studio.photos.facts(studio.photos.path(photo)))
    if wish.mask is not None or asked.extend is not None:
        check_can_be_written(target)
    if asked.extend is not None:
        unused = SIZE_UNUSED if asked.size is not None else ""
        grown = ExtendWish(
            photo,
            wished(asked.extend, photo.upright),
            wish.model,
            wish.prompt,
            wish.settings,
            wish.references,
            wish.through,
        )
        return (loss, unused, *await extend(studio, asked, target, profile, grown))
    order = await studio.editing.prepare(wish)
    estimate = studio.meter.estimate_make(order.request, profile)
    call = checked(studio, asked, MakeOrder(order.request, estimate, profile, order.booking))
    unused = SIZE_UNUSED if asked.size is not None and order.is_sealed else ""
    if asked.dry_run:
        print_dry(asked, call, _value(call, order, None, ()))
        return (unused, *order.notes)
    await asyncio.to_thread(check_writable, target)
    notices = await _carry_out(studio, asked, target, call, order)
    return (loss, unused, *order.notes, *notices)


async def _carry_out(
    studio: Studio, asked: Namespace, target: Target, call: MakeOrder, order: EditOrder
) -> tuple[str, ...]:
    started, service = await note(studio, asked, call)
    run = studio.editing.run(started, order, service, silent)
    edited = await follow(studio, started, call, run)
    made = check_came(studio, started, edited.made)
    origin = Origin.COMPOSITE if order.is_sealed else Origin.MADE
    record = record_of(studio, order.request, made, call.profile, origin)
    delivered = await deliver(
        studio, target, _pictures(edited.results), record, ordered=asked.n,
        is_composite=order.is_sealed,
    )  # fmt: skip
    files = tuple(str(path) for path in delivered.files)
    print_result(asked, _value(call, order, made, files), files)
    seals = [sentence for result in edited.results for sentence in _said(result)]
    return made.trouble, *made.notes, *seals, *delivered.notices


def _said(result: EditResult) -> Sequence[str]:
    """Return what is worth saying about how a reply was sealed."""
    if result.trouble:
        return (f"The reply could not be sealed and is saved as it came: {result.trouble}",)
    if result.report is not None and result.has_drifted_too_far:
        return (f"{result.report.sentence} It was sealed all the same.",)
    return ()


def _pictures(results: Sequence[EditResult]) -> tuple[MadePicture, ...]:
    return tuple(
        MadePicture(place, result.data, result.extension, result.version)
        for place, result in enumerate(results)
    )


async def _wish(studio: Studio, asked: Namespace, profile: Profile, photo: SavedPhoto) -> EditWish:
    name = asked.model or first_image_model(studio.catalogue, studio.clock.today())
    model = studio.catalogue.get(name)
    made = () if model is None or model.image is None else formats_of(model.image)
    settings = MakeSettings(
        size=asked.size,
        quality=asked.quality or "auto",
        background=asked.background,
        output_format=ordered_format(wanted_kind(asked), made),
        n=asked.n,
    )
    opened = [
        await studio.photos.open_path(photo.session_id, Path(path)) for path in asked.references
    ]
    return EditWish(
        photo,
        name,
        asked.prompt,
        settings,
        mask=await _mask(studio, asked, photo),
        references=tuple(each.photo for each in opened),
        through=way_of(studio, asked, profile, name),
    )


async def _mask(studio: Studio, asked: Namespace, photo: SavedPhoto) -> Mask | None:
    """Return what is to change, None for all of it; raises `PictureError`."""
    if asked.mask is not None:
        return await asyncio.to_thread(
            studio.decoder.read_mask, Path(asked.mask), size=photo.upright
        )
    if asked.box is None:
        return None
    mask = box_mask(photo.upright, asked.box)
    if mask is None:
        raise MaskUnusable(
            f"The box holds no pixel of the picture, which is {photo.upright}.",
            NOTHING_SENT,
            "Choose a box inside the picture.",
        )
    return mask


def _value(
    call: MakeOrder, order: EditOrder, made: Made | None, files: tuple[str, ...]
) -> dict[str, Json]:
    return value_of(call, made, files) | {"window": window_value(order.window)}
