"""Orders through an answer: the same picture, said as a question, with the price of both models."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tessera.core.estimate_make import estimate_make
from tessera.core.estimate_through import estimate_order
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import Edit, Generate, Make, MakeSettings, Through
from tessera.core.pixels import Pixels
from tessera.core.profiles import GPT_PROTO, OPENAI, Capabilities, Profile, Route
from tessera.core.through_answer import (
    offers_through,
    question_of,
    through_models,
    unsayable,
    way_through,
)
from tessera.tokenizer import count_text
from tests.core.builders import TODAY, catalogue, model

SIZE = Size(1024, 1024)
SETTINGS = MakeSettings(size=SIZE, quality="medium")
THROUGH = Through("gpt-5.6-luna", "none")
PHOTO = Pixels("a" * 64, SIZE, "image/png", 2_000_000)
MASK = Pixels("b" * 64, SIZE, "image/png", 9_000)
PLAIN = Generate("gpt-image-2", "A red kite over the sea", SETTINGS)
EDIT = Edit("gpt-image-2", "Make it red", (PHOTO, PHOTO), SETTINGS, mask=MASK)


def priced(order: Make) -> Estimate:
    return estimate_order(order, catalogue(), on=TODAY, count_text=count_text)


def through(order: Make) -> Make:
    return replace(order, through=THROUGH)


def test_the_question_says_all_that_the_order_says() -> None:
    ask = question_of(through(EDIT))
    tool = ask.image_tool
    assert tool is not None
    assert (tool.model, tool.settings, tool.mask) == (EDIT.model, EDIT.settings, MASK)
    assert (tool.action, tool.is_forced) == ("edit", True)
    assert [picture.source for picture in ask.pictures] == [PHOTO, PHOTO]
    assert ask.turns[-1].text == EDIT.prompt
    assert ask.is_background, "only what is stored and finished by itself can be fetched"


def test_words_alone_become_a_picture_and_no_edit() -> None:
    tool = question_of(through(PLAIN)).image_tool
    assert tool is not None
    assert tool.action == "generate"


def test_an_order_by_the_images_api_is_no_question() -> None:
    with pytest.raises(ValueError, match="Images API"):
        question_of(PLAIN)


def test_a_long_prompt_has_room_to_be_handed_on() -> None:
    words = "日本の海" * 2000
    ask = question_of(replace(PLAIN, prompt=words, through=THROUGH))
    assert ask.max_output_tokens > count_text(words) + 500


def test_a_model_that_must_think_has_room_for_that_too() -> None:
    thoughtful = replace(PLAIN, through=Through("gpt-5-mini", "minimal"))
    assert question_of(thoughtful).max_output_tokens > question_of(through(PLAIN)).max_output_tokens


@pytest.mark.parametrize("order", [PLAIN, EDIT], ids=["generate", "edit"])
def test_the_answering_model_comes_on_top_of_the_drawing_one(order: Make) -> None:
    by_images, by_answer = priced(order), priced(through(order))
    assert by_images == estimate_make(order, catalogue(), on=TODAY, count_text=count_text)
    for one, other in (
        (by_images.usd, by_answer.usd),
        (by_images.usd_max, by_answer.usd_max),
    ):
        assert one is not None
        assert other is not None
        assert one < other < one + Decimal("0.03")


def test_a_forced_tool_is_surely_billed() -> None:
    least, most = priced(through(PLAIN)).usd_min, priced(through(PLAIN)).usd_max
    made = estimate_make(PLAIN, catalogue(), on=TODAY, count_text=count_text).usd_min
    assert least is not None
    assert most is not None
    assert made is not None
    assert made * Decimal("0.9") < least < most


def test_a_profile_that_charges_nothing_charges_nothing_this_way_either() -> None:
    free = estimate_order(
        through(PLAIN), catalogue(), on=TODAY, count_text=count_text, price_factor=Decimal(0)
    )
    assert (free.usd, free.usd_max) == (0, 0)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (replace(PLAIN, settings=replace(SETTINGS, n=2)), "one picture at a time"),
        (replace(EDIT, mask=None, markup=MASK), "no markup"),
        (
            replace(EDIT, pictures=(replace(PHOTO, size_bytes=16_000_000),)),
            "does not fit into a question",
        ),
    ],
    ids=["several", "markup", "large"],
)
def test_what_a_tool_cannot_be_told_is_said_before(order: Make, why: str) -> None:
    assert why in "; ".join(unsayable(order))
    declined = priced(through(order))
    assert declined.rejected is not None
    assert why in declined.rejected
    assert declined.usd_max is None


def test_what_the_image_model_declines_is_declined_this_way_too() -> None:
    odd = replace(PLAIN, settings=replace(SETTINGS, size=Size(1000, 1000)), through=THROUGH)
    assert "multiples of 16" in str(priced(odd).rejected)


def test_the_cheapest_documented_model_that_stays_is_the_first_choice() -> None:
    found = through_models(catalogue(), "gpt-image-2", TODAY)
    assert found[0].id == "gpt-5.6-luna"
    assert all(each.is_callable(TODAY) for each in found)
    assert len({each.id for each in found}) == len(found)


@pytest.mark.parametrize("image_model", ["dall-e-3", "nobody-knows", "gpt-5.6-luna"])
def test_no_model_draws_with_what_works_in_no_answer(image_model: str) -> None:
    assert through_models(catalogue(), image_model, TODAY) == ()


def test_a_model_that_hands_on_is_not_made_to_think() -> None:
    assert way_through(model("gpt-5.6-luna")) == THROUGH
    assert way_through(model("gpt-4.1")).reasoning_effort is None


def test_an_effort_that_may_refuse_tools_is_passed_over() -> None:
    assert "minimal" in model("gpt-5-mini").reasoning_efforts
    assert way_through(model("gpt-5-mini")).reasoning_effort == "low"


def test_only_a_provider_with_responses_and_pictures_offers_it() -> None:
    chat = Profile("c", "Chat", "https://c.example/v1", capabilities=Capabilities(Route.CHAT))
    blind = Profile("b", "B", "https://b.example/v1", capabilities=Capabilities(images=False))
    assert [offers_through(each) for each in (OPENAI, GPT_PROTO, chat, blind)] == [
        True, True, False, False,
    ]  # fmt: skip
