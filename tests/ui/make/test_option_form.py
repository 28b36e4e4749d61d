"""The form shows what a model takes and nothing else, and says what was changed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tessera.core.geometry import Size
from tessera.core.image_legal import settings_problems
from tessera.core.image_requests import Animation
from tessera.ui.make.kept import FIRST
from tests.ui.make.panels import FIXED, FREE, NEWEST, options, show, shown_form

pytestmark = pytest.mark.usefixtures("qapp")


def is_offered(field: QWidget) -> bool:
    """Return whether the field's line is not hidden by the form."""
    line = field.parentWidget()
    assert line is not None
    return not line.isHidden()


def test_what_a_model_does_not_take_is_not_shown() -> None:
    form = shown_form(FIXED)
    assert is_offered(form.background)
    assert not is_offered(form.complexity)
    assert not is_offered(form.frames)
    assert form.size_field.picker.findData("own") == -1


def test_a_model_of_any_size_lets_one_be_typed() -> None:
    form = shown_form(FREE)
    assert form.size_field.picker.findData("own") >= 0


def test_frames_come_with_an_animation_only() -> None:
    form = shown_form(NEWEST)
    assert not is_offered(form.frames)
    show(form, NEWEST, replace(FIRST, output_format="gif"))
    assert is_offered(form.frames)
    form.frames.setValue(4)
    assert form.settings().animation == Animation(4, 200)


def test_compression_comes_with_lossy_formats_only() -> None:
    form = shown_form(FREE)
    assert not is_offered(form.compression)
    show(form, FREE, replace(FIRST, output_format="jpeg"))
    form.compression.setValue(70)
    assert form.settings().compression == 70


def test_compression_untouched_is_left_to_the_provider() -> None:
    form = shown_form(FREE, replace(FIRST, output_format="jpeg"))
    form.quality.pick("high")
    assert form.settings().compression is None


def test_fidelity_and_moderation_follow_the_kind_of_call() -> None:
    making = shown_form(FIXED)
    assert (is_offered(making.moderation), is_offered(making.fidelity)) == (True, False)
    editing = shown_form(FIXED, is_edit=True)
    assert (is_offered(editing.moderation), is_offered(editing.fidelity)) == (False, True)


def test_the_last_wish_wins_between_several_pictures_and_previews() -> None:
    form = shown_form(FREE, replace(FIRST, partial_images=2))
    form.count.setValue(3)
    assert (form.settings().n, form.settings().partial_images) == (3, 0)
    show(form, FREE, form.settings())
    form.previews.setValue(1)
    assert (form.settings().n, form.settings().partial_images) == (1, 1)


def test_a_choice_is_told_once(qapp: QApplication) -> None:
    form = shown_form(FREE)
    told: list[str] = []
    form.changed.connect(lambda: told.append(form.settings().quality))
    form.quality.pick("max")
    assert told == ["max"]


@pytest.mark.parametrize("model_id", [FREE, FIXED, NEWEST])
def test_nothing_that_can_be_picked_is_illegal(model_id: str) -> None:
    form = shown_form(model_id)
    pickers = (form.size_field.picker, form.quality, form.background, form.format, form.moderation)
    for picker in (*pickers, form.complexity):
        for row in range(picker.count()):
            show(form, model_id, FIRST)
            picker.setCurrentIndex(row)
            found = settings_problems(form.settings(), options(model_id), is_edit=False)
            assert found == (), (picker.objectName(), picker.currentData())


def test_a_typed_size_is_kept_and_the_nearest_legal_one_offered() -> None:
    form = shown_form(FREE)
    size = form.size_field
    size.picker.pick("own")
    size.width_box.setValue(1920)
    size.height_box.setValue(1080)
    assert form.settings().size == Size(1920, 1080)
    assert size.legal_button.text() == "Use 1920×1088"
    size.legal_button.click()
    assert form.settings().size == Size(1920, 1088)
    assert size.legal_button.isHidden()


def test_a_locked_ratio_moves_both_sides() -> None:
    form = shown_form(FREE, replace(FIRST, size=Size(1536, 1024)))
    size = form.size_field
    size.picker.pick("own")
    size.lock.click()
    size.width_box.setValue(1920)
    assert form.settings().size == Size(1920, 1280)
    size.height_box.setValue(1024)
    assert form.settings().size == Size(1536, 1024)


def test_prices_that_arrive_do_not_wipe_what_is_being_typed() -> None:
    form = shown_form(FREE)
    form.size_field.picker.pick("own")
    box = form.size_field.width_box
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "192")
    show(form, FREE, form.settings())
    assert box.lineEdit().text() == "192"
    QTest.keyClicks(box, "0")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert form.settings().size == Size(1920, 1024)
