"""Frame, markup and references can be seen and told apart in every palette, and have a role."""

import pytest
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tessera.core.markup import COLOURS
from tessera.ui.accessible import install_roles
from tessera.ui.canvas.frame.strip import FrameStrip
from tessera.ui.canvas.markup.strip import MarkupStrip
from tessera.ui.canvas.markup.swatches import NAMES, Swatches
from tessera.ui.references.row import ReferenceRow
from tessera.ui.references.strip import ReferencesStrip
from tessera.ui.theme import palette_of
from tessera.ui.tokens import ALL_TOKENS, DARK, Tokens, contrast

all_tokens = pytest.mark.parametrize("tokens", ALL_TOKENS, ids=[each.name for each in ALL_TOKENS])
LEAST_TARGET = 24  # widget units, WCAG 2.2, 2.5.8


def opaque(colour: str) -> str:
    """Return ``#aarrggbb`` without its alpha."""
    return QColor(colour).name()


@all_tokens
def test_the_two_lines_of_an_overlay_show_on_any_photo(tokens: Tokens) -> None:
    light, dark = opaque(tokens.grid_light), opaque(tokens.grid_dark)
    for grey in ("#000000", "#404040", "#777777", "#b0b0b0", "#ffffff"):
        assert max(contrast(light, grey), contrast(dark, grey)) >= 3


@all_tokens
def test_a_handle_shows_on_the_photo_and_beside_it(tokens: Tokens) -> None:
    assert contrast(tokens.accent, tokens.accent_text) >= 4.5  # its body and its rim
    for ground in (tokens.surface_sunken, "#000000", "#777777", "#ffffff"):
        parts = (tokens.accent, tokens.accent_text)
        assert max(contrast(part, ground) for part in parts) >= 3


@all_tokens
def test_the_hatch_of_what_is_invented_shows_on_its_ground(tokens: Tokens) -> None:
    assert contrast(tokens.accent, tokens.surface_raised) >= 3


@all_tokens
def test_every_colour_of_the_pen_has_a_rim_that_shows(tokens: Tokens) -> None:
    assert contrast(tokens.border_strong, tokens.surface) >= 3
    assert set(NAMES) == set(COLOURS)
    assert contrast(DARK.accent, opaque(DARK.grid_dark)) >= 3  # the frame of a cell


@pytest.mark.parametrize("kind", [FrameStrip, MarkupStrip, ReferencesStrip])
@all_tokens
def test_every_part_of_a_strip_has_a_name_and_room_for_a_finger(
    kind: type[QWidget], tokens: Tokens, qtbot: QtBot
) -> None:
    strip = kind()
    qtbot.addWidget(strip)
    strip.setPalette(palette_of(tokens))
    strip.resize(strip.sizeHint())
    strip.show()
    qtbot.waitExposed(strip)
    reached = [
        part for part in strip.findChildren(QWidget)
        if part.focusPolicy().value & 1 and part.isVisible()
        and not isinstance(part.parent(), QAbstractSpinBox | QComboBox)
    ]  # fmt: skip
    assert reached
    for part in reached:
        told = QAccessible.queryAccessibleInterface(part)
        assert told.text(QAccessible.Text.Name), part.objectName()
        assert min(part.width(), part.height()) >= LEAST_TARGET, part.objectName()
    strip.hide()


def test_the_colours_of_the_pen_are_one_chooser_that_says_what_is_chosen(qtbot: QtBot) -> None:
    install_roles()
    swatches = Swatches()
    qtbot.addWidget(swatches)
    told = QAccessible.queryAccessibleInterface(swatches)
    assert told.role() == QAccessible.Role.ColorChooser
    assert told.text(QAccessible.Text.Name) == "Colour of the pen: red"
    swatches.show_colour("#1f7ae0")
    assert told.text(QAccessible.Text.Name) == "Colour of the pen: blue"


def test_a_reference_is_an_item_that_says_its_number_name_and_role(qtbot: QtBot) -> None:
    install_roles()
    references = ReferencesStrip()
    qtbot.addWidget(references)
    references.set_offered([("a", "harbour.jpg")])
    references.add("a")
    told = QAccessible.queryAccessibleInterface(references.findChildren(ReferenceRow)[0])
    assert told.role() == QAccessible.Role.ListItem
    assert told.text(QAccessible.Text.Name) == "Picture 2: harbour.jpg, subject"
