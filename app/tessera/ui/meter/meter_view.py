"""The cost meter: a `MeterReading` on the screen, and aloud.

It renders what it is given and computes nothing. All labels are plain text, since parts of it (a
model's name, a provider's word) come from outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from tessera.ui.accessible import announce, give_role
from tessera.ui.meter.grade_mark import GradeMark
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.meter.meter_reading import NOTHING, MeterReading
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from tessera.ui.meter.details import Details
    from tessera.ui.meter.offer_strips import OfferStrips

MOST_OF_WINDOW = 0.4  # of its height is kept for lines that are gone
PROGRESS_ROOM = 7  # widget units below the words for the bar
SAY_AFTER_MS = 700  # a screen reader hears where the pickers came to rest, not every step


class CostMeter(QWidget):
    """Shows what a request will cost, how sure that is, and what the last one did cost."""

    offer_taken = Signal(str)  # the offer's id
    compare_wanted = Signal()
    check_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("costMeter")
        give_role(CostMeter, "Indicator")
        self._reading = NOTHING
        self._said = NOTHING.short
        self._voice = QTimer(self)
        self._voice.setSingleShot(True)
        self._voice.setInterval(SAY_AFTER_MS)
        self._voice.timeout.connect(self.on_quiet)
        self._make_parts()
        self._lay_out()
        self._render(NOTHING)

    @property
    def reading(self) -> MeterReading:
        """Return what is shown."""
        return self._reading

    def show_reading(self, reading: MeterReading) -> None:
        """Show ``reading``; a new amount is said aloud once it stays."""
        if reading == self._reading:
            return
        self._reading = reading
        self._render(reading)
        if reading.short != self._said:
            self._voice.start()

    def height_for(self, width: int) -> int:
        """Return the height that all of it needs at ``width``, in widget units."""
        return max(self._reserved, self._column.totalHeightForWidth(width))

    def set_can_check(self, *, can: bool, tip: str) -> None:
        """Let the count be checked with the server, or say by ``tip`` why not."""
        self._can_check, self._check_tip = can, tip
        self._show_check()

    def show_checking(self, *, is_checking: bool) -> None:
        """Say that the server is counting."""
        self._is_checking = is_checking
        self._show_check()

    @Slot()
    def on_quiet(self) -> None:
        """Say the amount, if a screen reader listens."""
        self._said = self._reading.short
        announce(self, self._said)

    @Slot(bool)
    def on_details_toggled(self, is_open: bool) -> None:
        """Open or close the derivation."""
        if is_open:
            self._unfolded().show_reading(self._reading)
        if self._details is not None:
            self._details.setVisible(is_open)
        self._keep_still(self._reading)
        self._fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, and how much of the usual time has passed."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.border))
        painter.setBrush(QColor(tokens.surface_raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _make_parts(self) -> None:
        self._headline = _large(plain_label("", self))
        self._usd = _large(plain_label("", self))
        self._usd.setWordWrap(False)
        self._mark = GradeMark(self)
        self._certainty = plain_label("", self)
        self._badge = _Badge(self)
        self._span = quiet(plain_label("", self))
        self._rejected = _Strip(self, "danger")
        self._notes = [_Strip(self, "warning") for _ in range(3)]
        self._running = _Progress(self)
        self._outcome = plain_label("", self)
        self._fold = QToolButton(self)
        self._fold.setObjectName("meterFold")
        self._fold.setText("How this is counted")
        self._fold.setCheckable(True)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self.on_details_toggled)
        self._way = quiet(plain_label("", self))
        self._details: Details | None = None
        self._offers: OfferStrips | None = None
        self._compare: QToolButton | None = None
        self._check: QToolButton | None = None
        self._can_check, self._check_tip, self._is_checking = False, "", False
        self._counted = plain_label("", self)
        self._server = (self._counted, self._running, self._outcome)
        for label in self._server:
            label.setMinimumHeight(self.fontMetrics().height() + PROGRESS_ROOM)
        self._reserved = 0
        self._spent = quiet(plain_label("", self))

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        amount = QHBoxLayout()
        amount.addWidget(self._headline, 1)
        amount.addWidget(self._usd)
        grade = self._grade = QHBoxLayout()
        grade.setSpacing(SPACE_S - 2)
        grade.addWidget(self._mark)
        grade.addWidget(self._certainty, 1)
        column.addLayout(amount)
        column.addLayout(grade)
        for part in (self._rejected, self._span, *self._notes, self._way, *self._server):
            column.addWidget(part)
        self._tools = QHBoxLayout()
        self._tools.addWidget(self._fold)
        self._tools.addStretch(1)
        column.addStretch(1)
        column.addLayout(self._tools)
        below = QHBoxLayout()
        below.addWidget(self._spent, 1)
        below.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(below)

    def _show_server(self, reading: MeterReading) -> None:
        """Show what the server said: its count, how long a call runs, then what it was billed.

        One line has its room from the first price on, so that checking and asking move nothing.
        """
        outcome = "" if reading.running else reading.outcome
        _say(self._counted, reading.counted)
        _say(self._running, reading.running)
        self._outcome.setText(outcome)
        is_room = bool(reading.headline) and not (reading.counted or reading.running)
        self._outcome.setVisible(bool(outcome) or is_room)

    def _keep_still(self, reading: MeterReading) -> None:
        """Keep the room that was needed once, so that fewer lines do not move the canvas.

        A closed session, another width or the derivation begin anew.
        """
        if not reading.headline or self._fold.isChecked():
            self._reserved = 0
        else:
            needed = self._column.totalHeightForWidth(self.width())
            most = int(self.window().height() * MOST_OF_WINDOW)
            self._reserved = max(self._reserved, min(needed, most))
        if self.minimumHeight() != self._reserved:
            self.setMinimumHeight(self._reserved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Forget what another width needed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._reserved = 0
            self._keep_still(self._reading)

    def _render(self, reading: MeterReading) -> None:
        self.setAccessibleName(reading.text)
        for label, text in (
            (self._headline, reading.headline),
            (self._usd, reading.usd),
            (self._certainty, reading.certainty),
            (self._span, reading.span),
            (self._rejected, reading.rejected),
            (self._way, reading.derivation),
            (self._badge, reading.badge),
            (self._spent, reading.spent),
        ):
            _say(label, text)
        self._mark.set_grade(reading.confidence if reading.certainty else None)
        self._mark.setVisible(bool(reading.certainty))
        self._running.set_progress(reading.progress)
        self._show_server(reading)
        notes = (*reading.notes[:2], " ".join(reading.notes[2:]), "", "")
        for label, note in zip(self._notes, notes, strict=False):
            _say(label, note)
        if reading.offers or self._offers is not None:
            self._offering().show_offers(reading.offers)
        if reading.headline and self._compare is None:
            self._add_compare()
        self._show_check()
        self._fold.setVisible(bool(reading.steps or reading.items))
        if self._fold.isChecked():
            self._unfolded().show_reading(reading)
        self._keep_still(reading)

    def _offering(self) -> OfferStrips:
        """Return the offers' part, made when there is first one."""
        if self._offers is None:
            from tessera.ui.meter.offer_strips import OfferStrips

            self._offers = OfferStrips(self)
            self._offers.taken.connect(self.offer_taken)
            self._column.insertWidget(self._column.indexOf(self._span) + 1, self._offers)
        return self._offers

    def _add_compare(self) -> None:
        """Add the way to the tables once there is a price to compare with."""
        self._compare = QToolButton(self)
        self._compare.setObjectName("meterCompare")
        self._compare.setText("Compare…")
        self._compare.setToolTip("See what every model at every detail would cost")
        self._compare.clicked.connect(self.compare_wanted)
        self._tools.addWidget(self._compare)

    def _show_check(self) -> None:
        """Keep the way to the server's own count at what can be done."""
        if self._check is None:
            if not self._reading.headline:
                return
            self._check = QToolButton(self)
            self._check.setObjectName("meterCheck")
            self._check.clicked.connect(self.check_wanted)
            self._grade.addWidget(self._check)
        words = "Check again" if self._reading.counted else "Check with the server"
        self._check.setText("Counting…" if self._is_checking else words)
        self._check.setEnabled(self._can_check and not self._is_checking)
        self._check.setToolTip(plain_tip(self._check_tip))
        is_countable = self._reading.is_question and not self._reading.rejected
        self._check.setVisible(bool(self._reading.headline) and is_countable)

    def _unfolded(self) -> Details:
        """Return the derivation's part, made when it is first opened."""
        if self._details is None:
            from tessera.ui.meter.details import Details

            self._details = Details(self)
            self._column.insertWidget(self._column.indexOf(self._tools) + 1, self._details)
        return self._details


class _Badge(QLabel):
    """A word in a pill."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("meterBadge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(SPACE_S, 2, SPACE_S, 2)
        self.setFont(scaled_font(self.font(), 0.92))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill below the word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(tokens_of(self.palette()).accent_soft))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.end()
        super().paintEvent(event)


class _Strip(QLabel):
    """A sentence with a coloured edge, for what should not be missed."""

    def __init__(self, parent: QWidget, kind: str) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setContentsMargins(SPACE_M, SPACE_XS, 0, SPACE_XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge beside the text."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(tokens.danger if self._kind == "danger" else tokens.warning))
        painter.drawRoundedRect(QRectF(0, 2, 3, self.height() - 4), 1.5, 1.5)
        painter.end()
        super().paintEvent(event)


class _Progress(QLabel):
    """How long a call runs, over a thin bar of the usual time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setContentsMargins(0, 0, 0, PROGRESS_ROOM)
        self._progress: float | None = None

    def set_progress(self, progress: float | None) -> None:
        """Fill the bar to this share; None shows none."""
        if progress != self._progress:
            self._progress = progress
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar below the text."""
        super().paintEvent(event)
        if self._progress is None:
            return
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        track = QRectF(0, self.height() - 4, self.width(), 3)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(track, 1.5, 1.5)
        track.setWidth(track.width() * self._progress)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(track, 1.5, 1.5)


def _large(label: QLabel) -> QLabel:
    label.setFont(scaled_font(label.font(), 1.35, strong=True))
    return label


def _say(label: QLabel, text: str) -> None:
    """Put ``text`` on ``label``, only if it is another one: every change lays out anew."""
    if label.text() != text:
        label.setText(text)
    if label.isHidden() == bool(text):
        label.setVisible(bool(text))
