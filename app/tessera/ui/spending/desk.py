"""The spending window at work: it reads the ledger when somebody looks, and again after a call.

Exports go where the user says, whole or not at all; limits become settings.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from tessera.core.planner_examples import plan_of
from tessera.core.projection_calls import SpentCall
from tessera.core.projection_summary import summarize
from tessera.studio.saving import write_whole
from tessera.studio.spending_calls import as_csv, as_json
from tessera.ui.recount import recounts_of
from tessera.ui.spending.calls_page import CallsPage
from tessera.ui.spending.limits_page import BalanceWish, LimitsPage, Prepaid
from tessera.ui.spending.overview import OverviewPage, Shown
from tessera.ui.spending.period import Days, Period, days_of
from tessera.ui.spending.planner_page import PlanGround, PlannerPage
from tessera.ui.spending.window import CALLS, LIMITS, OVERVIEW, PLANNER, SpendingWindow
from tessera.ui.spending.words import balance_text

if TYPE_CHECKING:
    from tessera.core.profiles import Profile
    from tessera.store.settings_table import Settings
    from tessera.ui.deeds import Deeds

P = TypeVar("P", bound=QWidget)

READ, EXPORT, KEEP = "read spending", "export calls", "keep limits"
FILTERS = {"csv": "CSV (*.csv)", "json": "JSON (*.json)"}


def open_spending(window: Deeds, tab: int = OVERVIEW) -> SpendingDesk:
    """Open the spending window of ``window`` at a page; the same one each time."""
    desk = window.findChild(SpendingDesk)
    if not isinstance(desk, SpendingDesk):
        desk = SpendingDesk(window)
    desk.open(tab)
    return desk


class SpendingDesk(QObject):
    """Feeds the pages and carries out what they say."""

    def __init__(self, main: Deeds) -> None:
        super().__init__(main)
        self._main = main
        makers = (OverviewPage, self._calls_page, self._planner_page, self._limits_page)
        self.window = SpendingWindow(makers, main)
        self.window.wanted.connect(self.refresh)
        main.asking.settled.connect(self.on_settled)
        main.desk.changed.connect(self.on_desk_changed)
        recounts_of(main).wanted.connect(self.on_settled)

    def open(self, tab: int) -> None:
        """Show a page, about the money of the provider that is picked."""
        profile = self._profile()
        self.window.open_at(tab, is_sandbox=profile is None or profile.is_sandbox)

    @Slot()
    def refresh(self) -> None:
        """Read what the page in front shows; a later wish replaces an earlier one."""
        self._main.jobs.start(READ, self._read())

    @Slot()
    def on_settled(self) -> None:
        """Count anew after a call or another catalogue, if somebody looks."""
        if self.window.isVisible():
            self.refresh()

    @Slot(object, object)
    def on_desk_changed(self, new: object, old: object) -> None:
        """Price the plan by another provider, and show its balance."""
        is_other = getattr(new, "profile", "") != getattr(old, "profile", "")
        if is_other and self.window.isVisible() and self.window.tab in (PLANNER, LIMITS):
            self.refresh()

    @Slot(str)
    def on_export_wanted(self, form: str) -> None:
        """Ask where the calls go."""
        dialog = QFileDialog(self.window, "Export the calls")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([FILTERS[form]])
        dialog.setDefaultSuffix(form)
        dialog.selectFile(f"tessera-calls.{form}")
        dialog.fileSelected.connect(self.on_place_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def on_place_chosen(self, name: str) -> None:
        """Write the calls there; the ending says in which format."""
        calls = self._page(CALLS, CallsPage).shown_calls()
        self._main.jobs.start(EXPORT, self._export(Path(name), calls))

    @Slot(object, object)
    def on_limits_saved(self, settings: Settings, wish: BalanceWish | None) -> None:
        """Keep other caps and another balance."""
        self._main.jobs.start(KEEP, self._keep(settings, wish))

    async def _read(self) -> None:
        match self.window.tab:
            case tab if tab == PLANNER:
                await self._read_own_days()
            case tab if tab == LIMITS:
                await self._read_limits()
            case _:
                await self._read_calls()

    async def _read_calls(self) -> None:
        spending, window = self._main.studio.spending, self.window
        is_sandbox, period = window.is_sandbox, window.shown_period
        began = await spending.first_day(sandbox=is_sandbox)
        days = days_of(period, self._main.studio.clock.today(), began=began)
        calls = await spending.calls(days.first, days.last, sandbox=is_sandbox)
        if window.tab == CALLS:
            self._page(CALLS, CallsPage).show_calls(calls)
            return
        today, month = await spending.totals(sandbox=is_sandbox)
        caps = spending.caps_on(is_sandbox=is_sandbox)
        now = self._main.studio.clock.now() if period is Period.THIS_MONTH else None
        summary = await asyncio.to_thread(
            summarize, calls, days.first, days.last, month_until=now, began=began
        )
        shown = Shown(summary, period, is_sandbox, caps, today, month)
        self._page(OVERVIEW, OverviewPage).show_spending(shown)

    async def _read_own_days(self) -> None:
        ground, page = self._ground(), self._page(PLANNER, PlannerPage)
        page.set_ground(ground)
        days = days_of(Period.LAST_30_DAYS, ground.on, began=None)
        calls = await self._all_calls(days)
        page.set_own(await asyncio.to_thread(plan_of, calls, ground.catalogue, ground.on))

    async def _all_calls(self, days: Days) -> tuple[SpentCall, ...]:
        """Return real calls, or where there are none the sandbox's: a plan costs nothing."""
        spending = self._main.studio.spending
        real = await spending.calls(days.first, days.last, sandbox=False)
        return real or await spending.calls(days.first, days.last, sandbox=True)

    async def _read_limits(self) -> None:
        page = self._page(LIMITS, LimitsPage)
        page.show_settings(self._main.studio.settings)
        profile = self._profile()
        if profile is None or profile.is_sandbox:
            page.show_prepaid(None)
            return
        left = await self._main.studio.spending.balance_left(profile.id)
        if left is None:
            page.show_prepaid(Prepaid(profile.id, profile.title))
            return
        since = f"{left.balance.since.astimezone():%Y-%m-%d %H:%M}"
        words = f"{balance_text(left)}, counted since {since}."
        balance = left.balance
        page.show_prepaid(Prepaid(profile.id, profile.title, balance.usd, balance.warn_usd, words))

    async def _export(self, path: Path, calls: list[SpentCall]) -> None:
        render = as_json if path.suffix.lower() == ".json" else as_csv
        text = await asyncio.to_thread(render, calls)
        await self._main.studio.desk.run(write_whole, path, text.encode())
        self._main.parts.status.showMessage(f"Saved {path.name}.", 4000)

    async def _keep(self, settings: Settings, wish: BalanceWish | None) -> None:
        studio = self._main.studio
        await studio.change_settings(settings)
        if wish is not None:
            changed = studio.spending.with_balance(
                wish.profile, wish.usd, wish.warn_usd, is_afresh=wish.is_afresh
            )
            await studio.change_settings(changed)
        self._main.money.refresh()
        await self._read_limits()

    def _calls_page(self) -> QWidget:
        page = CallsPage()
        page.export_wanted.connect(self.on_export_wanted)
        return page

    def _planner_page(self) -> QWidget:
        return PlannerPage(self._ground())

    def _limits_page(self) -> QWidget:
        page = LimitsPage(self._main.studio.settings)
        page.saved.connect(self.on_limits_saved)
        return page

    def _ground(self) -> PlanGround:
        studio, profile = self._main.studio, self._profile()
        title = "the sandbox" if profile is None else profile.title
        factor = Decimal(1) if profile is None else profile.price_factor
        return PlanGround(studio.catalogue, studio.meter.today, title, factor)

    def _page(self, tab: int, kind: type[P]) -> P:
        page = self.window.page(tab)
        assert isinstance(page, kind)
        return page

    def _profile(self) -> Profile | None:
        return self._main.studio.profile(self._main.desk.state.profile)
