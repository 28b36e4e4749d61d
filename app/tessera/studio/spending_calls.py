"""The ledger's calls as values: what commands print and the spending view exports.

Money is exact everywhere; in CSV a cell that a spreadsheet would calculate is kept as text.
"""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tessera.core.comparison_csv import csv_text
from tessera.core.money import plain
from tessera.core.projection_calls import SpentCall
from tessera.store.ledger import LedgerRow
from tessera.studio.exact_json import Json, json_text
from tessera.studio.exact_values import bill_value, estimate_value

CSV_HEADER = (
    *("id", "time", "day", "profile", "sandbox", "model", "kind", "state"),
    *("input_tokens_estimated", "input_tokens_billed", "input_tokens_difference"),
    *("output_tokens_at_most", "output_tokens_billed"),
    *("usd_estimated", "usd_at_most", "usd_billed", "usd_difference"),
    *("confidence", "request_id", "request"),
)


def spent_call(row: LedgerRow) -> SpentCall:
    """Return a row of the ledger as the spending view counts it."""
    return SpentCall(
        id=row.id,
        time=row.time,
        day=date.fromisoformat(row.day),
        profile=row.profile,
        model=row.model,
        kind=row.kind,
        state=row.state,
        estimate=row.estimate,
        bill=row.bill,
        request_id=row.request_id,
        sandbox=row.sandbox,
        request=row.request,
    )


def call_value(call: SpentCall) -> dict[str, Json]:
    """Return a call with the keys that the contract names, and what was asked and how far off.

    ``difference`` is billed minus estimated input tokens, and billed dollars minus the most that
    was held for the call.
    """
    return {
        "id": call.id,
        "time": call.time.isoformat(),
        "profile": call.profile,
        "sandbox": call.sandbox,
        "model": call.model,
        "kind": call.kind,
        "state": call.state.value,
        "request": request_value(call.request),
        "estimate": estimate_value(call.estimate),
        "bill": None if call.bill is None else bill_value(call.bill),
        "difference": {"input_tokens": call.input_tokens_off, "usd": call.usd_off},
        "request_id": call.request_id,
    }


def request_value(text: str) -> Json:
    """Return the summary of a request, an empty object where it cannot be read."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def as_json(calls: Iterable[SpentCall]) -> str:
    """Return the calls as one JSON array, as ``tessera ledger --json`` prints them."""
    return json_text([call_value(call) for call in calls]) + "\n"


def as_csv(calls: Iterable[SpentCall]) -> str:
    """Return the calls as CSV with a header."""
    return csv_text(CSV_HEADER, [_cells(call) for call in calls])


def _cells(call: SpentCall) -> tuple[str, ...]:
    said, bill = call.estimate, call.bill if call.is_settled else None
    return (
        str(call.id),
        call.time.isoformat(),
        call.day.isoformat(),
        call.profile,
        "true" if call.sandbox else "false",
        call.model,
        call.kind,
        call.state.value,
        _count(said.input_tokens),
        _count(bill.input_tokens if bill else None),
        _count(call.input_tokens_off),
        _count(said.output_tokens_max),
        _count(bill.output_tokens if bill else None),
        _money(said.usd),
        _money(said.usd_max),
        _money(bill.usd if bill else None),
        _money(call.usd_off),
        said.confidence.value,
        call.request_id or "",
        call.request,
    )


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _money(usd: Decimal | None) -> str:
    return "" if usd is None else plain(usd)
