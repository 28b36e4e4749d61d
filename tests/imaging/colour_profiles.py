"""ICC profiles, built by hand: wide RGB, grey with a steep curve, a table for print colours."""

import struct

# D50-adapted primaries of Display P3, columns of the matrix to XYZ.
WIDE = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
D50 = (0.9642, 1.0, 0.8249)


def wide_rgb(gamma: float = 1.8) -> bytes:
    """Return a profile with stronger colours and another curve than sRGB."""
    curve = _curve(gamma)
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, WIDE), strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"RGB ", b"XYZ ", tags)


def grey(gamma: float = 1.0) -> bytes:
    """Return a grey profile; gamma 1 is linear light, far brighter on a screen than its numbers."""
    return _profile(b"GRAY", b"XYZ ", {b"kTRC": _curve(gamma)})


def print_colours() -> bytes:
    """Return a CMYK profile whose table knows lightness only: full black is 0, no ink is 100."""
    table = bytearray()
    for index in range(16):  # two steps along each of cyan, magenta, yellow and black
        inks = [index >> bit & 1 for bit in (3, 2, 1, 0)]
        lightness = 0 if inks[3] else 255 - 60 * sum(inks[:3])
        table += bytes((lightness, 128, 128))
    linear = bytes(range(256))
    identity = b"".join(struct.pack(">i", 65536 if i in (0, 4, 8) else 0) for i in range(9))
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + identity + linear * 4 + bytes(table) + linear * 3
    return _profile(b"CMYK", b"Lab ", {b"A2B0": lut})


def _profile(space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    name = b"Tessera test\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(12 + 67)
    tags = {b"desc": described, b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50)} | tags
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += padded
    kind = b"prtr" if space == b"CMYK" else b"mntr"
    head = struct.pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x02400000, kind, space, connection)
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(_fixed, D50)) + bytes(48)
    return head + table + body


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
