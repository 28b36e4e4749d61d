"""A provider of pictures that sends each window back a little changed, or draws one of its own."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageEnhance, ImageOps

from tessera.core.errors import ServiceError
from tessera.core.image_requests import Edit, Make
from tessera.core.ports import Blobs, Sink
from tessera.core.profiles import OPENAI, Profile
from tessera.core.replies import PictureArrived, Reply, Wait
from tests.studio.scripted_make import ACCEPTED, FINISHED, png

Fail = Callable[[int, Make], ServiceError | None]


@dataclass
class EchoMaker:
    """Implements `tessera.studio.making.Makes`. ``fail`` says for each call whether it fails.

    ``redraws`` sends another picture than the window, as a model that ignores what it was shown.
    """

    profile: Profile = OPENAI
    fail: Fail | None = None
    redraws: bool = False
    ordered: list[Make] = field(default_factory=list)

    async def make(
        self,
        request: Make,
        blobs: Blobs,
        sink: Sink,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Send back what was sent, a little darker; or a picture of the size ordered."""
        self.ordered.append(request)
        sink.sent()
        trouble = None if self.fail is None else self.fail(len(self.ordered), request)
        if trouble is not None:
            raise trouble
        sink.identified(request_id=f"req_{len(self.ordered)}", response_id=None)
        yield ACCEPTED
        for place in range(request.settings.n):
            made = _picture(request, blobs, place)
            yield PictureArrived(place, _upset(made) if self.redraws else made, None, "png")
        yield FINISHED

    async def cancel(self, response_id: str) -> str:
        """Never asked: no order goes through an answer here."""
        raise AssertionError(response_id)

    async def fetch_elsewhere(self, url: str, *, has_agreed: bool = False) -> bytes:
        """Never asked: every picture comes by itself."""
        raise AssertionError(url)


def _picture(request: Make, blobs: Blobs, place: int) -> bytes:
    if not isinstance(request, Edit):
        size = request.settings.size
        return png() if size is None else png(size.width, size.height)
    buffer = BytesIO()
    with Image.open(BytesIO(blobs.read(request.pictures[0].sha256))) as picture:
        darker = ImageEnhance.Brightness(picture.convert("RGB")).enhance(0.95 - place / 100)
        darker.save(buffer, "PNG")
    return buffer.getvalue()


def _upset(data: bytes) -> bytes:
    """Return the picture on its head and in other colours."""
    buffer = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        turned = picture.transpose(Image.Transpose.ROTATE_180)
        ImageOps.invert(turned.convert("RGB")).save(buffer, "PNG")
    return buffer.getvalue()
