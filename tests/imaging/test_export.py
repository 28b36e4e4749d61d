"""Saved files, read back: pixels, profile, EXIF, provenance, and what the privacy switch leaves."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tessera.core.errors import UnreadablePicture
from tessera.core.provenance import Origin, Provenance, to_record
from tessera.imaging.decoder import Decoder
from tessera.imaging.export.export import export
from tessera.imaging.export.order import Change, Exported, ExportOrder, Loss
from tessera.imaging.export.words import sentences
from tessera.imaging.raster import FileFormat
from tessera.imaging.reading import read_header
from tests.imaging import laden
from tests.imaging.colour_profiles import wide_rgb
from tests.imaging.pixels import difference
from tests.pictures import ORIENTATION, oriented_file, photo, quadrants, ramp

KITE = Provenance(
    origin=Origin.COMPOSITE,
    prompt="A red kite 🪁 over the harbour </rdf:li>\r\n\0",
    model="gpt-image-2",
    settings=(("size", "1536×1024"), ("quality", "high")),
    request_id="req_4711",
    usd=Decimal("0.0412"),
    made=datetime(2026, 11, 20, 12, 30, tzinfo=UTC),
    program="Tessera 0.5.0",
    provider="openai",
)
PNG, JPEG, WEBP, TIFF, AVIF = FileFormat
LOSSLESS = [
    ExportOrder(form=PNG),
    ExportOrder(form=TIFF),
    ExportOrder(form=WEBP, lossless=True),
]
ALL = [*LOSSLESS, ExportOrder(form=JPEG), ExportOrder(form=WEBP), ExportOrder(form=AVIF)]


def ids(order: ExportOrder) -> str:
    """Return what to call an order."""
    return order.form.value + ("-lossless" if order.is_lossless else "")


def with_record(order: ExportOrder, provenance: Provenance = KITE) -> ExportOrder:
    """Return ``order`` with a provenance to write."""
    return ExportOrder(
        form=order.form,
        quality=order.quality,
        lossless=order.lossless,
        record=to_record(provenance),
    )


def private(order: ExportOrder) -> ExportOrder:
    """Return ``order`` with the privacy switch on."""
    return ExportOrder(
        form=order.form, quality=order.quality, lossless=order.lossless, keeps_metadata=False
    )


def read(saved: Exported) -> Image.Image:
    """Return the file as another program reads it."""
    picture = Image.open(io.BytesIO(saved.data))
    picture.load()
    return picture


def kept(path: Path, saved: Exported) -> Path:
    """Write the saved file down, to be opened by the program again."""
    path.write_bytes(saved.data)
    return path


@pytest.mark.parametrize("order", LOSSLESS, ids=ids)
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_without_loss_every_pixel_reads_back(
    order: ExportOrder, mode: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "ramp.png"
    ramp(mode).save(path)
    saved = decoder.export(path, order)
    picture = read(saved)
    assert difference(picture.convert("RGBA"), ramp(mode).convert("RGBA")) == 0
    assert (saved.change, saved.losses) == (None, ())


@pytest.mark.parametrize("order", LOSSLESS, ids=ids)
def test_random_pictures_of_any_mode_profile_and_orientation_read_back(
    order: ExportOrder, tmp_path: Path
) -> None:
    """What the child does, done here: 2,100 pictures in seconds."""
    chance = random.Random(4711)
    path = tmp_path / "any.png"
    for _ in range(700):
        mode = chance.choice(["1", "L", "LA", "P", "RGB", "RGBA"])
        orientation, picture = chance.randrange(1, 9), _noise(chance, mode)
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        has_profile = mode in ("P", "RGB", "RGBA") and chance.random() < 0.4
        picture.save(path, exif=exif, icc_profile=wide_rgb() if has_profile else None)
        with path.open("rb") as file:
            saved = export(file, read_header(file), order)
        found = Image.open(io.BytesIO(saved.file.data))
        assert found.info.get("icc_profile") == (wide_rgb() if has_profile else None)
        wanted = picture.convert("RGBA")
        if (turn := _TURNS.get(orientation)) is not None:
            wanted = wanted.transpose(turn)
        assert found.convert("RGBA").tobytes() == wanted.tobytes(), (mode, orientation)


def _noise(chance: random.Random, mode: str) -> Image.Image:
    """Return a small picture of random values; also where it is transparent."""
    width, height = chance.randrange(1, 40), chance.randrange(1, 40)
    noise = Image.frombytes("RGBA", (width, height), chance.randbytes(width * height * 4))
    return noise.convert("RGB").quantize(9) if mode == "P" else noise.convert(mode)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@pytest.mark.parametrize("order", ALL, ids=ids)
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_saved_file_is_upright_and_says_so(
    order: ExportOrder, orientation: int, tmp_path: Path, decoder: Decoder
) -> None:
    saved = decoder.export(oriented_file(tmp_path / "turned.png", orientation), order)
    picture = read(saved)
    assert picture.getexif().get(ORIENTATION, 1) == 1
    assert difference(picture.convert("L"), quadrants().convert("L")) < 30
    assert decoder.facts(kept(tmp_path / "saved", saved)).upright == saved.size


@pytest.mark.parametrize("order", ALL, ids=ids)
@pytest.mark.parametrize("source", [laden.jpeg, laden.png, laden.webp, laden.tiff, laden.avif])
def test_the_cameras_words_and_the_profile_stay(
    order: ExportOrder, source: laden.Writer, tmp_path: Path, decoder: Decoder
) -> None:
    path = source(tmp_path / f"laden.{source.__name__}", 6)
    picture = read(decoder.export(path, order))
    assert picture.info["icc_profile"] == wide_rgb()
    exif = picture.getexif()
    assert exif[0x013B].strip("\0") == laden.TEXT  # the artist
    if source is not laden.tiff:  # ours has no directories
        assert exif.get_ifd(0x8825)[1].strip("\0") == "N"
        assert exif.get_ifd(0x8769)[0xA431].strip("\0") == laden.TEXT


@pytest.mark.parametrize("order", ALL, ids=ids)
def test_provenance_is_written_and_reads_back_to_the_letter(
    order: ExportOrder, tmp_path: Path, decoder: Decoder
) -> None:
    path = laden.png(tmp_path / "laden.png")
    saved = decoder.export(path, with_record(order))
    told = decoder.provenance(kept(tmp_path / "saved", saved))
    assert told.provenance == KITE
    assert b"compositeWithTrainedAlgorithmicMedia" in saved.data


def test_a_prompt_of_the_greatest_length_goes_into_a_jpeg_too(
    tmp_path: Path, decoder: Decoder
) -> None:
    chance = random.Random(1)
    prompt = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(32_000))
    path = tmp_path / "ramp.png"
    ramp().save(path)
    long = replace(KITE, prompt=prompt)
    saved = decoder.export(path, with_record(ExportOrder(form=JPEG), long))
    assert decoder.provenance(kept(tmp_path / "saved.jpg", saved)).provenance == long
    assert b"compositeWithTrainedAlgorithmicMedia" in saved.data[:65_536]


@pytest.mark.parametrize("order", ALL, ids=ids)
@pytest.mark.parametrize(
    "source", [laden.jpeg, laden.png, laden.webp, laden.tiff, laden.gif, laden.avif]
)
def test_the_privacy_switch_leaves_pixels_alone(
    order: ExportOrder, source: laden.Writer, tmp_path: Path, decoder: Decoder
) -> None:
    saved = decoder.export(source(tmp_path / f"laden.{source.__name__}"), private(order))
    assert laden.SECRET not in saved.data
    picture = read(saved)
    spoken = {"exif", "icc_profile", "xmp", "comment", "XML:com.adobe.xmp", "photoshop"}
    assert not spoken & picture.info.keys()
    if order.form is not TIFF:  # a TIFF's own directory counts as EXIF
        assert not dict(picture.getexif())
    else:
        assert not {270, 305, 306, 315, 700, 33432, 34665, 34675, 34853} & set(picture.getexif())
    if order.form in (PNG, JPEG):
        assert laden.traces(saved.data) == []


def test_with_the_switch_on_the_colours_are_srgb(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "wide.png"
    Image.new("RGB", (8, 8), (200, 60, 40)).save(path, icc_profile=wide_rgb())
    found = read(decoder.export(path, private(ExportOrder(form=PNG)))).getpixel((4, 4))
    wide = ImageCms.ImageCmsProfile(io.BytesIO(wide_rgb()))
    wanted = ImageCms.profileToProfile(
        Image.new("RGB", (1, 1), (200, 60, 40)),
        wide,
        ImageCms.createProfile("sRGB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    assert wanted is not None
    near = wanted.getpixel((0, 0))
    assert isinstance(found, tuple)
    assert isinstance(near, tuple)
    assert found != (200, 60, 40)
    assert all(abs(a - b) <= 2 for a, b in zip(found, near, strict=True))


@pytest.mark.parametrize("form", [PNG, TIFF])
def test_sixteen_bits_of_grey_stay_sixteen(
    form: FileFormat, tmp_path: Path, decoder: Decoder
) -> None:
    deep = Image.frombytes("I;16", (256, 4), bytes(range(256)) * 8)
    deep.save(tmp_path / "deep.png")
    saved = decoder.export(tmp_path / "deep.png", ExportOrder(form=form))
    assert (read(saved).mode, read(saved).tobytes()) == ("I;16", deep.tobytes())
    assert saved.losses == ()


def test_sixteen_bits_that_become_eight_are_said(tmp_path: Path, decoder: Decoder) -> None:
    deep = Image.frombytes("I;16", (256, 4), bytes(range(256)) * 8)
    deep.save(tmp_path / "deep.png")
    order = ExportOrder(form=WEBP, lossless=True)
    assert decoder.export(tmp_path / "deep.png", order).losses == (Loss.BITS,)


def test_transparency_in_a_jpeg_is_white_and_said(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "half.png"
    Image.new("RGBA", (20, 20), (0, 0, 0, 128)).save(path)
    saved = decoder.export(path, ExportOrder(form=JPEG))
    pixel = read(saved).getpixel((10, 10))
    assert isinstance(pixel, tuple)
    assert all(abs(value - 127) <= 3 for value in pixel)
    assert saved.losses == (Loss.TRANSPARENCY,)


def test_what_a_lossy_format_changes_is_measured_and_said(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "photo.png"
    photo(200, 150).save(path)
    order = ExportOrder(form=JPEG, quality=70)
    saved = decoder.export(path, order)
    assert saved.change is not None
    assert saved.change.most == difference(read(saved), photo(200, 150))
    assert 0 < saved.change.mean < saved.change.most
    assert not saved.change.is_outside
    (sentence,) = sentences(order, saved.losses, saved.change)
    assert sentence.startswith("JPEG compression changed pixels by up to")


def test_with_a_mask_only_the_pixels_outside_of_it_count(tmp_path: Path, decoder: Decoder) -> None:
    picture = Image.new("RGB", (64, 64), (128, 128, 128))
    picture.paste(photo(32, 64), (0, 0))
    picture.save(tmp_path / "half.png")
    mask = Image.new("L", (64, 64), 0)
    mask.paste(255, (0, 0, 40, 64))  # the photo, and the blocks that it touches
    mask.save(tmp_path / "mask.png")
    order = ExportOrder(form=JPEG, quality=40)
    inside = decoder.export(tmp_path / "half.png", order).change
    outside = decoder.export(tmp_path / "half.png", order, mask=tmp_path / "mask.png").change
    assert inside is not None
    assert inside.most > 10
    assert outside == Change(most=0, mean=0.0, is_outside=True)


def test_a_mask_that_cannot_be_read_is_named(tmp_path: Path, decoder: Decoder) -> None:
    ramp().save(tmp_path / "ramp.png")
    (tmp_path / "mask.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnreadablePicture, match=r"mask\.png"):
        decoder.export(tmp_path / "ramp.png", ExportOrder(form=JPEG), mask=tmp_path / "mask.png")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_credentials(form: str) -> bytes:
    """Return a small picture with something in the place of content credentials."""
    buffer = io.BytesIO()
    quadrants().save(buffer, form)
    data = buffer.getvalue()
    stale = b"STALE MANIFEST"
    if form == "PNG":
        return data[:33] + _chunk(b"caBX", stale) + data[33:]
    if form == "JPEG":
        body = b"JP\0\1\0\0\0\1" + stale
        return data[:2] + b"\xff\xeb" + struct.pack(">H", len(body) + 2) + body + data[2:]
    grown = data + b"C2PA" + struct.pack("<I", len(stale)) + stale
    return grown[:4] + struct.pack("<I", len(grown) - 8) + grown[8:]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("order", ALL, ids=ids)
def test_stale_credentials_are_not_carried_into_another_file(
    form: str, order: ExportOrder, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "result"
    path.write_bytes(with_credentials(form))
    assert decoder.provenance(path).has_credentials
    saved = decoder.export(path, with_record(order))
    assert Loss.CREDENTIALS in saved.losses
    assert b"STALE" not in saved.data
    assert not decoder.provenance(kept(tmp_path / "saved", saved)).has_credentials


def test_an_edited_photos_old_thumbnail_does_not_survive(tmp_path: Path, decoder: Decoder) -> None:
    small = io.BytesIO()
    Image.new("RGB", (16, 16), (255, 0, 0)).save(small, "JPEG")
    thumbnail = small.getvalue()
    head = b"Exif\0\0MM\0*" + struct.pack(">I", 8)
    main = struct.pack(">H", 1) + struct.pack(">HHIHH", ORIENTATION, 3, 1, 6, 0)
    second = struct.pack(">H", 2)
    second += struct.pack(">HHII", 0x0201, 4, 1, 8 + 18 + 30)
    second += struct.pack(">HHII", 0x0202, 4, 1, len(thumbnail)) + struct.pack(">I", 0)
    exif = head + main + struct.pack(">I", 8 + 18) + second + thumbnail
    path = tmp_path / "camera.jpg"
    quadrants().save(path, "JPEG", exif=exif)
    assert thumbnail in path.read_bytes()
    saved = decoder.export(path, ExportOrder(form=JPEG))
    assert thumbnail[20:] not in saved.data
    assert read(saved).getexif()[ORIENTATION] == 1


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_broken_exif_is_left_out_and_said(cut: int, tmp_path: Path, decoder: Decoder) -> None:
    whole = laden.exif(6).tobytes()
    path = tmp_path / "broken.png"
    quadrants().save(path, exif=whole[:cut] + b"\xff" * 40)
    saved = decoder.export(path, ExportOrder(form=PNG))
    assert difference(read(saved).convert("RGB"), read(saved).convert("RGB")) == 0
    assert Loss.EXIF in saved.losses or "exif" in read(saved).info


def test_a_side_that_the_format_cannot_hold_is_refused_in_a_sentence(
    tmp_path: Path, decoder: Decoder
) -> None:
    Image.new("L", (17_000, 2)).save(tmp_path / "long.png")
    with pytest.raises(UnreadablePicture, match="no side that long"):
        decoder.export(tmp_path / "long.png", ExportOrder(form=WEBP))


def test_a_file_without_a_word_of_ours_tells_nothing(tmp_path: Path, decoder: Decoder) -> None:
    told = decoder.provenance(laden.jpeg(tmp_path / "laden.jpg"))
    assert (told.provenance, told.has_credentials) == (None, False)


REWRAPS = {"PNG": PNG, "JPEG": JPEG, "WEBP": WEBP}


def rewrap(form: FileFormat) -> ExportOrder:
    """Return an order that leaves the compressed pixels alone."""
    return ExportOrder(form=form, keeps_pixels=True, record=to_record(KITE))


@pytest.mark.parametrize("form", REWRAPS)
@pytest.mark.parametrize("is_laden", [False, True])
def test_provenance_is_put_beside_pixels_that_are_not_compressed_again(
    form: str, is_laden: bool, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / f"result.{form.lower()}"
    writers = {"PNG": laden.png, "JPEG": laden.jpeg, "WEBP": laden.webp}
    if is_laden:
        writers[form](path, 6)
    else:
        path.write_bytes(with_credentials(form))
    saved = decoder.export(path, rewrap(REWRAPS[form]))
    with Image.open(path) as before:
        assert difference(read(saved), before) == 0
        assert read(saved).getexif().get(ORIENTATION, 1) == before.getexif().get(ORIENTATION, 1)
        assert read(saved).info.get("icc_profile") == before.info.get("icc_profile")
    told = decoder.provenance(kept(tmp_path / "saved", saved))
    assert (told.provenance, told.has_credentials) == (KITE, False)
    assert saved.losses == (() if is_laden else (Loss.CREDENTIALS,))


def test_a_webp_with_transparency_keeps_it(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "ramp.webp"
    ramp("RGBA").save(path, lossless=True, exact=True)
    saved = decoder.export(path, rewrap(WEBP))
    assert difference(read(saved), ramp("RGBA")) == 0
    assert decoder.provenance(kept(tmp_path / "saved", saved)).provenance == KITE


def test_sixteen_bits_of_colour_survive_beside_a_provenance(
    tmp_path: Path, decoder: Decoder
) -> None:
    rows = b"".join(b"\0" + bytes(range(48)) for _ in range(8))
    head = struct.pack(">II5B", 8, 8, 16, 2, 0, 0, 0)
    body = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    path = tmp_path / "deep.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    saved = decoder.export(path, rewrap(PNG))
    assert _chunk(b"IDAT", zlib.compress(rows)) in saved.data
    assert decoder.facts(kept(tmp_path / "saved.png", saved)).bits == 16


def test_a_kind_of_file_that_takes_no_words_is_left_as_it_came(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "still.gif"
    quadrants().save(path)
    saved = decoder.export(path, rewrap(PNG))
    assert (saved.data, saved.losses) == (path.read_bytes(), (Loss.PROVENANCE,))


@pytest.mark.parametrize("cut", range(8, 400, 16))
@pytest.mark.parametrize("form", REWRAPS)
def test_a_cut_file_is_refused_or_left_as_it_came(
    form: str, cut: int, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / f"cut.{form.lower()}"
    path.write_bytes(with_credentials(form)[:cut])
    try:
        saved = decoder.export(path, rewrap(REWRAPS[form]))
    except UnreadablePicture:
        return
    assert (
        saved.data == path.read_bytes()
        or decoder.provenance(kept(tmp_path / "saved", saved)).provenance == KITE
    )


@pytest.mark.parametrize(
    "source", [laden.jpeg, laden.png, laden.webp, laden.tiff, laden.gif, laden.avif]
)
def test_a_damaged_file_is_saved_told_or_refused_but_never_stops_the_child(
    source: laden.Writer, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / f"laden.{source.__name__}"
    whole = source(path).read_bytes()
    chance = random.Random(len(whole))
    orders = [with_record(order) for order in ALL] + [rewrap(form) for form in REWRAPS.values()]
    for number in range(60):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            # Most of what is read before the pixels stands at the beginning.
            place = chance.randrange(chance.choice([64, 600, len(data)]))
            data[min(place, len(data) - 1)] = chance.randrange(256)
        path.write_bytes(data)
        assert refusal(decoder.export, path, orders[number % len(orders)]) not in FATAL, number
        assert refusal(decoder.provenance, path) not in FATAL, number


FATAL = ("crashed", "too_slow")


def refusal(deed: Callable[..., object], *words: object) -> str:
    """Return the reason why ``deed`` was refused, or nothing."""
    try:
        deed(*words)
    except UnreadablePicture as error:
        return error.reason
    return ""
