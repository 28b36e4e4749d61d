"""Every choice that a model has for a picture, made from its `ImageChoices`.

What the model does not take is not shown; what is seldom changed stands behind *More options*. The
form shows settings and says when they were changed; which of them go together, core decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tessera.core.image_requests import Animation, MakeSettings
from tessera.ui.choices import Choice
from tessera.ui.comparison.count_box import CountBox
from tessera.ui.make.field_row import FieldRow
from tessera.ui.make.fold import Fold
from tessera.ui.make.size_field import SizeField
from tessera.ui.make.words import FORMATS
from tessera.ui.pickers import Picker
from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.image_choices import ImageChoices

OWN = "-"  # the model's own: the parameter is left out
NEEDS_PREVIEW = "needs preview access"
FULL = 100


class OptionForm(QWidget):
    """Size, quality, number, and what else there is. ``changed`` comes after a hand's change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._settings = MakeSettings()
        self._fidelity: str | None = None
        self.size_field = SizeField()
        self.quality = Picker("makeQuality", "Quality", shortest=8)
        self.count = count_box("makeCount", "Number of pictures")
        self.previews = count_box("makePreviews", "Previews while it is made")
        self.previews.setToolTip("Each preview is billed as about 100 tokens")
        self.background = Picker("makeBackground", "Background")
        self.format = Picker("makeFormat", "Format")
        self.compression = count_box("makeCompression", "Quality of the compression")
        self.compression.setSuffix(" %")
        self.moderation = Picker("makeModeration", "Moderation")
        self.complexity = Picker("makeComplexity", "Complexity")
        self.fidelity = Picker("makeFidelity", "How closely pictures are kept")
        self.frames = count_box("makeFrames", "Number of frames")
        self.frame_ms = count_box("makeFrameTime", "Time of a frame")
        self.frame_ms.setSuffix(" ms")
        self._lay_out()
        self._connect()

    def settings(self) -> MakeSettings:
        """Return what is chosen."""
        return self._settings

    def input_fidelity(self) -> str | None:
        """Return how closely pictures are kept, None where it is left out."""
        return self._fidelity

    def show_settings(
        self,
        choices: ImageChoices,
        settings: MakeSettings,
        fidelity: str | None,
        *,
        sizes: Sequence[Choice],
        qualities: Sequence[Choice],
        has_size: bool = True,
        has_count: bool = True,
        has_quality: bool = True,
    ) -> None:
        """Offer ``choices`` and show ``settings``; ``sizes`` and ``qualities`` come priced."""
        self._settings = settings
        self._fidelity = fidelity if fidelity in choices.input_fidelity else None
        self.size_field.show_sizes(sizes, settings.size, choices.size_rule)
        self.size_field.setVisible(has_size)
        self.quality.set_choices(qualities, settings.quality)
        self._quality_row.setVisible(has_quality)
        self._show_words(choices, settings)
        self._show_numbers(choices, settings, has_count=has_count)
        self.more.setVisible(any(not row.isHidden() for row in self._seldom))

    @Slot()
    def on_changed(self) -> None:
        """Read every field and tell."""
        animation = None
        if not self._frames_row.isHidden():
            animation = Animation(self.frames.value(), self.frame_ms.value())
        percent = self.compression.value()
        count, previews = self._amounts()
        has_compression = not self._compression_row.isHidden() and percent < FULL
        self._settings = replace(
            self._settings,
            size=self.size_field.size_chosen(),
            quality=self.quality.current_id(),
            background=_read(self.background),
            output_format=self.format.current_id() or "png",
            compression=percent if has_compression else None,
            moderation=_read(self.moderation),
            n=count,
            partial_images=previews,
            complexity=_read(self.complexity),
            animation=animation,
        )
        self._fidelity = _read(self.fidelity)
        self.changed.emit()

    def _amounts(self) -> tuple[int, int]:
        """Return number and previews: previews come with a single picture, the last one wins."""
        count, previews = self.count.value(), self.previews.value()
        if count > 1 and previews:
            return (1, previews) if previews != self._settings.partial_images else (count, 0)
        return count, previews

    def _show_words(self, choices: ImageChoices, settings: MakeSettings) -> None:
        preview = frozenset((*choices.preview_backgrounds, *choices.preview_formats))
        formats = [
            Choice(kind, FORMATS.get(kind, kind), NEEDS_PREVIEW if kind in preview else "")
            for kind in choices.formats
        ]
        self.format.set_choices(formats, settings.output_format)
        self._format_row.setVisible(len(formats) > 1)
        for picker, row, words, chosen in (
            (self.background, self._background_row, choices.backgrounds, settings.background),
            (self.moderation, self._moderation_row, choices.moderation, settings.moderation),
            (self.complexity, self._complexity_row, choices.complexity, settings.complexity),
            (self.fidelity, self._fidelity_row, choices.input_fidelity, self._fidelity),
        ):
            offered = [
                Choice(word, hint=NEEDS_PREVIEW if word in preview else "")
                for word in words
                if word != "auto"
            ]
            picker.set_choices([Choice(OWN, "auto"), *offered], _shown(chosen))
            row.setVisible(bool(offered))

    def _show_numbers(
        self, choices: ImageChoices, settings: MakeSettings, *, has_count: bool
    ) -> None:
        _fill(self.count, settings.n, 1, choices.max_n)
        self._count_row.setVisible(has_count and choices.max_n > 1)
        _fill(self.previews, settings.partial_images, 0, choices.max_partial_images)
        self._previews_row.setVisible(choices.max_partial_images > 0)
        percent = FULL if settings.compression is None else settings.compression
        _fill(self.compression, percent, *(choices.compression or (0, FULL)))
        self._compression_row.setVisible(choices.compression is not None)
        frames = choices.frames
        self._frames_row.setVisible(frames is not None)
        if frames is not None:
            shown = settings.animation or Animation(
                frames.default_count, frames.default_duration_ms
            )
            _fill(self.frames, shown.count, frames.min_count, frames.max_count)
            _fill(self.frame_ms, shown.duration_ms, 10, 10_000)

    def _lay_out(self) -> None:
        self._count_row = FieldRow("&Pictures", self.count, stretch=False)
        self._quality_row = FieldRow("&Quality", self.quality)
        self._previews_row = FieldRow("Pre&views", self.previews, stretch=False)
        self._background_row = FieldRow("&Background", self.background)
        self._format_row = FieldRow("&Format", self.format)
        self._compression_row = FieldRow("Compression", self.compression, stretch=False)
        self._moderation_row = FieldRow("Moderation", self.moderation)
        self._complexity_row = FieldRow("Complexity", self.complexity)
        self._fidelity_row = FieldRow("Fidelity", self.fidelity)
        self._frames_row = FieldRow("Frames", self.frames, self.frame_ms, stretch=False)
        self._seldom = (
            *(self._background_row, self._format_row, self._compression_row, self._frames_row),
            *(self._previews_row, self._fidelity_row, self._complexity_row, self._moderation_row),
        )
        self.more = Fold("More options", "makeMore", self._seldom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.size_field)
        column.addWidget(self._quality_row)
        column.addWidget(self._count_row)
        column.addWidget(self.more)

    def _connect(self) -> None:
        self.size_field.changed.connect(self.on_changed)
        for picker in (
            *(self.quality, self.background, self.format),
            *(self.moderation, self.complexity, self.fidelity),
        ):
            picker.chosen.connect(self.on_changed)
        for box in (self.count, self.previews, self.compression, self.frames, self.frame_ms):
            box.valueChanged.connect(self.on_changed)


def count_box(name: str, label: str) -> CountBox:
    """Return a box for a number, as the panel has them."""
    box = CountBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setFixedWidth(110)
    return box


def _fill(box: CountBox, value: int, least: int, most: int) -> None:
    if (box.value(), box.minimum(), box.maximum()) == (value, least, most):
        return  # otherwise what is being typed would be lost
    blocker = QSignalBlocker(box)
    box.setRange(least, most)
    box.setValue(value)
    blocker.unblock()


def _shown(word: str | None) -> str:
    return OWN if word in (None, "auto") else str(word)


def _read(picker: Picker) -> str | None:
    word = picker.current_id()
    return None if word in ("", OWN) else word
