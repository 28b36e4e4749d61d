"""The mask tools under real events: what each makes of a press, a drag, a click and a key."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QMouseEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Rect, Size
from tessera.ui.accessible import install_roles
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.mask.strip import MaskStrip
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.rulers import has_rulers, number_step
from tessera.ui.canvas.tools.brush import rim
from tessera.ui.canvas.tools.kit import ToolKit
from tessera.ui.canvas.tools.settings import Mode, Shown
from tessera.ui.canvas.view_transform import View
from tessera.ui.canvas.work import PhotoWork

SIZE = Size(700, 500)  # smaller than the canvas: one photo pixel is one unit
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEY = Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class Bench:
    """A canvas with a photo, its work and the tools."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        image = QImage(SIZE.width, SIZE.height, QImage.Format.Format_RGB32)
        image.fill(QColor("teal"))
        canvas.show_photo(ShownPhoto((image,), SIZE))
        self.work = PhotoWork("one", SIZE, canvas)
        canvas.set_work(self.work)
        self.kit = ToolKit(canvas, canvas)

    @property
    def view(self) -> View:
        assert self.canvas.view is not None
        return self.canvas.view

    @property
    def mask(self) -> np.ndarray:
        return self.work.need_mask().plane.pixels

    @property
    def bounds(self) -> Rect | None:
        return self.work.need_mask().plane.bounds()

    def at(self, x: float, y: float) -> QPointF:
        return QPointF(*self.view.to_widget(x, y))

    def drag(
        self,
        *points: tuple[float, float],
        button: Qt.MouseButton = LEFT,
        held: Qt.KeyboardModifier = NO_KEY,
        lets_go: bool = True,
    ) -> None:
        self.send(QEvent.Type.MouseButtonPress, points[0], button, button, held)
        for point in points[1:]:
            self.send(QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton, button, held)
        if lets_go:
            none = Qt.MouseButton.NoButton
            self.send(QEvent.Type.MouseButtonRelease, points[-1], button, none, held)

    def send(
        self,
        kind: QEvent.Type,
        point: tuple[float, float],
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        held: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        at = self.at(*point)
        event = QMouseEvent(kind, at, self.canvas.mapToGlobal(at), button, buttons, held)
        QApplication.sendEvent(self.canvas, event)

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        for key in keys:
            QTest.keyClick(self.canvas, key, held)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(800, 600)
    canvas.show()
    qtbot.waitExposed(canvas)
    yield Bench(canvas)
    canvas.hide()


def test_a_rectangle_is_whole_pixels_and_nothing_else(bench: Bench) -> None:
    bench.kit.choose("mask.rectangle")
    bench.drag((100.3, 50.4), (220, 130), (199.8, 150.2))
    assert bench.bounds == Rect(100, 50, 100, 100)
    assert (bench.mask[50:150, 100:200] == 255).all()


def test_shift_makes_a_square_and_the_right_button_takes_away(bench: Bench) -> None:
    bench.kit.choose("mask.rectangle")
    bench.drag((100, 100), (200, 140), held=SHIFT)
    assert bench.bounds == Rect(100, 100, 100, 100)
    bench.drag((100, 100), (150, 200), button=RIGHT)
    assert bench.bounds == Rect(150, 100, 50, 100)
    bench.drag((150, 100), (175, 200), held=ALT)
    assert bench.bounds == Rect(175, 100, 25, 100)
    bench.kit.settings.set_mode(Mode.TAKE)
    bench.drag((170, 90), (300, 300))
    assert bench.bounds is None


def test_a_shape_that_leaves_the_photo_is_cut_at_its_edge(bench: Bench) -> None:
    bench.kit.choose("mask.ellipse")
    bench.drag((-50, -50), (100, 100))
    bounds = bench.bounds
    assert bounds is not None
    assert (bounds.left, bounds.top) == (0, 0)


def test_a_click_without_a_drag_masks_nothing(bench: Bench) -> None:
    for tool in ("mask.rectangle", "mask.ellipse", "mask.lasso"):
        bench.kit.choose(tool)
        bench.drag((100, 100))
    assert bench.bounds is None
    assert not bench.work.stack.can_undo


def test_a_lasso_closes_by_itself(bench: Bench) -> None:
    bench.kit.choose("mask.lasso")
    bench.drag((100, 100), (200, 100), (200, 200), (100, 200))
    assert abs(int(np.count_nonzero(bench.mask)) - 10_000) < 500


def test_a_polygon_is_clicked_point_by_point(bench: Bench) -> None:
    bench.kit.choose("mask.polygon")
    for point in ((100, 100), (200, 100), (200, 200)):
        bench.drag(point)
    assert bench.bounds is None, "nothing is masked before it is closed"
    bench.send(QEvent.Type.MouseButtonDblClick, (200, 200), LEFT, LEFT)
    assert abs(int(np.count_nonzero(bench.mask)) - 5_000) < 300
    bench.drag((300, 300))
    bench.press(Qt.Key.Key_Escape)
    tool = bench.canvas.tool
    assert tool is not None
    assert not tool.is_under_way


def test_a_stroke_is_one_step_and_escape_forgets_it(bench: Bench) -> None:
    bench.kit.choose("mask.brush")
    bench.kit.settings.set_size(20)
    bench.drag((100, 100), (150, 100), (200, 150))
    first = bench.mask.tobytes()
    assert bench.work.stack.undo_title == "Brush stroke"
    bench.drag((300, 300), (350, 350), lets_go=False)
    assert bench.mask.tobytes() != first
    bench.press(Qt.Key.Key_Escape)
    assert bench.mask.tobytes() == first
    bench.work.stack.undo()
    assert bench.bounds is None


def test_shift_draws_a_straight_line_from_the_last_stroke(bench: Bench) -> None:
    bench.kit.choose("mask.brush")
    bench.kit.settings.set_size(10)
    bench.drag((100, 100))
    bench.drag((400, 100), held=SHIFT)
    assert (bench.mask[100, 100:400] == 255).all()


def test_the_eraser_takes_all_of_what_the_same_stroke_painted(bench: Bench) -> None:
    way = ((100.4, 100.2), (163.7, 130.9), (222.2, 97.1))
    for hardness in (100, 40):
        bench.kit.settings.set_hardness(hardness)
        bench.kit.choose("mask.brush")
        bench.drag(*way)
        assert bench.bounds is not None
        bench.kit.choose("mask.eraser")
        bench.drag(*way)
        left = int(bench.mask.max())
        assert left == 0 if hardness == 100 else left < 255
        bench.work.need_mask().begin("clear")
        bench.work.need_mask().abandon()


def test_a_soft_brush_has_values_between(bench: Bench) -> None:
    bench.kit.settings.set_hardness(0)
    bench.kit.choose("mask.brush")
    bench.drag((200, 200), (260, 200))
    assert len(np.unique(bench.mask)) > 50


def test_keys_alone_make_a_rectangle(bench: Bench) -> None:
    bench.kit.choose("mask.rectangle")
    bench.canvas.setFocus()
    bench.press(Qt.Key.Key_Right)  # the cursor comes, in the middle
    bench.press(Qt.Key.Key_Space)
    bench.press(*[Qt.Key.Key_Right] * 5, *[Qt.Key.Key_Down] * 3)
    bench.press(Qt.Key.Key_Right, held=SHIFT)  # by a single pixel
    bench.press(Qt.Key.Key_Return)
    bounds = bench.bounds
    assert bounds is not None
    assert (bounds.width, bounds.height) == (5 * 16 + 1, 3 * 16)


def test_keys_alone_make_a_lasso(bench: Bench) -> None:
    bench.kit.choose("mask.lasso")
    bench.canvas.setFocus()
    bench.press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    bench.press(*[Qt.Key.Key_Right] * 5, Qt.Key.Key_Space)
    bench.press(*[Qt.Key.Key_Down] * 5, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert abs(int(np.count_nonzero(bench.mask)) - 80 * 80 // 2) < 200


def test_space_held_moves_the_photo_and_lets_the_tool_rest(bench: Bench) -> None:
    bench.kit.choose("mask.brush")
    bench.canvas.look(bench.view.at_zoom(4.0, 400, 300))
    before = bench.view.origin
    space = Qt.Key.Key_Space
    QApplication.sendEvent(bench.canvas, QKeyEvent(QEvent.Type.KeyPress, space, NO_KEY, " "))
    bench.drag((300, 200), (310, 200))
    QApplication.sendEvent(bench.canvas, QKeyEvent(QEvent.Type.KeyRelease, space, NO_KEY, " "))
    assert bench.view.origin != before
    assert bench.bounds is None


def test_without_a_tool_a_drag_moves_the_photo(bench: Bench) -> None:
    bench.kit.choose("mask.brush")
    bench.kit.choose("mask.brush")  # once more: the hand again
    bench.drag((100, 100), (200, 200))
    assert bench.bounds is None


def test_the_quick_mask_gives_back_what_was_in_the_hand(bench: Bench) -> None:
    bench.kit.choose("mask.lasso")
    bench.kit.settings.set_shown(Shown.OUTLINE)
    bench.kit.quick()
    assert bench.kit.current == "mask.brush"
    assert bench.kit.settings.now.shown is Shown.TINT
    assert bench.kit.is_quick
    bench.kit.quick()
    assert bench.kit.current == "mask.lasso"
    assert bench.kit.settings.now.shown is Shown.OUTLINE
    assert not bench.kit.is_quick


def test_the_wand_tells_the_pixel_and_nothing_beside_the_photo(bench: Bench, qtbot: QtBot) -> None:
    bench.kit.choose("mask.wand")
    with qtbot.waitSignal(bench.kit.wand.wanted) as told:
        bench.drag((10.7, 20.2), button=RIGHT)
    assert told.args == [10, 20, True]
    with qtbot.assertNotEmitted(bench.kit.wand.wanted):
        bench.drag((-5, 20))


@pytest.mark.parametrize("shown", [Shown.TINT, Shown.OUTLINE, Shown.PLAIN])
def test_a_mask_is_seen_and_a_hidden_one_is_not(bench: Bench, shown: Shown) -> None:
    bench.kit.settings.set_shown(Shown.HIDDEN)
    before = bench.canvas.grab().toImage()
    bench.kit.choose("mask.rectangle")
    bench.drag((100, 100), (300, 300))
    bench.kit.choose("mask.rectangle")
    assert bench.canvas.grab().toImage() == before
    bench.kit.settings.set_shown(shown)
    assert bench.canvas.grab().toImage() != before


@pytest.mark.parametrize("zoom", [0.3, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("shown", [Shown.TINT, Shown.PLAIN])
def test_a_part_is_painted_as_it_is_within_the_whole(
    bench: Bench, zoom: float, shown: Shown
) -> None:
    bench.canvas.look(bench.view.at_zoom(zoom, 200, 200))
    bench.kit.settings.set_shown(shown)
    bench.kit.choose("mask.brush")
    bench.drag((150, 150), (233, 222), (200, 300))
    bench.kit.choose("mask.brush")
    bare = bench.canvas.grab().toImage()
    parts = QImage(bare.size(), bare.format())
    parts.fill(QColor("white"))
    for left in range(0, 800, 93):
        for top in range(0, 600, 71):
            area = QRect(left, top, 93, 71) & bench.canvas.rect()
            bench.canvas.render(parts, area.topLeft(), QRegion(area))
    assert parts.convertToFormat(QImage.Format.Format_RGB32) == bare.convertToFormat(
        QImage.Format.Format_RGB32
    )


def test_the_outline_stands_still_where_motion_is_unwanted(
    bench: Bench, qapp: QApplication, request: pytest.FixtureRequest
) -> None:
    bench.kit.settings.set_shown(Shown.OUTLINE)
    bench.kit.choose("mask.rectangle")
    bench.drag((100, 100), (300, 300))
    outline = bench.kit.layer.outline
    assert outline.is_marching

    class Still(QProxyStyle):
        def styleHint(
            self,
            hint: QStyle.StyleHint,
            option: QStyleOption | None = None,
            widget: QWidget | None = None,
            returnData: QStyleHintReturn | None = None,
        ) -> int:
            if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
                return 0
            return super().styleHint(hint, option, widget, returnData)

    usual = qapp.style().name()
    qapp.setStyle(Still())
    request.addfinalizer(lambda: qapp.setStyle(usual))
    bench.drag((100, 100), (350, 300))
    assert not outline.is_marching


def test_a_change_far_away_does_not_cost_the_whole_photo(bench: Bench, qtbot: QtBot) -> None:
    bench.kit.choose("mask.rectangle")
    with qtbot.waitSignal(bench.work.need_mask().painted) as told:
        bench.drag((100, 100), (120, 110))
    area = told.args[0] if told.args else None
    assert area is not None
    assert area.width() <= 24
    assert area.height() <= 14


@pytest.mark.parametrize("radius", [80.0, 333.0, 1500.0])
def test_the_rim_covers_every_pixel_that_can_differ(radius: float) -> None:
    first, last = QPointF(900.3, 700.8), QPointF(911.7, 704.1)
    region = rim(first, last, radius)
    for middle in (first, last):
        for degree in range(0, 360, 3):
            for reach in (radius - 1, radius, radius + 2):
                x = middle.x() + reach * np.cos(np.radians(degree))
                y = middle.y() + reach * np.sin(np.radians(degree))
                assert region.contains(QPoint(round(x), round(y)))
    area = sum(rect.width() * rect.height() for rect in region)
    assert area < 0.6 * (2 * radius) ** 2, "what lies well inside is not painted anew"


def test_rulers_come_when_pixels_can_be_told_apart(bench: Bench) -> None:
    assert not has_rulers(bench.view.at_zoom(3.0, 0, 0))
    near = bench.view.at_zoom(16.0, 400, 300)
    assert has_rulers(near)
    assert number_step(near) == 5
    bench.canvas.look(near)
    image = bench.canvas.grab().toImage()
    colours = {image.pixelColor(x, 9).name() for x in range(100, 700)}
    assert len(colours) > 2, "ticks and numbers stand above the photo"


def test_the_loupe_shows_the_pixels_under_the_mouse(bench: Bench) -> None:
    before = bench.canvas.grab().toImage()
    bench.kit.loupe.set_on(True)
    none = Qt.MouseButton.NoButton
    bench.send(QEvent.Type.MouseMove, (50, 400), none, none)
    card = bench.kit.loupe.card()
    shown = bench.canvas.grab().toImage()
    assert shown.copy(card) != before.copy(card)
    bench.send(QEvent.Type.MouseMove, (660, 40), none, none)
    assert bench.kit.loupe.card() != card, "it gives way to the mouse"
    bench.kit.loupe.set_on(False)


def test_the_strip_shows_and_changes_the_settings(bench: Bench, qtbot: QtBot) -> None:
    strip = MaskStrip(bench.kit.settings)
    qtbot.addWidget(strip)
    strip.show_tool("mask.brush")
    strip.size_box.setValue(333)
    assert bench.kit.settings.now.size == 333
    bench.kit.settings.set_hardness(30)
    assert strip.hardness.value() == 30
    strip.show_tool("mask.wand")
    assert strip.size_box.isHidden()
    assert not strip.tolerance.isHidden()


def test_the_mask_has_role_name_and_value(bench: Bench, qtbot: QtBot) -> None:
    install_roles()
    strip = MaskStrip(bench.kit.settings)
    qtbot.addWidget(strip)
    strip.reading.say("The mask covers 1 % of the photo.", "1 %")
    spoken = QAccessible.queryAccessibleInterface(strip.reading)
    assert spoken.role() == QAccessible.Role.Indicator
    assert spoken.text(QAccessible.Text.Name) == "Mask"
    assert "1 %" in spoken.text(QAccessible.Text.Description)
