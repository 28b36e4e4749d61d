"""The prompt builder: a field for each part, the whole text below, one click takes it."""

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton

from tessera.core.prompt_parts import ExactText, PromptParts, prompt_text
from tessera.ui.make.builder import PromptBuilder

pytestmark = pytest.mark.usefixtures("qapp")

SIGN = PromptParts("a shop sign", light="dusk", texts=(ExactText("OPEN", "above the door"),))


def field(builder: PromptBuilder, name: str) -> QLineEdit:
    found = builder.findChild(QLineEdit, f"part_{name}")
    assert isinstance(found, QLineEdit)
    return found


def test_what_was_given_stands_in_the_fields_and_below() -> None:
    builder = PromptBuilder(None, SIGN)
    assert builder.parts() == SIGN
    preview = builder.findChild(QPlainTextEdit, "promptPreview")
    assert isinstance(preview, QPlainTextEdit)
    assert preview.toPlainText() == prompt_text(SIGN)
    field(builder, "palette").setText("cream and black")
    assert "Palette: cream and black" in preview.toPlainText()


def test_another_text_has_a_line_of_its_own() -> None:
    builder = PromptBuilder(None, SIGN)
    more = builder.findChild(QPushButton, "anotherText")
    assert isinstance(more, QPushButton)
    more.click()
    lines = builder.findChildren(QLineEdit)
    (words,) = [line for line in lines if line.accessibleName() == "Text 2, letter for letter"]
    words.setText("since 1962")
    assert builder.parts().texts == (ExactText("OPEN", "above the door"), ExactText("since 1962"))


def test_the_text_is_handed_over_once_it_is_used() -> None:
    builder = PromptBuilder(None, SIGN)
    used: list[str] = []
    builder.used.connect(used.append)
    use = builder.findChild(QPushButton, "usePrompt")
    assert isinstance(use, QPushButton)
    use.click()
    assert used == [prompt_text(SIGN)]
