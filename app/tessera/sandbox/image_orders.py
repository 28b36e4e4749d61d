"""Orders for pictures: what is to be made of which words and pictures, checked as the API checks.

An *order* is complete and legal once it exists; making it cannot be refused any more, except
where a picture turns out to be broken when it is decoded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.core.models import Model
from tessera.core.words import ModelKind
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.image_looks import LOOK_FIELDS, Look, options_of, read_look
from tessera.sandbox.pictures import read_source, sent_picture
from tessera.sandbox.refusals import (
    Refusal,
    invalid,
    missing,
    too_long,
    unknown_parameter,
    unsupported,
)
from tessera.sandbox.talk import Sent

# The default that OpenAI's specification names; the SDK says "specify a model explicitly".
DEFAULT_MODEL = "gpt-image-1.5"
ENDPOINT_FIELDS = LOOK_FIELDS | {
    *("n", "prompt", "response_format", "safety_identifier", "stream", "user"),
}
EDIT_FIELDS = ENDPOINT_FIELDS | {"input_fidelity", "mask", "markup"}
EDIT_MEDIA = ("image/png", "image/webp", "image/jpeg")
PNG = "image/png"


@dataclass(frozen=True, slots=True)
class ImageOrder:
    """Pictures to be made. ``pictures`` empty: from words alone; else the first one is edited."""

    model_id: str
    model: Model
    prompt: str
    look: Look
    n: int = 1
    stream: bool = False
    pictures: tuple[Sent, ...] = ()
    mask: Sent | None = None
    markup: Sent | None = None

    @property
    def is_edit(self) -> bool:
        """Return whether there is a picture to start from."""
        return bool(self.pictures)


@dataclass(frozen=True, slots=True)
class EditPictures:
    """The pictures of an edit as they came, before anything is checked."""

    images: tuple[Sent, ...]
    mask: Sent | None = None
    markup: Sent | None = None


def read_generation(house: House, fields: Fields) -> ImageOrder:
    """Return the order of ``images/generations``."""
    fields.only(ENDPOINT_FIELDS)
    return _read(house, fields, EditPictures(()), "v1/images/generations")


def read_edit(house: House, fields: Fields, pictures: EditPictures) -> ImageOrder:
    """Return the order of ``images/edits``."""
    if not pictures.images:
        raise missing("image")
    return _read(house, fields, pictures, "v1/images/edits")


def read_edit_json(house: House, fields: Fields) -> ImageOrder:
    """Return the order of ``images/edits`` sent as JSON: pictures are references."""
    fields.only(EDIT_FIELDS | {"images"})
    images = tuple(_reference(house, ref) for ref in fields.objects("images", most=16))
    mask, markup = (fields.nested(key) for key in ("mask", "markup"))
    pictures = EditPictures(
        images,
        None if mask is None else _reference(house, mask),
        None if markup is None else _reference(house, markup),
    )
    if not images:
        raise missing("images")
    return read_edit(house, fields, pictures)


def check_pictures(house: House, model: Model, look: Look, pictures: EditPictures) -> None:
    """Refuse pictures, masks and markups that an edit with ``model`` does not take."""
    options = options_of(model)
    if pictures.images and not options.edits:
        raise unsupported("image")
    if len(pictures.images) > options.max_references:
        raise too_long("image", options.max_references, len(pictures.images), what="array")
    for picture in pictures.images:
        _check_image(house, picture)
    if pictures.mask is not None and pictures.markup is not None:
        raise invalid("'markup' cannot be combined with 'mask'.", "markup", "invalid_value")
    if pictures.mask is not None:
        if not options.mask or look.media in options.no_mask_formats:
            raise unsupported("mask")
        _check_overlay(house, pictures.mask, pictures.images[0], "mask")
    if pictures.markup is not None:
        if not options.markup:
            raise unsupported("markup")
        _check_overlay(house, pictures.markup, pictures.images[0], "markup")


def _read(house: House, fields: Fields, pictures: EditPictures, endpoint: str) -> ImageOrder:
    model_id = fields.text("model") or DEFAULT_MODEL
    model = house.model(model_id, ModelKind.IMAGE, endpoint)
    options = options_of(model)
    prompt = fields.required_text("prompt", most=options.max_prompt_chars)
    if not prompt.strip():
        raise invalid("Invalid 'prompt': the prompt is empty.", "prompt", "string_below_min_length")
    stream = fields.flag("stream")
    _check_form(fields, always_base64=options.always_base64)
    look = read_look(fields, model, stream=stream)
    n = fields.integer("n", least=1, most=options.max_n) or 1
    _check_alone(look, stream=stream, n=n)
    check_pictures(house, model, look, pictures)
    return ImageOrder(
        model_id, model, prompt, look, n, stream, pictures.images, pictures.mask, pictures.markup
    )


def _check_form(fields: Fields, *, always_base64: bool) -> None:
    """Refuse a form of reply that the model does not know; addresses are not served here."""
    if always_base64 and fields.has("response_format"):
        raise unknown_parameter("response_format")
    fields.choice("response_format", ("b64_json",))


def _check_alone(look: Look, *, stream: bool, n: int) -> None:
    if stream and n != 1:
        raise Refusal(400, "Streaming is only supported with n=1.")  # as a gateway reported it
    if look.media in {"gif", "svg"} and stream:
        raise invalid(f"Streaming is not supported for output format '{look.media}'.", "stream")
    if look.media == "svg" and n != 1:
        raise invalid("Output format 'svg' is only supported with n = 1.", "n")


def _reference(house: House, fields: Fields) -> Sent:
    fields.only(["image_url", "file_id"])
    data, param = read_source(house, fields)
    return sent_picture(data, None, param)


def _check_image(house: House, picture: Sent) -> None:
    if picture.header.media_type not in EDIT_MEDIA:
        raise invalid(
            f"Invalid file '{picture.param}': unsupported mimetype ('{picture.header.media_type}')."
            " Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.",
            picture.param,
            "unsupported_file_mimetype",
        )
    if len(picture.data) >= house.caps.image_bytes:
        raise _too_heavy(picture, house.caps.image_bytes)


def _check_overlay(house: House, overlay: Sent, first: Sent, name: str) -> None:
    code = f"invalid_{name}_image_format"
    if overlay.header.media_type != PNG:
        raise invalid(f"Invalid {name} image format - the {name} must be a PNG.", name, code)
    if not overlay.header.has_alpha:
        raise invalid(
            f"Invalid {name} image format - the {name} must have an alpha channel.", name, code
        )
    if overlay.size != first.size:
        raise invalid(
            f"Invalid {name} image format - {name} size does not match image size "
            f"({overlay.size} against {first.size}).",
            name,
            code,
        )
    if len(overlay.data) >= house.caps.mask_bytes:
        raise _too_heavy(overlay, house.caps.mask_bytes)


def _too_heavy(picture: Sent, most: int) -> Refusal:
    return invalid(
        f"Invalid '{picture.param}': the file is {len(picture.data)} bytes; it must be less than "
        f"{most // (1024 * 1024)}MB.",
        picture.param,
        "image_file_too_large",
    )


def uploads(named: Sequence[tuple[str, bytes]]) -> EditPictures:
    """Return the pictures of a multipart edit from its file parts, by their field names."""
    images, others = [], {}
    for name, data in named:
        if name in {"image", "image[]"} or name.startswith("image["):
            images.append(sent_picture(data, None, "image"))
        else:
            others[name] = sent_picture(data, None, name)
    return EditPictures(tuple(images), others.get("mask"), others.get("markup"))
