"""The estimate of pictures that are made covers all that is sent and all that comes back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.estimate_make import PROMPT_FRAMING_TOKENS, TEXT_PER_PICTURE, estimate_make
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import Animation, Edit, Generate, Make, MakeSettings
from tessera.core.pixels import Pixels
from tessera.core.pricing import usage_bill
from tessera.core.replies import Usage
from tessera.core.words import Confidence
from tests.core.builders import TODAY, catalogue, model

SQUARE = Size(1024, 1024)
LOW = MakeSettings(SQUARE, "low")


def words(text: str) -> int:
    """Count a token per word, which is enough here."""
    return len(text.split())


def estimate(request: Make, *, on: date = TODAY, factor: str = "1") -> Estimate:
    """Return the estimate from the built-in catalogue."""
    return estimate_make(
        request, catalogue(), on=on, count_text=words, price_factor=Decimal(factor)
    )


def pixels(size: Size = SQUARE) -> Pixels:
    """Return a picture that would be uploaded."""
    return Pixels("0" * 64, size, "image/png", 1000)


def edit(
    name: str, *pictures: Pixels, settings: MakeSettings = LOW, fidelity: str | None = None
) -> Edit:
    """Return an edit of the first picture with the others as references."""
    return Edit(name, "a cat", pictures, settings, input_fidelity=fidelity)


def test_a_generation_is_its_prompt_and_its_picture() -> None:
    found = estimate(Generate("gpt-image-2", "a cat", LOW))
    assert [(item.title, item.tokens, item.is_output) for item in found.items] == [
        ("Prompt", 8, False),  # billed as 8: community.openai.com 1382699
        ("Picture made", 196, True),
    ]
    assert (found.input_tokens, found.output_tokens_max) == (8, 196)
    assert found.usd == Decimal("0.00592")  # 8 × $5 + 196 × $30, a million
    assert found.usd_min == Decimal("0.00589")
    assert found.usd_max == found.usd
    assert found.confidence is Confidence.MEASURED
    assert found.rejected is None


@pytest.mark.parametrize(
    ("name", "quality", "tokens"),
    [
        pytest.param("gpt-image-1", "medium", 1056, id="table"),
        pytest.param("gpt-image-2.5-sunburst", "xhigh", 3122, id="grid"),
        pytest.param("gpt-image-2.6-sunburst", "high", 1756, id="grid-of-a-relative"),
    ],
)
def test_every_rule_of_made_pictures_is_counted(name: str, quality: str, tokens: int) -> None:
    found = estimate(Generate(name, "a cat", MakeSettings(SQUARE, quality)))
    assert found.items[1].tokens == tokens


def test_n_pictures_count_as_n_calls() -> None:
    one, four = (
        estimate(Generate("gpt-image-2", "a cat", replace(LOW, n=count))) for count in (1, 4)
    )
    assert one.usd is not None
    assert (four.usd, four.output_tokens_max) == (4 * one.usd, 4 * 196)
    assert [item.title for item in four.items] == ["Prompt, 4 times", "4 pictures made"]
    # Should the prompt be sent only once after all, the range knows it.
    assert four.usd_min == Decimal(2 * 5 + 4 * 196 * 30) / 10**6


def test_previews_cost_a_hundred_tokens_each_and_fewer_may_come() -> None:
    found = estimate(Generate("gpt-image-2", "a cat", replace(LOW, partial_images=3)))
    assert (found.items[-1].title, found.items[-1].tokens) == ("Previews", 300)
    assert found.items[-1].tokens_min == 0
    assert found.output_tokens_max == 196 + 300
    without = estimate(Generate("gpt-image-2", "a cat", LOW))
    assert found.usd is not None
    assert without.usd is not None
    assert found.usd - without.usd == Decimal("0.009")
    assert found.usd_min == without.usd_min


def test_every_picture_of_an_edit_is_billed_and_the_mask_is_not() -> None:
    request = edit("gpt-image-2", pixels(), pixels(Size(1536, 1024)))
    found = estimate(replace(request, mask=pixels()))
    assert [(item.title, item.tokens) for item in found.items] == [
        ("Prompt", 8),
        ("Picture to change", 1024),
        ("Reference 1", 1536),
        ("Picture made", 196),
    ]
    assert found.usd == estimate(request).usd == Decimal("0.0264")  # pictures in at $8 a million


def test_the_text_of_an_edit_may_grow_with_its_pictures() -> None:
    found = estimate(edit("gpt-image-1.5", pixels(), pixels()))
    assert found.items[0].tokens_max == 2 + PROMPT_FRAMING_TOKENS + 2 * TEXT_PER_PICTURE


def test_a_markup_may_be_billed_as_one_more_picture() -> None:
    request = edit("gpt-image-2.5-sunburst", pixels())
    without, found = estimate(request), estimate(replace(request, markup=pixels()))
    assert (found.usd, found.usd_min) == (without.usd, without.usd_min)
    assert found.usd_max is not None
    assert without.usd_max is not None
    assert found.usd_max - without.usd_max == Decimal("0.008192")
    assert found.confidence is Confidence.INFERRED


def test_high_fidelity_costs_more_for_the_pictures_that_keep_it() -> None:
    request = edit("gpt-image-1", pixels(), pixels(), fidelity="high")
    found = estimate(request, on=date(2026, 10, 1))
    first, second = found.items[1:3]
    assert (first.tokens, second.tokens) == (65 + 129 + 4160, 65 + 129)
    assert second.tokens_max == first.tokens  # nobody says that the others are free of it
    low = estimate(replace(request, input_fidelity=None), on=date(2026, 10, 1))
    assert low.items[1].tokens == 194


def test_models_that_always_look_closely_are_sent_no_fidelity() -> None:
    found = estimate(edit("gpt-image-2", pixels(), fidelity="high"))
    assert found.rejected is not None
    assert "leave the fidelity out" in found.rejected
    assert (found.usd, found.usd_max) == (None, None)


@pytest.mark.parametrize(
    ("name", "settings", "least", "most"),
    [
        pytest.param("gpt-image-2", MakeSettings(SQUARE, "auto"), 196, 7024, id="quality"),
        pytest.param("gpt-image-1.5", MakeSettings(None, "low"), 272, 408, id="size-of-a-table"),
        pytest.param("gpt-image-1.5", MakeSettings(None, "auto"), 272, 6240, id="both-of-a-table"),
    ],
)
def test_what_the_model_chooses_is_a_range(
    name: str, settings: MakeSettings, least: int, most: int
) -> None:
    found = estimate(Generate(name, "a cat", settings))
    made = found.items[1]
    assert (made.tokens, made.tokens_min, made.tokens_max) == (None, least, most)
    assert found.usd is None
    assert found.usd_min is not None
    assert found.usd_max is not None
    assert found.usd_min < found.usd_max
    assert found.confidence is Confidence.UNKNOWN
    assert found.input_tokens == 8


legal_sides = st.integers(51, 240).map(lambda side: side * 16)


@given(legal_sides, legal_sides, st.sampled_from(["low", "medium", "high"]))
def test_the_range_of_a_chosen_size_holds_every_legal_one(
    width: int, height: int, quality: str
) -> None:
    name = "gpt-image-2"
    options = model(name).image
    assert options is not None
    size = Size(width, height)
    if options.size_problem(size) is not None:
        return
    exact = estimate(Generate(name, "a cat", MakeSettings(size, quality)))
    anything = estimate(Generate(name, "a cat"))
    assert exact.usd is not None
    assert anything.usd_min is not None
    assert anything.usd_max is not None
    assert anything.usd_min <= exact.usd <= anything.usd_max


def test_a_printed_price_stands_and_the_tokens_end_the_range() -> None:
    found = estimate(Generate("gpt-image-1-mini", "a cat", replace(LOW, n=2)))
    text = Decimal(2 * 8 * 2) / 10**6
    assert found.usd == Decimal("0.01") + text
    assert found.usd_min == Decimal(2 * 272 * 8 + 2 * 2) / 10**6
    unprinted = estimate(
        Generate("gpt-image-1-mini", "a cat", MakeSettings(Size(1536, 1024), "low"))
    )
    assert unprinted.usd is not None
    assert unprinted.usd_max is not None
    assert unprinted.usd_max - unprinted.usd == Decimal("0.0025")


def test_pictures_with_a_price_of_their_own_need_no_tokens() -> None:
    found = estimate(Generate("dall-e-3", "a cat", MakeSettings(SQUARE, "hd")))
    assert (found.usd, found.usd_min, found.usd_max) == (Decimal("0.08"),) * 3
    assert found.output_tokens_max is None
    chosen = estimate(Generate("dall-e-3", "a cat", MakeSettings(None, "auto")))
    assert (chosen.usd, chosen.usd_min, chosen.usd_max) == (None, Decimal("0.04"), Decimal("0.12"))


def test_text_that_a_model_writes_beside_is_billed_at_its_own_rate() -> None:
    found = estimate(Generate("gpt-image-1.5", "a cat", LOW))
    written = found.items[-1]
    assert (written.title, written.tokens, written.tokens_min) == ("Text beside", 307, 0)
    assert found.usd == Decimal(8 * 5 + 272 * 32 + 307 * 10) / 10**6


def test_an_animated_picture_has_a_range_that_grows_with_its_frames() -> None:
    settings = MakeSettings(Size(512, 512), "low", output_format="gif", animation=Animation(2, 200))
    found = estimate(Generate("gpt-image-2.6-sunburst", "a cat", settings))
    made = found.items[1]
    assert made.tokens is None
    assert made.tokens_min is not None
    assert made.tokens_max is not None
    assert made.tokens_min <= 555 <= made.tokens_max  # one vendor's sample
    assert found.rejected is None
    longer = replace(settings, animation=Animation(16, 200))
    more = estimate(Generate("gpt-image-2.6-sunburst", "a cat", longer))
    assert more.items[1].tokens_max == 8 * made.tokens_max
    legal = replace(settings, size=SQUARE, animation=None)
    usual = estimate(Generate("gpt-image-2.6-sunburst", "a cat", legal)).items[1].tokens_max
    still = estimate(
        Generate("gpt-image-2.6-sunburst", "a cat", replace(legal, output_format="png"))
    )
    assert still.items[1].tokens_max is not None
    assert usual == 9 * still.items[1].tokens_max  # nine frames unless told otherwise


def test_what_writes_a_vector_picture_is_known_after_the_reply() -> None:
    settings = MakeSettings(SQUARE, "high", output_format="svg")
    found = estimate(Generate("gpt-image-2.6-sunburst", "a cat", settings))
    assert (found.usd, found.usd_max) == (None, None)
    assert found.items[-1].title == "The model that writes the vector picture"


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        pytest.param(
            Generate("gpt-image-2", "a cat", MakeSettings(Size(1920, 1080), "low")),
            "Picture made: 1920×1080 is not a legal size: both sides must be multiples of 16; "
            "1920×1088 is one.",
            id="size",
        ),
        pytest.param(
            Generate("gpt-image-1.5", "a cat", MakeSettings(Size(2048, 2048), "low")),
            "The model makes no pictures of 2048×2048",
            id="size-outside-the-table",
        ),
        pytest.param(
            Generate("gpt-image-2", "a cat", MakeSettings(SQUARE, "max")),
            "gpt-image-2 has no quality max",
            id="quality",
        ),
        pytest.param(
            edit("dall-e-3", pixels(), settings=MakeSettings(SQUARE, "hd")),
            "dall-e-3 takes no reference pictures",
            id="no-edits",
        ),
        pytest.param(
            Generate("gpt-5-mini", "a cat", LOW), "gpt-5-mini makes no pictures", id="makes-none"
        ),
        pytest.param(
            Generate("gpt-image-2", "a cat", replace(LOW, n=11)),
            "gpt-image-2 would decline this: the number of pictures must be from 1 to 10.",
            id="too-many",
        ),
        pytest.param(
            replace(edit("gpt-image-2", pixels()), mask=pixels(Size(512, 512))),
            "the mask is 512×512, the picture 1024×1024",
            id="mask-of-another-size",
        ),
    ],
)
def test_what_the_provider_would_decline_is_said_before(request_: Make, reason: str) -> None:
    found = estimate(request_)
    assert found.rejected is not None
    assert reason in found.rejected
    assert (found.usd, found.usd_min, found.usd_max) == (None, None, None)


def test_a_prompt_that_is_still_to_be_typed_is_no_reason_to_decline() -> None:
    found = estimate(Generate("gpt-image-2", "", LOW))
    assert found.rejected is None
    assert found.usd is not None


def test_an_unknown_model_has_no_price_and_no_count() -> None:
    found = estimate(Generate("gpt-image-9", "a cat", LOW))
    assert (found.usd, found.usd_min, found.usd_max, found.output_tokens_max) == (None,) * 4
    assert found.input_tokens == 8
    assert found.confidence is Confidence.UNKNOWN


def test_a_server_of_one_s_own_costs_nothing_whatever_the_model() -> None:
    found = estimate(Generate("sdxl", "a cat", LOW), factor="0")
    assert (found.usd, found.usd_min, found.usd_max) == (Decimal(0),) * 3


def test_a_profile_s_factor_multiplies_everything() -> None:
    full = estimate(Generate("gpt-image-2", "a cat", LOW))
    cheap = estimate(Generate("gpt-image-2", "a cat", LOW), factor="0.7")
    assert full.usd is not None
    assert full.usd_max is not None
    assert (cheap.usd, cheap.usd_max) == (full.usd * Decimal("0.7"), full.usd_max * Decimal("0.7"))


def test_the_notes_warn_of_a_model_that_ends_soon() -> None:
    found = estimate(Generate("gpt-image-1.5", "a cat", LOW))
    assert any("is shut down on 2026-12-01" in note for note in found.notes)


small = st.integers(1, 4)


@given(
    st.sampled_from(["gpt-image-1", "gpt-image-1.5", "gpt-image-2", "gpt-image-2.5-flare"]),
    st.sampled_from(["low", "medium", "high"]),
    small,
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 40),
)
def test_a_bill_by_the_meter_s_own_counts_lies_within_the_range(
    name: str, quality: str, n: int, partials: int, references: int, length: int
) -> None:
    settings = MakeSettings(SQUARE, quality, n=n, partial_images=partials if n == 1 else 0)
    prompt = "word " * length
    request: Make = Generate(name, prompt, settings)
    if references:
        request = Edit(name, prompt, (pixels(),) * references, settings)
    said = estimate(request)
    text, *others = said.items
    pictures = sum(item.tokens or 0 for item in others if not item.is_output)
    made = sum(
        item.tokens or 0 for item in others if item.title != "Text beside" and item.is_output
    )
    sent = text.tokens or 0
    usage = Usage(
        sent + pictures, made, text_tokens=sent, image_tokens=pictures, output_image_tokens=made
    )
    bill = usage_bill(model(name), usage, on=TODAY, price_factor=Decimal(1))
    assert bill.usd is not None
    assert said.usd_min is not None
    assert said.usd_max is not None
    assert said.usd_min <= bill.usd <= said.usd_max
