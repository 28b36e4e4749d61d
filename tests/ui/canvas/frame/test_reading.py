"""What is said of a frame: the truth about its size, and the price of what is made."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tessera.core.geometry import Rect, Size
from tessera.core.metering import meter_output
from tessera.core.outpaint import plan_outpaint
from tessera.ui.canvas.frame.reading import FREE, PLANNING, Purchase, read_frame
from tests.core.builders import TODAY, model

PHOTO = Size(1200, 1024)
LEGAL = Rect(-336, 0, 1536, 1024)
ODD = Rect(-300, 0, 1500, 1024)
HUGE = Rect(-3000, 0, 7000, 4000)


def purchase(model_id: str = "gpt-image-2", quality: str = "high") -> Purchase:
    return Purchase(model(model_id), quality, TODAY)


def test_a_legal_frame_is_priced_as_one_picture_and_has_its_grid() -> None:
    reading = read_frame(LEGAL, PHOTO, purchase())
    counted = meter_output("gpt-image-2", model("gpt-image-2"), Size(1536, 1024), "high", on=TODAY)
    assert reading.spoken_price == f"gpt-image-2, high: {reading.price}"
    assert reading.words == "22 % of the frame is invented."
    assert f"{counted.tokens:,} tokens out, $" in reading.price
    assert [pane.grid for pane in reading.panes] == [counted.grid]
    assert reading.panes[0].box == Rect(0, 0, 1536, 1024)


def test_an_odd_size_says_in_a_clause_why_and_what_is_asked_for() -> None:
    words = read_frame(ODD, PHOTO, purchase()).words
    assert words.endswith(
        "1500×1024 is not made at once: both sides must be multiples of 16; 1504×1024 is asked for."
    )


def test_a_huge_frame_waits_for_its_plan_and_is_priced_by_its_windows() -> None:
    photo, bought = Size(6000, 4000), purchase()
    quick = read_frame(HUGE, photo, bought)
    assert (quick.price, quick.panes) == (PLANNING, ())
    options = bought.model.image
    assert options is not None
    steps = plan_outpaint(photo, HUGE, options)
    planned = read_frame(HUGE, photo, bought, steps)
    tokens = sum(bought.made(step.window.sent).tokens or 0 for step in steps)
    assert len(steps) > 1
    assert f"it takes {len(steps)} windows." in planned.words
    assert f"{tokens:,} tokens out" in planned.price
    assert len(planned.panes) == len(steps)


def test_the_profile_factor_and_a_free_provider_show_in_the_price() -> None:
    plain = read_frame(LEGAL, PHOTO, purchase()).price
    double = read_frame(LEGAL, PHOTO, replace(purchase(), price_factor=Decimal(2))).price
    assert Decimal(double.split("$")[1]) == pytest.approx(
        2 * Decimal(plain.split("$")[1]), rel=Decimal("0.1")
    )
    assert FREE in read_frame(LEGAL, PHOTO, replace(purchase(), price_factor=Decimal(0))).price


def test_auto_quality_gives_a_range_and_no_purchase_no_price() -> None:
    assert "–" in read_frame(LEGAL, PHOTO, purchase(quality="auto")).price
    assert read_frame(LEGAL, PHOTO, None).spoken_price == ""


def test_a_crop_and_the_whole_photo_cost_nothing() -> None:
    assert read_frame(Rect(100, 0, 1100, 1024), PHOTO, purchase()).price == ""
    assert "crops the photo" in read_frame(Rect(100, 0, 1100, 1024), PHOTO, purchase()).words
    assert "whole photo" in read_frame(Rect(0, 0, 1200, 1024), PHOTO, purchase()).words
    both = read_frame(Rect(-100, 100, 1300, 924), PHOTO, purchase()).words
    assert "Some of the photo is cut." in both
