"""The prompt's field: quiet hints when the typing rests, starters by group, words at the cursor."""

import pytest

from tessera.core.prompt_starters import Starter, parse_starters
from tessera.store.resources import read_prompts
from tessera.ui.make.prompt_field import PromptField

pytestmark = pytest.mark.usefixtures("qapp")


def said(field: PromptField) -> str:
    field.show_hints()
    return "" if field._hints.isHidden() else field._hints.text()


def test_hints_are_few_and_an_edit_gets_others() -> None:
    field = PromptField()
    field.set_kind("", is_edit=False)
    field.set_text("several cats")
    assert said(field).count("\n") == 1
    field.set_kind("", is_edit=True)
    assert "“several”" in said(field)
    assert "light" not in said(field)


def test_words_go_where_the_cursor_stands() -> None:
    field = PromptField()
    field.set_text("make it like")
    field.edit.moveCursor(field.edit.textCursor().MoveOperation.End)
    field.insert("picture 2")
    assert field.text() == "make it like picture 2"


def test_another_text_can_be_taken_back() -> None:
    field = PromptField()
    field.set_text("mine")
    field.set_text("a starter")
    field.edit.undo()
    assert field.text() == "mine"


def test_starters_are_listed_by_group_and_told_whole() -> None:
    field = PromptField()
    starters = parse_starters(read_prompts())
    field.show_starters(starters)
    groups = field._starter_menu.actions()
    assert [action.text() for action in groups] == list(starters.groups)
    chosen: list[Starter] = []
    field.starter_chosen.connect(chosen.append)
    menu = groups[0].menu()
    menu.actions()[0].trigger()
    assert chosen == [starters.starters[0]]
