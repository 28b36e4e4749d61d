"""What the canvas shows, in sentences for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.ui.canvas.grid_cells import describe_grid
from tessera.ui.canvas.scene import Scene
from tessera.ui.canvas.zoom_bar import zoom_text

if TYPE_CHECKING:
    from tessera.ui.canvas.work import PhotoWork

MOST_MARKS = 5  # more are counted, not told
KEYS = "Enter walks over the cells, E held shows what the model receives."


def scene_sentences(scene: Scene, eye: str = "") -> str:
    """Return zoom, grid, what the eye shows, what is wrong and the keys, one sentence each."""
    sentences = [f"Shown at {zoom_text(scene.view.zoom)}.", describe_grid(scene.grid)]
    if eye:
        sentences.append(f"{eye}.".replace("..", "."))
    keys = KEYS if scene.grid is not None and scene.grid.has_cells else ""
    return " ".join(part for part in (*sentences, scene.declined, keys) if part)


def work_sentences(work: PhotoWork | None) -> str:
    """Return what the hand made on the photo: frame, markup and mask, as far as there is any."""
    if work is None:
        return ""
    parts = [_frame(work), _markup(work.markup_json), _mask(work)]
    return " ".join(part for part in parts if part)


def _frame(work: PhotoWork) -> str:
    from tessera.core.frame import sentences

    return "" if work.frame is None else sentences(work.frame, work.size)


def _markup(markup_json: str) -> str:
    from tessera.core.markup import describe
    from tessera.core.markup_json import from_json

    try:
        marks = from_json(markup_json).marks
    except ValueError:
        return ""
    told = "; ".join(describe(mark) for mark in marks[:MOST_MARKS])
    more = f"; and {len(marks) - MOST_MARKS} more" if len(marks) > MOST_MARKS else ""
    return f"Markup: {told}{more}." if marks else ""


def _mask(work: PhotoWork) -> str:
    from tessera.ui.canvas.mask.words import mask_sentence

    plane = work.mask.plane if work.mask is not None else None
    bounds = plane.bounds() if plane is not None else None
    return mask_sentence(bounds, plane.share()) if plane is not None and bounds else ""
