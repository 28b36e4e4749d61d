"""The colours of a PNG that has no profile but tells them in numbers. Child only.

A PNG may say what its numbers mean by codes (``cICP``: Display P3, BT.2020 …) or by a gamma and the
places of its three colours (``gAMA``, ``cHRM``). Here they become an ICC profile, so that such a
picture is converted like every other. What says sRGB, or nothing else worth the name, stays as it
is. Brightness beyond white (PQ, HLG) has no place in sRGB and is left alone. Sources: PNG, third
edition, chunks cHRM, gAMA and cICP; ITU-T H.273, tables 2 and 3; ICC.1:2001 for the profile.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from tessera.imaging.sniff import early_chunk

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

D65 = (0.3127, 0.329)
SRGB = (*D65, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
CODED_PLACES = {
    1: SRGB,
    5: (*D65, 0.64, 0.33, 0.29, 0.6, 0.15, 0.06),
    6: (*D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    9: (*D65, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (*D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}
SRGB_CURVE = 0.0  # stands for the curve of sRGB, which is no power
CODED_CURVES = {1: SRGB_CURVE, 4: 2.2, 5: 2.8, 6: SRGB_CURVE, 8: 1.0, 13: SRGB_CURVE}
USUAL_GAMMA = (1 / 2.35, 1 / 2.05)  # what programs write when they mean sRGB
FARTHEST = 0.005  # two places nearer than this are the same
GREY_MODES = frozenset({"1", "L", "LA"})
COLOUR_MODES = frozenset({"P", "PA", "RGB", "RGBA"})
_D50 = (0.9642, 1.0, 0.8249)
_BRADFORD: Matrix = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """White, red, green and blue as x and y, and the power of the curve."""

    places: tuple[float, ...]
    power: float


def told_profile(file: BinaryIO, picture: Image.Image) -> bytes:
    """Return a profile for what a PNG tells of its colours, or nothing where that is sRGB."""
    meaning = _coded(early_chunk(file, b"cICP"))
    if meaning is None and not {"icc_profile", "srgb"} & picture.info.keys():
        meaning = _measured(picture.info.get("gamma"), picture.info.get("chromaticity"))
    if meaning is None or (meaning.power == SRGB_CURVE and _are_alike(meaning.places, SRGB)):
        return b""
    try:
        if picture.mode in GREY_MODES:
            return _profile(b"GRAY", {b"kTRC": _curve(meaning.power)})
        return _colours(meaning) if picture.mode in COLOUR_MODES else b""
    except (ArithmeticError, struct.error):  # places on one line, or beyond all numbers
        return b""


def _coded(chunk: bytes) -> _Meaning | None:
    if len(chunk) != 4:
        return None
    places, power = CODED_PLACES.get(chunk[0]), CODED_CURVES.get(chunk[1])
    return None if places is None or power is None else _Meaning(places, power)


def _measured(gamma: object, places: object) -> _Meaning | None:
    if not isinstance(gamma, float) or not 0.05 < gamma < 20:
        return None  # places alone tell no curve
    has_places = isinstance(places, tuple) and len(places) == len(SRGB) and all(places)
    power = SRGB_CURVE if USUAL_GAMMA[0] < gamma < USUAL_GAMMA[1] else 1 / gamma
    return _Meaning(places if has_places and isinstance(places, tuple) else SRGB, power)


def _are_alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) < FARTHEST for a, b in zip(one, other, strict=True))


def _colours(meaning: _Meaning) -> bytes:
    adapted = _times(_to_d50(_xyz(*meaning.places[:2])), _to_xyz(meaning.places))
    curve = _curve(meaning.power)
    tags = {
        name: b"XYZ \0\0\0\0" + b"".join(_fixed(row[at]) for row in adapted)
        for at, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))
    }
    return _profile(b"RGB ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def _to_xyz(places: tuple[float, ...]) -> Matrix:
    """Return what turns linear red, green and blue into XYZ, so that all three make white."""
    red, green, blue = (_xyz(places[at], places[at + 1]) for at in (2, 4, 6))
    columns: Matrix = (
        (red[0], green[0], blue[0]),
        (red[1], green[1], blue[1]),
        (red[2], green[2], blue[2]),
    )
    shares = _applied(_inverse(columns), _xyz(*places[:2]))
    return _scaled(columns, shares)


def _to_d50(white: Triple) -> Matrix:
    """Return what adapts XYZ seen under ``white`` to the white of profiles (Bradford)."""
    seen, wanted = _applied(_BRADFORD, white), _applied(_BRADFORD, _D50)
    ratios = (wanted[0] / seen[0], wanted[1] / seen[1], wanted[2] / seen[2])
    return _times(_scaled(_inverse(_BRADFORD), ratios), _BRADFORD)


def _xyz(x: float, y: float) -> Triple:
    return x / y, 1.0, (1 - x - y) / y


def _applied(matrix: Matrix, vector: Triple) -> Triple:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _scaled(matrix: Matrix, factors: Triple) -> Matrix:
    """Return ``matrix`` with each column multiplied by its factor."""
    one, two, three = (
        (row[0] * factors[0], row[1] * factors[1], row[2] * factors[2]) for row in matrix
    )
    return one, two, three


def _times(left: Matrix, right: Matrix) -> Matrix:
    columns = [_applied(left, (right[0][at], right[1][at], right[2][at])) for at in range(3)]
    one, two, three = ((columns[0][at], columns[1][at], columns[2][at]) for at in range(3))
    return one, two, three


def _inverse(m: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = m
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / whole, (c * h - b * i) / whole, (b * f - c * e) / whole),
        ((f * g - d * i) / whole, (a * i - c * g) / whole, (c * d - a * f) / whole),
        ((d * h - e * g) / whole, (b * g - a * h) / whole, (a * e - b * d) / whole),
    )


def _curve(power: float) -> bytes:
    """Return how numbers become light, as a table of 1,024 steps."""
    steps = [_light(at / 1023, power) for at in range(1024)]
    table = b"".join(struct.pack(">H", round(65535 * step)) for step in steps)
    return b"curv\0\0\0\0" + struct.pack(">I", len(steps)) + table


def _light(value: float, power: float) -> float:
    if power != SRGB_CURVE:
        return float(value**power)
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    white = b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in _D50)
    told = b"PNG\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(told)) + told + bytes(12 + 67)
    tags = {b"desc": described, b"cprt": b"text\0\0\0\0none\0", b"wtpt": white} | tags
    at, table, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x02400000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(_fixed(value) for value in _D50) + bytes(48)
    return head + table + body


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
