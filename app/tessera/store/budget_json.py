"""Money and prepaid balances in the settings file: decimals as text, so that no float decides."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from tessera.core.budget_balance import Balance
from tessera.core.money import plain
from tessera.store.profile_json import Json

MOST_USD = Decimal(1_000_000)


def dollars_from(value: Json) -> Decimal | None:
    """Return an amount in US dollars, None for nothing; `ValueError` says what is wrong."""
    if value is None or value == "":
        return None
    text = value.strip().removeprefix("$").strip() if isinstance(value, str) else ""
    try:
        usd = Decimal(text)
    except InvalidOperation:
        raise ValueError("an amount in dollars such as 0.50 is expected, or nothing") from None
    if not usd.is_finite() or not 0 <= usd <= MOST_USD:
        raise ValueError(f"an amount from 0 to {MOST_USD:,} dollars is expected")
    return usd


def dollars_to(usd: Decimal | None) -> str:
    """Return the amount as the file keeps it; empty for none."""
    return "" if usd is None else plain(usd)


def balances_from(value: Json) -> tuple[Balance, ...]:
    """Return the balances in the file's value; `ValueError` says what is wrong with one."""
    if not isinstance(value, list):
        raise ValueError("a list of balances is expected")
    balances = tuple(_balance(each) for each in value)
    profiles = [balance.profile for balance in balances]
    if len(set(profiles)) != len(profiles):
        raise ValueError("a profile has one balance at most")
    return balances


def balances_to(balances: Sequence[Balance]) -> Json:
    """Return the balances as the file keeps them."""
    return [
        {
            "profile": balance.profile,
            "usd": dollars_to(balance.usd),
            "since": balance.since.isoformat(),
            "warn_usd": dollars_to(balance.warn_usd),
        }
        for balance in balances
    ]


def _balance(value: Json) -> Balance:
    if not isinstance(value, dict):
        raise ValueError("a balance is written in braces")
    profile, since, usd = value.get("profile"), value.get("since"), dollars_from(value.get("usd"))
    if not isinstance(profile, str) or not profile or len(profile) > 80:
        raise ValueError("profile is the id of a profile")
    if usd is None:
        raise ValueError("usd is the amount that was there")
    return Balance(profile, usd, _moment(since), dollars_from(value.get("warn_usd")))


def _moment(value: Json) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError("since is a day or a time such as 2026-11-20T12:00:00+00:00")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
