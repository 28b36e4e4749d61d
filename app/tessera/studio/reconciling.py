"""Reconciliation: bills and counts on request held against today's rules, and what follows.

Only settled calls of real providers count: the sandbox bills by the built-in catalogue and has
nothing to teach. Nothing changes before the user accepts a finding.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from tessera.core.errors import RequestError
from tessera.core.fitting_overlay import Origin
from tessera.core.models import Catalogue
from tessera.core.profiles import Profile
from tessera.core.reconcile import Finding
from tessera.core.reconcile import findings as findings_in
from tessera.core.reconcile_compare import CountedCall, compare
from tessera.core.reconcile_overlay import with_correction
from tessera.store.ledger import PAGE, LedgerRow
from tessera.store.server_counts import ServerCount
from tessera.studio.catalogues import rewrite_overlay
from tessera.studio.counted_calls import billed_calls, counted_call
from tessera.studio.studio import Studio

LOOKED_BACK = timedelta(days=90)
_NEWEST = 600  # calls; what a provider billed before them is history


async def findings(studio: Studio) -> tuple[Finding, ...]:
    """Return where bills differ systematically from what the meter says today.

    Raises `StoreError` if the ledger cannot be read.
    """
    catalogue = await studio.load_catalogue()
    rows = await studio.desk.run(_newest_rows, studio)
    counts = await studio.desk.run(_counts, studio, tuple(studio.profiles))
    return await asyncio.to_thread(_findings, rows, counts, catalogue, studio)


async def accept(studio: Studio, finding: Finding) -> None:
    """Write the corrected factor into the user's catalogue as *measured here*, and count by it.

    Raises `RequestError` for a finding without a factor, `CatalogueError` or `StoreError` where the
    file is broken or cannot be written; then it is as it was.
    """
    model = studio.catalogue.get(finding.model)
    if model is None:
        raise RequestError(f"The catalogue does not know {finding.model} any more.")
    profile = studio.profile(finding.profile)
    provider = finding.profile if profile is None else profile.title
    origin = Origin(provider, studio.clock.today())
    change = partial(with_correction, model=model, finding=finding, origin=origin)
    await studio.desk.run(rewrite_overlay, studio.home.catalogue_overlay, change)
    await studio.reload_catalogue()


def _findings(
    rows: Iterable[LedgerRow],
    counts: Iterable[tuple[str, ServerCount]],
    catalogue: Catalogue,
    studio: Studio,
) -> tuple[Finding, ...]:
    today = studio.clock.today()
    calls = [(row.time, call) for row in rows for call in billed_calls(row, catalogue)]
    calls += [
        (count.when, call)
        for profile, count in counts
        if (call := counted_call(count, profile)) is not None
    ]
    calls.sort(key=_when)
    compared = (compare(call, catalogue, on=today, billed=at.date()) for at, call in calls)
    return findings_in(one for one in compared if one is not None)


def _when(told: tuple[datetime, CountedCall]) -> datetime:
    return told[0]


def _counts(studio: Studio, profiles: Sequence[Profile]) -> list[tuple[str, ServerCount]]:
    """Return what real providers counted on request of late, each with its profile's id.

    Profiles of one origin share what it counted; the first of them stands for all.
    """
    since = studio.clock.now() - LOOKED_BACK
    origins = {profile.origin: profile for profile in reversed(profiles) if not profile.is_sandbox}
    return [
        (profile.id, count)
        for profile in origins.values()
        for count in studio.library.server_counts.of(profile)
        if count.when >= since
    ]


def _newest_rows(studio: Studio) -> tuple[LedgerRow, ...]:
    """Return the newest calls to real providers, oldest first."""
    return tuple(_pages(studio))[-_NEWEST:]


def _pages(studio: Studio) -> Iterator[LedgerRow]:
    today, after = studio.clock.today(), 0
    while True:
        page = studio.library.ledger.between(today - LOOKED_BACK, today, sandbox=False, after=after)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id
