"""Pointing at cells of the grid: by the mouse, or walking over them by keys.

The stage asks what is marked when it paints; the events come from `hands`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from tessera.ui.accessible import announce
from tessera.ui.canvas.grid_cells import Place, describe_cell, place_at
from tessera.ui.canvas.lens import LARGEST_WHOLE
from tessera.ui.canvas.overlay import cell_rect
from tessera.ui.canvas.scene import pointed_area
from tessera.ui.canvas.walking import BEGIN, brought_into_view, stepped

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from tessera.ui.canvas.scene import Scene
    from tessera.ui.canvas.stage import Stage


class Pointing(QObject):
    """Marks the cell under the mouse or the keys on a stage."""

    cell_pointed = Signal(str)  # what is said about the cell, or nothing

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self.is_walking = False

    def point_at(self, at: QPointF | None) -> None:
        """Move the mark to the cell under ``at``; only what changes is painted anew."""
        scene = self._stage.scene
        if scene is None:
            return
        self.is_walking = False
        place = aim = None
        if at is not None and scene.grid is not None and self._stage.is_grid_visible:
            photo = scene.photo.upright
            x, y = scene.view.to_photo(at.x(), at.y())
            place = place_at(scene.grid, photo, x, y)
            if place is not None and scene.grid.cell > LARGEST_WHOLE:
                seen = scene.grid.resized
                aim = QPoint(int(x * seen.width / photo.width), int(y * seen.height / photo.height))
        self._point(scene, place, aim)

    def walk(self, event: QKeyEvent, scene: Scene) -> bool:
        """Walk over the cells by keys; returns whether the key did that."""
        key, grid, stage = event.key(), scene.grid, self._stage
        if grid is None or not grid.has_cells or not stage.is_grid_visible:
            return False
        if not self.is_walking:
            if key not in BEGIN:
                return False
            middle = stage.middle()
            x, y = scene.view.to_photo(middle.x(), middle.y())
            place = scene.pointed or place_at(grid, scene.photo.upright, x, y) or Place(0, 0)
        elif key in BEGIN or key == Qt.Key.Key_Escape:
            self.point_at(None)
            return True
        else:
            found = stepped(scene.pointed or Place(0, 0), key, grid)
            if found is None:
                return False
            place = found
        stage.look(brought_into_view(scene.view, cell_rect(grid, scene.view, place)))
        self.is_walking = True
        announce(stage.host, self._point(stage.scene or scene, place, None))
        return True

    def stop_walking(self) -> None:
        """Take the mark of the keys away."""
        if self.is_walking:
            self.point_at(None)

    def _point(self, scene: Scene, place: Place | None, aim: QPoint | None) -> str:
        """Mark ``place``; returns what is said about it."""
        told = place and scene.grid and describe_cell(scene.grid, scene.photo.upright, place)
        sentence = " · ".join(told or ())
        stage, host = self._stage, self._stage.host
        if (place, aim) != (scene.pointed, scene.aim):
            pointed = replace(scene, pointed=place, aim=aim)
            stage.mark(pointed)
            for changed in (stage.dressed(scene), stage.dressed(pointed)):
                host.update(pointed_area(changed, host.rect(), host.font()))
        if place != scene.pointed:
            self.cell_pointed.emit(sentence)
        return sentence
