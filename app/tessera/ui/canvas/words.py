"""What the canvas shows, in sentences for those who do not see it."""

from tessera.ui.canvas.grid_cells import describe_grid
from tessera.ui.canvas.scene import Scene
from tessera.ui.canvas.zoom_bar import zoom_text

KEYS = "Enter walks over the cells, E held shows what the model receives."


def scene_sentences(scene: Scene, eye: str = "") -> str:
    """Return zoom, grid, what the eye shows, what is wrong and the keys, one sentence each."""
    sentences = [f"Shown at {zoom_text(scene.view.zoom)}.", describe_grid(scene.grid)]
    if eye:
        sentences.append(f"{eye}.".replace("..", "."))
    keys = KEYS if scene.grid is not None and scene.grid.has_cells else ""
    return " ".join(part for part in (*sentences, scene.declined, keys) if part)
