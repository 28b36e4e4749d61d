"""The desks behind the widgets: who does what, and which signal leads where.

Made when they are first needed, right after the first paint: until then a window shows its parts
and can do nothing, and a start does not pay for what comes later.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tessera.studio.jobs import JobScope
from tessera.ui.ask_desk import AskDesk
from tessera.ui.attention_desk import AttentionDesk
from tessera.ui.connect_desk import ConnectDesk
from tessera.ui.counting_desk import CountingDesk
from tessera.ui.dialog_desk import DialogDesk
from tessera.ui.draw_desk import DrawDesk
from tessera.ui.drawing_deeds import DrawingDeeds
from tessera.ui.eye_desk import EyeDesk
from tessera.ui.funnel import Funnel
from tessera.ui.history_cost_desk import HistoryCostDesk
from tessera.ui.learning.watch import BillWatch
from tessera.ui.mask_deeds import MaskDeeds
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.mistakes import Mistakes
from tessera.ui.parts import ASK, SESSIONS, VERSIONS
from tessera.ui.paste_guard import PasteGuard
from tessera.ui.photo_desk import PhotoDesk
from tessera.ui.provider_desk import ProviderDesk
from tessera.ui.questions import Questions
from tessera.ui.recount import recounts_of
from tessera.ui.saving_desk import SavingDesk
from tessera.ui.session_desk import SessionDesk
from tessera.ui.spending.watch import MoneyWatch
from tessera.ui.state import Desk
from tessera.ui.strip_deeds import StripDeeds
from tessera.ui.strip_drops import StripDrops
from tessera.ui.work_desk import WorkDesk

if TYPE_CHECKING:
    from tessera.store.version_rows import SavedVersion
    from tessera.ui.inside.desk import InsideDesk
    from tessera.ui.keeping.desk import KeepingDesk
    from tessera.ui.leaving.desk import LeavingDesk
    from tessera.ui.main_window import MainWindow
    from tessera.ui.make_desk import MakeDesk
    from tessera.ui.versions_desk import VersionsDesk


class Desks:
    """Every desk of one window. ``desk`` holds the state that all of them follow."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        studio, parts = window.studio, window.parts
        self.desk = desk = Desk(window)
        self.funnel = funnel = Funnel(parts.notice)
        self.jobs = jobs = JobScope(funnel.on_job_error)
        self.pasting = PasteGuard(window, funnel)
        self.mistakes = Mistakes(window, funnel)
        self.questions = questions = Questions(studio)
        self.photos = PhotoDesk(window, studio, parts, desk, jobs, funnel)
        self.meter = meter = MeterDesk(window, studio, parts, desk, questions)
        self.asking = AskDesk(window, studio, parts, desk, jobs, funnel, meter, questions)
        self.sessions = SessionDesk(
            window, studio, parts, desk, jobs, meter, self.asking, self.photos
        )
        self.draws = DrawDesk(
            window, studio, parts, desk, jobs, questions, meter, self.asking, self.photos,
            self.sessions,
        )  # fmt: skip
        self.history_cost = HistoryCostDesk(window, studio, parts, desk, questions, self.sessions)
        self.counting = CountingDesk(window, studio, parts, desk, jobs, funnel, meter, questions)
        self.eye = EyeDesk(window, studio, parts, desk, jobs, funnel, meter)
        self.drops = StripDrops(window, studio, parts, desk, jobs)
        self.works = WorkDesk(window, desk)
        self.masks = MaskDeeds(window, desk)
        self.drawing = DrawingDeeds(window, desk)
        self.walking = StripDeeds(window, desk)
        self.saving = SavingDesk(window, studio, parts, desk, jobs)
        self.providers = ProviderDesk(window, studio, parts, desk, jobs, meter, questions)
        self.connect = ConnectDesk(window, studio, desk, jobs, funnel, self.providers, questions)
        self.dialogs = DialogDesk(
            window, studio, parts, desk, jobs, funnel, window.theme, self.photos, self.connect
        )
        self.attention = AttentionDesk(window, studio, desk, jobs)
        window.closed.connect(self.attention.on_closed)
        self.money = MoneyWatch(window, studio, parts, desk, jobs, self.asking)
        self.bills = BillWatch(window, studio, parts, desk, jobs, self.asking)
        parts.chat.attachments.opened.connect(self.photos.choose)
        self.photos.shown.connect(meter.lay_grid)
        self.photos.shown.connect(self.eye.refresh)
        desk.changed.connect(window.on_desk_changed)
        self.sessions.undo_changed.connect(window.show_facts)
        parts.side.tabs.choose(ASK)  # a tab pressed before there were desks has no page yet
        parts.side.opened.connect(self.on_mode)
        parts.lists.tabs.choose(SESSIONS)
        parts.lists.opened.connect(self.on_list)
        window.actions_table.menu("&Chat").aboutToShow.connect(window.on_chat_menu)

    @cached_property
    def makes(self) -> MakeDesk:
        """Return who makes pictures, loaded when its panel is first opened."""
        from tessera.ui.make_desk import MakeDesk

        window = self._window
        makes = MakeDesk(
            window,
            window.studio,
            window.parts,
            self.desk,
            self.jobs,
            self.meter,
            self.questions,
            self.drawing,
            self.photos,
        )
        makes.settled.connect(self.asking.settled)  # totals, balance, bills and open tables follow
        recounts_of(window).wanted.connect(makes.refresh)
        makes.canvas_stale.connect(self.photos.show_again)
        makes.link_wanted.connect(window.on_link_clicked)
        makes.action_wanted.connect(window.on_offer_chosen)
        makes.plan_changed.connect(window.show_facts)
        makes.version_wanted.connect(self.on_version_wanted)
        self.attention.follow(makes)
        makes.plan_changed.connect(self.drawing.on_order_changed)
        makes.mode_changed.connect(self.drawing.on_mode)
        return makes

    @cached_property
    def inside(self) -> InsideDesk:
        """Return who shows log and diagnostics."""
        from tessera.ui.inside.desk import InsideDesk

        return InsideDesk(self._window, self._window.studio, self.jobs, self.funnel)

    @cached_property
    def leaving(self) -> LeavingDesk:
        """Return who shows what leaves this machine."""
        from tessera.ui.leaving.desk import LeavingDesk

        return LeavingDesk(self._window)

    @cached_property
    def keeping(self) -> KeepingDesk:
        """Return who exports, restores and erases the whole library."""
        from tessera.ui.keeping.desk import KeepingDesk

        return KeepingDesk(self._window, self._window.studio, self.jobs, self.funnel)

    @cached_property
    def versions(self) -> VersionsDesk:
        """Return who lists versions, loaded when its tab is first opened."""
        from tessera.ui.versions_desk import VersionsDesk

        window = self._window
        versions = VersionsDesk(
            window, window.studio, window.parts, self.desk, self.jobs, self.funnel, self.photos
        )
        versions.prompt_wanted.connect(self.on_prompt_wanted)
        versions.compare_wanted.connect(window.on_compare_wanted)
        return versions

    @property
    def is_versions_open(self) -> bool:
        """Return whether the versions are in sight in place of the sessions."""
        return "versions" in self.__dict__ and self.versions.is_open

    def on_version_wanted(self, version_id: str) -> None:
        """Put a version on the canvas."""
        self.versions.open(version_id)

    def on_prompt_wanted(self, version: SavedVersion) -> None:
        """Let the panel take prompt and settings of a version."""
        self.makes.use(version)

    def on_list(self, which: str) -> None:
        """Fill the versions when their tab is opened."""
        if which == VERSIONS:
            self.versions.show()

    def save(self) -> None:
        """Keep what is chosen in the panel and what waits there, as when the window closes."""
        if "makes" in self.__dict__:
            self.makes.keep()

    @property
    def waiting_orders(self) -> int:
        """Return how many orders of the panel wait unsent."""
        return self.makes.waiting if "makes" in self.__dict__ else 0

    @property
    def is_make_open(self) -> bool:
        """Return whether the panel that makes pictures is in sight."""
        return "makes" in self.__dict__ and self.makes.is_open

    @property
    def can_make(self) -> bool:
        """Return whether pressing the panel's button would make pictures."""
        plan = self.makes.plan if self.is_make_open else None
        return plan is not None and plan.can_make and not self.is_making

    @property
    def is_making(self) -> bool:
        """Return whether pictures are being made."""
        return "makes" in self.__dict__ and self.makes.is_running

    def on_mode(self, mode: str) -> None:
        """Show what belongs to a mode of the side pane."""
        if mode != ASK or "makes" in self.__dict__:
            self.makes.on_mode(mode)
