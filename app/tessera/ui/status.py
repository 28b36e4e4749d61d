"""The line at the lower edge: where questions go, what is left of the minute, and hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QMainWindow, QStatusBar

from tessera.ui.tokens import SPACE_M

if TYPE_CHECKING:
    from tessera.core.profiles import Profile
    from tessera.core.replies import RateLimits


class StatusLine(QStatusBar):
    """Quiet words; hints of actions appear at the left."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("statusLine")
        self.setSizeGripEnabled(False)
        self._limits, self._provider = _quiet_label(), _quiet_label()
        self._balance = _quiet_label()
        for label in (self._limits, self._balance):
            label.setContentsMargins(0, 0, SPACE_M, 0)
            self.addPermanentWidget(label)
        self.addPermanentWidget(self._provider)
        self.setContentsMargins(SPACE_M, 0, SPACE_M, 0)

    def show_provider(self, profile: Profile) -> None:
        """Say where questions go."""
        if profile.is_sandbox:
            self._provider.setText("Sandbox on this machine: nothing leaves it, nothing is charged")
        else:
            origin = profile.origin
            where = origin if profile.title in origin else f"{profile.title} ({origin})"
            self._provider.setText(f"Questions go to {where}")

    def show_balance(self, text: str, *, is_low: bool = False) -> None:
        """Say what is left of a prepaid balance; nothing where none is noted."""
        role = QPalette.ColorRole.BrightText if is_low else QPalette.ColorRole.PlaceholderText
        self._balance.setForegroundRole(role)
        self._balance.setText(text)

    def show_limits(self, limits: RateLimits | None) -> None:
        """Say what is left of the minute, as the last reply told."""
        self._limits.setText("" if limits is None else limits_text(limits))


def limits_text(limits: RateLimits) -> str:
    """Return the rate limits in words; nothing where the provider does not tell.

    >>> limits_text(RateLimits(requests_left=59, tokens_left=12000))
    'Left this minute: 59 requests, 12,000 tokens'
    """
    parts = []
    if limits.requests_left is not None:
        parts.append(f"{limits.requests_left:,} requests")
    if limits.tokens_left is not None:
        parts.append(f"{limits.tokens_left:,} tokens")
    return f"Left this minute: {', '.join(parts)}" if parts else ""


def _quiet_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(label.foregroundRole().PlaceholderText)
    return label
