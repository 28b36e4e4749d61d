"""Every model of the catalogue takes every option that the catalogue says it takes."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.catalogue import Model, parse_catalogue
from tessera.core.geometry import Size
from tessera.core.words import ModelKind
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.image_looks import options_of
from tessera.sandbox.image_orders import read_generation
from tessera.sandbox.image_work import plan
from tessera.sandbox.legal_sizes import nearest_legal, size_for_prompt
from tessera.sandbox.refusals import Refusal
from tessera.sandbox.response_orders import read_response_order
from tessera.store.resources import read_catalogue
from tests.fakes import FixedClock
from tests.sandbox.asking import question
from tests.sandbox.drawn import plain

CATALOGUE = parse_catalogue(read_catalogue())
TODAY = FixedClock().today()
SEEING = [model for model in CATALOGUE.models if ModelKind.VISION in model.kinds]
MORTAL = [(model, model.shutdown_date) for model in SEEING if model.shutdown_date is not None]
MAKING = [model for model in CATALOGUE.image(TODAY)]


def last_day(model: Model) -> date:
    """Return a day on which the model answers: today, or its last one."""
    if model.shutdown_date is None or model.shutdown_date > TODAY:
        return TODAY
    return model.shutdown_date - timedelta(days=1)


def house_on(day: date) -> House:
    """Return a sandbox that lives on that day."""
    return House(CATALOGUE, FixedClock(), as_of=day)


@pytest.mark.parametrize("model", SEEING, ids=lambda model: model.id)
def test_every_seeing_model_answers_on_its_day_at_every_detail(model: Model) -> None:
    house = house_on(last_day(model))
    for detail in (*model.details_on(last_day(model)), "auto"):
        fields = Fields(
            {"model": model.id, "input": question("Hi", plain(900, 700), detail=detail)}
        )
        assert read_response_order(house, fields).input_tokens > 1


@pytest.mark.parametrize(("model", "gone"), MORTAL, ids=lambda value: getattr(value, "id", ""))
def test_no_model_answers_after_its_last_day(model: Model, gone: date) -> None:
    fields = Fields({"model": model.id, "input": "Hi"})
    with pytest.raises(Refusal) as refused:
        read_response_order(house_on(gone), fields)
    assert (refused.value.status, refused.value.code) == (404, "model_not_found")


def values(model: Model) -> dict[str, list[object]]:
    """Return every value of every parameter that a model takes for a still picture."""
    options = options_of(model)
    rule = options.size_rule
    free = ["1536x864", "2048x2048", "3840x2160"] if rule is not None else []
    fixed = [f"{size.width}x{size.height}" for size in options.sizes]
    known: dict[str, list[object]] = {
        "size": [*fixed, *free, "auto"],
        "quality": [*options.qualities, "auto"],
        "background": [*options.backgrounds, *options.preview_backgrounds],
        "output_format": list(options.formats),
        "moderation": list(options.moderation),
        "complexity": list(options.complexity or ()),
        "n": [1, options.max_n],
    }
    return {key: offered for key, offered in known.items() if offered}


@pytest.mark.parametrize("model", MAKING, ids=lambda model: model.id)
def test_every_image_model_takes_all_pairs_of_its_options_and_has_a_bill(model: Model) -> None:
    house = house_on(TODAY)
    for (one, ones), (other, others) in combinations(values(model).items(), 2):
        for first in ones:
            for second in others:
                asked = {"model": model.id, "prompt": "a cat", one: first, other: second}
                if {first, second} == {"transparent", "jpeg"}:
                    continue
                job = plan(house, read_generation(house, Fields(asked)))
                assert job.usage.output_tokens > 0, asked


@pytest.mark.parametrize("model", MAKING, ids=lambda model: model.id)
@given(st.integers(1, 9000), st.integers(1, 9000))
@settings(max_examples=40)
def test_the_size_chosen_for_a_picture_is_always_legal(
    model: Model, width: int, height: int
) -> None:
    options = options_of(model)
    chosen = nearest_legal(options, Size(width, height))
    assert options.size_problem(chosen) is None


def test_a_legal_size_is_kept() -> None:
    options = options_of(next(model for model in MAKING if model.id == "gpt-image-2"))
    assert nearest_legal(options, Size(1184, 944)) == Size(1184, 944)


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        ("a wide banner", Size(1536, 1024)),
        ("a portrait", Size(1024, 1536)),
        ("x", Size(1024, 1024)),
    ],
)
def test_the_words_choose_the_shape(prompt: str, size: Size) -> None:
    for model in MAKING:
        assert size_for_prompt(options_of(model), prompt) == size
