"""Where the photo lies in the widget: zoom, offset, and the mapping between the two.

Words: *photo* coordinates are upright pixels of the photo; *widget* coordinates are Qt's
device-independent units; *device* pixels are those of the screen, ``ratio`` of them per unit.
``zoom`` is device pixels per photo pixel, so 1.0 shows every pixel once, crisp on any screen.
Nothing here knows Qt.
"""

from dataclasses import dataclass, replace
from math import ceil, floor, log2

from tessera.core.geometry import Rect, Size

FIT_MARGIN = 20  # widget units that stay free around a fitted photo
MAX_ZOOM = 64.0
MIN_ZOOM_OF_FIT = 0.25  # zooming out ends at a quarter of the fitted size
_SLACK = 1e-6  # float dust on the ladder of zooms, in steps


@dataclass(frozen=True, slots=True)
class View:
    """How ``photo`` is laid into a widget of ``width`` × ``height`` device pixels.

    ``left`` and ``top`` say where the photo's corner lies, in device pixels. They keep fractions,
    so that many small steps do not drift; what is painted starts at the whole pixel `origin`.
    ``fits`` is true while the photo follows the size of the widget. ``room`` is what a fit shows
    instead of the photo alone, in photo coordinates: a frame that reaches beyond it.
    """

    photo: Size
    width: int
    height: int
    ratio: float
    zoom: float
    left: float
    top: float
    fits: bool
    room: Rect | None = None

    @property
    def whole(self) -> Rect:
        """Return what a fit shows, in photo coordinates."""
        return self.room or Rect(0, 0, self.photo.width, self.photo.height)

    @property
    def origin(self) -> tuple[int, int]:
        """Return the device pixel at which the photo's corner is painted."""
        return round(self.left), round(self.top)

    @property
    def fit_zoom(self) -> float:
        """Return the zoom that shows all of `whole`; never beyond one pixel per widget unit."""
        margin, whole = 2 * FIT_MARGIN * self.ratio, self.whole
        across = max(1.0, self.width - margin) / whole.width
        down = max(1.0, self.height - margin) / whole.height
        return min(across, down, self.ratio)

    @property
    def smallest_zoom(self) -> float:
        """Return the zoom below which nothing shrinks further."""
        return min(self.fit_zoom, 1.0) * MIN_ZOOM_OF_FIT

    def fitted(self) -> "View":
        """Return the view that shows all of `whole`, centred, and keeps doing so."""
        return replace(self, zoom=self.fit_zoom, fits=True)._settled()

    def with_room(self, room: Rect | None) -> "View":
        """Return the view that fits ``room`` instead of the photo; it moves only if it fitted."""
        roomy = replace(self, room=room)
        return roomy.fitted() if self.fits else roomy._settled()

    def at_zoom(self, zoom: float, x: float, y: float) -> "View":
        """Return the view at ``zoom`` with the photo's point under the widget point kept there."""
        zoom = min(MAX_ZOOM, max(self.smallest_zoom, zoom))
        anchor_x, anchor_y = x * self.ratio, y * self.ratio
        factor = zoom / self.zoom
        left = anchor_x - (anchor_x - self.left) * factor
        top = anchor_y - (anchor_y - self.top) * factor
        return replace(self, zoom=zoom, left=left, top=top, fits=False)._settled()

    def stepped(self, steps: int, x: float, y: float) -> "View":
        """Return the view ``steps`` further on the ladder of powers of √2, around a widget point.

        Powers of two are nearly free to paint, so the ladder holds them. A step outward stops at
        the fitted size if that lies between.
        """
        rung = 2 * log2(self.zoom)
        rung = floor(rung + _SLACK) + steps if steps > 0 else ceil(rung - _SLACK) + steps
        zoom = 2.0 ** (rung / 2)
        if steps < 0 and zoom < self.fit_zoom < self.zoom * (1 - _SLACK):
            return self.fitted()
        return self.at_zoom(zoom, x, y)

    def panned(self, dx: float, dy: float) -> "View":
        """Return the view with the photo moved by widget units."""
        left, top = self.left + dx * self.ratio, self.top + dy * self.ratio
        return replace(self, left=left, top=top, fits=False)._settled()

    def resized(self, width: int, height: int, ratio: float) -> "View":
        """Return the view in a widget of another size; what was in the middle stays there."""
        grown = replace(self, width=width, height=height, ratio=ratio)
        if self.fits:
            return grown.fitted()
        left = self.left + (width - self.width) / 2
        top = self.top + (height - self.height) / 2
        return replace(grown, left=left, top=top)._settled()

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        """Return the photo coordinates that are painted at a widget point; may lie outside."""
        left, top = self.origin
        return (x * self.ratio - left) / self.zoom, (y * self.ratio - top) / self.zoom

    def to_widget(self, x: float, y: float) -> tuple[float, float]:
        """Return the widget point at which photo coordinates are painted."""
        left, top = self.origin
        return (left + x * self.zoom) / self.ratio, (top + y * self.zoom) / self.ratio

    def to_device(self, x: float, y: float) -> tuple[float, float]:
        """Return the device pixel at which photo coordinates are painted."""
        left, top = self.origin
        return left + x * self.zoom, top + y * self.zoom

    def _settled(self) -> "View":
        """Return the view with a photo that shows whole centred, and a larger one kept near.

        The middle of the widget always shows the photo. So a zoom inward never has to move the
        point under the mouse, and a photo cannot be lost outside.
        """
        whole = self.whole
        left = _settled(self.left, whole.left * self.zoom, whole.right * self.zoom, self.width)
        top = _settled(self.top, whole.top * self.zoom, whole.bottom * self.zoom, self.height)
        if self.zoom <= self.fit_zoom * (1 + _SLACK):
            left = (self.width - (whole.left + whole.right) * self.zoom) / 2
            top = (self.height - (whole.top + whole.bottom) * self.zoom) / 2
        return replace(self, left=left, top=top)


def _settled(offset: float, start: float, end: float, length: int) -> float:
    """Return ``offset`` moved so far that the middle of ``length`` lies between start and end."""
    return min(length / 2 - start, max(length / 2 - end, offset))


def fitted_view(photo: Size, width: int, height: int, ratio: float = 1.0) -> View:
    """Return the view that shows the whole of ``photo`` in a widget of that many device pixels.

    >>> fitted_view(Size(400, 100), 240, 240).zoom
    0.5
    """
    return View(photo, width, height, ratio, 1.0, 0.0, 0.0, True).fitted()
