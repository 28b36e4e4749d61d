"""Spending: the caps of a call, what the ledger says was spent, and what is left of a balance.

Nothing here sends or books anything: caps are enforced where a call is opened, in the transaction
that reserves its worst case.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from tessera.core.budget import NO_CAPS, Share, SpendingCaps
from tessera.core.budget_balance import Balance, BalanceLeft
from tessera.core.errors import OverMinute
from tessera.core.estimates import Estimate
from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.core.projection_calls import SpentCall
from tessera.store.desk import Desk
from tessera.store.ledger import PAGE, Ledger
from tessera.store.ledger_profile import ProfileTotal
from tessera.store.library import Library
from tessera.store.settings_table import OverCap, Settings
from tessera.studio.spending_calls import spent_call
from tessera.studio.spending_rates import RateMemory


class Spending:
    """What window and commands ask about money. ``settings`` are those of now."""

    def __init__(
        self, library: Library, desk: Desk, settings: Callable[[], Settings], clock: Clock
    ) -> None:
        self._library = library
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._totals: dict[str, ProfileTotal] = {}

    @cached_property
    def rates(self) -> RateMemory:
        """Return what providers said last about their limits."""
        return RateMemory(self._library.window, self._clock, self._desk.post)

    @property
    def asks_over_cap(self) -> bool:
        """Return whether a call over a cap is asked about; otherwise it is refused."""
        return self._settings().over_cap is OverCap.ASK

    def caps(self, profile: Profile, *, over_cap: bool = False) -> SpendingCaps:
        """Return the caps that hold for a call to ``profile``.

        ``over_cap`` says that the user was asked and wants this one call; it lifts the caps only
        where the settings say that they may be asked about.
        """
        if over_cap and self.asks_over_cap:
            return NO_CAPS
        return self.caps_on(is_sandbox=profile.is_sandbox)

    def caps_on(self, *, is_sandbox: bool) -> SpendingCaps:
        """Return the user's caps on real money, or on the sandbox's simulated dollars."""
        return caps_of(self._settings(), is_sandbox=is_sandbox)

    def check_minute(self, profile: Profile, model: str, estimate: Estimate) -> None:
        """Raise `OverMinute` if the provider would surely not take so much in a minute."""
        note = self.rates.minute_note(profile, model, estimate)
        if note is not None and note.is_too_large:
            raise OverMinute(
                note.text,
                "Nothing was sent. Your text and pictures are kept.",
                "Send a smaller copy, a lower detail, fewer pictures, or begin a new session.",
            )

    async def calls(self, first: date, last: date, *, sandbox: bool) -> tuple[SpentCall, ...]:
        """Return the calls of these days (UTC), oldest first, leaving room between pages."""
        ledger, after = self._library.ledger, 0
        found: list[SpentCall] = []
        while True:
            page = await self._desk.run(_page, ledger, first, last, sandbox=sandbox, after=after)
            found += page
            if len(page) < PAGE:
                return tuple(found)
            after = page[-1].id

    async def first_day(self, *, sandbox: bool) -> date | None:
        """Return the day of the very first call, or None."""
        return await self._desk.run(self._library.ledger.first_day, sandbox=sandbox)

    async def totals(self, *, sandbox: bool) -> tuple[Share, Share]:
        """Return the totals of today and of this month (UTC)."""
        ledger = self._library.ledger
        day = await self._desk.run(ledger.today, sandbox=sandbox)
        return day, await self._desk.run(ledger.this_month, sandbox=sandbox)

    def balance(self, profile_id: str) -> Balance | None:
        """Return the prepaid balance that the user noted for a profile, or None."""
        balances = self._settings().balances
        return next((each for each in balances if each.profile == profile_id), None)

    async def balance_left(self, profile_id: str) -> BalanceLeft | None:
        """Return what is left of the profile's balance, or None where it has none."""
        balance = self.balance(profile_id)
        if balance is None:
            return None
        total = self._totals.get(profile_id)
        if total is None or total.since != balance.since:
            total = ProfileTotal(self._library.ledger, profile_id, balance.since)
            self._totals[profile_id] = total
        return BalanceLeft(balance, await self._desk.run(total.read))

    def with_balance(
        self,
        profile_id: str,
        usd: Decimal | None,
        warn_usd: Decimal | None = None,
        *,
        is_afresh: bool = False,
    ) -> Settings:
        """Return the settings with what stood in the profile's account; None removes it.

        Another amount is counted down from now, the same one as before unless ``is_afresh``.
        """
        settings, old = self._settings(), self.balance(profile_id)
        others = tuple(each for each in settings.balances if each.profile != profile_id)
        if usd is None:
            return replace(settings, balances=others)
        new = Balance(profile_id, usd, self._clock.now(), warn_usd)
        if old is not None and old.usd == usd and not is_afresh:
            new = replace(old, warn_usd=warn_usd)
        return replace(settings, balances=(*others, new))


def _page(ledger: Ledger, first: date, last: date, *, sandbox: bool, after: int) -> list[SpentCall]:
    rows = ledger.between(first, last, sandbox=sandbox, after=after, limit=PAGE)
    return [spent_call(row) for row in rows]


def caps_of(settings: Settings, *, is_sandbox: bool) -> SpendingCaps:
    """Return the user's caps on real money, or on the sandbox's simulated dollars."""
    if is_sandbox:
        return SpendingCaps(
            settings.sandbox_cap_request_usd,
            settings.sandbox_cap_day_usd,
            settings.sandbox_cap_month_usd,
        )
    return SpendingCaps(settings.cap_request_usd, settings.cap_day_usd, settings.cap_month_usd)
