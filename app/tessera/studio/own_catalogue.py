"""The catalogue as the user's own: read what is overlaid, enter facts, take back, import, refresh.

Every change is checked as a whole before it is written; a broken file is named with line and
reason, and nothing changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from tessera.core.catalogue import parse_catalogue
from tessera.core.catalogue_edit import ModelFacts, merged, overlaid, with_facts, without_model
from tessera.core.catalogue_listed import ListNews, OtherDay, news_of, with_days
from tessera.core.catalogue_overlay import Overlay
from tessera.core.catalogue_rule_edit import RuleText, rule_texts, with_rule
from tessera.core.measurement import MeterKind
from tessera.core.models import Catalogue, CatalogueError, Model
from tessera.core.profiles import Profile
from tessera.core.words import Confidence
from tessera.store.resources import read_catalogue
from tessera.studio.catalogues import (
    LARGEST_OVERLAY_BYTES,
    OverlayChange,
    changed_overlay,
    rewrite_overlay,
)
from tessera.studio.studio import Studio

_KEPT = "Your catalogue is as it was."


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: its models, and its edition or nothing."""

    models: tuple[str, ...]
    edition: str


async def own_models(studio: Studio) -> frozenset[str]:
    """Return the ids of models with changes of the user's own. Raises `CatalogueError`."""
    path = studio.home.catalogue_overlay
    text = await studio.desk.run(changed_overlay, path, _unchanged)
    return overlaid(Overlay.read(text))


async def enter(studio: Studio, model: Model, facts: ModelFacts) -> None:
    """Let ``facts`` hold for a model from now on. Raises `CatalogueError` or `StoreError`."""
    on = studio.clock.today()
    await _rewrite(studio, partial(with_facts, model=model, facts=facts, on=on))


async def rules_of(studio: Studio, model: Model) -> tuple[RuleText, ...]:
    """Return the rules that a model counts by today, as text. Raises `CatalogueError`."""
    return await studio.desk.run(_rules, studio.home.catalogue_overlay, model, studio.clock.today())


async def enter_rule(
    studio: Studio, model: Model, kind: MeterKind, text: str, confidence: Confidence
) -> None:
    """Let a model count by the rule in ``text`` from today on.

    Raises `CatalogueError`, which names line and reason, or `StoreError`.
    """
    on = studio.clock.today()
    change = partial(with_rule, model=model, kind=kind, text=text, confidence=confidence, on=on)
    await _rewrite(studio, change)


async def take_back(studio: Studio, model_id: str) -> None:
    """Remove the user's own changes of a model. Raises `CatalogueError` or `StoreError`."""
    await _rewrite(studio, partial(_without, model_id=model_id))


async def import_file(studio: Studio, path: Path) -> Imported:
    """Take everything that a catalogue file says into the user's own catalogue.

    Raises `CatalogueError` for a file that is broken or older than the catalogue in force.
    """
    catalogue = await studio.load_catalogue()
    newer, found = await studio.desk.run(_read_import, path, catalogue)
    await _rewrite(studio, partial(_with_import, newer=newer))
    return found


async def list_news(studio: Studio, profile: Profile) -> ListNews:
    """Ask a provider for its models. Raises `ServiceError` where it cannot be reached."""
    service = await studio.service(profile)
    listed = await service.models()
    return news_of(listed, await studio.load_catalogue())


async def take_days(studio: Studio, days: Sequence[OtherDay], provider: str) -> None:
    """Take last days from a provider's list. Raises `CatalogueError` or `StoreError`."""
    on, catalogue = studio.clock.today(), studio.catalogue
    change = partial(_with_days, catalogue=catalogue, days=days, provider=provider, on=on)
    await _rewrite(studio, change)


async def _rewrite(studio: Studio, change: OverlayChange) -> None:
    await studio.desk.run(rewrite_overlay, studio.home.catalogue_overlay, change)
    await studio.reload_catalogue()


def _rules(path: Path, model: Model, on: date) -> tuple[RuleText, ...]:
    overlay = Overlay.read(changed_overlay(path, _unchanged))
    return rule_texts(overlay, read_catalogue(), model, on)


def _unchanged(overlay: Overlay, _texts: Mapping[str, str]) -> Overlay:
    return overlay


def _without(overlay: Overlay, texts: Mapping[str, str], model_id: str) -> Overlay:
    return without_model(overlay, texts, model_id)


def _with_import(overlay: Overlay, _texts: Mapping[str, str], newer: Overlay) -> Overlay:
    return merged(overlay, newer)


def _with_days(
    overlay: Overlay,
    _texts: Mapping[str, str],
    catalogue: Catalogue,
    days: Sequence[OtherDay],
    provider: str,
    on: date,
) -> Overlay:
    return with_days(overlay, catalogue, days, provider, on)


def _read_import(path: Path, catalogue: Catalogue) -> tuple[Overlay, Imported]:
    text = _import_text(path)
    try:
        parse_catalogue(read_catalogue(), {path.name: text})
    except CatalogueError as error:
        raise CatalogueError(
            error.what, _KEPT, "Correct that line, or ask for another file.",
            file=error.file, line=error.line,
        ) from error  # fmt: skip
    newer = Overlay.read(text)
    edition = str(newer.values.get("edition", ""))
    if edition and edition < catalogue.edition:
        raise CatalogueError(
            f"{path.name} is of {edition}; the catalogue in force is newer: {catalogue.edition}.",
            _KEPT,
        )
    return newer, Imported(tuple(sorted(overlaid(newer))), edition)


def _import_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_OVERLAY_BYTES:
            raise CatalogueError(f"{path.name} is larger than 4 MB.", _KEPT)
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise CatalogueError(f"{path.name} cannot be read: {reason}.", _KEPT) from error
