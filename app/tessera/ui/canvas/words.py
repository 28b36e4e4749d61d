"""What the canvas shows, in sentences for those who do not see it."""

from tessera.ui.canvas.grid_cells import describe_grid
from tessera.ui.canvas.scene import Scene
from tessera.ui.canvas.zoom_bar import zoom_text


def scene_sentences(scene: Scene) -> str:
    """Return zoom, grid and what is wrong, one sentence each."""
    sentences = (f"Shown at {zoom_text(scene.view.zoom)}.", describe_grid(scene.grid))
    return " ".join((*sentences, scene.declined)).strip()
