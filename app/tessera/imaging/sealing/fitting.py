"""A reply laid over the photo's window: moved, coloured, weighed, and how far it had drifted.

Pictures here are RGB or RGBA of the window's own size; the mask is an array of that size. Child
only.
"""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from tessera.core.geometry import Rect
from tessera.imaging.sealing import feather as feathering
from tessera.imaging.sealing import registration, tint
from tessera.imaging.sealing.arrays import Bytes, Floats, Truths, bytes_of, grey_of, rounded
from tessera.imaging.sealing.report import MOST_RECOLOUR, MOST_RESIDUAL, SealReport
from tessera.imaging.sealing.warp import Lie, seen, warped, warped_colours

GUARD = 3  # pixels beside the mask that a model blends into
MEASURED_PIXELS = 2_000_000
TINT_PIXELS = 40_000  # so few that noise is averaged away
VISIBLE = 25  # levels in any channel
UNCHANGED = 0.02  # levels, on average
LEAST_ALIKE = 0.6  # correlation; below, what was measured is chance


@dataclass(frozen=True, slots=True)
class Window:
    """What was sent and what can be compared of it.

    ``picture`` shows the photo's part, ``mask`` is 0 where nothing may change, ``inside`` is the
    part that lies in the photo; the rest is filling. ``sent`` is the size at which it left, None
    for its own.
    """

    picture: Image.Image
    mask: Bytes
    inside: Rect
    sent: tuple[int, int] | None = None

    @property
    def coarseness(self) -> float:
        """Return by how much the window was shrunk when it was sent."""
        return 1.0 if self.sent is None else self.picture.width / self.sent[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes into the window at ``box``: pixels in sRGB with their weights, and the report."""

    box: Rect
    pixels: Image.Image
    weights: Bytes
    report: SealReport


def fit_reply(window: Window, reply: Image.Image, *, feather: int, is_fitted: bool = True) -> Piece:
    """Return the reply ready to be blended; as it came where ``is_fitted`` is false."""
    was_resized = reply.size != (window.sent or window.picture.size)
    if reply.size != window.picture.size:
        reply = resized(reply, window.picture.size)
    box, weights = _weights(window, feather)
    known = _known(window, reply)
    found = _measured(window, reply, known, was_resized=was_resized)
    if not is_fitted:
        found = _Found(Lie(), tint.Tint(), found.report)
    return Piece(box, _moved(reply, found, box), weights, found.report)


def resized(reply: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the reply in the window's size; enlarging needs no more than bicubic."""
    enlarges = size[0] >= reply.width and size[1] >= reply.height
    return reply.resize(size, Image.Resampling.BICUBIC if enlarges else Image.Resampling.LANCZOS)


@dataclass(frozen=True, slots=True)
class _Found:
    lie: Lie
    tint: tint.Tint
    report: SealReport


def _weights(window: Window, feather: int) -> tuple[Rect, Bytes]:
    """Return the box around the mask and the weights in it; the photo's border is no edge."""
    rows, columns = np.flatnonzero(window.mask.any(axis=1)), np.flatnonzero(window.mask.any(axis=0))
    top, bottom, left, right = (
        int(rows[0]),
        int(rows[-1]) + 1,
        int(columns[0]),
        int(columns[-1]) + 1,
    )
    part = window.mask[top:bottom, left:right]
    inside = window.inside
    beyond = (
        (feather * (top == inside.top), feather * (bottom == inside.bottom)),
        (feather * (left == inside.left), feather * (right == inside.right)),
    )
    (above, below), (before, after) = beyond
    found = feathering.weights(np.pad(part, beyond, mode="edge"), feather)
    shape = found.shape
    cut = found[above : shape[0] - below, before : shape[1] - after]
    return Rect(left, top, right - left, bottom - top), np.ascontiguousarray(cut)


def _known(window: Window, reply: Image.Image) -> Bytes:
    """Return 1 where photo and reply can be compared: not masked, not filling, not transparent."""
    known = np.zeros(window.mask.shape, np.uint8)
    inside = window.inside
    known[inside.top : inside.bottom, inside.left : inside.right] = 1
    known[_grown(window.mask > 0, GUARD)] = 0
    for picture in (window.picture, reply):
        if picture.mode == "RGBA":
            known[bytes_of(picture.getchannel("A")) < 255] = 0
    return known


def _grown(masked: Truths, by: int) -> Truths:
    grown = masked.copy()
    for axis in (0, 1):
        source = grown.copy()
        for step in range(1, by + 1):
            ahead, behind = [slice(None)] * 2, [slice(None)] * 2
            ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
            grown[tuple(ahead)] |= source[tuple(behind)]
            grown[tuple(behind)] |= source[tuple(ahead)]
    return grown


def _measured(window: Window, reply: Image.Image, known: Bytes, *, was_resized: bool) -> _Found:
    report = SealReport(
        known_share=float(known.mean()),
        was_resized=was_resized,
        window_side=max(window.mask.shape),
    )
    if not known.any():
        return _Found(Lie(), tint.Tint(), report)
    drift, difference = _drift(window.picture, reply, known)
    report = replace(report, drift_share=drift, is_exact=difference <= UNCHANGED)
    if report.is_exact:
        return _Found(Lie(), tint.Tint(), report)
    factor = _factor(window)
    one, other, where = _shrunk(window.picture, reply, known, factor)
    found = registration.register(registration.Level(grey_of(one), grey_of(other), where))
    laid = Image.fromarray(warped_colours(bytes_of(other), found.lie))
    where = _only_seen(where, found.lie)
    colours, residual, recolour = _coloured(one, laid, where)
    lie = found.lie.at(factor)
    report = replace(
        report,
        shift_x=lie.shift_x,
        shift_y=lie.shift_y,
        scale_x=lie.scale_x,
        scale_y=lie.scale_y,
        gains=colours.gains,
        offsets=colours.offsets,
        is_local=colours.field is not None,
        correlation=found.correlation,
        residual=residual,
        recolour=recolour,
    )
    return _Found(*_believed(lie, colours, report), report)


def _believed(lie: Lie, colours: tint.Tint, report: SealReport) -> tuple[Lie, tint.Tint]:
    """Return the part of a fit that can be right: with another picture around it, none of it."""
    if report.residual > MOST_RESIDUAL and report.correlation < LEAST_ALIKE:
        return Lie(), tint.Tint()
    return lie, tint.Tint() if report.recolour > MOST_RECOLOUR else colours


def _drift(window: Image.Image, reply: Image.Image, known: Bytes) -> tuple[float, float]:
    """Return the share of known pixels that visibly changed, and the mean change in levels."""
    one, other = bytes_of(window.convert("RGB")), bytes_of(reply.convert("RGB"))
    apart = np.maximum(one, other) - np.minimum(one, other)
    most = apart.max(axis=2)[known > 0]
    return float((most >= VISIBLE).mean()), float(most.mean())


def _factor(window: Window) -> int:
    """Return by how much both are shrunk before they are compared: a power of two."""
    factor = 1
    rows, columns = window.mask.shape
    while rows * columns > MEASURED_PIXELS * factor * factor or window.coarseness > 1.5 * factor:
        factor *= 2
    return factor


def _shrunk(
    window: Image.Image, reply: Image.Image, known: Bytes, factor: int
) -> tuple[Image.Image, Image.Image, Bytes]:
    one, other = window.convert("RGB"), reply.convert("RGB")
    if factor == 1:
        return one, other, known
    where = bytes_of(Image.fromarray(known * np.uint8(255)).reduce(factor)) == 255
    return one.reduce(factor), other.reduce(factor), where.astype(np.uint8)


def _only_seen(known: Bytes, lie: Lie) -> Bytes:
    """Return what is known of the window and shown by the reply."""
    rows_and_columns = seen(known.shape, lie)
    both = np.zeros_like(known)
    both[rows_and_columns] = known[rows_and_columns]
    return both


def _coloured(
    photo: Image.Image, laid: Image.Image, known: Bytes
) -> tuple[tint.Tint, float, float]:
    """Return the tint of a reply that lies right, the mean difference left, and its own change."""
    shrink = 1
    while photo.width * photo.height > TINT_PIXELS * shrink * shrink:
        shrink *= 2
    small, given, where = _shrunk(photo, laid, known, shrink)
    wanted, values = np.asarray(small, np.float32), np.asarray(given, np.float32)
    colours = tint.fit(wanted, values, where)
    apart = np.abs(wanted - colours.applied(values))[where > 0]
    if not apart.size:
        return colours, 0.0, 0.0
    lines = tuple(zip(colours.gains, colours.offsets, strict=True))
    return colours, float(apart.mean()), tint.change_of(values[where > 0], lines)


def _moved(reply: Image.Image, found: _Found, box: Rect) -> Image.Image:
    """Return the part ``box`` of the window from the reply, moved and coloured."""
    corners = (box.left, box.top, box.right, box.bottom)
    if found.lie == Lie() and found.tint.is_nothing:
        return reply.crop(corners)
    colours = np.asarray(reply.convert("RGB"))
    bands = [_band(colours[:, :, each], each, found, corners) for each in range(3)]
    moved = Image.fromarray(np.stack(bands, axis=2))
    if reply.mode == "RGBA":
        alpha = np.asarray(reply.getchannel("A")).astype(np.float32)
        moved.putalpha(Image.fromarray(rounded(warped(alpha, found.lie, corners).copy())))
    return moved


def _band(values: Bytes, channel: int, found: _Found, corners: tuple[int, int, int, int]) -> Bytes:
    left, top, right, bottom = corners
    shape = (values.shape[0], values.shape[1])
    if found.lie == Lie():
        band = values[top:bottom, left:right].astype(np.float32)
    else:
        band = warped(values.astype(np.float32), found.lie, corners).copy()
    band *= np.float32(found.tint.gains[channel])
    band += np.float32(found.tint.offsets[channel])
    local: Floats | None = found.tint.local(channel, shape, corners)
    if local is not None:
        band += local
    return rounded(band)
