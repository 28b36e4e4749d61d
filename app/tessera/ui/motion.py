"""Whether the system asks for less motion: then what would move by itself stands still."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle


def wants_less_motion() -> bool:
    """Return whether animations are unwanted, as the system or the style says."""
    accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)  # Qt ≥ 6.10
    hints = accessibility() if accessibility is not None else None
    prefers = getattr(hints, "motionPreference", None)  # Qt ≥ 6.11, not in every binding
    if prefers is not None and prefers().name == "ReducedMotion":
        return True
    style = QApplication.style()
    return style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
