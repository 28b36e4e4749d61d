"""What an edit prints beside what every call for pictures does."""

from tessera.cli.output import Json
from tessera.core.geometry import Rect


def window_value(window: Rect) -> Json:
    """Return the part of the picture that was sent, in its upright pixels."""
    return {"x": window.left, "y": window.top, "w": window.width, "h": window.height}
