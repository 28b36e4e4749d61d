"""Every entry of the panel's lists says what this very picture would cost with it."""

from tessera.core.geometry import Size
from tessera.core.prompt_starters import SizePreset
from tessera.ui.make.plan import planned
from tessera.ui.make.priced import (
    ENDING,
    first_model,
    model_choices,
    offered,
    offered_models,
    quality_choices,
    size_choices,
)
from tessera.ui.make.words import at_most_text, button_text, cheapest_text, price_text
from tests.core.builders import TODAY, catalogue
from tests.ui.make.panels import (
    FIXED,
    FREE,
    Words,
    generate,
    options,
    order,
    price,
    price_of,
    titles,
)


def test_qualities_rise_in_price_and_auto_is_a_range() -> None:
    make = generate()
    offer = offered(options(FREE), make.settings, is_edit=False)
    found = quality_choices(offer, FREE, make.settings, price_of)
    assert [choice.id for choice in found] == ["low", "medium", "high", "xhigh", "max", "auto"]
    assert [choice.hint for choice in found[:3]] == ["$0.0059", "$0.013", "$0.053"]
    assert "–" in found[-1].hint


def test_sizes_for_a_purpose_come_first_and_only_where_they_are_legal() -> None:
    make = generate(FIXED)
    presets = (SizePreset("Story", Size(1088, 1920)), SizePreset("Upright", Size(1024, 1536)))
    offer = offered(options(FIXED), make.settings, is_edit=False)
    assert titles(size_choices(offer, presets, FIXED, make.settings, price_of)) == [
        "Upright · 1024×1536", "1024×1024", "1536×1024", "auto",
    ]  # fmt: skip


def test_models_that_end_soon_stand_below_and_say_when() -> None:
    models = offered_models(catalogue(), (), on=TODAY, edits=False)
    found = model_choices(models, (), generate().settings, price_of, on=TODAY, is_edit=False)
    ending = [choice for choice in found if choice.group == ENDING]
    assert FIXED in [choice.id for choice in ending]
    assert found[-len(ending) :] == tuple(ending)
    assert all("Shuts down on 2026-12-01" in choice.tip for choice in ending)


def test_retired_models_are_offered_only_where_a_provider_lists_them() -> None:
    usual = {model.id for model in offered_models(catalogue(), (), on=TODAY, edits=False)}
    listed = {m.id for m in offered_models(catalogue(), ("gpt-image-1",), on=TODAY, edits=False)}
    assert "gpt-image-1" not in usual
    assert listed - usual == {"gpt-image-1"}


def test_the_first_model_stays_and_has_a_founded_price() -> None:
    first = first_model(offered_models(catalogue(), (), on=TODAY, edits=False), TODAY)
    assert first == FREE


def test_the_button_says_what_it_does_and_costs() -> None:
    assert button_text("generate", 1, price(generate())) == "Generate · $0.013"
    assert button_text("generate", 2, price(generate(n=2))) == "Generate 2 · $0.026"
    assert button_text("generate", 1, price(generate("of-somebody"))) == "Generate · price unknown"


def test_a_range_is_said_as_one_with_its_most() -> None:
    estimate = price(generate(quality="auto"))
    assert "–" in price_text(estimate)
    assert at_most_text(price(generate())) == ""


def test_a_cheaper_size_is_offered_with_what_it_saves() -> None:
    now, then = price(generate()), price(generate(size=Size(1152, 1024)))
    assert cheapest_text(Size(1152, 1024), now, then) == "1152×1024 covers it for $0.0011 less"
    assert cheapest_text(Size(1024, 1024), then, now) == ""


def test_an_illegal_order_is_said_in_a_sentence_and_has_no_price() -> None:
    plan = planned(Words(), order(generate(size=Size(1920, 1080))), options(FREE))
    assert not plan.can_make
    assert plan.estimate is None
    assert plan.why_not == "Both sides must be multiples of 16."


def test_a_blank_prompt_is_priced_but_not_sent() -> None:
    plan = planned(Words(), order(generate(prompt=" ")), options(FREE))
    assert not plan.can_make
    assert plan.estimate is not None
