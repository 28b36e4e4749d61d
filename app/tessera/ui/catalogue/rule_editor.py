"""A model's rules as text: what it counts by, checked while it is written, kept from today on.

Nothing holds before *Save*. What is wrong is named with its line and reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tessera.core.catalogue_rule_edit import RuleText, counts_text, read_rule_text
from tessera.core.geometry import Size
from tessera.core.measurement import MeterKind
from tessera.core.models import CatalogueError, Model
from tessera.core.words import Confidence
from tessera.ui.combo import Combo
from tessera.ui.dialogs.frame import Dialog, quiet_label

if TYPE_CHECKING:
    from tessera.core.rules import Rule

KINDS = {
    MeterKind.INPUT: "Pictures it looks at",
    MeterKind.REFERENCE: "Pictures it draws from",
    MeterKind.OUTPUT: "Pictures it makes",
}
EXAMPLES = {
    MeterKind.INPUT: Size(4032, 3024),
    MeterKind.REFERENCE: Size(1536, 1024),
    MeterKind.OUTPUT: Size(1024, 1024),
}
GRADES = (Confidence.DOCUMENTED, Confidence.MEASURED, Confidence.INFERRED)
ABOUT = (
    "The table of the rule, as catalogue files write it. It holds from today on; earlier days, and "
    "calls already booked, keep theirs."
)
_LINES = 14


class RuleEditor(Dialog):
    """``saved`` brings the model, the kind of picture, the rule's text and how sure it is."""

    saved = Signal(object, object, str, object)  # Model, MeterKind, str, Confidence

    def __init__(self, parent: QWidget | None, model: Model, rules: Sequence[RuleText]) -> None:
        super().__init__(parent, f"The rule of {model.id}", width=620)
        self._model = model
        self._rules = {rule.kind: rule for rule in rules}
        self.add_heading(f"What {model.id} counts by")
        form = self.add_form()
        self.kinds = Combo()
        self.kinds.setAccessibleName("Which pictures")
        for rule in rules:
            self.kinds.addItem(KINDS[rule.kind], rule.kind.value)
        form.addRow("For", self.kinds)
        self.grade = Combo()
        self.grade.setAccessibleName("How sure the rule is")
        for grade in GRADES:
            self.grade.addItem(grade.value, grade.value)
        form.addRow("Confidence", self.grade)
        self.text = QPlainTextEdit()
        self.text.setObjectName("ruleText")
        self.text.setAccessibleName("The rule as a table in JSON")
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(_LINES * self.text.fontMetrics().lineSpacing())
        self.body.addWidget(self.text, 1)
        self.body.addWidget(quiet_label(ABOUT))
        self.says = self.add_paragraph()
        self.says.setObjectName("ruleSays")
        self.add_close_button("Cancel")
        self.save_button = self.add_button("Save", name="save", is_default=True)
        self.save_button.clicked.connect(self.on_save)
        self.kinds.currentIndexChanged.connect(self.on_kind_picked)
        self.text.textChanged.connect(self.on_text_changed)
        self.on_kind_picked()

    @property
    def kind(self) -> MeterKind:
        """Return which pictures the rule is for."""
        return MeterKind(self.kinds.currentData())

    @Slot()
    def on_kind_picked(self) -> None:
        """Show the rule for other pictures; what was written for these is left."""
        rule = self._rules[self.kind]
        self.text.setPlainText(rule.text)
        self.grade.setCurrentIndex(max(0, self.grade.findData(rule.confidence.value)))

    @Slot()
    def on_text_changed(self) -> None:
        """Say what the rule would count, or what is wrong with it."""
        rule, problem = self._read()
        size = EXAMPLES[self.kind]
        self.says.setText(problem if rule is None else counts_text(rule, size))
        self.save_button.setEnabled(rule is not None)

    @Slot()
    def on_save(self) -> None:
        """Tell the rule; a broken one stays here with its line and reason."""
        if self._read()[0] is not None:
            grade = Confidence(self.grade.currentData())
            self.saved.emit(self._model, self.kind, self.text.toPlainText(), grade)
            self.accept()

    def _read(self) -> tuple[Rule | None, str]:
        try:
            return read_rule_text(self.text.toPlainText()), ""
        except CatalogueError as error:
            place = "" if error.line is None else f"Line {error.line}: "
            reason = error.reason[:1].upper() + error.reason[1:] if not place else error.reason
            return None, f"{place}{reason}."
