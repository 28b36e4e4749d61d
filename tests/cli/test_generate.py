"""`tessera generate`, sentence by sentence of the contract."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.asking import leading_to
from tests.cli.making import GENERATE, PNG, SECOND, SIZED, in_one_piece, order, picture_bytes
from tests.cli.program import Done, run, tessera
from tests.client.rogue import Rogue, as_json

Environment = dict[str, str]


def generate(provider: Environment, *argv: str | Path) -> Done:
    """Generate at the sandbox, with JSON."""
    return tessera(*SIZED, *argv, "--json", env=provider)


def looked_at(path: str | Path) -> tuple[str | None, tuple[int, int]]:
    """Return format and size of a picture's file."""
    with Image.open(path) as picture:
        return picture.format, picture.size


def pictures_in(folder: Path) -> list[bytes]:
    """Return the files of a folder that are pictures."""
    return sorted(path.read_bytes() for path in folder.glob("*.png"))


def names_in(folder: Path) -> list[str]:
    """Return what lies in a folder beside the library."""
    return sorted(path.name for path in folder.iterdir() if path.name != "tessera-home")


def test_a_picture_is_written_exactly_as_the_library_keeps_it(
    provider: Environment, tmp_path: Path, data_home: Path
) -> None:
    out = tmp_path / "kite.png"
    found = generate(provider, "--out", out).value
    assert found["files"] == [str(out)]
    (kept,) = (data_home / "pictures").iterdir()
    assert kept.name == f"{hashlib.sha256(out.read_bytes()).hexdigest()}.png"
    assert kept.read_bytes() == out.read_bytes()
    assert looked_at(out) == ("PNG", (1024, 1024))
    assert list((data_home / "inbox").iterdir()) == []


def test_the_object_has_its_keys_and_the_ledger_the_same_numbers(
    provider: Environment, tmp_path: Path
) -> None:
    found = generate(provider, "--out", tmp_path / "kite.png").value
    assert set(found) >= {"files", "estimate", "bill", "request_id", "profile", "sandbox"}
    assert set(found["estimate"]) == {
        "input_tokens", "output_tokens_max", "usd", "usd_min", "usd_max", "confidence",
    }  # fmt: skip
    assert set(found["bill"]) == {"input_tokens", "output_tokens", "usd", "status"}
    assert found["bill"]["status"] == "settled"
    assert (found["profile"], found["sandbox"]) == ("environment", False)
    (entry,) = tessera("ledger", "--json").value
    assert (entry["kind"], entry["state"]) == ("generate", "settled")
    assert (entry["bill"], entry["request_id"]) == (found["bill"], found["request_id"])
    assert entry["estimate"] == found["estimate"]


def test_without_a_key_the_embedded_sandbox_draws(tmp_path: Path) -> None:
    found = tessera(*SIZED, "--out", tmp_path / "kite.png", "--json").value
    assert (found["profile"], found["sandbox"]) == ("sandbox", True)
    assert looked_at(found["files"][0]) == ("PNG", (1024, 1024))


def test_without_json_the_files_are_printed(provider: Environment, tmp_path: Path) -> None:
    told = tessera(*SIZED, "--n", "2", "--out", tmp_path / "kite.png", env=provider)
    assert told.out.splitlines() == [str(tmp_path / "kite-1.png"), str(tmp_path / "kite-2.png")]
    assert (told.code, told.err) == (0, "")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("kite.png", "PNG"),
        ("kite.jpg", "JPEG"),
        ("kite.JPEG", "JPEG"),
        ("kite.webp", "WEBP"),
        ("kite.tiff", "TIFF"),
        ("kite.avif", "AVIF"),
    ],
)
def test_the_suffix_sets_the_format(
    provider: Environment, tmp_path: Path, name: str, form: str
) -> None:
    found = generate(provider, "--out", tmp_path / name).value
    assert looked_at(found["files"][0]) == (form, (1024, 1024))


def test_a_format_that_the_model_makes_is_ordered_and_written_as_it_came(
    provider: Environment, tmp_path: Path, data_home: Path
) -> None:
    out = tmp_path / "kite.webp"
    assert generate(provider, "--out", out).code == 0
    (kept,) = (data_home / "pictures").iterdir()
    assert (kept.suffix, kept.read_bytes()) == (".webp", out.read_bytes())


async def test_a_drawing_that_came_instead_is_painted_and_kept_as_it_came(tmp_path: Path) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
        b'<image href="file:///etc/passwd"/><rect width="40" height="20" fill="#c80000"/></svg>'
    )
    home = tmp_path / "home"
    async with Rogue([in_one_piece(drawing)]) as rogue:
        out = tmp_path / "out.png"
        done = await order(rogue, *SIZED, "--out", out, TESSERA_HOME=str(home))
    assert done.code == 0, done.err
    assert "came as SVG instead of PNG" in done.err
    with Image.open(out) as painted:
        assert (painted.format, painted.size) == ("PNG", (1024, 512))
        assert painted.convert("RGB").getpixel((500, 250)) == (200, 0, 0)
    (kept,) = (home / "pictures").iterdir()
    assert (kept.name, kept.read_bytes()) == (f"{hashlib.sha256(drawing).hexdigest()}.svg", drawing)


def test_what_is_converted_here_carries_its_provenance(
    provider: Environment, tmp_path: Path
) -> None:
    out = tmp_path / "kite.tiff"
    assert generate(provider, "--out", out).code == 0
    assert b"a red kite" in out.read_bytes()


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_folder_gets_files_named_by_the_prompt_and_none_is_overwritten(
    provider: Environment, tmp_path: Path, slash: str
) -> None:
    folder = tmp_path / "new"
    if not slash:
        folder.mkdir()
    first = generate(provider, "--out", f"{folder}{slash}", "--n", "2").value["files"]
    second = generate(provider, "--out", f"{folder}{slash}").value["files"]
    assert len({*first, *second}) == len(list(folder.iterdir())) == 3
    assert all(Path(file).is_absolute() for file in first)


def test_a_folder_takes_the_format_that_is_named(provider: Environment, tmp_path: Path) -> None:
    (file,) = generate(provider, "--out", f"{tmp_path}/", "--format", "jpg").value["files"]
    assert file.endswith(".jpg")
    assert looked_at(file)[0] == "JPEG"


def test_paths_are_absolute_although_out_is_not(provider: Environment, tmp_path: Path) -> None:
    found = tessera(*SIZED, "--out", "kite.png", "--json", env=provider, cwd=tmp_path).value
    assert found["files"] == [str(tmp_path / "kite.png")]


BEFORE_SPENDING: dict[str, tuple[str, ...]] = {
    "a file that exists": ("--out", "there.png"),
    "a link to nothing": ("--out", "link.png"),
    "one of several that exists": ("--out", "many.png", "--n", "2"),
    "a missing folder": ("--out", "missing/kite.png"),
    "a missing folder of a folder": ("--out", "missing/below/"),
    "a name that is too long": ("--out", f"{'x' * 300}.png"),
    "a size that the model refuses": ("--out", "kite.png", "--size", "1000x1000"),
    "more pictures than the model makes": ("--out", "kite.png", "--n", "11"),
    "no words": ("--out", "kite.png", "--prompt", " "),
    "a quality that the model lacks": ("--out", "kite.png", "--quality", "max"),
    "transparency in a JPEG": ("--out", "kite.jpg", "--background", "transparent"),
    "a cap": ("--out", "kite.png", "--max-usd", "0.0001"),
    "a model that only sees": ("--out", "kite.png", "--model", "gpt-5-mini"),
    "a GIF of a model that makes none": ("--out", "kite.gif",),
}  # fmt: skip


@pytest.mark.parametrize("argv", BEFORE_SPENDING.values(), ids=BEFORE_SPENDING.keys())
async def test_what_cannot_be_is_one_line_before_anything_is_spent(
    argv: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "there.png").write_bytes(b"mine")
    (tmp_path / "many-2.png").write_bytes(b"mine")
    (tmp_path / "link.png").symlink_to(tmp_path / "nowhere")
    before = names_in(tmp_path)
    async with Rogue([in_one_piece(PNG)]) as rogue:
        ended = await run(*SIZED, *argv, "--json", env=leading_to(rogue), cwd=tmp_path)
    assert "The system refused" not in ended.failure
    assert rogue.connections == 0
    assert (tmp_path / "there.png").read_bytes() == b"mine"
    assert names_in(tmp_path) == before
    assert tessera("ledger", "--json").value == []


def test_a_dry_run_prices_and_sends_nothing(tmp_path: Path) -> None:
    nowhere = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    out = tmp_path / "kite.png"
    found = tessera(*SIZED, "--out", out, "--n", "3", "--dry-run", "--json", env=nowhere).value
    assert (found["files"], found["bill"], found["request_id"]) == ([], None, None)
    assert found["estimate"]["output_tokens_max"] == 3 * 196
    assert found["estimate"]["usd"] == Decimal("0.017775")
    assert not out.exists()


def test_a_dry_run_without_a_quality_shows_the_range() -> None:
    words = ("--prompt", "x", "--model", "gpt-image-2", "--size", "1024x1024", "--out", "x.png")
    said = tessera("generate", *words, "--dry-run").out
    assert re.search(r"1 picture, \$0\.00\d+ to \$0\.21\d+; at most \$0\.21", said)


def test_a_cap_that_is_kept_lets_the_call_pass(provider: Environment, tmp_path: Path) -> None:
    assert generate(provider, "--out", tmp_path / "kite.png", "--max-usd", "1").code == 0


def test_several_pictures_are_numbered_from_one(provider: Environment, tmp_path: Path) -> None:
    found = generate(provider, "--out", tmp_path / "kite.png", "--n", "3").value
    assert [Path(file).name for file in found["files"]] == [
        "kite-1.png",
        "kite-2.png",
        "kite-3.png",
    ]


async def test_fewer_pictures_than_ordered_are_a_notice(tmp_path: Path) -> None:
    async with Rogue([in_one_piece(PNG)]) as rogue:
        ended = await order(rogue, *SIZED, "--n", "3", "--out", str(tmp_path / "kite.png"))
    assert ended.code == 0
    assert "1 of the 3 pictures" in ended.line
    assert (tmp_path / "kite-1.png").read_bytes() == PNG


async def test_more_pictures_than_ordered_are_all_handed_over(tmp_path: Path) -> None:
    async with Rogue([in_one_piece(PNG, SECOND)]) as rogue:
        ended = await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))
    assert (ended.code, "2 pictures came instead of 1" in ended.err) == (0, True)
    assert (tmp_path / "kite.png").read_bytes() == PNG
    assert pictures_in(tmp_path) == sorted([PNG, SECOND])


async def test_another_format_than_ordered_is_converted_and_said(
    tmp_path: Path, data_home: Path
) -> None:
    jpeg = picture_bytes(form="JPEG")
    async with Rogue([in_one_piece(jpeg)]) as rogue:
        ended = await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))
    assert (ended.code, "came as JPEG" in ended.line) == (0, True)
    assert looked_at(tmp_path / "kite.png")[0] == "PNG"
    (kept,) = (data_home / "pictures").iterdir()
    assert (kept.suffix, kept.read_bytes()) == (".jpg", jpeg)


async def test_another_size_than_ordered_is_kept_and_said(tmp_path: Path) -> None:
    small = picture_bytes(640, 480)
    async with Rogue([in_one_piece(small)]) as rogue:
        ended = await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))
    assert (ended.code, "640×480" in ended.line) == (0, True)
    assert (tmp_path / "kite.png").read_bytes() == small


async def test_a_picture_that_cannot_be_read_stays_raw_and_is_paid_for(
    tmp_path: Path, data_home: Path
) -> None:
    async with Rogue([in_one_piece(b"no picture")]) as rogue:
        failure = (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).failure
    (raw,) = (data_home / "inbox").iterdir()
    assert str(raw) in failure
    assert not (tmp_path / "kite.png").exists()
    (entry,) = tessera("ledger", "--json").value
    assert entry["state"] == "settled"


async def test_a_refusal_of_moderation_names_stage_and_categories(tmp_path: Path) -> None:
    complaint = {
        "error": {
            "message": "Your request was rejected by the safety system.",
            "type": "image_generation_user_error",
            "code": "moderation_blocked",
            "moderation_details": {"moderation_stage": "input", "categories": ["violence"]},
        }
    }
    async with Rogue([as_json(complaint, 400)]) as rogue:
        failure = (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).failure
    assert "violence" in failure
    assert failure.endswith("(code moderation_blocked, stage input)")
    assert len(rogue.requests) == 1
    (entry,) = tessera("ledger", "--json").value
    assert (entry["state"], entry["bill"]["usd"]) == ("failed", 0)


WRONG: dict[str, tuple[str, ...]] = {
    "no out": (),
    "no ending": ("--out", "kite"),
    "an ending nobody writes": ("--out", "kite.xyz"),
    "two formats": ("--out", "kite.png", "--format", "webp"),
    "an unknown format": ("--out", "x/", "--format", "psd"),
    "no pictures": ("--out", "kite.png", "--n", "0"),
    "an unknown background": ("--out", "kite.png", "--background", "red"),
    "an unknown quality": ("--out", "kite.png", "--quality", "best"),
    "no size": ("--out", "kite.png", "--size", "big"),
}


@pytest.mark.parametrize("argv", WRONG.values(), ids=WRONG.keys())
def test_what_argv_shows_to_be_wrong_is_two_and_one_line(argv: tuple[str, ...]) -> None:
    ended = tessera(*GENERATE, *argv)
    assert (ended.code, ended.out) == (2, "")
    assert ended.line
