"""The pictures of a command: paths, stdin, web addresses and file ids, in the order given."""

import re
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import RequestError
from tessera.core.requests import FileId, Link, Pixels
from tessera.store.photos import SavedPhoto
from tessera.studio.studio import Studio

FILE_ID = re.compile(r"file[-_][A-Za-z0-9_-]{1,128}")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
LARGEST_STDIN_BYTES = 512_000_000
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Sources:
    """What is sent, and the photos of the session that it shows."""

    sources: tuple[Pixels | Link | FileId, ...]
    photo_ids: tuple[str | None, ...]


def read_stdin() -> bytes:
    """Return what is piped in; raises `RequestError`.

    Runs before there is an event loop: a thread that waits for a terminal cannot be stopped.
    """
    data = bytearray()
    while piece := sys.stdin.buffer.read(1 << 20):
        data += piece
        if len(data) > LARGEST_STDIN_BYTES:
            raise RequestError("The picture on stdin is larger than 512 MB.", "Nothing was sent.")
    return bytes(data)


async def gather(studio: Studio, session_id: str, asked: Namespace, piped: bytes) -> Sources:
    """Return the pictures of the command line; raises `TesseraError` for the first that fails."""
    found = [await _source(studio, session_id, name, asked, piped) for name in asked.pictures]
    return Sources(tuple(source for source, _ in found), tuple(photo for _, photo in found))


async def _source(
    studio: Studio, session_id: str, name: str, asked: Namespace, piped: bytes
) -> tuple[Pixels | Link | FileId, str | None]:
    if name == STDIN:
        opened = await studio.photos.open_bytes(session_id, piped, name="stdin")
        return await _sent(studio, opened.photo)
    if ADDRESS.match(name):
        return await _from_web(studio, session_id, name, as_link=asked.send_as_link)
    if is_file_id(name):
        return FileId(name), None
    opened = await studio.photos.open_path(session_id, Path(name))
    return await _sent(studio, opened.photo)


def is_file_id(name: str) -> bool:
    """Return whether ``name`` is a provider's file id and no file of this machine."""
    return FILE_ID.fullmatch(name) is not None and not Path(name).exists()


async def _sent(studio: Studio, photo: SavedPhoto) -> tuple[Pixels, str]:
    return await studio.photos.upload(photo), photo.id


async def _from_web(
    studio: Studio, session_id: str, address: str, *, as_link: bool
) -> tuple[Pixels | Link | FileId, str | None]:
    if as_link:
        return Link(address), None
    from tessera.client.fetch import fetch_picture

    fetched = await fetch_picture(address)
    name = address.rstrip("/").rsplit("/", 1)[-1].partition("?")[0] or "picture"
    opened = await studio.photos.open_bytes(session_id, fetched.data, name=name, source=address)
    return await _sent(studio, opened.photo)
