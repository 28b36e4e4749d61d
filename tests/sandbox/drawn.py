"""Pictures drawn for the sandbox's tests, and how they travel."""

import base64
import io

from PIL import Image, ImageDraw

Colour = str | tuple[int, int, int]


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def plain(width: int, height: int, colour: Colour = "red") -> bytes:
    """Return a PNG of one colour."""
    return encoded(Image.new("RGB", (width, height), colour))


def halves(left: Colour, right: Colour, width: int = 640, height: int = 400) -> bytes:
    """Return a PNG whose left and right half have one colour each."""
    image = Image.new("RGB", (width, height), left)
    image.paste(Image.new("RGB", (width - width // 2, height), right), (width // 2, 0))
    return encoded(image)


def stacked(top: Colour, low: Colour, width: int = 640, height: int = 400) -> bytes:
    """Return a PNG whose upper and lower half have one colour each."""
    image = Image.new("RGB", (width, height), top)
    image.paste(Image.new("RGB", (width, height - height // 2), low), (0, height // 2))
    return encoded(image)


def mask(width: int, height: int, hole: tuple[int, int, int, int]) -> bytes:
    """Return an opaque PNG with a transparent rectangle."""
    image = Image.new("RGBA", (width, height), "white")
    ImageDraw.Draw(image).rectangle(hole, fill=(0, 0, 0, 0))
    return encoded(image)


def data_url(data: bytes, media_type: str = "image/png") -> str:
    """Return the data URL of a file."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def opened(data: bytes) -> Image.Image:
    """Return the pixels of a file."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def from_base64(text: str | None) -> Image.Image:
    """Return the pixels of a picture that came as base64."""
    assert text is not None
    return opened(base64.b64decode(text))
