"""The columns of the table of calls, one row for each entry of the ledger."""

from datetime import datetime

from tessera.core.projection_calls import SpentCall
from tessera.ui.comparison.columns import UNKNOWN, Column, money_text, raw_number
from tessera.ui.spending.words import kind_title

STATES = {
    "open": "running",
    "settled": "billed",
    "failed": "not charged",
    "unknown": "perhaps charged",
}
TIME = 0  # the table starts with the newest call


def local_text(moment: datetime) -> str:
    """Return the time on the clock of this machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def off_text(call: SpentCall) -> str:
    """Return billed minus estimated input tokens, with its sign."""
    off = call.input_tokens_off
    return UNKNOWN if off is None else f"{off:+,}" if off else "0"


def _billed(call: SpentCall) -> str:
    if call.bill is None or not call.is_settled:
        return UNKNOWN
    return money_text(call.bill.usd, None, None)


def _longest(tokens: int | None) -> str:
    return "an unknown number of tokens" if tokens is None else f"{tokens:,} tokens"


def words(call: SpentCall) -> str:
    """Return everything about one call as sentences."""
    said = call.estimate
    parts = [
        f"{kind_title(call.kind)}, {call.model}, {call.profile}: {STATES[call.state]}.",
        f"Estimated {said.input_tokens or 'unknown'} tokens in and "
        f"{money_text(said.usd, said.usd_min, said.usd_max)}, at most "
        f"{money_text(said.usd_max, None, None)} with {_longest(said.output_tokens_max)} out.",
    ]
    bill = call.bill
    if call.is_settled and bill is not None:
        parts.append(
            f"Billed {bill.input_tokens or 0:,} tokens in, {bill.output_tokens or 0:,} out, "
            f"{money_text(bill.usd, None, None)}."
        )
    if call.request_id:
        parts.append(f"The provider calls it {call.request_id}.")
    return " ".join(parts)


CALL_COLUMNS: tuple[Column[SpentCall], ...] = (
    Column(
        "Time",
        "When the call was noted, on the clock of this machine",
        text=lambda call: local_text(call.time),
        key=lambda call: call.id,
        raw=lambda call: call.time.isoformat(),
        sample="2026-11-20 12:00:00",
    ),
    Column(
        "What",
        "The kind of call",
        text=lambda call: kind_title(call.kind),
        key=lambda call: kind_title(call.kind),
        raw=lambda call: call.kind,
        sample="Pictures made",
    ),
    Column(
        "Model",
        "The model as the provider calls it",
        text=lambda call: call.model,
        key=lambda call: call.model,
        raw=lambda call: call.model,
        sample="computer-use-prev",
    ),
    Column(
        "Provider",
        "The profile that it went to",
        text=lambda call: call.profile,
        key=lambda call: call.profile,
        raw=lambda call: call.profile,
        sample="environment",
    ),
    Column(
        "Outcome",
        "Whether the provider said what it cost",
        text=lambda call: STATES[call.state],
        key=lambda call: STATES[call.state],
        raw=lambda call: call.state.value,
        sample="perhaps charged",
    ),
    Column(
        "At most",
        "What was held before sending",
        text=lambda call: money_text(call.estimate.usd_max, None, None),
        key=lambda call: call.estimate.usd_max,
        raw=lambda call: raw_number(call.estimate.usd_max),
        sample="$0.00012",
        is_number=True,
    ),
    Column(
        "Billed",
        "What it did cost",
        text=_billed,
        key=lambda call: call.bill.usd if call.bill and call.is_settled else None,
        raw=lambda call: raw_number(call.bill.usd if call.bill and call.is_settled else None),
        sample="$0.00012",
        is_number=True,
    ),
    Column(
        "Tokens off",
        "Billed minus estimated tokens of what was sent",
        text=off_text,
        key=lambda call: call.input_tokens_off,
        raw=lambda call: raw_number(call.input_tokens_off),
        sample="+10,000",
        is_number=True,
    ),
    Column(
        "Request",
        "What the provider calls it",
        text=lambda call: call.request_id or UNKNOWN,
        key=lambda call: call.request_id or None,
        raw=lambda call: call.request_id or "",
        sample="req_0123",
    ),
)
