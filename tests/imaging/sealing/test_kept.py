"""What survives in the sealed file beside the pixels: alpha, profile, EXIF, 16 bits, resolution."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import Mask, box_mask
from tessera.imaging.sealing.results import Sealed
from tests.imaging import colour_profiles
from tests.pictures import photo

SIZE = Size(96, 80)
HOLE = Rect(30, 20, 40, 40)
WINDOW = SealWindow(Rect(0, 0, 96, 80), SIZE)
MIDDLE = (50, 40)


def hole() -> Mask:
    mask = box_mask(SIZE, HOLE)
    assert mask is not None
    return mask


def sealed(
    decoder: Decoder, folder: Path, picture: Image.Image, reply: Image.Image, **save: object
) -> Sealed:
    """Seal a reply into a PNG of the picture."""
    picture.save(folder / "photo.png", **save)
    reply.save(folder / "reply.png")
    return decoder.seal(folder / "photo.png", hole(), WINDOW, folder / "reply.png", feather=4)


def opened(result: Sealed) -> Image.Image:
    return Image.open(io.BytesIO(result.file.data))


def plain(mode: str, colour: object) -> Image.Image:
    return Image.new(mode, (SIZE.width, SIZE.height), colour)  # type: ignore[arg-type]


def test_an_opaque_reply_leaves_the_photos_alpha_as_it_is(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(SIZE.width, SIZE.height).convert("RGBA")
    alpha = Image.linear_gradient("L").resize(picture.size)
    picture.putalpha(alpha)
    result = opened(sealed(decoder, tmp_path, picture, plain("RGB", (200, 10, 10))))
    assert result.mode == "RGBA"
    assert np.array_equal(np.asarray(result.getchannel("A")), np.asarray(alpha))
    assert result.getpixel(MIDDLE)[:3] == (200, 10, 10)  # type: ignore[index]


def test_where_nothing_could_be_seen_an_opaque_reply_can(tmp_path: Path, decoder: Decoder) -> None:
    result = opened(
        sealed(decoder, tmp_path, plain("RGBA", (9, 9, 9, 0)), plain("RGB", (200, 10, 10)))
    )
    assert result.getpixel(MIDDLE) == (200, 10, 10, 255)
    assert result.getpixel((2, 2)) == (9, 9, 9, 0)


def test_a_transparent_reply_makes_a_hole(tmp_path: Path, decoder: Decoder) -> None:
    result = opened(
        sealed(decoder, tmp_path, plain("RGBA", (9, 9, 9, 255)), plain("RGBA", (9, 9, 9, 0)))
    )
    assert result.getpixel(MIDDLE)[3] == 0  # type: ignore[index]


def test_the_edge_of_a_hole_does_not_turn_dark(tmp_path: Path, decoder: Decoder) -> None:
    """What cannot be seen of a reply has no colour to mix in."""
    result = opened(
        sealed(decoder, tmp_path, plain("RGBA", (9, 90, 9, 255)), plain("RGBA", (0, 0, 0, 0)))
    )
    edge = [result.getpixel((x, 40)) for x in range(HOLE.left, HOLE.left + 4)]
    alphas = [colour[3] for colour in edge]  # type: ignore[index]
    assert alphas == sorted(alphas, reverse=True)
    assert 0 < alphas[1] < 255
    assert all(colour[:3] == (9, 90, 9) for colour in edge if colour[3])  # type: ignore[index]


def test_what_a_reply_leaves_transparent_shows_an_opaque_photo(
    tmp_path: Path, decoder: Decoder
) -> None:
    reply = plain("RGBA", (200, 10, 10, 255))
    reply.paste((0, 0, 0, 0), (45, 35, 55, 45))
    result = opened(sealed(decoder, tmp_path, plain("RGB", (9, 90, 9)), reply))
    assert result.getpixel(MIDDLE) == (9, 90, 9)
    assert result.getpixel((38, 28)) == (200, 10, 10)


def test_sixteen_bits_of_grey_stay(tmp_path: Path, decoder: Decoder) -> None:
    values = np.arange(SIZE.pixels, dtype=np.uint16).reshape(SIZE.height, SIZE.width) * 8 + 3
    reply = plain("RGB", (100, 100, 100))
    result = opened(sealed(decoder, tmp_path, Image.fromarray(values), reply))
    assert result.mode == "I;16"
    after = np.asarray(result)
    assert after[40, 50] == 100 * 257
    outside = np.ones(values.shape, np.bool_)
    outside[HOLE.top : HOLE.bottom, HOLE.left : HOLE.right] = False
    assert np.array_equal(after[outside], values[outside])


def test_the_new_part_is_in_the_photos_own_colours(tmp_path: Path, decoder: Decoder) -> None:
    """The reply is in sRGB, the file in wide colours: shown, the new part is what came."""
    wide = colour_profiles.wide_rgb()
    picture = photo(SIZE.width, SIZE.height)
    result = sealed(decoder, tmp_path, picture, plain("RGB", (180, 90, 60)), icc_profile=wide)
    saved = opened(result)
    assert saved.info["icc_profile"] == wide
    profile = ImageCms.ImageCmsProfile(io.BytesIO(wide))
    shown = ImageCms.profileToProfile(
        saved, profile, ImageCms.createProfile("sRGB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    assert shown is not None
    colour = shown.getpixel(MIDDLE)
    assert isinstance(colour, tuple)
    assert max(abs(a - b) for a, b in zip(colour, (180, 90, 60), strict=True)) <= 2


def test_a_reply_that_changes_nothing_changes_nothing_in_wide_colours(
    tmp_path: Path, decoder: Decoder
) -> None:
    """There and back through sRGB some values would be off by one; the photo's own stay."""
    picture = photo(SIZE.width, SIZE.height)
    picture.save(tmp_path / "photo.png", icc_profile=colour_profiles.wide_rgb())
    sent = decoder.prepare_edit(tmp_path / "photo.png", hole(), WINDOW)
    (tmp_path / "reply.png").write_bytes(sent.picture.data)
    done = decoder.seal(tmp_path / "photo.png", hole(), WINDOW, tmp_path / "reply.png")
    assert np.array_equal(np.asarray(opened(done)), np.asarray(picture))


def test_exif_stays_and_says_upright(tmp_path: Path, decoder: Decoder) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "A photographer"
    picture = photo(SIZE.height, SIZE.width)
    result = opened(
        sealed(decoder, tmp_path, picture, plain("RGB", (9, 9, 9)), exif=exif, dpi=(300, 300))
    )
    assert result.size == (SIZE.width, SIZE.height)
    assert result.getexif().get(0x013B) == "A photographer"
    assert result.getexif().get(0x0112, 1) == 1
    assert result.info["dpi"] == pytest.approx((300, 300), rel=0.001)


def test_grey_becomes_colour_unless_its_profile_is_grey(tmp_path: Path, decoder: Decoder) -> None:
    grey = photo(SIZE.width, SIZE.height).convert("L")
    red = plain("RGB", (200, 10, 10))
    assert opened(sealed(decoder, tmp_path, grey, red)).getpixel(MIDDLE) == (200, 10, 10)
    profile = colour_profiles.grey(1.8)
    kept = opened(sealed(decoder, tmp_path, grey, red, icc_profile=profile))
    assert (kept.mode, kept.info["icc_profile"]) == ("L", profile)
