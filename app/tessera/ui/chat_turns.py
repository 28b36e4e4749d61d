"""From kept turns to what the chat shows: numbers, times and prices in words. Pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tessera.core.requests import FileId, Link
from tessera.core.words import BillStatus, Role
from tessera.store.photos import SavedPhoto
from tessera.store.turns import SavedTurn
from tessera.store.turns import TurnState as Kept
from tessera.studio.bookkeeping import CUT_BY_FILTER, CUT_BY_LENGTH
from tessera.ui.chat.turns import ChatTurn, TurnPicture, TurnState
from tessera.ui.wording import moment_text, usd_text

_STATES = {
    Kept.COMPLETE: TurnState.COMPLETE,
    Kept.STREAMING: TurnState.STREAMING,
    Kept.STOPPED: TurnState.STOPPED,
    Kept.FAILED: TurnState.FAILED,
    Kept.CUT: TurnState.FAILED,  # a lost connection; the other two cuts carry our own sentence
}
_CUTS = {CUT_BY_LENGTH: TurnState.CUT_BY_LENGTH, CUT_BY_FILTER: TurnState.CUT_BY_FILTER}


def chat_turn(
    turn: SavedTurn,
    photos: tuple[SavedPhoto, ...],
    *,
    now: datetime,
    retry_price: str = "",
    continue_price: str = "",
) -> ChatTurn:
    """Return ``turn`` as it is shown. The prices belong to its buttons."""
    names = {photo.id: photo.facts.name for photo in photos}
    state = _CUTS.get(turn.note, _STATES[turn.state])
    is_answer = turn.role is Role.ASSISTANT
    return ChatTurn(
        id=turn.id,
        role=turn.role,
        text=turn.text,
        pictures=tuple(_picture(turn, place, names) for place in range(len(turn.pictures))),
        state=state,
        problem=(turn.note,) if turn.note else (),
        model=turn.model if is_answer else "",
        when=moment_text(turn.created.astimezone(), now.astimezone().date()),
        bill=_bill(turn),
        retry_price=retry_price,
        continue_price=continue_price if state is TurnState.CUT_BY_LENGTH else "",
        is_refusal=turn.refused,
    )


def price_hint(usd_max: Decimal | None, *, is_sandbox: bool) -> str:
    """Return what pressing a button may cost.

    >>> price_hint(Decimal("0.0123"), is_sandbox=False), price_hint(None, is_sandbox=True)
    ('up to $0.012', 'free in the sandbox')
    """
    if is_sandbox:
        return "free in the sandbox"
    return "price unknown" if usd_max is None else f"up to {usd_text(usd_max)}"


def _picture(turn: SavedTurn, place: int, names: dict[str, str]) -> TurnPicture:
    sent = turn.pictures[place]
    source = sent.picture.source
    if isinstance(source, Link):
        return TurnPicture(source.url, source.url, sent.picture.detail.value)
    if isinstance(source, FileId):
        return TurnPicture(source.file_id, f"file {source.file_id}", sent.picture.detail.value)
    title = names.get(sent.photo_id or "", "photo")
    return TurnPicture(sent.photo_id or source.sha256, title, sent.picture.detail.value)


def _bill(turn: SavedTurn) -> str:
    bill = turn.bill
    if bill is None:
        return ""
    if bill.status is BillStatus.UNKNOWN or bill.usd is None:
        return (
            "Cost unknown; perhaps charged" if turn.state is not Kept.COMPLETE else "Cost unknown"
        )
    simulated = " (simulated)" if turn.profile == "sandbox" else ""
    return f"{usd_text(bill.usd)}{simulated} · {bill.input_tokens:,} in, {bill.output_tokens:,} out"
