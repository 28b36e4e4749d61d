"""Reconciliation: the ledger's bills held against today's rules, and what follows from it.

Only settled calls of real providers count: the sandbox bills by the built-in catalogue and has
nothing to teach. Nothing changes before the user accepts a finding.
"""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from tessera.core.budget_fold import LedgerState
from tessera.core.errors import RequestError
from tessera.core.fitting_overlay import Origin
from tessera.core.geometry import Size
from tessera.core.models import Catalogue
from tessera.core.reconcile import CountedCall, Finding, compare
from tessera.core.reconcile import findings as findings_in
from tessera.core.reconcile_overlay import with_correction
from tessera.core.words import BillStatus, Detail
from tessera.store.ledger import PAGE, LedgerRow
from tessera.studio.catalogues import rewrite_overlay
from tessera.studio.studio import Studio

LOOKED_BACK = timedelta(days=90)
_NEWEST = 600  # calls; what a provider billed before them is history


async def findings(studio: Studio) -> tuple[Finding, ...]:
    """Return where bills differ systematically from what the meter says today.

    Raises `StoreError` if the ledger cannot be read.
    """
    catalogue = await studio.load_catalogue()
    rows = await studio.desk.run(_newest_rows, studio)
    return await asyncio.to_thread(_findings, rows, catalogue, studio)


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
    rows: Iterable[LedgerRow], catalogue: Catalogue, studio: Studio
) -> tuple[Finding, ...]:
    today = studio.clock.today()
    calls = (call for row in rows if (call := _counted(row)) is not None)
    compared = (compare(call, catalogue, on=today) for call in calls)
    return findings_in(one for one in compared if one is not None)


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


def _counted(row: LedgerRow) -> CountedCall | None:
    """Return a settled question with everything that is needed to learn from it, or None."""
    bill = row.bill
    if row.kind != "ask" or row.state is not LedgerState.SETTLED or bill is None:
        return None
    if bill.status is not BillStatus.SETTLED or bill.input_tokens is None:
        return None
    try:
        asked = json.loads(row.request)
        pictures = tuple(_pictures(asked))
        text_tokens, texts = int(asked["text_tokens"]), int(asked["texts"])
    except (ValueError, TypeError, KeyError):
        return None  # an older row, or a picture whose size only the provider knows
    return CountedCall(
        id=row.id,
        profile=row.profile,
        model=row.model,
        pictures=pictures,
        text_tokens=text_tokens,
        texts=texts,
        input_tokens=bill.input_tokens,
    )


def _pictures(asked: Mapping[str, object]) -> Iterator[tuple[Size, Detail]]:
    sizes, details = asked["pictures"], asked["details"]
    if not isinstance(sizes, list) or not isinstance(details, list):
        raise TypeError("pictures and details are lists")
    for size, detail in zip(sizes, details, strict=True):
        yield Size.parse(str(size)), Detail(detail)
