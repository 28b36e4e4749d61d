"""The panel that makes pictures: one for *Generate*, *Edit*, *Extend* and *Vary*.

The prompt and the choices are the same everywhere, so what was written stays when the mode
changes; each mode adds a part of its own above the choices. The panel knows neither studio nor
catalogue: it shows what it is given and says what was changed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tessera.ui.make.field_row import FieldRow
from tessera.ui.make.footer import MakeFooter
from tessera.ui.make.option_form import OptionForm
from tessera.ui.make.prompt_field import PromptField
from tessera.ui.make.way_field import WayField
from tessera.ui.make.words import PLACEHOLDERS
from tessera.ui.pickers import Picker
from tessera.ui.tokens import SPACE_L, SPACE_M


class MakePanel(QWidget):
    """Prompt, mode's own part, model, choices; below them price and button."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("makePanel")
        self.prompt = PromptField()
        self.model = Picker("makeModel", "Model that makes pictures")
        self.options = OptionForm()
        self.way = WayField()
        self.footer = MakeFooter()
        self._own_parts: dict[str, QWidget] = {}
        self._mode = ""
        self._lay_out()
        self.prompt.changed.connect(self.changed)
        self.model.chosen.connect(self.changed)
        self.options.changed.connect(self.changed)
        self.way.changed.connect(self.changed)

    @property
    def mode(self) -> str:
        """Return what the panel is for now."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Show what belongs to ``mode``."""
        self._mode = mode
        self.prompt.set_kind(PLACEHOLDERS[mode], is_edit=mode in ("edit", "extend"))
        for name, part in self._own_parts.items():
            part.setVisible(name == mode)

    def has_own_part(self, mode: str) -> bool:
        """Return whether a mode has its part already."""
        return mode in self._own_parts

    def add_own_part(self, mode: str, part: QWidget) -> None:
        """Let ``part`` show below the prompt in one mode."""
        self._own_parts[mode] = part
        self._inside.insertWidget(1, part)  # first: a widget of nobody's would be a window
        part.setVisible(mode == self._mode)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("makePage")
        self._inside = QVBoxLayout(page)
        self._inside.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        self._inside.setSpacing(SPACE_M)
        self._inside.addWidget(self.prompt)
        self.model_row = FieldRow("&Model", self.model)
        self._inside.addWidget(self.model_row)
        self._inside.addWidget(self.options)
        self._inside.addWidget(self.way)
        self._inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("makeScroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(self.footer)
