"""The fields that say how a picture is saved, with a sentence about what that means for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from tessera.imaging.export.order import LOSSLESS_FORMATS
from tessera.imaging.raster import FileFormat
from tessera.studio.exporting import SaveChoice
from tessera.ui.check import Check
from tessera.ui.combo import Combo
from tessera.ui.comparison.count_box import CountBox
from tessera.ui.notice import text_label
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S

NAMES = {FileFormat.WEBP: "WebP"}
UNTOUCHED = (
    "The file's own bytes, untouched: camera data, profile and content credentials stay, and "
    "nothing is added."
)
SAME_PIXELS = (
    "The file's own pixels, not compressed again, with a note where they came from. The "
    "provider's content credentials hold for its own bytes only and are left out."
)
PRIVATE = "Nothing but pixels in sRGB: no camera data, place, profile, comments or provenance."
EXACT = "Every pixel is kept as it is."
LOSSY = (
    "Compression changes every pixel a little, outside an edit's mask too. How much is measured "
    "and said after saving."
)
KEPT = " Camera data and profile are kept."
TRACED = " Where the picture came from is written into the file."


class SaveFields(QWidget):
    """Edits a `SaveChoice`. ``own`` names the picture's own format, for *as it came*."""

    changed = Signal()

    def __init__(self, choice: SaveChoice, *, own: str, has_provenance: bool) -> None:
        super().__init__()
        self._has_provenance = has_provenance
        self.format = Combo()
        self.format.setObjectName("saveFormat")
        self.format.setAccessibleName("Format")
        self.format.addItem(f"As it came ({own})", None)
        for form in FileFormat:
            self.format.addItem(NAMES.get(form, form.value), form)
        self.quality, self.slider = CountBox(), QSlider(Qt.Orientation.Horizontal)
        for field, name in ((self.quality, "saveQuality"), (self.slider, "saveQualitySlider")):
            field.setRange(1, 100)
            field.setObjectName(name)
            field.setAccessibleName("Quality from 1 to 100")
        self.lossless = _check("saveLossless", "Lossless: keep every pixel")
        self.provenance = _check("saveProvenance", "Write where it came from into the file")
        self.private = _check("savePrivate", "Nothing but pixels: leave out all other data")
        self.explained = text_label()
        self._lay_out()
        self._show(choice)
        self._connect()
        self._follow()

    def choice(self) -> SaveChoice:
        """Return what is chosen."""
        form = self.format.currentData()
        return SaveChoice(
            form=None if form is None else FileFormat(form),
            quality=self.quality.value(),
            is_lossless=self.lossless.isChecked(),
            has_provenance=self.provenance.isChecked(),
            is_private=self.private.isChecked(),
        )

    @Slot()
    def on_changed(self) -> None:
        """Enable what has a meaning now and explain it."""
        self._follow()
        self.changed.emit()

    def _show(self, choice: SaveChoice) -> None:
        at = [self.format.itemData(row) for row in range(self.format.count())].index(choice.form)
        self.format.setCurrentIndex(at)
        self.quality.setValue(choice.quality)
        self.slider.setValue(choice.quality)
        self.lossless.setChecked(choice.is_lossless)
        self.provenance.setChecked(choice.has_provenance)
        self.private.setChecked(choice.is_private)

    def _follow(self) -> None:
        choice = self.choice()
        is_lossy = not _is_exact(choice)
        self.lossless.setVisible(choice.form is FileFormat.WEBP)
        for field in (self.quality, self.slider, self._quality_label):
            field.setVisible(is_lossy and (choice.form is not None or choice.is_private))
        self.provenance.setVisible(self._has_provenance)
        self.provenance.setEnabled(not choice.is_private)
        self.explained.setText(self._sentence(choice))

    def _sentence(self, choice: SaveChoice) -> str:
        if choice.is_private:
            return PRIVATE if _is_exact(choice) else f"{PRIVATE} {LOSSY}"
        is_traced = self._has_provenance and choice.has_provenance
        if choice.form is None:
            return SAME_PIXELS if is_traced else UNTOUCHED
        return (EXACT if _is_exact(choice) else LOSSY) + KEPT + (TRACED if is_traced else "")

    def _connect(self) -> None:
        self.quality.valueChanged.connect(self.slider.setValue)
        self.slider.valueChanged.connect(self.quality.setValue)
        self.quality.valueChanged.connect(self.on_changed)
        self.format.currentIndexChanged.connect(self.on_changed)
        for check in (self.lossless, self.provenance, self.private):
            check.toggled.connect(self.on_changed)

    def _lay_out(self) -> None:
        quality = QHBoxLayout()
        quality.setSpacing(SPACE_M)
        quality.addWidget(self.slider, 1)
        quality.addWidget(self.quality)
        self._quality_label = QLabel("Quality")
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_L)
        form.setVerticalSpacing(SPACE_S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Format", self.format)
        form.addRow(self._quality_label, quality)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addLayout(form)
        for check in (self.lossless, self.provenance, self.private):
            column.addWidget(check)
        column.addWidget(self.explained)


def _is_exact(choice: SaveChoice) -> bool:
    if choice.form is None:
        return not choice.is_private
    return choice.form in LOSSLESS_FORMATS or (
        choice.form is FileFormat.WEBP and choice.is_lossless
    )


def _check(name: str, text: str) -> Check:
    check = Check(text)
    check.setObjectName(name)
    return check
