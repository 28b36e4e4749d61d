"""`tessera edit`, sentence by sentence of the contract; pixels are compared upright."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.cli.asking import leading_to
from tests.cli.making import PNG, in_one_piece, order, picture_bytes
from tests.cli.program import Done, run, tessera
from tests.client.rogue import Rogue, as_json
from tests.pictures import photo, photo_file

Environment = dict[str, str]
EDIT = ("--prompt", "make it night", "--model", "gpt-image-2", "--quality", "low")
SIZE = (900, 700)
BOX = (300, 200, 240, 160)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a photo of 900×700 pixels."""
    path = tmp_path_factory.mktemp("photos") / "photo.png"
    photo(*SIZE).save(path)
    return path


def edit(provider: Environment, *argv: str | Path) -> Done:
    """Edit at the sandbox, with JSON."""
    return tessera("edit", *argv, *EDIT, "--json", env=provider)


def pixels(path: Path | str) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """Return a picture as a person sees it."""
    with Image.open(path) as picture:
        return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))


def mask_file(path: Path, box: tuple[int, int, int, int], *, alpha: bool) -> Path:
    """Write a mask of 900×700 that marks ``box``."""
    left, top, width, height = box
    if alpha:
        picture = Image.new("RGBA", SIZE, (0, 0, 0, 255))
        picture.paste((0, 0, 0, 0), (left, top, left + width, top + height))
    else:
        picture = Image.new("L", SIZE, 0)
        picture.paste(255, (left, top, left + width, top + height))
    picture.save(path)
    return path


def kept(home: Path) -> list[bytes]:
    """Return the pictures in the library."""
    return [path.read_bytes() for path in (home / "pictures").iterdir()]


def names_in(folder: Path) -> list[str]:
    """Return the JPEG files in a folder."""
    return sorted(path.name for path in folder.glob("*.jpg"))


def assert_sealed(before: Path, after: str, box: tuple[int, int, int, int]) -> None:
    """Hold that nothing outside the box differs, and something inside does."""
    one, other = pixels(before), pixels(after)
    assert one.shape == other.shape
    changed = (one != other).any(axis=2)
    left, top, width, height = box
    inside = changed[top : top + height, left : left + width]
    assert inside.any()
    assert changed.sum() == inside.sum()


def test_a_box_changes_its_pixels_and_no_others(
    provider: Environment, large: Path, tmp_path: Path
) -> None:
    box = ",".join(map(str, BOX))
    found = edit(provider, large, "--box", box, "--out", tmp_path / "out.png").value
    assert_sealed(large, found["files"][0], BOX)
    window = found["window"]
    assert window["x"] <= BOX[0]
    assert window["y"] <= BOX[1]
    assert window["x"] + window["w"] >= BOX[0] + BOX[2]
    assert window["y"] + window["h"] >= BOX[1] + BOX[3]


@pytest.mark.parametrize("ending", ["webp", "tif"])
def test_a_box_changes_no_other_pixel_in_whatever_keeps_every_one(
    provider: Environment, large: Path, tmp_path: Path, ending: str
) -> None:
    box = ",".join(map(str, BOX))
    found = edit(provider, large, "--box", box, "--out", tmp_path / f"out.{ending}").value
    assert_sealed(large, found["files"][0], BOX)


def test_what_compression_changes_outside_of_a_box_is_said(
    provider: Environment, large: Path, tmp_path: Path
) -> None:
    box = ",".join(map(str, BOX))
    done = edit(provider, large, "--box", box, "--out", tmp_path / "out.jpg")
    assert done.code == 0, done
    assert "JPEG compression changed pixels outside the mask by up to" in done.line


@pytest.mark.parametrize("alpha", [True, False], ids=["alpha 0", "white"])
def test_a_mask_changes_its_pixels_and_no_others(
    provider: Environment, large: Path, tmp_path: Path, alpha: bool
) -> None:
    mask = mask_file(tmp_path / "mask.png", BOX, alpha=alpha)
    found = edit(provider, large, "--mask", mask, "--out", tmp_path / "out.png").value
    assert_sealed(large, found["files"][0], BOX)


def test_mask_and_result_are_upright(provider: Environment, tmp_path: Path) -> None:
    turned = photo_file(tmp_path / "turned.jpg", 700, 900, orientation=6)
    assert pixels(turned).shape == (700, 900, 3)
    found = edit(provider, turned, "--box", "10,20,200,100", "--out", tmp_path / "o.png").value
    assert_sealed(turned, found["files"][0], (10, 20, 200, 100))


def test_a_box_is_clipped_to_the_picture(
    provider: Environment, large: Path, tmp_path: Path
) -> None:
    argv = ("--box", "-50,-40,250,240", "--out", tmp_path / "out.png")
    found = edit(provider, large, *argv).value
    assert_sealed(large, found["files"][0], (0, 0, 200, 200))


async def test_a_composite_carries_its_provenance_and_the_own_bytes_stay_beside_it(
    large: Path, tmp_path: Path, data_home: Path
) -> None:
    reply = picture_bytes(1024, 1024)
    mask = mask_file(tmp_path / "mask.png", BOX, alpha=False)

    async with Rogue([in_one_piece(reply)]) as rogue:
        argv = ("edit", large, "--mask", mask, *EDIT, "--out", tmp_path / "out.png")
        ended = await order(rogue, *argv)
    assert ended.code == 0
    assert b"make it night" in (tmp_path / "out.png").read_bytes()
    assert reply in kept(data_home)


def test_without_mask_the_model_s_own_picture_comes_as_it_is(
    provider: Environment, large: Path, tmp_path: Path, data_home: Path
) -> None:
    out = tmp_path / "out.png"
    found = edit(provider, large, "--size", "1024x1024", "--out", out).value
    assert pixels(out).shape == (1024, 1024, 3)
    assert found["window"] == {"x": 0, "y": 0, "w": 900, "h": 700}
    assert out.read_bytes() in kept(data_home)


async def test_references_go_along_in_their_order(large: Path, tmp_path: Path) -> None:
    names = []
    for number in (1, 2):
        names.append(tmp_path / f"reference-{number}.png")
        photo(64 * number, 64).save(names[-1])
    async with Rogue([in_one_piece(PNG)]) as rogue:
        argv = ("--reference", names[0], "--reference", names[1], "--out", tmp_path / "o.png")
        assert (await order(rogue, "edit", large, *argv, *EDIT)).code == 0
    (request,) = rogue.requests
    assert request.body.count(b'name="image[]"') == 3
    places = [request.body.index(f"picture-{number}".encode()) for number in (1, 2, 3)]
    assert places == sorted(places)


async def test_a_mask_over_everything_keeps_the_size_and_lets_all_change(
    large: Path, tmp_path: Path
) -> None:
    Image.new("L", SIZE, 255).save(tmp_path / "all.png")
    async with Rogue([in_one_piece(picture_bytes(1024, 1024))]) as rogue:
        argv = ("--mask", tmp_path / "all.png", "--out", tmp_path / "out.png")
        ended = await order(rogue, "edit", large, *argv, *EDIT)
    assert ended.code == 0
    assert pixels(tmp_path / "out.png").shape == (700, 900, 3)


@pytest.mark.parametrize(
    ("width", "height", "form", "said"),
    [(640, 480, "PNG", "640×480"), (1024, 768, "JPEG", "came as JPEG")],
)
async def test_a_reply_of_another_size_or_format_is_sealed_and_said(
    large: Path, tmp_path: Path, width: int, height: int, form: str, said: str
) -> None:
    async with Rogue([in_one_piece(picture_bytes(width, height, form))]) as rogue:
        argv = ("--box", "300,200,240,160", "--out", tmp_path / "out.png")
        ended = await order(rogue, "edit", large, *argv, *EDIT)
    assert ended.code == 0
    assert said in ended.err
    assert_sealed(large, str(tmp_path / "out.png"), BOX)


async def test_a_reply_that_is_no_picture_is_one_line_and_stays_raw(
    large: Path, tmp_path: Path, data_home: Path
) -> None:
    async with Rogue([in_one_piece(b"no picture")]) as rogue:
        argv = ("--box", "300,200,240,160", "--out", tmp_path / "out.png")
        failure = (await order(rogue, "edit", large, *argv, *EDIT)).failure
    assert ".raw" in failure
    assert not (tmp_path / "out.png").exists()


REFUSALS = {
    "organisation not verified": (
        403,
        {
            "message": "Your organization must be verified to use the model `gpt-image-2`.",
            "type": "invalid_request_error",
        },
        "verif",
    ),
    "a size that the model refuses": (
        400,
        {
            "message": "Invalid size '816x816'.",
            "type": "image_generation_user_error",
            "code": "invalid_value",
            "param": "size",
        },
        "size",
    ),
}


@pytest.mark.parametrize(("status", "complaint", "said"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_what_the_provider_refuses_costs_nothing_and_says_what_to_do(
    large: Path, tmp_path: Path, status: int, complaint: dict[str, str], said: str
) -> None:
    async with Rogue([as_json({"error": complaint}, status)]) as rogue:
        argv = ("--box", "300,200,240,160", "--out", tmp_path / "out.png")
        failure = (await order(rogue, "edit", large, *argv, *EDIT)).failure
    assert said in failure
    assert len(rogue.requests) == 1
    (entry,) = tessera("ledger", "--json").value
    assert (entry["state"], entry["bill"]["usd"]) == ("failed", 0)


async def test_several_edits_are_all_sealed(large: Path, tmp_path: Path) -> None:
    async with Rogue([in_one_piece(picture_bytes(1024, 1024), PNG)]) as rogue:
        argv = ("--box", "300,200,240,160", "--n", "2", "--out", tmp_path / "out.jpg")
        ended = await order(rogue, "edit", large, *argv, *EDIT)
    assert ended.code == 0
    assert names_in(tmp_path) == ["out-1.jpg", "out-2.jpg"]


async def test_a_reply_that_drifted_too_far_is_sealed_and_said(large: Path, tmp_path: Path) -> None:
    async with Rogue([in_one_piece(picture_bytes(1024, 1024))]) as rogue:
        argv = ("--box", "300,200,240,160", "--out", tmp_path / "out.png")
        ended = await order(rogue, "edit", large, *argv, *EDIT)
    assert ended.code == 0
    assert "redrew the surroundings" in ended.err
    assert_sealed(large, str(tmp_path / "out.png"), BOX)


def test_sixteen_bits_that_are_lost_are_said(provider: Environment, tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes([x % 256 for x in range(64 * 6)]) for _ in range(64))
    data = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 16, 2, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (tmp_path / "deep.png").write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    ended = edit(provider, tmp_path / "deep.png", "--box", "0,0,9,9", "--out", tmp_path / "o.png")
    assert ended.code == 0
    assert "16 bits per channel" in ended.err


def test_a_dry_run_prices_the_window_and_sends_nothing(large: Path, tmp_path: Path) -> None:
    nowhere = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    argv = (large, "--box", "0,0,100,100", "--out", tmp_path / "o.png", "--dry-run")
    found = edit(nowhere, *argv).value
    assert (found["files"], found["bill"]) == ([], None)
    assert found["estimate"]["usd_max"] > 0
    assert found["window"]["w"] * found["window"]["h"] >= 655_360
    assert tessera("ledger", "--json").value == []


BEFORE_SPENDING = {
    "a mask of another size": ("--mask", "small.png"),
    "a mask with nothing to edit": ("--mask", "empty.png"),
    "a mask that is no picture": ("--mask", "text.png"),
    "a mask that is not there": ("--mask", "missing.png"),
    "a box beside the picture": ("--box", "5000,0,10,10"),
    "an empty box": ("--box", "10,10,0,10"),
    "a reference that is not there": ("--reference", "missing.png"),
    "a model that edits nothing": ("--model", "dall-e-3"),
    "a composite as GIF": ("--box", "0,0,9,9", "--out", "out.gif"),
    "an extension as SVG": ("--extend", "left=9", "--out", "out.svg"),
    "more references than the model takes": tuple(["--reference", "small.png"] * 17),
}


@pytest.mark.parametrize("argv", BEFORE_SPENDING.values(), ids=BEFORE_SPENDING.keys())
async def test_what_cannot_be_is_one_line_before_anything_is_spent(
    argv: tuple[str, ...], large: Path, tmp_path: Path
) -> None:
    Image.new("L", (100, 100), 255).save(tmp_path / "small.png")
    Image.new("L", SIZE, 0).save(tmp_path / "empty.png")
    (tmp_path / "text.png").write_text("no picture")
    async with Rogue([in_one_piece(PNG)]) as rogue:
        words: list[str | Path] = ["edit", large, *EDIT, "--out", "out.png", *argv, "--json"]
        ended = await run(*words, env=leading_to(rogue), cwd=tmp_path)
    assert ended.failure
    assert rogue.connections == 0
    assert tessera("ledger", "--json").value == []


async def test_a_picture_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ended = tessera("edit", tmp_path / "no.png", *EDIT, "--out", tmp_path / "o.png", "--json")
    assert "no.png" in ended.failure


@pytest.mark.parametrize(
    "argv",
    [
        ("--mask", "m.png", "--box", "0,0,1,1"),
        ("--extend", "left=1", "--box", "0,0,1,1"),
        ("--box", "1,2,3"),
        ("--box", "a,b,c,d"),
        ("--extend", "up=5"),
        ("--extend", "left=0"),
        ("--extend", "left=-5"),
        ("--extend", "left=5,left=6"),
    ],
)
def test_what_argv_shows_to_be_wrong_is_two_and_one_line(argv: tuple[str, ...]) -> None:
    ended = tessera("edit", "a.png", *EDIT, *argv, "--out", "o.png")
    assert (ended.code, ended.out) == (2, "")
    assert ended.line


def test_an_extension_grows_by_exactly_its_pixels_and_keeps_the_rest(
    provider: Environment, large: Path, tmp_path: Path
) -> None:
    argv = ("--extend", "left=128,bottom=64", "--out", tmp_path / "out.png")
    found = edit(provider, large, *argv).value
    own, grown = pixels(large), pixels(found["files"][0])
    assert grown.shape == (764, 1028, 3)
    assert (grown[:700, 128:] == own).all()
    window = found["window"]
    assert window["x"] <= -128
    assert window["y"] + window["h"] >= 764
    assert found["bill"]["status"] == "settled"


def test_an_extension_is_priced_by_a_dry_run(large: Path, tmp_path: Path) -> None:
    nowhere = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    argv = (large, "--extend", "right=200", "--out", tmp_path / "o.png", "--dry-run")
    found = edit(nowhere, *argv).value
    assert found["estimate"]["usd_max"] > 0
    assert found["files"] == []
