"""Editing: from a photo, words and a mask to the order, and from the reply to the sealed picture.

With a mask a window around it goes out, in the photo's own pixels where the model's sizes allow it,
and the reply is sealed: outside the mask not a byte differs. Without one the whole picture goes
out and the model's own picture comes back as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError, TesseraError
from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Edit, MakeSettings, Through
from tessera.core.pixels import Pixels
from tessera.core.seal_window import SealWindow, plan_window
from tessera.imaging.decoder import Decoder
from tessera.imaging.facts import Facts
from tessera.imaging.masks import Mask, mask_png
from tessera.imaging.sealing.order import FEATHER
from tessera.imaging.sealing.report import SealReport
from tessera.imaging.sealing.results import PreparedEdit
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.photos import SavedPhoto
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.made import Made, MadePicture, Makes, MayFetch, OnReply, OnWait
from tessera.studio.make_orders import MakeBooking, MakeStarted
from tessera.studio.making import Making
from tessera.studio.photo_names import safe_stem
from tessera.studio.photos import PhotoDesk
from tessera.studio.seal_plans import SealPlan, plan_from_json, plan_to_json
from tessera.studio.sealing import Sealing

if TYPE_CHECKING:
    from tessera.core.models import Catalogue

WINDOW_FORMAT = "png"  # what goes back into a photo has lost nothing on its way
# Nobody says what a model takes that the catalogue lacks.
ANYTHING = ImageOptions(sizes=(), size_rule=None, auto_size=True, qualities=())


@dataclass(frozen=True, slots=True)
class EditWish:
    """What the user wants changed, and how. ``mask`` is in upright pixels of ``photo``.

    ``references`` are further pictures in the order in which the prompt names them; ``markup`` is
    a transparent PNG of the photo's upright size. ``settings.size`` counts without a mask only.
    ``through`` None: by the Images API.
    """

    photo: SavedPhoto
    model: str
    prompt: str
    settings: MakeSettings
    mask: Mask | None = None
    references: tuple[SavedPhoto, ...] = ()
    markup: Pixels | None = None
    input_fidelity: str | None = None
    feather: int = FEATHER
    through: Through | None = None


@dataclass(frozen=True, slots=True)
class EditOrder:
    """An edit that may be sent. ``window`` is the part of the photo that is, in upright pixels.

    ``notes`` are sentences that the user should see before: that the window is scaled.
    """

    request: Edit
    booking: MakeBooking
    window: Rect
    is_sealed: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditResult:
    """A picture that an edit made. ``version`` None: the disk did not take it.

    ``report`` is None without a mask. ``trouble`` says why a reply could not be sealed; then
    ``data`` is the reply as it came.
    """

    data: bytes
    extension: str
    version: SavedVersion | None
    report: SealReport | None = None
    trouble: str = ""

    @property
    def has_drifted_too_far(self) -> bool:
        """Return whether a person should look: sealed, pasted, or kept beside (`Sealing`)."""
        return self.report is not None and self.report.has_drifted_too_far


@dataclass(frozen=True, slots=True)
class Edited:
    """How an edit ended in order; ``made`` has the bill and what came."""

    made: Made
    results: tuple[EditResult, ...]


class Editing:
    """Prepares and runs edits, for the window and for commands."""

    def __init__(
        self,
        library: Library,
        desk: Desk,
        decoder: Callable[[], Decoder],
        photos: PhotoDesk,
        catalogue: "Callable[[], Catalogue]",
        making: Making,
        sealing: Sealing,
    ) -> None:
        self._library = library
        self._desk = desk
        self._decoder = decoder
        self._photos = photos
        self._catalogue = catalogue
        self._making = making
        self._sealing = sealing

    def draft(self, wish: EditWish) -> Edit:
        """Return the request as far as its price depends on it; quick, nothing is prepared."""
        window = self.window(wish)
        pictures = tuple(self._photos.prepared(photo) for photo in wish.references)
        if window is None:
            return _whole(wish, (self._photos.prepared(wish.photo), *pictures))
        sent = Pixels("", window.sent, "image/png", 1)
        mask = sent if self._takes_mask(wish) else None
        return _windowed(wish, (sent, *pictures), mask, window)

    def window(self, wish: EditWish) -> SealWindow | None:
        """Return what of the photo goes out with a mask, None without one."""
        if wish.mask is None:
            return None
        return plan_window(
            wish.photo.upright, wish.mask.area, edit_options(self._catalogue(), wish.model)
        )

    async def prepare(self, wish: EditWish, *, batch: str | None = None) -> EditOrder:
        """Return the order; what it sends lies in the library then. Nothing leaves this machine.

        Raises `PictureError`, `RequestError` or `StoreError`.
        """
        references = tuple([await self._photos.upload(photo) for photo in wish.references])
        stem = safe_stem(wish.photo.facts.name)
        booking = MakeBooking(
            wish.photo.session_id, VersionKind.EDITED, wish.photo.id, batch, f"{stem}, edited"
        )
        window = self.window(wish)
        if window is None or wish.mask is None:
            first = await self._photos.upload(wish.photo)
            size = wish.photo.upright
            whole = Rect(0, 0, size.width, size.height)
            return EditOrder(_whole(wish, (first, *references)), booking, whole, is_sealed=False)
        return await self._prepare_window(wish, wish.mask, window, references, booking)

    async def run(
        self,
        started: MakeStarted,
        order: EditOrder,
        service: Makes,
        on_reply: OnReply,
        on_wait: OnWait | None = None,
        *,
        may_fetch: MayFetch | None = None,
    ) -> Edited:
        """Send the noted edit, follow it to its end and seal what came.

        Raises `TesseraError` like `Making.run`. A reply that cannot be sealed is handed out and
        kept as it came, with its trouble.
        """
        made = await self._making.run(
            started, order.request, service, on_reply, on_wait, may_fetch=may_fetch
        )
        if not order.is_sealed:
            results = tuple(EditResult(p.data, p.extension, p.version) for p in made.pictures)
            return Edited(made, results)
        plan = plan_from_json(order.booking.plan)
        return Edited(made, tuple([await self._sealed(p, plan) for p in made.pictures]))

    async def _sealed(self, picture: MadePicture, plan: SealPlan) -> EditResult:
        try:
            if picture.version is None:
                sealed = await self._sealing.seal_bytes(plan, picture.data)
                return EditResult(sealed.file.data, "png", None, sealed.report)
            done = await self._sealing.seal(picture.version)
        except TesseraError as error:
            return EditResult(picture.data, picture.extension, picture.version, trouble=str(error))
        data = await self._desk.run(self._library.blobs.read, done.version.photo.blob.sha256)
        return EditResult(data, "png", done.version, done.report)

    async def _prepare_window(
        self,
        wish: EditWish,
        mask: Mask,
        window: SealWindow,
        references: tuple[Pixels, ...],
        booking: MakeBooking,
    ) -> EditOrder:
        import asyncio

        path = self._photos.path(wish.photo)
        ready = await asyncio.to_thread(
            self._decoder().prepare_edit, path, mask, window, frame=wish.photo.facts.frame
        )
        picture, sent_mask, plan = await self._desk.run(
            _keep_window, self._library, wish, mask, window, ready
        )
        request = _windowed(
            wish,
            (picture, *references),
            sent_mask if self._takes_mask(wish) else None,
            window,
        )
        note = window.scale_note
        return EditOrder(
            request,
            replace(booking, plan=plan_to_json(plan), also=(plan.mask_sha256,)),
            window.box,
            is_sealed=True,
            notes=(note,) if note else (),
        )

    def _takes_mask(self, wish: EditWish) -> bool:
        return edit_options(self._catalogue(), wish.model).mask


def edit_options(catalogue: "Catalogue", model_id: str) -> ImageOptions:
    """Return what the model takes for an edit; anything for one that nobody knows.

    Raises `RequestError` for one that edits no pictures.
    """
    model = catalogue.get(model_id)
    if model is None:
        return ANYTHING
    if model.image is None or not model.image.edits:
        raise RequestError(
            f"{model_id} edits no pictures.", "Nothing was sent.", "Choose another model."
        )
    return model.image


def edit_note(facts: Facts) -> str:
    """Return the sentence to say before the first edit of a picture that will lose something.

    Colour profile, EXIF and transparency are kept; so is grey of 16 bits. Empty: nothing is lost.
    """
    if facts.bits > 8 and not facts.mode.startswith("I;16"):
        return (
            f"This picture has {facts.bits} bits per channel; an edited version of it has 8. "
            "The original stays as it is."
        )
    if facts.mode == "CMYK":
        return "This picture is made for print (CMYK); an edited version of it is in sRGB."
    if facts.frames > 1:
        return "This picture has several frames; an edited version of it has the one shown."
    return ""


def _whole(wish: EditWish, pictures: tuple[Pixels, ...]) -> Edit:
    return Edit(
        wish.model,
        wish.prompt,
        pictures,
        wish.settings,
        markup=wish.markup,
        input_fidelity=wish.input_fidelity,
        through=wish.through,
    )


def _windowed(
    wish: EditWish, pictures: tuple[Pixels, ...], mask: Pixels | None, window: SealWindow
) -> Edit:
    settings = replace(
        wish.settings, size=window.sent, output_format=WINDOW_FORMAT, compression=None
    )
    return Edit(
        wish.model,
        wish.prompt,
        pictures,
        settings,
        mask=mask,
        input_fidelity=wish.input_fidelity,
        through=wish.through,
    )


def _keep_window(
    library: Library, wish: EditWish, mask: Mask, window: SealWindow, ready: PreparedEdit
) -> tuple[Pixels, Pixels, SealPlan]:
    """Keep what is sent, and the mask itself; runs in the desk's thread."""
    sent = []
    for upload in (ready.picture, ready.mask):
        blob = library.blobs.put(upload.data, ext="png")
        sent.append(_pixels(blob.sha256, upload.size, blob.size_bytes))
    own = library.blobs.put(mask_png(mask), ext="png")
    plan = SealPlan(wish.photo.id, window, own.sha256, own.size_bytes, wish.feather)
    return sent[0], sent[1], plan


def _pixels(sha256: str, size: Size, size_bytes: int) -> Pixels:
    return Pixels(sha256, size, "image/png", size_bytes)
