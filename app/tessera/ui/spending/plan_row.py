"""One line of the plan as fields; what a field offers follows from the fields before it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QToolButton

from tessera.core.generation_table import sizes_of
from tessera.core.geometry import Size
from tessera.core.planner import (
    PlanKind,
    PlanLine,
    PlanPrice,
    Way,
    line_price,
    ways_of,
    words_of,
)
from tessera.core.planner_examples import PHONE_PHOTO
from tessera.ui.combo import Combo
from tessera.ui.icons import icon
from tessera.ui.meter.labels import plain_label
from tessera.ui.spending.number_field import NumberField
from tessera.ui.spending.plan_words import BAD_SIZE, PLAN_KINDS, WAYS, price_text
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import SPACE_M

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from tessera.core.models import Catalogue, Model

MOST_PICTURES, MOST_TOKENS = 9_999_999, 999_999
USUAL_PHOTOS = (PHONE_PHOTO, Size(1920, 1080), Size(1024, 1024), Size(800, 600))
AUTO = "auto"


class PlanRow(QObject):
    """The fields of one line, for a grid. ``changed`` comes after any change of a person's."""

    changed = Signal()
    removed = Signal(object)  # itself

    def __init__(self, line: PlanLine, catalogue: Catalogue, on: date, parent: QObject) -> None:
        super().__init__(parent)
        self._catalogue, self._on = catalogue, on
        self._text_tokens = line.text_tokens
        self.kind = _combo("What is done", shortest=12)
        self.pictures = NumberField("Pictures a month", MOST_PICTURES)
        self.size = QLineEdit()
        self.size.setAccessibleName("Size in pixels")
        self.size.setMinimumWidth(_width_of(self.size, "4032x30240"))
        self.model = _combo("Model", shortest=12)
        self.word, self.way = _combo("Detail"), _combo("Served")
        self.answer = NumberField("Tokens of an answer", MOST_TOKENS)
        self.price = plain_label()
        self.price.setWordWrap(False)
        self.price.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reason = ""
        self.remove = _remove_button()
        self._show(line)
        self._connect()

    def widgets(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of the columns."""
        return (
            *(self.kind, self.pictures, self.size, self.model, self.word, self.way, self.answer),
            *(self.price, self.remove),
        )

    def line(self) -> PlanLine | None:
        """Return the line, or None where the size cannot be read."""
        try:
            size = Size.parse(self.size.text())
        except ValueError:
            return None
        return PlanLine(
            PlanKind(self.kind.currentData()),
            self.pictures.value(),
            size,
            str(self.word.currentData() or AUTO),
            str(self.model.currentData() or ""),
            Way(self.way.currentData() or Way.STANDARD),
            self._text_tokens,
            self.answer.value(),
        )

    def show_price(self, price_factor: Decimal) -> PlanPrice:
        """Show what the line costs a month, and return it."""
        line = self.line()
        if line is None:
            found = PlanPrice(reason=BAD_SIZE)
        else:
            found = line_price(line, self._catalogue, on=self._on, price_factor=price_factor)
        self.reason = found.reason
        self.price.setText(price_text(found))
        self.price.setToolTip(plain_tip(found.reason))
        self.price.setAccessibleName(f"A month: {price_text(found)}. {found.reason}".strip())
        return found

    @Slot()
    def on_kind_changed(self) -> None:
        """Offer the models and sizes of another kind."""
        kind = PlanKind(self.kind.currentData())
        self._fill_models(kind, self.model.currentData())
        size = USUAL_PHOTOS[0] if kind is PlanKind.ASK else self._usual_sizes(kind)[0]
        self.size.setText(_size_text(size))
        self._fill_words(self.word.currentData())
        self.changed.emit()

    @Slot()
    def on_model_changed(self) -> None:
        """Offer what another model knows."""
        self._fill_words(self.word.currentData())
        self.changed.emit()

    @Slot()
    def on_changed(self) -> None:
        """Tell a change."""
        self.changed.emit()

    @Slot()
    def on_remove(self) -> None:
        """Tell that the line shall go."""
        self.removed.emit(self)

    def _show(self, line: PlanLine) -> None:
        for kind, title in PLAN_KINDS.items():
            self.kind.addItem(title, kind.value)
        self.kind.setCurrentIndex(self.kind.findData(line.kind.value))
        self.pictures.set_value(line.pictures)
        self.answer.set_value(line.answer_tokens)
        self._fill_models(line.kind, line.model)
        self.size.setText(_size_text(line.size))
        self._fill_words(line.word, line.way)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self.on_kind_changed)
        self.model.currentIndexChanged.connect(self.on_model_changed)
        for combo in (self.word, self.way):
            combo.currentIndexChanged.connect(self.on_changed)
        for number in (self.pictures, self.answer):
            number.value_changed.connect(self.on_changed)
        self.size.textChanged.connect(self.on_changed)
        self.remove.clicked.connect(self.on_remove)

    def _fill_models(self, kind: PlanKind, current: object) -> None:
        on, catalogue = self._on, self._catalogue
        models = catalogue.vision(on) if kind is PlanKind.ASK else catalogue.image(on)
        names = [model.id for model in models if words_of(kind, model, on)]
        if isinstance(current, str) and self._can(kind, current) and current not in names:
            names.append(current)  # retired or unknown, but the user's own
        _fill(self.model, [(name, name) for name in names], current)

    def _fill_words(self, word: object, way: object = None) -> None:
        kind, model = PlanKind(self.kind.currentData()), self._model()
        words = [*words_of(kind, model, self._on), AUTO]
        _fill(self.word, [(name, name) for name in words], word)
        self.word.setAccessibleName("Detail" if kind is PlanKind.ASK else "Quality")
        ways = ways_of(model, self._on) or (Way.STANDARD,)
        wanted = way or self.way.currentData()
        _fill(self.way, [(WAYS[each], each.value) for each in ways], wanted)
        self.answer.setVisible(kind is PlanKind.ASK)
        completer = QCompleter([_size_text(size) for size in self._usual_sizes(kind)], self)
        self.size.setCompleter(completer)

    def _can(self, kind: PlanKind, name: str) -> bool:
        model = self._catalogue.get(name)
        return model is None or bool(words_of(kind, model, self._on))

    def _usual_sizes(self, kind: PlanKind) -> Sequence[Size]:
        model = self._model()
        if kind is PlanKind.ASK or model is None or model.image is None:
            return USUAL_PHOTOS
        return sizes_of(model.image)

    def _model(self) -> Model | None:
        return self._catalogue.get(str(self.model.currentData() or ""))


def _fill(combo: Combo, entries: Sequence[tuple[str, str]], current: object) -> None:
    """Offer ``entries``; the current one stays picked where it is among them."""
    with QSignalBlocker(combo):
        combo.clear()
        for title, value in entries:
            combo.addItem(title, value)
        combo.setCurrentIndex(max(0, combo.findData(current)))


def _combo(name: str, *, shortest: int = 6) -> Combo:
    combo = Combo()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(shortest)
    return combo


def _width_of(widget: QWidget, sample: str) -> int:
    """Return the room that ``sample`` needs in a field."""
    return widget.fontMetrics().horizontalAdvance(sample) + 2 * SPACE_M


def _remove_button() -> QToolButton:
    button = QToolButton()
    button.setIcon(icon("close", "text_quiet"))
    button.setToolTip("Take this line out of the plan")
    button.setAccessibleName("Take this line out of the plan")
    return button


def _size_text(size: Size) -> str:
    return f"{size.width}x{size.height}"
