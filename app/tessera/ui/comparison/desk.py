"""The comparison at work: it follows what lies on the desk; what is chosen in it is the window's.

Rows are computed when their page is shown, and again a moment after something on the desk changed
while it is open. Nothing is computed for a page that nobody sees.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from tessera.core.comparison import Candidate, NewPicture, Subject, compare, fold
from tessera.core.geometry import Size
from tessera.core.words import Detail
from tessera.tokenizer import count_text
from tessera.ui.comparison.window import ASK, MAKE, CompareWindow
from tessera.ui.comparison.words import subject_text
from tessera.ui.recount import recounts_of
from tessera.ui.state import Attached, DeskState

if TYPE_CHECKING:
    from tessera.core.generation_table import GenerationChoice, GenerationRow
    from tessera.core.profiles import Profile
    from tessera.core.requests import Ask
    from tessera.ui.deeds import Deeds

FOLLOW_AFTER_MS = 80
KEPT = "generation"
USUAL_PHOTO = Size(4032, 3024)


def open_comparison(window: Deeds, tab: int = ASK) -> CompareDesk:
    """Open the comparison of ``window`` at a tab; the same one each time."""
    desk = window.findChild(CompareDesk)
    if not isinstance(desk, CompareDesk):
        desk = CompareDesk(window)
    desk.open(tab)
    return desk


class CompareDesk(QObject):
    """Feeds the comparison's tables and takes what is chosen in them."""

    def __init__(self, window: Deeds) -> None:
        super().__init__(window)
        self._main = window
        self.window = CompareWindow(window)
        self.window.page_shown.connect(self.on_page_shown)
        self._choice: GenerationChoice | None = None
        self._wired: set[int] = set()
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(FOLLOW_AFTER_MS)
        self._follow.timeout.connect(self.refresh)
        window.desk.changed.connect(self.on_desk_changed)
        window.parts.chat.composer.textChanged.connect(self.on_changed)
        recounts_of(window).wanted.connect(self.on_changed)

    def open(self, tab: int) -> None:
        """Show the window with fresh rows."""
        self.window.open_at(tab)

    @Slot(object, object)
    def on_desk_changed(self, _state: DeskState, _old: DeskState) -> None:
        """Count again soon, if somebody looks."""
        self.on_changed()

    @Slot()
    def on_changed(self) -> None:
        """Count again soon, if somebody looks."""
        if self.window.isVisible():
            self._follow.start()

    @Slot(int)
    def on_page_shown(self, _tab: int) -> None:
        """Fill the page that came to the front."""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count and price the page in front."""
        profile = self._profile()
        if profile is None:
            return
        if self.window.tabs.currentIndex() == MAKE:
            self._show_generations(profile)
        else:
            self._show_candidates(profile)

    @Slot(object)
    def on_candidate_chosen(self, row: Candidate) -> None:
        """Take the model and the detail of a row into the window."""
        state = self._main.desk.state
        detail = row.detail
        if not self._subject()[0].depends_on_detail:
            detail = state.detail
        self._main.desk.put(replace(state, model=row.model, detail=detail))

    @Slot(object)
    def on_generation_chosen(self, row: GenerationRow) -> None:
        """Remember what shall be made."""
        self._remember(row.choice(self.window.make.count))

    @Slot(int)
    def on_count_changed(self, count: int) -> None:
        """Keep the number of pictures with the choice."""
        if self._choice is not None:
            self._remember(replace(self._choice, count=count))

    @Slot(object)
    def on_wanted_changed(self, _wanted: Size | None) -> None:
        """Price the sizes that cover another one."""
        self.refresh()

    def _show_candidates(self, profile: Profile) -> None:
        if ASK not in self._wired:
            self._wired.add(ASK)
            self.window.ask.chosen.connect(self.on_candidate_chosen)
        subject, name = self._subject()
        state = self._main.desk.state
        rows = compare(
            subject,
            self._main.studio.catalogue,
            on=self._main.studio.meter.today,
            price_factor=profile.price_factor,
            answer_limit=self._main.desks.questions.answer_limit,
            listed=self._listed(profile),
            detail=state.detail,
        )
        current = next((_identity(row) for row in rows if _is_current(row, state)), None)
        self.window.ask.show_rows(rows, current, subject_text(subject, name, profile.price_factor))

    def _show_generations(self, profile: Profile) -> None:
        from tessera.core.generation_table import generation_rows

        if MAKE not in self._wired:
            self._wire_make()
        rows = generation_rows(
            self._main.studio.catalogue,
            on=self._main.studio.meter.today,
            price_factor=profile.price_factor,
            listed=self._listed(profile),
            wanted=self.window.make.wanted,
        )
        chosen = self._choice
        current = None if chosen is None else (chosen.model, chosen.size, chosen.quality)
        self.window.make.show_rows(rows, current, "")

    def _wire_make(self) -> None:
        """Connect the second page, which is made when it is first shown."""
        from tessera.core.generation_table import read_choice

        self._wired.add(MAKE)
        self._choice = read_choice(self._main.studio.library.window.get(KEPT))
        page = self.window.make
        if self._choice is not None:
            page.pictures.setValue(self._choice.count)
        page.show_choice(self._choice)
        page.chosen.connect(self.on_generation_chosen)
        page.count_changed.connect(self.on_count_changed)
        page.wanted_changed.connect(self.on_wanted_changed)

    def _remember(self, choice: GenerationChoice) -> None:
        self._choice = choice
        self.window.make.show_choice(choice)
        self.refresh()
        studio = self._main.studio
        keep = studio.desk.run(studio.library.window.put, KEPT, choice.record)
        self._main.jobs.start("keep the choice of a generation", keep)

    def _subject(self) -> tuple[Subject, str]:
        """Return what is compared, and the name of its photo; a usual photo where none is open."""
        state = self._main.desk.state
        ask = self._main.meter.question()
        if ask is None:
            return Subject((NewPicture(USUAL_PHOTO),)), ""
        attached = state.attached or self._shown_alone(ask)
        pictures = [self._main.desks.questions.new_picture(item, state) for item in attached]
        photo = state.photo(attached[0].photo_id) if attached else state.current_photo
        name = photo.facts.name if photo is not None else "The question"
        return fold(ask, pictures, count_text), name

    def _shown_alone(self, ask: Ask) -> tuple[Attached, ...]:
        """Return the photo on the canvas where the question is asked about it without a chip."""
        if not ask.turns[-1].pictures:
            return ()
        return (Attached(photo_id=self._main.desk.state.current),)

    def _listed(self, profile: Profile) -> tuple[str, ...]:
        return tuple(item.id for item in self._main.desks.questions.listed(profile.id))

    def _profile(self) -> Profile | None:
        return self._main.studio.profile(self._main.desk.state.profile)


def _identity(row: Candidate) -> tuple[str, Detail]:
    return row.model, row.detail


def _is_current(row: Candidate, state: DeskState) -> bool:
    """Return whether the row is what the window would send."""
    if row.model != state.model:
        return False
    return row.detail is state.detail or (state.detail is Detail.AUTO and row.is_auto)
