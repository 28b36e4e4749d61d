"""XMP in a JPEG, where one segment holds 65,502 bytes: longer packets are continued. Child only.

Adobe's *extended XMP* (XMP specification, part 3, section 1.1.3.1): a first packet names the whole
by its MD5, and further segments carry its parts. The longest prompts in Chinese need it.
"""

import hashlib
import struct
from dataclasses import replace

from tessera.core.provenance import Provenance
from tessera.core.provenance_xmp import NOTE, to_xmp

MOST_BYTES = 65_000
PART_BYTES = 60_000
NAME = b"http://ns.adobe.com/xmp/extension/\0"
HEAD = struct.Struct(">32sII")


def jpeg_packets(provenance: Provenance, own: bytes) -> tuple[bytes, bytes]:
    """Return the packet for the first segment and, ready to write, the segments that continue it.

    The file's own XMP is left out where only the provenance would fit.
    """
    whole = to_xmp(provenance, own=own).encode()
    if len(whole) <= MOST_BYTES:
        return whole, b""
    whole = to_xmp(provenance).encode()
    if len(whole) <= MOST_BYTES:
        return whole, b""
    guid = hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()
    short = to_xmp(replace(provenance, prompt=""), with_prompt=False)
    note = f'<rdf:Description rdf:about="" xmlns:xmpNote="{NOTE}" xmpNote:HasExtendedXMP="{guid}"/>'
    first = short.replace("</rdf:RDF>", note + "</rdf:RDF>")
    return first.encode(), b"".join(_segments(whole, guid.encode()))


def joined_parts(segments: list[tuple[str, bytes]]) -> bytes:
    """Return the continued XMP of a JPEG's segments, or nothing where it is not whole."""
    parts: dict[int, bytes] = {}
    total, guid = 0, b""
    for name, body in segments:
        if name == "APP1" and body.startswith(NAME) and len(body) > len(NAME) + HEAD.size:
            guid, total, at = HEAD.unpack_from(body, len(NAME))
            parts[at] = body[len(NAME) + HEAD.size :]
    whole = b"".join(parts[at] for at in sorted(parts))
    digest = hashlib.md5(whole, usedforsecurity=False).hexdigest().upper().encode()
    return whole if len(whole) == total and digest == guid else b""


def _segments(whole: bytes, guid: bytes) -> list[bytes]:
    segments = []
    for at in range(0, len(whole), PART_BYTES):
        body = NAME + HEAD.pack(guid, len(whole), at) + whole[at : at + PART_BYTES]
        segments.append(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    return segments
