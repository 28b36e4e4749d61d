"""The catalogue window at work: a change is checked and written whole, then everything recounts.

A provider's list is read when it is asked for; its dates are taken only after a click.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from tessera.core.catalogue_edit import ModelFacts
from tessera.core.errors import TesseraError
from tessera.studio.own_catalogue import (
    enter,
    enter_rule,
    import_file,
    list_news,
    own_models,
    rules_of,
    take_back,
    take_days,
)
from tessera.ui.catalogue.editor import ModelEditor
from tessera.ui.catalogue.rows import catalogue_table
from tessera.ui.catalogue.rule_editor import RuleEditor
from tessera.ui.catalogue.window import CatalogueWindow
from tessera.ui.catalogue.words import imported_text, news_text, news_title
from tessera.ui.funnel import Funnel
from tessera.ui.notice import Offer, Tone
from tessera.ui.recount import recount, recounts_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tessera.core.catalogue_listed import OtherDay
    from tessera.core.measurement import MeterKind
    from tessera.core.models import Model
    from tessera.core.profiles import Profile
    from tessera.core.words import Confidence
    from tessera.ui.catalogue.rows import CatalogueRow
    from tessera.ui.deeds import Deeds

    Change = Callable[[], Awaitable[None]]

READ, CHANGE, REFRESH = "read catalogue", "change catalogue", "read the list of models"
READ_RULES = "read rules"
TAKE_DAYS = "takeDays"
FILTERS = ["Catalogue files (*.json)", "All files (*)"]


def open_catalogue(window: Deeds) -> CatalogueDesk:
    """Open the catalogue of ``window``; the same one each time."""
    desk = window.findChild(CatalogueDesk)
    if not isinstance(desk, CatalogueDesk):
        desk = CatalogueDesk(window)
    desk.open()
    return desk


class CatalogueDesk(QObject):
    """Feeds the window and carries out what it says."""

    def __init__(self, main: Deeds) -> None:
        super().__init__(main)
        self._main = main
        self._days: tuple[OtherDay, ...] = ()
        self._provider = ""
        self.window = CatalogueWindow(main)
        self._funnel = Funnel(self.window.notice)
        self.window.edit_wanted.connect(self.on_edit_wanted)
        self.window.rule_wanted.connect(self.on_rule_wanted)
        self.window.take_back_wanted.connect(self.on_take_back_wanted)
        self.window.import_wanted.connect(self.on_import_wanted)
        self.window.refresh_wanted.connect(self.on_refresh_wanted)
        self.window.notice.chosen.connect(self.on_offer)
        recounts_of(main).wanted.connect(self.on_recount)
        main.desk.changed.connect(self.on_desk_changed)

    def open(self) -> None:
        """Show the window with the catalogue in force."""
        self._show_provider()
        self._main.jobs.start(READ, self._read())
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.page.filter.setFocus()

    @Slot()
    def on_recount(self) -> None:
        """Show what changed elsewhere."""
        if self.window.isVisible():
            self._main.jobs.start(READ, self._read())

    @Slot(object, object)
    def on_desk_changed(self, new: object, old: object) -> None:
        """Name another provider."""
        if getattr(new, "profile", "") != getattr(old, "profile", ""):
            self._show_provider()

    @Slot(object)
    def on_edit_wanted(self, row: CatalogueRow) -> None:
        """Let the user correct a model."""
        facts = ModelFacts.of(row.model, self._main.studio.meter.today)
        editor = ModelEditor(self.window, row.model, facts)
        editor.saved.connect(self.on_saved)
        editor.open()

    @Slot(object, object)
    def on_saved(self, model: Model, facts: ModelFacts) -> None:
        """Let what was entered hold."""
        work = partial(enter, self._main.studio, model, facts)
        self._change(work, f"{model.id} is as you entered it, from now on.")

    @Slot(object)
    def on_rule_wanted(self, row: CatalogueRow) -> None:
        """Let the user correct what a model counts by."""
        self._main.jobs.start(READ_RULES, self._edit_rules(row.model))

    @Slot(object, object, str, object)
    def on_rule_saved(
        self, model: Model, kind: MeterKind, text: str, confidence: Confidence
    ) -> None:
        """Let the rule hold from today on."""
        work = partial(enter_rule, self._main.studio, model, kind, text, confidence)
        self._change(work, f"{model.id} counts by the rule you entered, from today on.")

    @Slot(object)
    def on_take_back_wanted(self, row: CatalogueRow) -> None:
        """Go back to the built-in entry."""
        name = row.model.id
        work = partial(take_back, self._main.studio, name)
        self._change(work, f"Your changes of {name} are removed.")

    @Slot()
    def on_import_wanted(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self.window, "Import a catalogue")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(FILTERS)
        dialog.fileSelected.connect(self.on_file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def on_file_chosen(self, name: str) -> None:
        """Take over what the file says."""
        self._main.jobs.start(CHANGE, self._import(Path(name)))

    @Slot()
    def on_refresh_wanted(self) -> None:
        """Read the list of the picked provider."""
        profile = self._profile()
        if profile is not None:
            self.window.refresh.setEnabled(False)
            self._main.jobs.start(REFRESH, self._refresh(profile))

    @Slot(str)
    def on_offer(self, offer: str) -> None:
        """Take the shutdown dates that were shown."""
        if offer == TAKE_DAYS and self._days:
            work = partial(take_days, self._main.studio, self._days, self._provider)
            self._change(work, f"The shutdown dates that {self._provider} lists are taken.")

    def _change(self, work: Change, said: str) -> None:
        self._main.jobs.start(CHANGE, self._changed(work, said))

    async def _edit_rules(self, model: Model) -> None:
        try:
            rules = await rules_of(self._main.studio, model)
        except TesseraError as error:
            self._funnel.show(error)
            return
        editor = RuleEditor(self.window, model, rules)
        editor.saved.connect(self.on_rule_saved)
        editor.open()

    async def _changed(self, work: Change, said: str) -> None:
        try:
            await work()
        except TesseraError as error:
            self._funnel.show(error)
            return
        await self._tell(said)

    async def _import(self, path: Path) -> None:
        try:
            found = await import_file(self._main.studio, path)
        except TesseraError as error:
            self._funnel.show(error)
            return
        await self._tell(imported_text(path.name, found))

    async def _tell(self, said: str) -> None:
        self.window.notice.show_message(said, "", Tone.GOOD)
        recount(self._main)  # this window follows, too

    async def _refresh(self, profile: Profile) -> None:
        try:
            news = await list_news(self._main.studio, profile)
        except TesseraError as error:
            self._funnel.show(error)
            return
        finally:
            self.window.refresh.setEnabled(True)
        self._days, self._provider = news.days, profile.title
        offers = [Offer(TAKE_DAYS, "Take these dates")] if news.days else []
        title = news_title(news, profile.title)
        self.window.notice.show_message(title, news_text(news), Tone.PLAIN, offers)

    async def _read(self) -> None:
        studio = self._main.studio
        catalogue = await studio.load_catalogue()
        own: frozenset[str] = frozenset()
        try:
            own = await own_models(studio)
        except TesseraError as error:
            self._funnel.show(error)
        rows = catalogue_table(catalogue, own, studio.meter.today)
        changed = f", {len(own)} changed by you" if own else ""
        subject = f"Edition of {catalogue.edition}: {len(rows)} models{changed}."
        self.window.show_rows(rows, subject)

    def _show_provider(self) -> None:
        profile = self._profile()
        self.window.show_provider("the provider" if profile is None else profile.title)

    def _profile(self) -> Profile | None:
        return self._main.studio.profile(self._main.desk.state.profile)
