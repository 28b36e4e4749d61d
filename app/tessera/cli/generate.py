"""`tessera generate`: pictures from words, written where they are wanted.

Everything is kept in the library as in the window. No command ever retries what may already have
been bought.
"""

import asyncio
from argparse import Namespace
from functools import partial

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
from tessera.cli.make_files import Target, check_writable, find_target, ordered_format
from tessera.cli.make_kinds import wanted_kind
from tessera.cli.make_results import deliver, record_of
from tessera.cli.make_through import way_of
from tessera.cli.opened import with_studio
from tessera.cli.streams import say
from tessera.core.image_legal import formats_of
from tessera.core.image_requests import Generate, MakeSettings
from tessera.core.profiles import Profile
from tessera.core.provenance import Origin
from tessera.studio.bookkeeping import title_from
from tessera.studio.composing_make import first_image_model
from tessera.studio.make_orders import MakeBooking
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio


def generate(asked: Namespace) -> int:
    """Make pictures, write them, return the exit code."""
    return with_studio(partial(_generate, asked))


async def _generate(asked: Namespace, studio: Studio) -> int:
    await resolve(studio)
    choice = await asyncio.to_thread(studio.choose_profile, asked.profile)
    await studio.load_catalogue()
    title = title_from(asked.prompt)
    target = find_target(asked, asked.n, title)
    order = checked(studio, asked, _order(studio, asked, choice.profile, ""))
    if asked.dry_run:
        print_dry(asked, order, value_of(order, None, ()))
        notices: tuple[str, ...] = (choice.notice,)
    else:
        notices = (choice.notice, *await _make(studio, asked, target, title, choice.profile))
    for sentence in filter(None, notices):
        say(sentence)
    return 0


async def _make(
    studio: Studio, asked: Namespace, target: Target, title: str, profile: Profile
) -> tuple[str, ...]:
    """Have the pictures made and written; return what is worth saying."""
    await asyncio.to_thread(check_writable, target)
    session = await studio.desk.run(studio.library.sessions.create, title=title, profile=profile.id)
    try:
        order = _order(studio, asked, profile, session.id)
        started, service = await note(studio, asked, order)
        call = studio.making.run(started, order.request, service, silent)
        made = check_came(studio, started, await follow(studio, started, order, call))
        record = record_of(studio, order.request, made, profile, Origin.MADE)
        delivered = await deliver(studio, target, made.pictures, record, ordered=asked.n)
    finally:
        await studio.desk.run(leave_in_order, studio, session.id)
    files = tuple(str(path) for path in delivered.files)
    print_result(asked, value_of(order, made, files), files)
    return made.trouble, *made.notes, *delivered.notices


def _order(studio: Studio, asked: Namespace, profile: Profile, session_id: str) -> MakeOrder:
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
    request = Generate(name, asked.prompt, settings, way_of(studio, asked, profile, name))
    booking = MakeBooking(session_id, name=title_from(asked.prompt))
    return MakeOrder(request, studio.meter.estimate_make(request, profile), profile, booking)
