"""What each mode adds to the panel: its own part, its source, and the tools it puts in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.core.errors import TesseraError
from tessera.ui.make.generate_source import GenerateSource
from tessera.ui.make.left import Left, left_of
from tessera.ui.make.reach import edit_reach, extend_reach
from tessera.ui.make.runner import Ordered
from tessera.ui.parts import EDIT, EXTEND, GENERATE, VARY

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.core.geometry import Rect
    from tessera.core.image_options import ImageOptions
    from tessera.store.photos import SavedPhoto
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.drawing_deeds import DrawingDeeds
    from tessera.ui.make.edit_part import EditPart
    from tessera.ui.make.edit_source import EditSource
    from tessera.ui.make.extend_part import ExtendPart
    from tessera.ui.make.extend_source import ExtendSource
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.make.panel import MakePanel
    from tessera.ui.make.plan import Source
    from tessera.ui.markup_desk import MarkupDesk
    from tessera.ui.parts import Parts
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.state import Desk
    from tessera.ui.vary_desk import VaryDesk


LEFT, NOTE = "find what is left of an extension", "find what an edit loses"


class Modes(QObject):
    """Makes a mode's part when it is first entered. ``changed`` asks for a new plan."""

    changed = Signal()
    work_wanted = Signal(object)  # Ordered: work that was begun before
    action_wanted = Signal(str)
    version_wanted = Signal(str)  # to be shown on the canvas

    def __init__(
        self,
        parent: QObject,
        window: QWidget,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        panel: MakePanel,
        known: Known,
        drawing: DrawingDeeds,
        jobs: JobScope,
        photos: PhotoDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._panel, self._known, self._drawing = panel, known, drawing
        self._window, self._jobs, self._photos = window, jobs, photos
        self._sources: dict[str, Source] = {GENERATE: GenerateSource(known, desk)}
        self._edit: tuple[EditPart, EditSource] | None = None
        self._extend: tuple[ExtendPart, ExtendSource] | None = None
        self._vary: VaryDesk | None = None
        self._has_markup = False
        self._looked_for = self._noted_for = self._note = ""
        self._left: Left | None = None

    def source(self, mode: str) -> Source:
        """Return how a mode turns an order into work."""
        return self._sources[mode]

    def enter(self, mode: str) -> None:
        """Make what the mode needs."""
        if mode in (EDIT, VARY) and self._edit is None:
            self._edit = self._made_edit()
        if mode == VARY and self._vary is None and self._edit is not None:
            self._vary = self._made_vary(self._edit[1])
        if mode == EXTEND and self._extend is None:
            self._extend = self._made_extend()
        if mode == EXTEND:
            self._jobs.start(LEFT, self._find_left())

    def show(self, mode: str, order: Order, options: ImageOptions) -> None:
        """Say what the order will touch."""
        if mode == EDIT and self._edit is not None:
            self._show_edit(*self._edit, order, options)
        elif mode == EXTEND and self._extend is not None:
            self._show_extend(*self._extend, order)
        elif mode == VARY and self._vary is not None:
            self._vary.show(order, options)

    @Slot()
    def on_paint_wanted(self) -> None:
        """Put the brush in the hand."""
        self.action_wanted.emit("mask.brush")

    @Slot()
    def on_draw_wanted(self) -> None:
        """Put the pen in the hand."""
        self._drawing.markup.begin()
        self._follow_markup()

    @Slot()
    def on_open_wanted(self) -> None:
        """Let the user choose photos."""
        self.action_wanted.emit("photo.open")

    @Slot()
    def on_frame_wanted(self) -> None:
        """Put the frame in the hand."""
        self._drawing.frame.begin()

    def _made_edit(self) -> tuple[EditPart, EditSource]:
        from tessera.ui.make.edit_part import EditPart
        from tessera.ui.make.edit_source import EditSource

        part = EditPart()
        canvas = self._parts.canvas
        source = EditSource(self._known, self._studio, self._desk, canvas, part, self._markup)
        part.changed.connect(self.changed)
        part.paint_wanted.connect(self.on_paint_wanted)
        part.draw_wanted.connect(self.on_draw_wanted)
        part.open_wanted.connect(self.on_open_wanted)
        part.references.named.connect(self._panel.prompt.insert)
        part.references.refused.connect(self._parts.status.showMessage)
        canvas.maskChanged.connect(self.changed)
        self._photos.thumbnail_made.connect(part.references.set_thumbnail)
        self._panel.add_own_part(EDIT, part)
        self._sources[EDIT] = source
        return part, source

    def _made_vary(self, edit: EditSource) -> VaryDesk:
        from tessera.ui.vary_desk import VaryDesk

        desk = VaryDesk(
            self._window, self._studio, self._desk, self._jobs, self._known, edit, self._photos
        )
        desk.changed.connect(self.changed)
        desk.opened.connect(self.version_wanted)
        desk.action_wanted.connect(self.action_wanted)
        self._panel.add_own_part(VARY, desk.part)
        self._sources[VARY] = desk.source
        return desk

    def _made_extend(self) -> tuple[ExtendPart, ExtendSource]:
        from tessera.ui.make.extend_part import ExtendPart
        from tessera.ui.make.extend_source import ExtendSource

        part = ExtendPart()
        source = ExtendSource(self._known, self._studio, self._desk, self._frame)
        part.frame_wanted.connect(self.on_frame_wanted)
        part.go_on_wanted.connect(self.on_go_on_wanted)
        self._drawing.frame.changed.connect(self.changed)
        self._panel.add_own_part(EXTEND, part)
        self._sources[EXTEND] = source
        return part, source

    def _show_edit(
        self, part: EditPart, source: EditSource, order: Order, options: ImageOptions
    ) -> None:
        self._follow_markup()
        state, plane = self._desk.state, source.plane
        photo = state.current_photo
        reach, note = edit_reach(
            has_photo=photo is not None,
            share=plane.share() if plane is not None and source.uses_mask else None,
            window=source.window(order),
            uses_markup=source.uses_markup,
        )
        part.show_reach(reach, (note, self._note), has_photo=photo is not None)
        has_both = plane is not None and source.has_markup
        part.show_both(has_both=has_both, takes_markup=options.markup)
        part.references.set_limit(max(0, options.max_references - 1))
        others = [each for each in state.photos if each.id != state.current]
        part.references.set_offered([(each.id, each.facts.name) for each in others])
        if photo is not None and photo.id != self._noted_for:
            self._noted_for, self._note = photo.id, ""
            self._jobs.start(NOTE, self._find_note(photo))
            for each in others:
                self._photos.fill(each)

    def _show_extend(self, part: ExtendPart, source: ExtendSource, order: Order) -> None:
        photo = self._desk.state.current_photo
        self._drawing.frame.set_goal(order.model, order.settings.quality)
        size = None if photo is None else photo.upright
        reach, note = extend_reach(self._frame(), size, source.steps(order))
        part.show_reach(reach, note, has_photo=photo is not None)
        if photo is not None and photo.id != self._looked_for:
            self._jobs.start(LEFT, self._find_left())

    @Slot(bool)
    def on_running_changed(self, is_running: bool) -> None:
        """Look again what is left after a call: it may have been stopped on its way."""
        if not is_running and self._extend is not None:
            self._jobs.start(LEFT, self._find_left())

    @Slot()
    def on_go_on_wanted(self) -> None:
        """Go on with the extension that was cut off."""
        left, profile = self._left, self._known.profile
        if left is not None and profile is not None:
            self.work_wanted.emit(Ordered(left.work, left.estimate, profile))

    async def _find_left(self) -> None:
        """Look whether an extension of this picture was cut off."""
        photo, profile = self._desk.state.current_photo, self._known.profile
        if photo is None or profile is None or self._extend is None:
            return
        self._looked_for = photo.id
        self._left = await left_of(self._studio, photo.id, profile)
        self._extend[0].show_left("" if self._left is None else self._left.sentence)

    async def _find_note(self, photo: SavedPhoto) -> None:
        """Find out what an edited version of this photo cannot keep, before the first edit."""
        from tessera.studio.editing import edit_note

        photos = self._studio.photos
        try:
            self._note = edit_note(await photos.facts(photos.path(photo)))
        except TesseraError:
            return  # whoever shows the photo says what is wrong with it
        if self._note:
            self.changed.emit()

    def _follow_markup(self) -> None:
        """Plan anew when something is drawn, once there is a pen."""
        markup = self._markup()
        if markup is not None and not self._has_markup:
            self._has_markup = True
            markup.changed.connect(self.changed)

    def _markup(self) -> MarkupDesk | None:
        """Return who knows the markup, without making it only to ask."""
        return self._drawing.__dict__.get("markup")

    def _frame(self) -> Rect | None:
        return self._drawing.frame.frame
