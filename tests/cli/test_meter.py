"""`tessera meter`: one row per picture and model, exact, before anything is sent."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.program import Word, tessera
from tests.pictures import animated_gif, oriented_file, quadrants

DAY = "2026-11-20"
KEYS = {
    *("kind", "model", "width", "height", "detail", "detail_resolved", "rule"),
    *("resized_width", "resized_height", "columns", "rows", "tokens", "tokens_min", "tokens_max"),
    *("confidence", "usd", "usd_min", "usd_max", "rejected", "reason", "profile", "sandbox"),
}
SIZE = ("--size", "1800x2400")


def rows(*argv: Word, **more: Any) -> list[dict[str, Any]]:
    """Return the rows of a command that goes well, on a fixed day."""
    found = tessera("meter", *argv, "--as-of", DAY, "--json", **more).value
    assert isinstance(found, list)
    return found


def row(*argv: Word) -> dict[str, Any]:
    """Return the only row."""
    (found,) = rows(*argv)
    return found


def models(*argv: Word) -> list[str]:
    """Return the models of the rows, in order."""
    return [found["model"] for found in rows(*argv)]


def test_a_row_has_every_key_and_says_where_it_comes_from() -> None:
    found = row(*SIZE, "--model", "gpt-5-mini")
    assert found.keys() >= KEYS
    assert (found["profile"], found["sandbox"]) == ("sandbox", True)
    assert {found[name] for name in ("kind", "detail", "detail_resolved", "rule")} == {
        *("input", "auto", "high", "patch")
    }
    assert (found["columns"], found["rows"], found["resized_width"]) == (33, 44, 1056)
    assert (found["tokens_min"], found["tokens"], found["tokens_max"]) == (1742, 1743, 1744)
    assert found["usd"] == Decimal("0.00043575")


def test_without_a_model_the_first_choice_of_the_day_is_counted() -> None:
    assert len(rows(*SIZE)) == 1


def test_a_reference_and_a_picture_to_be_made_have_kinds_of_their_own() -> None:
    reference = row("--reference", "1024x1024", "--model", "gpt-image-2")
    assert (reference["kind"], reference["columns"], reference["rows"]) == ("reference", 32, 32)
    high = row("--reference", "1024x1024", "--model", "gpt-image-1", "--fidelity", "high")
    low = row("--reference", "1024x1024", "--model", "gpt-image-1", "--fidelity", "low")
    assert (high["detail"], low["detail"]) == ("high", "low")
    assert high["tokens"] > low["tokens"]
    made = row("--generate", "1536x1024", "--quality", "high", "--model", "gpt-image-2")
    assert (made["kind"], made["detail"], made["rule"]) == ("output", "high", "grid")
    assert made["usd"] == Decimal("0.16464")


def test_low_detail_on_tiles_is_one_cell_and_a_table_has_none() -> None:
    tile = row("--size", "4000x3000", "--model", "gpt-4o", "--detail", "low")
    assert (tile["rule"], tile["columns"], tile["rows"]) == ("tile", 1, 1)
    assert tile["tokens_min"] == tile["tokens"] == tile["tokens_max"] == 85
    table = row("--generate", "1024x1024", "--quality", "low", "--model", "gpt-image-1")
    assert (table["rule"], table["columns"], table["rows"]) == ("table", 0, 0)


def test_a_rejected_picture_is_a_row_and_no_failure() -> None:
    too_large = row("--size", "9000x9000", "--model", "gpt-6-astra")
    assert too_large["rejected"] is True
    assert too_large["reason"]
    assert (too_large["tokens"], too_large["usd"]) == (None, None)
    assert (too_large["columns"], too_large["rows"]) == (282, 282)
    assert row(*SIZE, "--model", "gpt-4o", "--detail", "original")["rejected"] is True


def test_an_unknown_model_is_a_row_without_tokens() -> None:
    found = row(*SIZE, "--model", "gpt-99-nova")
    assert (found["model"], found["tokens"], found["usd"]) == ("gpt-99-nova", None, None)
    assert (found["rule"], found["confidence"], found["rejected"]) == (None, "unknown", False)


def test_models_come_in_the_order_of_the_catalogue_each_once() -> None:
    catalogue = [model["id"] for model in tessera("catalogue", "--json").value]
    asked = ("gpt-4o", "gpt-99-nova", "gpt-5-mini", "gpt-4o")
    named = [word for model in asked for word in ("--model", model)]
    known = sorted(("gpt-4o", "gpt-5-mini"), key=catalogue.index)
    assert models(*SIZE, *named) == [*known, "gpt-99-nova"]


def test_all_is_every_model_of_the_kind_retired_ones_too() -> None:
    listed = tessera("catalogue", "--json").value
    seeing = [model["id"] for model in listed if "vision" in model["kinds"]]
    making = [model["id"] for model in listed if "image" in model["kinds"]]
    assert any(model["status"] == "retired" for model in listed if model["id"] in seeing)
    assert models(*SIZE, "--all") == seeing
    assert models("--reference", "64x64", "--all") == making
    assert models("--generate", "1024x1024", "--quality", "low", "--all") == making


def test_the_day_decides_the_rule_and_the_price() -> None:
    def tokens(day: str) -> int:
        argv = ("meter", *SIZE, "--model", "gpt-5-mini", "--as-of", day, "--json")
        return int(tessera(*argv).value[0]["tokens"])

    assert (tokens("2026-03-17"), tokens("2026-03-18")) == (2353, 1743)


def test_a_price_below_a_millionth_is_written_out() -> None:
    found = row("--size", "1x1", "--model", "gpt-5-nano")
    assert 0 < found["usd"] < Decimal("0.000001")


def test_explain_shows_each_step_with_its_source() -> None:
    argv = ("meter", *SIZE, "--model", "gpt-5-mini", "--as-of", DAY, "--explain")
    told = tessera(*argv)
    assert (told.code, told.err) == (0, "")
    assert "1056×1408 → 33×44 patches = 1452" in told.out
    assert "1743 × $0.25 ÷ 1000000 = $0.00043575" in told.out
    (found,) = tessera(*argv, "--json").value
    assert found["steps"] == told.out.splitlines()


def test_the_table_shows_what_the_json_says() -> None:
    told = tessera("meter", *SIZE, "--model", "gpt-5-mini", "--as-of", "2026-11-01")
    assert (told.code, told.err) == (0, "")
    header, line = told.out.splitlines()
    assert header.split()[:2] == ["model", "size"]
    assert line.split() == [
        *("gpt-5-mini", "1800×2400", "auto", "=", "high", "1056×1408", "33×44", "1,743"),
        *("measured", "$0.00043575"),
    ]


def below(*argv: Word) -> tuple[str, list[str]]:
    """Return the only row of the table, and the sentences below it."""
    _header, line, *rest = tessera("meter", *argv).out.splitlines()
    return line, rest[1:]


def test_a_last_day_and_a_promise_are_said_below_the_table_when_they_are_near() -> None:
    def said(model: str, day: str) -> list[str]:
        return below(*SIZE, "--model", model, "--as-of", day)[1]

    assert said("gpt-5-mini", "2026-11-10") == []
    assert said("gpt-5-mini", DAY) == ["gpt-5-mini is shut down on 2026-12-11, in 21 days."]
    assert "was shut down on 2026-10-23" in said("o4-mini", DAY)[0]
    assert said("gpt-5.6-sol", DAY) == [
        "The price of gpt-5.6-sol is promised only through 2026-11-21."
    ]


def test_after_the_last_promised_day_both_prices_stand_as_a_range() -> None:
    argv = (*SIZE, "--model", "gpt-5.6-sol", "--as-of")
    assert below(*argv, "2026-11-21")[0].endswith(" $0.02052")
    line, said = below(*argv, "2026-11-22")
    assert line.endswith(" $0.020516 to $0.025655")
    assert "both it and the list price" in said[0]
    (found,) = tessera("meter", *argv, "2026-11-22", "--json").value
    assert (found["usd_min"], found["usd_max"]) == (Decimal("0.020516"), Decimal("0.025655"))
    assert found["usd"] == Decimal("0.02565")


def test_where_sources_conflict_or_the_model_chooses_the_table_shows_a_range() -> None:
    surcharge, _ = below(
        *("--reference", "800x600", "--fidelity", "high", "--model", "gpt-image-1"),
        *("--as-of", "2026-01-01"),
    )
    assert surcharge.endswith(" $0.04483 to $0.06563")
    assert " 4,483 to 6,563 " in surcharge
    chosen = ("--generate", "1024x1024", "--quality", "auto", "--model", "gpt-image-2")
    assert below(*chosen, "--as-of", DAY)[0].endswith(" $0.00588 to $0.21072")


def test_what_is_rejected_or_unsure_is_said_once_below_the_table() -> None:
    argv = ("meter", "--size", "6000x6000", "--model", "gpt-6-astra", "--model", "gpt-6-sol")
    told = tessera(*argv, "--as-of", DAY).out.splitlines()
    assert told[3] == ""
    (reason,) = told[4:]
    assert reason.startswith("The picture needs 35344 patches")
    odd = tessera("meter", "--generate", "1920x1080", "--quality", "low", "--as-of", DAY,
                  "--model", "gpt-image-2").out  # fmt: skip
    assert "1920×1088 is one." in odd


@pytest.mark.parametrize("size", ["0x10", "-3x10", "3x-10", "10", "x"])
@pytest.mark.parametrize("option", ["--size", "--reference", "--generate"])
def test_a_size_that_cannot_be_is_one_sentence(option: str, size: str) -> None:
    ended = tessera("meter", option, size)
    assert (ended.code, ended.out) == (2, "")
    assert "cannot exist" in ended.line or "is not a size" in ended.line


def test_a_name_with_a_line_break_stays_in_its_row() -> None:
    odd = ("--model", "gpt\nnew\x1b[31m\tname", "--model", "gpt-5-mini")
    header, known, unknown, *_ = tessera("meter", *SIZE, *odd, "--as-of", DAY).out.splitlines()
    assert known.startswith("gpt-5-mini ")
    assert unknown.startswith("gpt new[31m name ")
    assert header.index("size") == known.index("1800×2400") == unknown.index("1800×2400")
    told = tessera("meter", *SIZE, *odd[:2], "--as-of", DAY, "--explain").out
    assert told.startswith("1800×2400 for gpt new[31m name, detail auto\n")


def test_pictures_come_as_given_upright_each_with_every_model(tmp_path: Path) -> None:
    turned = oriented_file(tmp_path / "turned.jpg", 6)
    plain = tmp_path / "plain.png"
    quadrants(64, 48).save(plain)
    moving = animated_gif(tmp_path / "moving.gif")
    found = rows(moving, turned, plain, "--model", "gpt-5-mini", "--model", "gpt-4o")
    sizes = [(one["width"], one["height"]) for one in found]
    assert sizes == [(40, 30), (40, 30), (64, 48), (64, 48), (64, 48), (64, 48)]
    assert len({one["model"] for one in found[:2]}) == 2


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/a\xff\nb \x1b[31m.png"
    quadrants().save(tmp_path / "plain.png")
    os.rename(tmp_path / "plain.png", odd)  # noqa: PTH104  bytes are no Path
    assert (row(odd)["width"], row(odd)["height"]) == (64, 48)
    missing = tessera("meter", odd + b"x", "--json").failure
    assert missing.isprintable()


BROKEN = {
    "missing": None,
    "no picture": b"Dear diary, today I was not a picture.\n" * 9,
    "cut off": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_picture_is_one_sentence(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    if content is not None:
        path.write_bytes(content)
    assert "“broken.png”" in tessera("meter", path, "--json").failure


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    assert "folder" in tessera("meter", tmp_path, "--json").failure


def test_a_name_that_leads_nowhere_is_not_said_to_have_been_there() -> None:
    for name in ("gone.png", "https://example.com/gone.png", "-"):
        assert "There is no file “" in tessera("meter", name).failure


def test_a_folder_without_a_name_is_called_as_it_was_written() -> None:
    assert "“.” is a folder" in tessera("meter", ".").failure
    assert "“/” is a folder" in tessera("meter", "/").failure


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_picture_of_which_too_little_is_there_is_not_counted(ending: str, tmp_path: Path) -> None:
    whole, cut = tmp_path / f"whole.{ending}", tmp_path / f"cut.{ending}"
    Image.effect_noise((640, 480), 60).save(whole)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 4])
    ended = tessera("meter", cut, whole, "--json")
    assert ended.code == 1
    assert "“cut." in ended.line
    assert "ends too early" in ended.line
    assert [one["width"] for one in json.loads(ended.out)] == [640]


def test_an_unreadable_picture_among_good_ones_costs_its_row_only(
    tmp_path: Path, picture: Path
) -> None:
    ended = tessera("meter", tmp_path / "gone.png", picture, tmp_path, picture, "--json")
    assert ended.code == 1
    assert "“gone.png”" in ended.line
    assert "1 more" in ended.line
    assert [one["width"] for one in json.loads(ended.out)] == [320, 320]


def test_an_overlay_of_the_users_own_stands_over_the_built_in_data(data_home: Path) -> None:
    data_home.mkdir()
    overlay = {"model": [{"id": "gpt-5-mini", "good_for": "Tests.", "notes": []}]}
    (data_home / "catalogue.json").write_text(json.dumps(overlay))
    listed = tessera("catalogue")
    (line,) = [line for line in listed.out.splitlines() if line.startswith("gpt-5-mini ")]
    assert line.endswith("Tests.")


def test_a_broken_overlay_is_named_and_left_out(data_home: Path) -> None:
    data_home.mkdir()
    (data_home / "catalogue.json").write_text("{ no json")
    ended = tessera("meter", *SIZE, "--json")
    assert ended.code == 0
    assert "catalogue.json" in ended.line
    assert json.loads(ended.out)[0]["tokens"] > 0


def test_a_notice_is_not_said_beside_a_failure(data_home: Path) -> None:
    data_home.mkdir()
    (data_home / "catalogue.json").write_text("{ no json")
    assert "catalogue.json" not in tessera("meter", "gone.png", "--json").failure


def test_a_broken_settings_file_is_named_and_the_defaults_hold(data_home: Path) -> None:
    data_home.mkdir()
    (data_home / "settings.json").write_text('{"model": ')
    ended = tessera("meter", *SIZE, "--json")
    assert ended.code == 0
    assert "settings.json" in ended.line


def test_counting_needs_no_home_and_makes_none(data_home: Path) -> None:
    assert rows(*SIZE)
    assert not data_home.exists()
    data_home.write_text("a file stands here")
    assert tessera("meter", *SIZE, "--json").code == 0
