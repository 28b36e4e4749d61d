"""What is known of a picture: its file, and where it came from as far as the file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from tessera.core.profiles import SANDBOX_ID
from tessera.core.provenance import Origin
from tessera.ui.dialogs.frame import Dialog
from tessera.ui.wording import bytes_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout, QWidget

    from tessera.core.provenance import Provenance
    from tessera.imaging.decoder import Told

ORIGINS = {
    Origin.MADE: "Made by a model",
    Origin.COMPOSITE: "A photo with parts made by a model",
}
PROMPT_HEIGHT = 110
NO_ORIGIN = "The file says nothing of a model that had a part in it."
NO_PROOF = "This is what the file says. Anybody can write it; it proves nothing."
CREDENTIALS = "The file carries content credentials (C2PA). Tessera does not check them."


class PictureFactsDialog(Dialog):
    """Shows what a file says, sign by sign: every text in it is *untrusted*."""

    def __init__(self, parent: QWidget | None, name: str, told: Told) -> None:
        super().__init__(parent, "Picture facts", width=560)
        facts = told.facts
        self.add_heading(name)
        form = self.add_form()
        _row(form, "Format", facts.format)
        _row(form, "Size", f"{facts.upright.width:,}×{facts.upright.height:,} pixels")
        _row(form, "Depth", f"{facts.bits} bits per channel, {facts.mode}")
        _row(form, "Colour profile", "in the file" if facts.has_profile else "none: sRGB")
        _row(form, "File size", bytes_text(facts.size_bytes))
        if told.provenance is not None:
            self._show_origin(form, told.provenance)
        if told.has_credentials:
            self.add_paragraph(CREDENTIALS)
        self.add_paragraph(NO_ORIGIN if told.provenance is None else NO_PROOF)
        self.add_close_button(is_default=True)

    def _show_origin(self, form: QFormLayout, told: Provenance) -> None:
        _row(form, "Origin", ORIGINS[told.origin])
        rows = {
            "Model": told.model,
            "Provider": told.provider,
            "Settings": ", ".join(f"{name} {value}" for name, value in told.settings),
            "Request": told.request_id,
            "Cost": _cost(told),
            "Made": "" if told.made is None else f"{told.made:%Y-%m-%d %H:%M %Z}",
            "Written by": told.program,
        }
        for title, text in rows.items():
            if text:
                _row(form, title, text)
        self.prompt = QPlainTextEdit()
        self.prompt.setReadOnly(True)
        self.prompt.setAccessibleName("Prompt")
        self.prompt.setPlainText(told.prompt)
        self.prompt.setMaximumHeight(PROMPT_HEIGHT)
        form.addRow("Prompt", self.prompt)


def _cost(told: Provenance) -> str:
    if told.usd is None:
        return ""
    return f"${told.usd:f}" + (", simulated" if told.provider == SANDBOX_ID else "")


def _row(form: QFormLayout, title: str, text: str) -> None:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setText(text)
    form.addRow(title, label)
