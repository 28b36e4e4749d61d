"""`tessera ledger`: every estimate and every bill, oldest first."""

from argparse import Namespace

from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines, table
from tessera.cli.values import bill_value, estimate_value
from tessera.core.money import plain
from tessera.store.ledger import LedgerRow
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio

HEADER = ("id", "time (UTC)", "profile", "model", "kind", "state", "estimated", "billed")


def ledger(asked: Namespace) -> int:
    """Print one row per call."""

    async def work(studio: Studio) -> int:
        await resolve(studio)
        rows = await studio.desk.run(studio.library.ledger.rows)
        if asked.json:
            print_json([_value(row) for row in rows])
        elif rows:
            cells = [_cells(row) for row in rows]
            print_lines(table([HEADER, *cells], right=frozenset({0, 6, 7})))
        return 0

    return with_studio(work)


def _value(row: LedgerRow) -> dict[str, Json]:
    return {
        "id": row.id,
        "time": row.time.isoformat(),
        "profile": row.profile,
        "sandbox": row.sandbox,
        "model": row.model,
        "kind": row.kind,
        "state": row.state.value,
        "estimate": estimate_value(row.estimate),
        "bill": None if row.bill is None else bill_value(row.bill),
        "request_id": row.request_id,
    }


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
