"""The look keeps its promises: contrast, and that palettes carry the tokens."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from tessera.ui.theme import Scheme, Theme, apply, palette_of, tokens_of
from tessera.ui.tokens import ALL_TOKENS, DARK, LIGHT, Tokens, contrast

SURFACES = ("surface", "surface_raised", "surface_sunken", "accent_soft", "code")
TEXTS = ("text", "text_quiet", "accent", "danger", "warning", "ok")
PARTS = ("border_strong", "accent", "accent_strong")

all_tokens = pytest.mark.parametrize("tokens", ALL_TOKENS, ids=[each.name for each in ALL_TOKENS])


@all_tokens
@pytest.mark.parametrize("ground", SURFACES)
@pytest.mark.parametrize("ink", TEXTS)
def test_text_is_readable_on_every_surface(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@all_tokens
@pytest.mark.parametrize("ground", ["surface", "surface_raised", "surface_sunken"])
@pytest.mark.parametrize("part", PARTS)
def test_parts_that_can_be_used_are_visible(tokens: Tokens, part: str, ground: str) -> None:
    assert contrast(getattr(tokens, part), getattr(tokens, ground)) >= 3


@all_tokens
def test_text_on_the_accent_and_on_a_selection_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.accent_text, tokens.accent) >= 4.5
    assert contrast(tokens.accent_text, tokens.accent_strong) >= 4.5
    assert contrast(tokens.text, tokens.selection) >= 4.5


@all_tokens
def test_a_palette_tells_which_tokens_it_carries(tokens: Tokens) -> None:
    assert tokens_of(palette_of(tokens)) is tokens


@all_tokens
def test_tokens_cannot_be_changed(tokens: Tokens) -> None:
    with pytest.raises(AttributeError):
        tokens.accent = "#000000"


def test_a_foreign_palette_gets_the_tokens_of_its_lightness() -> None:
    assert tokens_of(QPalette(QColor("#222222"))) is DARK
    assert tokens_of(QPalette(QColor("#eeeeee"))) is LIGHT


def test_choosing_a_scheme_changes_the_palette_and_says_so_once(qapp: QApplication) -> None:
    theme = Theme(qapp, Scheme.LIGHT)
    seen: list[Tokens] = []
    theme.changed.connect(seen.append)
    theme.set_scheme(Scheme.DARK)
    theme.set_scheme(Scheme.DARK)
    assert seen == [DARK]
    assert tokens_of(qapp.palette()) is DARK
    theme.set_scheme(Scheme.LIGHT)
    assert seen == [DARK, LIGHT]


def test_every_placeholder_of_the_style_sheet_is_filled(qapp: QApplication) -> None:
    apply(qapp, Scheme.DARK)
    assert "$" not in qapp.styleSheet()
    assert LIGHT.surface not in qapp.styleSheet()


def test_the_style_sheet_comes_only_with_dressing_and_follows_the_scheme(
    qapp: QApplication,
) -> None:
    qapp.setStyleSheet("")
    theme = Theme(qapp, Scheme.LIGHT)
    theme.set_scheme(Scheme.DARK)
    assert qapp.styleSheet() == ""
    theme.dress()
    assert DARK.surface_raised in qapp.styleSheet()
    theme.set_scheme(Scheme.LIGHT)
    assert DARK.surface_raised not in qapp.styleSheet()
    assert LIGHT.border_strong in qapp.styleSheet()
