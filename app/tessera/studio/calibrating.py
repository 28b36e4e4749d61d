"""Calibration: find out by which rule a provider counts pictures for a model, and keep it.

Blank pictures of chosen sizes go to the provider's counting endpoint, which runs no model; no photo
of the user's is sent. The same question without a picture is counted once and taken off. What was
found is written into the user's own catalogue only when it is kept.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Protocol

from tessera.core.errors import Refused, RequestError, StoreError
from tessera.core.fitting import MOST_PROBES, Fitted, fitting
from tessera.core.fitting_overlay import Origin, with_fitted
from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.models import Model
from tessera.core.ports import Blobs
from tessera.core.probes import Declined, Observation, Outcome, Probe, Probing
from tessera.core.profiles import Profile
from tessera.core.requests import Ask, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tessera.imaging.blank import MEDIA_TYPE, blank_png
from tessera.studio.catalogues import OverlayChange, changed_overlay, rewrite_overlay
from tessera.studio.studio import Studio

MOST_QUESTIONS = MOST_PROBES + 1  # the first one has no picture
_QUESTION = "What is this?"
_ROUNDING = 1  # token: the billing of patches rounds in floating point


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a calibration is. ``text`` says what is asked now."""

    done: int
    at_most: int
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A picture that the provider counts otherwise than the catalogue; None: declined."""

    size: Size
    detail: Detail
    by_catalogue: int | None
    counted: int | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was found. ``text_tokens`` were taken off every count.

    ``is_known`` is false for a model that the catalogue did not have; then nothing can differ.
    ``overlay_text`` is the user's catalogue as it will be when this is kept.
    """

    model_id: str
    provider: str
    on: date
    fitted: Fitted
    text_tokens: int
    is_known: bool
    differences: tuple[Difference, ...]
    overlay_text: str

    @property
    def questions(self) -> int:
        """Return how many questions were asked of the provider."""
        return len(self.fitted.observations) + 1

    @property
    def agrees(self) -> bool:
        """Return whether the catalogue already counts as the provider does."""
        return self.is_known and not self.differences


OnProgress = Callable[[Progress], None]


class Counts(Protocol):
    """What is needed of a provider; `tessera.client.service.Service` is one."""

    async def count_input(self, ask: Ask, blobs: Blobs) -> int:
        """Return the input tokens of a question, which is not answered."""


async def calibrate(
    studio: Studio, profile: Profile, model_id: str, on_progress: OnProgress | None = None
) -> Calibration:
    """Return the rule by which ``profile`` counts pictures for a model.

    Asks at most `MOST_QUESTIONS` times. Raises `NoFit` where no rule explains the counts,
    `RequestError` where the provider does not count, `ServiceError` where it cannot be reached.
    """
    if not profile.capabilities.input_tokens:
        raise RequestError(
            f"{profile.title} does not count tokens before a question is asked.",
            "Nothing was sent.",
            "Calibrate with a provider that does, such as OpenAI.",
        )
    catalogue = await studio.load_catalogue()
    counter = _Counter(await studio.service(profile), model_id, on_progress)
    text_tokens = await counter.without_picture()
    fitted = await _fitted(counter, text_tokens)
    known, on = catalogue.get(model_id), studio.clock.today()
    change = _change(model_id, known, fitted, Origin(profile.title, on))
    path = studio.home.catalogue_overlay
    return Calibration(
        model_id=model_id,
        provider=profile.title,
        on=on,
        fitted=fitted,
        text_tokens=text_tokens,
        is_known=known is not None,
        differences=_differences(model_id, known, fitted, on),
        overlay_text=await studio.desk.run(changed_overlay, path, change),
    )


async def keep(studio: Studio, calibration: Calibration) -> None:
    """Write the rule into the user's catalogue as *measured here*, and count by it from now on.

    Raises `CatalogueError` or `StoreError`; then the file is as it was.
    """
    known = studio.catalogue.get(calibration.model_id)
    origin = Origin(calibration.provider, calibration.on)
    change = _change(calibration.model_id, known, calibration.fitted, origin)
    await studio.desk.run(rewrite_overlay, studio.home.catalogue_overlay, change)
    await studio.reload_catalogue()


def _change(model_id: str, known: Model | None, fitted: Fitted, origin: Origin) -> OverlayChange:
    return partial(with_fitted, model_id=model_id, known=known, fitted=fitted, origin=origin)


async def _fitted(counter: "_Counter", text_tokens: int) -> Fitted:
    """Drive the recipe with the provider's counts; choosing what to ask next runs in a thread."""
    probing = fitting()
    step = await asyncio.to_thread(_advanced, probing, None)
    while isinstance(step, Probe):
        outcome = await counter.outcome(step, text_tokens)
        step = await asyncio.to_thread(_advanced, probing, outcome)
    return step


def _advanced(probing: Probing[Fitted], outcome: Outcome | None) -> Probe | Fitted:
    """Return what the recipe asks next, or what it found."""
    try:
        # The first step takes nothing, as with every generator.
        return next(probing) if outcome is None else probing.send(outcome)
    except StopIteration as end:
        found: Fitted = end.value
        return found


@dataclass(slots=True)
class _Blanks:
    """The picture that is on its way."""

    data: dict[str, bytes] = field(default_factory=dict)

    def take(self, size: Size) -> Pixels:
        """Return the request's name for a blank picture of ``size``."""
        data = blank_png(size)
        sha256 = hashlib.sha256(data).hexdigest()
        self.data = {sha256: data}
        return Pixels(sha256, size, MEDIA_TYPE, len(data))

    def read(self, sha256: str) -> bytes:
        """Return the bytes of the picture."""
        try:
            return self.data[sha256]
        except KeyError as error:
            raise StoreError("A blank picture is gone.") from error


class _Counter:
    """Asks a provider what a model's input counts."""

    def __init__(self, service: Counts, model_id: str, on_progress: OnProgress | None) -> None:
        self._service = service
        self._model_id = model_id
        self._on_progress = on_progress
        self._blanks = _Blanks()
        self._asked = 0

    async def without_picture(self) -> int:
        """Return what the question alone counts."""
        self._say("The question without a picture")
        return await self._count(())

    async def outcome(self, probe: Probe, text_tokens: int) -> Outcome:
        """Return what a blank picture counts, the text taken off."""
        self._say(f"A blank picture of {probe.size}, detail {probe.detail.value}")
        pixels = await asyncio.to_thread(self._blanks.take, probe.size)
        try:
            return await self._count((Picture(pixels, probe.detail),)) - text_tokens
        except Refused as error:
            is_by_patches = "patches" in error.what
            return Declined.TOO_LARGE if is_by_patches else Declined.UNUSABLE

    async def _count(self, pictures: tuple[Picture, ...]) -> int:
        ask = Ask(self._model_id, (Turn(Role.USER, _QUESTION, pictures),))
        self._asked += 1
        return await self._service.count_input(ask, self._blanks)

    def _say(self, text: str) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(self._asked, MOST_QUESTIONS, text))


def _differences(
    model_id: str, known: Model | None, fitted: Fitted, on: date
) -> tuple[Difference, ...]:
    """Return what the catalogue counts otherwise."""
    if known is None:
        return ()
    found = (_difference(model_id, known, fitted, seen, on) for seen in fitted.observations)
    return tuple(difference for difference in found if difference is not None)


def _difference(
    model_id: str, known: Model, fitted: Fitted, seen: Observation, on: date
) -> Difference | None:
    size, detail = seen.probe.size, seen.probe.detail
    said = meter_input(model_id, known, size, detail, on=on)
    counted = seen.outcome if isinstance(seen.outcome, int) else None
    if counted is not None and said.tokens is not None:
        agrees = abs(said.tokens - counted) <= (_ROUNDING if said.rule == "patch" else 0)
    else:
        is_open = seen.outcome is Declined.UNUSABLE and fitted.rule.accepts(detail.value)
        agrees = is_open or said.tokens == counted
    return None if agrees else Difference(size, detail, said.tokens, counted)
