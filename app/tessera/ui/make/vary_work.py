"""A matrix as one work: cell by cell into the contact sheet, failures grouped by their cause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tessera.core.estimate_sums import added_bills
from tessera.core.replies import Accepted
from tessera.studio.varying import CellState, Listening
from tessera.ui.make.vary_failures import heading, heaviest, sentence_of
from tessera.ui.make.works import Calls, Failed, Outcome

if TYPE_CHECKING:
    from tessera.core.estimates import Estimate
    from tessera.core.geometry import Rect
    from tessera.core.image_requests import Through
    from tessera.core.replies import Reply
    from tessera.studio.vary_wishes import VaryCell
    from tessera.studio.varying import CellResult, Varied
    from tessera.ui.make.sheet_model import SheetModel


@dataclass(frozen=True, slots=True)
class VaryWork:
    """Cells to fill; the sheet is told how each stands."""

    cells: tuple[VaryCell, ...]
    estimate: Estimate
    session_id: str
    prompt: str
    sheet: SheetModel
    box: Rect | None = None
    takes_kept: bool = True
    through: Through | None = None

    @property
    def model(self) -> str:
        return self.cells[0].model

    @property
    def pixels(self) -> int:
        return 0

    async def run(self, calls: Calls) -> Outcome:
        self.sheet.begin(self.cells)
        sent = [cell for cell in self.cells if not cell.problem]
        ended = 0

        def on_cell(place: int, result: CellResult) -> None:
            nonlocal ended
            self.sheet.tell(place, result)
            if result.state in (CellState.DONE, CellState.KEPT, CellState.FAILED):
                ended += 1
                calls.on_step(ended, len(sent))

        def on_reply(_place: int, reply: Reply) -> None:
            if isinstance(reply, Accepted):
                calls.on_reply(reply)

        calls.on_step(0, len(sent))
        varied = await calls.studio.varying.run(
            self.cells, self.session_id, calls.profile, calls.service,
            Listening(on_cell, on_reply), over_cap=calls.over_cap, takes_kept=self.takes_kept,
            may_fetch=calls.may_fetch,
        )  # fmt: skip
        return self._outcome(varied, calls)

    def _outcome(self, varied: Varied, calls: Calls) -> Outcome:
        bills = tuple(each.made.bill for each in varied.results if each.made is not None)
        bill = added_bills(bills)
        made = [each.made for each in varied.results if each.made is not None]
        said = dict.fromkeys(note for each in made for note in (*each.notes, each.trouble) if note)
        notes = (*said, *(sentence_of(group) for group in varied.failures))
        if not made and not varied.versions and any(each.error for each in varied.results):
            failed = self._failed(varied, calls, "\n".join(notes))
            return Outcome((), self.estimate, bill, failed=failed)
        kept = sum(each.state is CellState.KEPT for each in varied.results)
        remarks = (f"{kept} had been made before and cost nothing.",) if kept else ()
        anew = replace(self, takes_kept=False) if kept else None
        return Outcome(varied.versions, self.estimate, bill, notes, remarks, anew=anew)

    def _failed(self, varied: Varied, calls: Calls, details: str) -> Failed:
        """Return what is said where nothing came; only what surely cost nothing is had again."""
        free = tuple(
            each.cell
            for each in varied.results
            if each.error is not None and not each.may_be_charged
        )
        price = calls.studio.varying.estimate(free, calls.profile) if free else self.estimate
        again = replace(self, cells=free, estimate=price) if free else None
        what = heading(varied.failures)
        return Failed(heaviest(varied.results), what, details, again, price)
