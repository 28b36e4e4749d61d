"""What a running sandbox holds: its catalogue, its day, its caps, and what was left with it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from starlette.requests import Request

from tessera.core.catalogue import Catalogue
from tessera.core.models import Model
from tessera.core.ports import Clock
from tessera.core.words import ModelKind, Status
from tessera.sandbox.eyes import Eyes
from tessera.sandbox.file_shelf import FileShelf
from tessera.sandbox.picture_shelf import PictureShelf
from tessera.sandbox.rates import RateWindow
from tessera.sandbox.refusals import Refusal, invalid, no_model, not_among, retired_model
from tessera.sandbox.response_shelf import ResponseShelf

DEFAULT_PACE_S = 0.015
PIXEL_WORKERS = 2

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits. The first four are the API's own, the others bound this machine's memory and disk."""

    body_bytes: int = 512 * 1024 * 1024
    pictures: int = 1500
    data_url_chars: int = 20_971_520
    image_bytes: int = 50 * 1024 * 1024
    mask_bytes: int = 4 * 1024 * 1024
    files: int = 1000
    files_bytes: int = 2 * 1024 * 1024 * 1024
    responses: int = 200
    responses_bytes: int = 256 * 1024 * 1024
    pictures_elsewhere: int = 20


class House:
    """One sandbox. Lives in one event loop."""

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        *,
        token: str | None = None,
        as_of: date | None = None,
        pace_s: float = DEFAULT_PACE_S,
        caps: Caps | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.clock = clock
        self.token = token
        self.pace_s = pace_s
        self.caps = caps or Caps()
        self.files = FileShelf(most=self.caps.files, most_bytes=self.caps.files_bytes)
        self.responses = ResponseShelf(
            most=self.caps.responses, most_bytes=self.caps.responses_bytes
        )
        self.elsewhere = PictureShelf(most=self.caps.pictures_elsewhere)
        self.rates = RateWindow(clock)
        self.eyes = Eyes()
        self._as_of = as_of
        self._drawn: dict[str, int] = {}
        self._put_off: set[str] = set()
        self._pixel_work = asyncio.Semaphore(PIXEL_WORKERS)

    @classmethod
    def of(cls, request: Request) -> "House":
        """Return the house a request came to."""
        house = request.app.state.house
        assert isinstance(house, cls)
        return house

    def close(self) -> None:
        """Give back what was left here; nothing is served any more."""
        self.files.close()

    def today(self) -> date:
        """Return the day whose models are served."""
        return self._as_of or self.clock.today()

    def now_s(self) -> int:
        """Return the Unix time in whole seconds."""
        return int(self.clock.now().timestamp())

    def model(self, model_id: str, kind: ModelKind, endpoint: str) -> Model:
        """Return a model that answers today on ``endpoint``, such as ``v1/responses``."""
        model = self.catalogue.get(model_id)
        today = self.today()
        if model is None or (model.released is not None and model.released > today):
            raise no_model(model_id)
        if model.status_on(today) is Status.RETIRED and model.shutdown_date is not None:
            raise retired_model(model_id, model.shutdown_date)
        if kind not in model.kinds:
            raise self._wrong_kind(model_id, kind, endpoint)
        offered = [path.lstrip("/") for path in model.endpoints if "(" not in path]
        if kind is ModelKind.VISION and offered and endpoint not in offered:
            only = " and ".join(path for path in offered if path != "v1/batch")
            raise Refusal(
                404,
                f"This model is only supported in {only} and not in {endpoint}.",
                param="model",
            )
        return model

    def next_seed(self, prompt: str, model_id: str) -> int:
        """Return 0 for a prompt's first picture, then 1, 2 …: the same prompt never repeats."""
        key = f"{model_id}\n{prompt}"
        if len(self._drawn) > 10_000:
            self._drawn.clear()
        seed = self._drawn.get(key, 0)
        self._drawn[key] = seed + 1
        return seed

    def is_first_of(self, prompt: str) -> bool:
        """Return whether ``prompt`` comes for the first time, or again after it was served."""
        if prompt in self._put_off:
            self._put_off.discard(prompt)
            return False
        if len(self._put_off) > 1_000:
            self._put_off.clear()
        self._put_off.add(prompt)
        return True

    async def with_pixels(self, work: Callable[[], Made]) -> Made:
        """Run work on pixels in a thread, few at a time, so that memory stays bounded."""
        async with self._pixel_work:
            return await asyncio.to_thread(work)

    def _wrong_kind(self, model_id: str, kind: ModelKind, endpoint: str) -> Refusal:
        if kind is ModelKind.IMAGE:
            offered = [model.id for model in self.catalogue.image(self.today())]
            return not_among("model", model_id, offered)
        return invalid(
            f"The model `{model_id}` makes pictures and is not supported on {endpoint}. Use "
            "v1/images/generations, v1/images/edits or the image_generation tool.",
            "model",
            "unsupported_model",
        )
