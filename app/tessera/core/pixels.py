"""Pictures as they are uploaded, named by content."""

from dataclasses import dataclass

from tessera.core.geometry import Size


@dataclass(frozen=True, slots=True)
class Pixels:
    """Uploaded bytes: upright, sRGB, without metadata. ``size`` is what the model is sent."""

    sha256: str
    size: Size
    media_type: str
    size_bytes: int
