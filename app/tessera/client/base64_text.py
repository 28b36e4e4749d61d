"""Base64 as providers really send it: clean and long, or with a prefix, line ends, or no padding.

The clean form, which is all but every picture, is undone in one pass over the bytes as they came.
"""

import binascii
import re

import msgspec
import pybase64

from tessera.client.wire import Unreadable

_PREFIX = re.compile(rb"\s*data:[^,;]{0,100}(;[^,;]{0,100}){0,4},", re.IGNORECASE)
_ODD = re.compile(rb"[\s=]+")
_LONGEST_PREFIX = 1_024

_text = msgspec.json.Decoder(str)


def bytes_of(raw: msgspec.Raw) -> bytes:
    """Return what a JSON string of base64 holds; raises `Unreadable`, also where it is empty."""
    json_text = memoryview(raw)
    if bytes(json_text[:1]) != b'"':
        raise Unreadable("no text")
    found = _clean(json_text[1:-1])
    if found is None:
        found = _repaired(raw)
    if not found:
        raise Unreadable("no base64")
    return found


def _clean(data: memoryview | bytes) -> bytes | None:
    try:
        return pybase64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None


def _repaired(raw: msgspec.Raw) -> bytes | None:
    """Return what a string holds that was escaped, prefixed, wrapped or not padded."""
    try:
        text = _text.decode(raw).encode("ascii")
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Unreadable("no base64") from error
    prefix = _PREFIX.match(text[:_LONGEST_PREFIX])
    text = _ODD.sub(b"", text[prefix.end() :] if prefix else text)
    text = text.replace(b"-", b"+").replace(b"_", b"/")
    return _clean(text + b"=" * (-len(text) % 4))
