"""`tessera ledger`: every estimate and every bill, oldest first."""

from argparse import Namespace

from tessera.cli.opened import with_studio
from tessera.cli.output import print_json, print_lines, table
from tessera.core.money import plain
from tessera.store.ledger import LedgerRow
from tessera.studio.recover import resolve
from tessera.studio.spending_calls import call_value, spent_call
from tessera.studio.studio import Studio

HEADER = ("id", "time (UTC)", "profile", "model", "kind", "state", "estimated", "billed")


def ledger(asked: Namespace) -> int:
    """Print one row per call."""

    async def work(studio: Studio) -> int:
        await resolve(studio)
        rows = await studio.desk.run(studio.library.ledger.rows)
        if asked.json:
            print_json([call_value(spent_call(row)) for row in rows])
        elif rows:
            cells = [_cells(row) for row in rows]
            print_lines(table([HEADER, *cells], right=frozenset({0, 6, 7})))
        return 0

    return with_studio(work)


def _cells(row: LedgerRow) -> tuple[str, ...]:
    estimated = row.estimate.usd_max
    billed = None if row.bill is None else row.bill.usd
    return (
        str(row.id),
        row.time.strftime("%Y-%m-%d %H:%M"),
        row.profile,
        row.model,
        row.kind,
        row.state.value,
        "unknown" if estimated is None else f"≤ ${plain(estimated)}",
        "–" if billed is None else f"${plain(billed)}",
    )
