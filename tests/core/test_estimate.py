"""The estimate covers the whole request: every picture, all text, turns, the longest answer."""

import timeit
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tessera.core.estimate import FRAMING_TOKENS, estimate_ask
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import ImageTool, MakeSettings
from tessera.core.pricing import usage_bill
from tessera.core.replies import Usage
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Confidence, Detail, Role
from tests.core.builders import TODAY, catalogue

PHONE = Size(4032, 3024)


def words(text: str) -> int:
    """Count a token per word, which is enough here."""
    return len(text.split())


def picture(size: Size = PHONE, detail: Detail = Detail.AUTO) -> Picture:
    """Return a picture that would be uploaded."""
    return Picture(Pixels("0" * 64, size, "image/png", 1000), detail)


def question(text: str, *pictures: Picture) -> Turn:
    """Return what the user says."""
    return Turn(Role.USER, text, pictures)


def ask(model: str, *turns: Turn, instructions: str = "", max_output_tokens: int = 1000) -> Ask:
    """Return a request."""
    return Ask(model, turns, instructions, max_output_tokens)


def estimate(
    request: Ask, *, on: date = TODAY, factor: str = "1", kept: int | None = None
) -> Estimate:
    """Return its estimate from the built-in catalogue."""
    return estimate_ask(
        request, catalogue(), on=on, count_text=words, price_factor=Decimal(factor),
        kept_tokens=kept,
    )  # fmt: skip


def test_one_picture_and_a_question() -> None:
    found = estimate(ask("gpt-5-mini", question("what is this", picture())))
    assert found.input_tokens == 1743 + 3
    assert found.usd == Decimal("0.0004365")
    assert found.usd_min == Decimal("0.00043625")
    assert found.usd_max == Decimal((1744 + 3 + FRAMING_TOKENS) * 25) / 10**8 + Decimal("0.002")
    assert found.confidence is Confidence.MEASURED
    assert [item.title for item in found.items] == ["Picture", "Question"]
    assert found.rejected is None


def test_every_picture_of_a_turn_is_an_item() -> None:
    pictures = [picture(detail=Detail.LOW), picture(detail=Detail.HIGH)]
    found = estimate(ask("gpt-5.6-luna", question("compare", *pictures)))
    assert [(item.title, item.tokens) for item in found.items] == [
        ("Picture 1", 231),
        ("Picture 2", 2942),
        ("Question", 1),
    ]
    assert found.input_tokens == 3174


def test_earlier_turns_are_billed_again_and_cheaper_where_cached() -> None:
    turns = (
        question("what is this", picture()),
        Turn(Role.ASSISTANT, "a cat on a wall"),
        question("what colour"),
    )
    found = estimate(ask("gpt-5-mini", *turns, instructions="Be brief"))
    assert [(item.title, item.again) for item in found.items] == [
        ("Instructions", True),
        ("Picture of turn 1", True),
        ("Earlier question", True),
        ("Earlier answer", True),
        ("Question", False),
    ]
    again, fresh = 2 + 1743 + 3 + 5, 2
    assert found.input_tokens == again + fresh
    least = Decimal((again - 1) * 25) / 10**9 + Decimal(fresh * 25) / 10**8
    assert found.usd_min == least
    assert found.usd is not None
    assert found.usd_min is not None
    assert found.usd_min < found.usd / 8


def test_the_worst_case_has_cache_writes_and_the_longest_answer() -> None:
    found = estimate(ask("gpt-5.6-luna", question("x"), max_output_tokens=500))
    most = Decimal("0.25") * (1 + FRAMING_TOKENS) / 10**6 + Decimal("1.2") * 500 / 10**6
    assert (found.usd_max, found.output_tokens_max) == (most, 500)


def test_above_the_threshold_the_whole_request_is_dearer() -> None:
    below = estimate(ask("gpt-5.4", question("w " * 272_000)))
    above = estimate(ask("gpt-5.4", question("w " * 272_001)))
    assert below.usd == Decimal("0.68")
    assert above.usd == Decimal("1.360005")
    assert below.usd_max is not None
    assert above.usd_max is not None
    assert below.usd_max > Decimal("1.36")  # framing alone may carry it over the threshold


def test_a_profile_s_factor_multiplies_everything() -> None:
    request = ask("gpt-5-mini", question("what is this", picture()))
    full, cheap = estimate(request), estimate(request, factor="0.7")
    assert full.usd is not None
    assert full.usd_max is not None
    assert (cheap.usd, cheap.usd_max) == (
        full.usd * Decimal("0.7"),
        full.usd_max * Decimal("0.7"),
    )


def test_a_server_of_one_s_own_costs_nothing_whatever_the_model() -> None:
    found = estimate(ask("llava", question("hello", picture())), factor="0")
    assert (found.usd, found.usd_min, found.usd_max) == (Decimal(0),) * 3
    assert found.input_tokens is None


def test_an_unknown_model_has_no_price_and_no_count() -> None:
    found = estimate(ask("gpt-7-nova", question("hello", picture())))
    assert (found.input_tokens, found.usd, found.usd_min, found.usd_max) == (None,) * 4
    assert found.confidence is Confidence.UNKNOWN
    assert found.notes == ()


def test_a_model_without_published_price_is_still_counted() -> None:
    found = estimate(ask("gpt-5-codex-mini", question("hello", picture())))
    assert found.input_tokens == 1744
    assert (found.usd, found.usd_min, found.usd_max) == (None,) * 3


@pytest.mark.parametrize(
    ("model", "detail", "least", "most"),
    [
        pytest.param("gpt-4o", Detail.HIGH, 255, 85 + 170 * 8, id="tiles"),
        pytest.param("gpt-4o", Detail.LOW, 85, 85, id="low-is-the-same-for-all"),
        pytest.param("gpt-5-mini", Detail.AUTO, 1, 1845, id="budget"),
        pytest.param("gpt-5.6-luna", Detail.AUTO, 1, 36_001, id="up-to-the-rejection"),
        pytest.param("gpt-5.2", Detail.HIGH, 1, 4917, id="conflicting-sources"),
    ],
)
def test_a_link_has_the_range_of_all_sizes(
    model: str, detail: Detail, least: int, most: int
) -> None:
    link = Picture(Link("https://example.com/a.png"), detail)
    found = estimate(ask(model, question("hello", link)))
    item = found.items[0]
    assert (item.tokens, item.tokens_min, item.tokens_max) == (None, least, most)
    assert found.input_tokens is None
    assert found.usd is None
    assert found.usd_min is not None
    assert found.usd_max is not None
    assert found.usd_min < found.usd_max
    assert found.confidence is Confidence.UNKNOWN


def test_a_stored_file_of_known_size_is_counted() -> None:
    known = Picture(FileId("file-1", PHONE), Detail.HIGH)
    unknown = Picture(FileId("file-2"), Detail.HIGH)
    found = estimate(ask("gpt-4o", question("hello", known, unknown)))
    assert [item.tokens for item in found.items] == [765, None, 1]


def test_a_link_for_an_unknown_model_has_no_range() -> None:
    link = Picture(Link("https://example.com/a.png"))
    found = estimate(ask("gpt-7-nova", question("hello", link)))
    assert (found.items[0].tokens_min, found.usd_max) == (None, None)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        pytest.param(
            ask("gpt-6-astra", question("hello", picture(Size(6000, 6000)))),
            "Picture: The picture needs 35344 patches",
            id="too-many-patches",
        ),
        pytest.param(
            ask("gpt-4o", question("hello", Picture(Link("https://e.com/a"), Detail.ORIGINAL))),
            "Picture: gpt-4o has no detail original",
            id="detail-not-offered-even-of-unknown-size",
        ),
        pytest.param(
            ask("gpt-4o", question("w " * 128_001)), "takes at most 128000", id="too-long"
        ),
        pytest.param(
            ask("gpt-4o", question("w"), max_output_tokens=16_385),
            "answers with at most 16384 tokens",
            id="answer-too-long",
        ),
    ],
)
def test_what_the_provider_would_decline_is_said_before(request_: Ask, reason: str) -> None:
    found = estimate(request_)
    assert found.rejected is not None
    assert reason in found.rejected
    assert (found.usd, found.usd_min, found.usd_max) == (None, None, None)


SQUARE = Size(1024, 1024)
DRAWS = ImageTool("gpt-image-2", MakeSettings(SQUARE, "low"))


def drawing(tool: ImageTool = DRAWS, *pictures: Picture) -> Ask:
    """Return a question whose answer may be a picture."""
    return replace(ask("gpt-5-mini", question("draw a cat", *pictures)), image_tool=tool)


def test_the_image_tool_adds_its_words_its_prompt_and_its_picture() -> None:
    found = estimate(drawing())
    assert [(item.title, item.tokens) for item in found.items] == [
        ("Question", 3),
        ("Image tool", 255),  # community.openai.com 1277438
        ("Read again with the picture", 0),
        ("Prompt of the picture", 9),
        ("Picture made", 196),
    ]
    assert found.input_tokens == 3 + 255 + 9
    assert found.output_tokens_max == 1000 + 196
    assert found.usd == Decimal(258 * 25) / 10**8 + Decimal(9 * 5 + 196 * 30) / 10**6
    # The model may answer in words alone.
    assert found.usd_min == Decimal(258 * 25) / 10**8
    assert found.answer_usd == Decimal("0.002")
    assert found.confidence is Confidence.INFERRED


def test_what_the_answering_model_reads_in_any_case_can_be_counted_beforehand() -> None:
    read = [item.title for item in estimate(drawing(DRAWS, picture(SQUARE))).items if item.is_read]
    assert read == ["Picture", "Question", "Image tool"]


def test_the_worst_case_of_the_tool_reads_everything_twice() -> None:
    found = estimate(drawing())
    read = 3 + FRAMING_TOKENS + 255
    again = read + 1000
    prompt = 1006
    assert found.usd_max == (
        Decimal((read + again) * 25) / 10**8
        + Decimal("0.002")
        + Decimal(prompt * 5 + 196 * 30) / 10**6
    )


def test_the_tool_may_draw_from_the_pictures_of_the_question() -> None:
    shown = picture(SQUARE)
    found = estimate(drawing(DRAWS, shown))
    assert ("Picture to draw from", 1024) in [(i.title, i.tokens) for i in found.items]
    alone = estimate(drawing(replace(DRAWS, action="generate"), shown))
    assert "Picture to draw from" not in [item.title for item in alone.items]


def test_a_picture_of_unknown_size_leaves_the_tool_a_range() -> None:
    link = Picture(Link("https://example.com/a.png"))
    found = estimate(drawing(DRAWS, link))
    reference = next(item for item in found.items if item.title == "Picture to draw from")
    assert (reference.tokens, reference.tokens_min, reference.tokens_max) == (None, 0, 1536)
    assert (found.usd, found.usd_max is None) == (None, False)


def test_a_tool_that_its_model_would_decline_is_said_before() -> None:
    found = estimate(drawing(ImageTool("gpt-image-2", MakeSettings(SQUARE, "max"))))
    assert found.rejected is not None
    assert "gpt-image-2 has no quality max" in found.rejected


def test_a_tool_of_an_unknown_model_has_no_price() -> None:
    found = estimate(drawing(ImageTool("gpt-image-9", MakeSettings(SQUARE, "low"))))
    assert (found.usd, found.usd_max, found.output_tokens_max) == (None, None, None)


def test_a_bill_of_the_tool_lies_within_its_range() -> None:
    found = estimate(drawing())
    tool = Usage(9, 196, text_tokens=9, output_image_tokens=196)
    usage = Usage(258, 40, image_tool=tool)
    bill = usage_bill(
        catalogue().get("gpt-5-mini"), usage, on=TODAY, price_factor=Decimal(1),
        tool_model=catalogue().get("gpt-image-2"),
    )  # fmt: skip
    assert bill.usd is not None
    assert found.usd_min is not None
    assert found.usd_max is not None
    assert found.usd_min <= bill.usd <= found.usd_max
    assert bill.input_tokens == found.input_tokens


def test_what_the_provider_keeps_is_billed_again_though_nobody_sends_it() -> None:
    request = replace(ask("gpt-5-mini", question("and then")), previous_response_id="resp_1")
    unknown, known = estimate(request), estimate(request, kept=5000)
    assert [(item.title, item.again) for item in known.items] == [
        ("Earlier turns, kept by the provider", True),
        ("Question", False),
    ]
    assert known.input_tokens == 5002
    assert known.usd_min == Decimal(5000 * 25) / 10**9 + Decimal(2 * 25) / 10**8
    assert (unknown.input_tokens, unknown.usd) == (None, None)
    assert unknown.confidence is Confidence.UNKNOWN
    assert unknown.usd_min is not None
    assert known.usd_max is not None
    assert unknown.usd_max is not None
    assert unknown.usd_min < known.usd_max < unknown.usd_max


def test_the_answer_s_price_is_that_of_the_answer_alone() -> None:
    turns = (question("one", picture()), Turn(Role.ASSISTANT, "two"), question("three"))
    found = estimate(ask("gpt-5-mini", *turns))
    assert found.answer_usd == Decimal("0.002")
    assert found.usd is not None
    assert found.usd_max is not None
    assert found.usd_max - found.usd > found.answer_usd


def test_text_alone_takes_the_grade_of_its_vocabulary() -> None:
    assert estimate(ask("gpt-5-mini", question("x"))).confidence is Confidence.DOCUMENTED
    assert estimate(ask("gpt-6-astra", question("x"))).confidence is Confidence.INFERRED
    with_picture = estimate(ask("gpt-6-astra", question("x", picture())))
    assert with_picture.confidence is Confidence.DOCUMENTED
    assert estimate(ask("gpt-6-astra")).confidence is Confidence.INFERRED


def test_after_the_promised_day_the_range_spans_both_prices() -> None:
    request = ask("gpt-5.6-sol", question("w " * 100_000))
    before = estimate(request)
    after = estimate(request, on=date(2026, 11, 22))
    assert (before.usd, after.usd) == (Decimal("0.4"), Decimal("0.5"))
    assert after.usd_min == Decimal("0.4")
    assert after.usd_max is not None
    assert after.usd_max > Decimal("0.625")
    assert any("promised through 2026-11-21" in note for note in after.notes)


def test_the_estimate_follows_a_change_of_model_within_a_millisecond() -> None:
    turns = [question("what is this", picture()), Turn(Role.ASSISTANT, "a cat")] * 5
    request = ask("gpt-5-mini", *turns, question("and this", picture(), picture()))
    models = ("gpt-5-mini", "gpt-6-astra", "gpt-4o")

    def change() -> None:
        for name in models:
            estimate(replace(request, model=name))

    change()
    assert min(timeit.repeat(change, number=1, repeat=20)) < 0.001 * len(models)
