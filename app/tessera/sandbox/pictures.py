"""Pictures of a request: data URL or file id to bytes, with the provider's words for bad ones.

A web address is never fetched: the sandbox touches no network, and says so.
"""

import binascii
from collections.abc import Sequence

import pybase64

from tessera.core.errors import UnreadablePicture
from tessera.core.metering import Measurement, meter_input
from tessera.core.models import Model
from tessera.core.words import Detail
from tessera.imaging.describe import Description
from tessera.imaging.describe_open import FORMATS, read_header
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.refusals import Refusal, invalid, listed, missing, not_among, too_long
from tessera.sandbox.talk import Sent

MOST_PATCHES = 30_000
SHOWN_URL_CHARS = 100
DETAILS = ("low", "high", "original", "auto")


def read_source(house: House, fields: Fields, *, url_key: str = "image_url") -> tuple[bytes, str]:
    """Return the bytes behind ``image_url`` or ``file_id`` of an object, and the field's name."""
    url, file_id = fields.text(url_key), fields.text("file_id")
    if url is not None and file_id is not None:
        raise invalid(
            f"Mutually exclusive parameters: '{fields.name(url_key)}' and "
            f"'{fields.name('file_id')}'.",
            fields.name(url_key),
            "mutually_exclusive_parameters",
        )
    if url is not None:
        param = fields.name(url_key)
        return bytes_of_url(house, url, param), param
    if file_id is not None:
        param = fields.name("file_id")
        return bytes_of_file(house, file_id, param), param
    raise missing(fields.name(url_key))


def bytes_of_url(house: House, untrusted: str, param: str) -> bytes:
    """Return what a data URL holds; any other address is refused without being fetched."""
    scheme = untrusted[:8].lower()
    if scheme.startswith(("http://", "https://")):
        raise invalid(
            f"Error while downloading {untrusted[:SHOWN_URL_CHARS]}. This sandbox never fetches "
            "web addresses: send the picture as a data URL or as a file id.",
            param,
            "failed_to_download_image",
        )
    if not scheme.startswith("data:"):
        raise invalid(
            f"Invalid '{param}'. Expected a valid URL, but got a value with an invalid format.",
            param,
        )
    if len(untrusted) > house.caps.data_url_chars:
        raise too_long(param, house.caps.data_url_chars, len(untrusted))
    return _decoded(untrusted, param)


def bytes_of_file(house: House, file_id: str, param: str) -> bytes:
    """Return the bytes of a file that was uploaded here."""
    file = house.files.get(file_id, house.now_s())
    if file is None:
        raise invalid(f"The file '{file_id}' was not found.", param, "image_file_not_found")
    return file.read()


def sent_picture(data: bytes, detail: str | None, param: str) -> Sent:
    """Return the picture in these bytes, looking at its header only."""
    if not data:
        raise invalid("The image file is empty.", param, "empty_image_file")
    try:
        header = read_header(data)
    except UnreadablePicture as error:
        kinds = ", ".join(f"'{name.lower()}'" for name in FORMATS)
        raise invalid(
            "You uploaded an unsupported image. Please make sure your image has one of the "
            f"following formats: [{kinds}].",
            param,
            "invalid_image_format",
        ) from error
    if header.media_type == "image/gif" and header.frames > 1:
        raise invalid(
            "You uploaded an animated GIF. Only non-animated GIFs are supported.",
            param,
            "unsupported_image_media_type",
        )
    return Sent(data, header, Detail(detail or Detail.AUTO), param)


def read_detail(fields: Fields) -> str | None:
    """Return the detail asked for; whether the model has it is decided by `count_pictures`."""
    return fields.choice("detail", DETAILS)


def count_pictures(house: House, model_id: str, model: Model, sent: Sequence[Sent]) -> int:
    """Return the tokens of all pictures by the core's meter; refuses what the API would refuse."""
    if len(sent) > house.caps.pictures:
        raise invalid(
            f"Too many images: a request may have at most {house.caps.pictures}, "
            f"but got {len(sent)}.",
            "input",
            "too_many_images",
        )
    return sum(_tokens(house, model_id, model, picture) for picture in sent)


async def look_at(house: House, sent: Sequence[Sent]) -> tuple[Description, ...]:
    """Return a description of every picture; refuses those that cannot be decoded."""
    return tuple([await _look(house, picture) for picture in sent])


async def _look(house: House, picture: Sent) -> Description:
    try:
        return await house.with_pixels(lambda: house.eyes.look(picture.data))
    except UnreadablePicture as error:
        raise unparsable(picture.param) from error


def unparsable(param: str) -> Refusal:
    """Return the 400 of a picture whose header is right but whose pixels are broken."""
    return invalid(
        "You uploaded an unsupported image. Please make sure your image is valid.",
        param,
        "image_parse_error",
    )


def _tokens(house: House, model_id: str, model: Model, picture: Sent) -> int:
    seen = meter_input(model_id, model, picture.size, picture.detail, on=house.today())
    if seen.rejected:
        raise _rejected(house, model, picture, seen)
    return seen.tokens or 0


def _rejected(house: House, model: Model, picture: Sent, seen: Measurement) -> Refusal:
    if seen.grid is not None and seen.grid.count > MOST_PATCHES:
        return invalid(
            f"The image you provided requires {seen.grid.count} patches after processing, "
            f"exceeding the limit of {MOST_PATCHES}. Please resize the image and try again.",
            picture.param,
        )
    offered = (*model.details_on(house.today()), Detail.AUTO)
    if picture.detail not in offered:
        where = picture.param.removesuffix(".image_url").removesuffix(".file_id")
        where = where.removesuffix(".url")
        return not_among(f"{where}.detail", picture.detail, offered)
    return invalid(seen.reason or "The image was rejected.", picture.param)


def _decoded(untrusted: str, param: str) -> bytes:
    head, comma, tail = untrusted.partition(",")
    media = head[5:].split(";")[0].lower()
    if not comma or not head.endswith(";base64") or not media.startswith("image/"):
        raise invalid(
            f"Invalid '{param}'. Expected a base64-encoded data URL with an image MIME type "
            "(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got "
            f"{_shown_media(media)}.",
            param,
        )
    if media not in FORMATS.values() and media != "image/jpg":
        raise invalid(
            f"Unsupported image type '{media}'. Supported types are: {listed(FORMATS.values())}.",
            param,
            "unsupported_image_media_type",
        )
    try:
        return pybase64.b64decode(tail.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("The image is not valid base64.", param, "invalid_base64_image") from error


def _shown_media(media: str) -> str:
    return f"unsupported MIME type '{media[:60]}'" if media else "no MIME type"
