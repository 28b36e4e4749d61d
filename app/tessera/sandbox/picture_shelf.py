"""Pictures that a reply named by address only: a few, served for an hour, oldest out first."""

import secrets
from collections import OrderedDict

KEPT_S = 3600
PATH = "/v1/rehearsals"
MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}


class PictureShelf:
    """The pictures of one sandbox that wait to be fetched."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[bytes, int]] = OrderedDict()

    def keep(self, data: bytes, media: str, now_s: int) -> str:
        """Keep a picture and return its path and query, which name the Unix time of its end."""
        name = f"{secrets.token_hex(16)}.{media}"
        self._kept[name] = data, now_s + KEPT_S
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return f"{PATH}/{name}?expires={now_s + KEPT_S}"

    def get(self, name: str, now_s: int) -> bytes | None:
        """Return a picture that is still served, or None."""
        data, until_s = self._kept.get(name, (None, 0))
        return data if now_s < until_s else None
