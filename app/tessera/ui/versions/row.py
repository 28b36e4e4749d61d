"""One line of the versions pane, as a value: what a version is called, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.store.version_rows import VersionKind
from tessera.ui.make.kept_words import settings_words
from tessera.ui.wording import moment_text, shortened, usd_text

if TYPE_CHECKING:
    from datetime import date

    from tessera.store.version_rows import SavedVersion
    from tessera.ui.versions.lanes import LaneRow

NAME_LENGTH = 80
KINDS = {
    VersionKind.OPENED: "Opened",
    VersionKind.GENERATED: "Generated",
    VersionKind.EDITED: "Edited",
    VersionKind.SEALED: "Edited inside the mask",
    VersionKind.EXTENDED: "Extended",
    VersionKind.CROPPED: "Cropped",
    VersionKind.CONVERTED: "Converted",
    VersionKind.PARTIAL: "Preview of a call that was cut",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with its words. ``lanes`` is None where no tree is shown, as in a search."""

    version: SavedVersion
    title: str
    detail: str
    lanes: LaneRow | None = None

    @property
    def id(self) -> str:
        """Return the id of the photo that the version is."""
        return self.version.id

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        starred = ("starred",) if self.version.starred else ()
        return ", ".join((self.title, *starred, self.detail))


def version_row(version: SavedVersion, today: date, lanes: LaneRow | None = None) -> VersionRow:
    """Return the words of a version: its own name, else its prompt, else the file's name."""
    title = version.name or shortened(version.origin.prompt, NAME_LENGTH)
    return VersionRow(version, title or version.photo.facts.name, _detail(version, today), lanes)


def _detail(version: SavedVersion, today: date) -> str:
    usd = version.origin.usd
    words = (
        "" if usd is None else usd_text(usd),
        moment_text(version.photo.added.astimezone(), today),
        KINDS[version.kind].lower(),
    )
    return " · ".join(word for word in words if word)


def version_facts(version: SavedVersion) -> str:
    """Return everything that is known of a version, line by line."""
    origin = version.origin
    lines = [
        version.name,
        f"{KINDS[version.kind]}, {version.photo.upright} pixels",
        f"Prompt: {origin.prompt}" if origin.prompt else "",
        " · ".join(word for word in (origin.model, settings_words(origin.settings)) if word),
        "" if origin.usd is None else f"Cost {usd_text(origin.usd)}{_simulated(origin.profile)}",
        f"Request {origin.request_id}" if origin.request_id else "",
        origin.note,
    ]
    return "\n".join(line for line in lines if line)


def _simulated(profile: str) -> str:
    return " (simulated)" if profile == "sandbox" else ""
