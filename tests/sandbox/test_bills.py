"""Bills are the core's meter: what the estimate says is what the sandbox bills."""

from datetime import date
from decimal import Decimal

import pytest
from openai import OpenAI

from tessera.core.catalogue import Catalogue, parse_catalogue
from tessera.core.estimate import estimate_ask
from tessera.core.geometry import Size
from tessera.core.metering import meter_output, meter_reference
from tessera.core.requests import Ask, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tessera.store.resources import read_catalogue
from tessera.tokenizer import count_text
from tests.sandbox.asking import MODEL, ask, loose, question
from tests.sandbox.conftest import TODAY
from tests.sandbox.drawn import plain

DAY = date.fromisoformat(TODAY)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Give the built-in catalogue."""
    return parse_catalogue(read_catalogue())


def estimated(catalogue: Catalogue, model: str, text: str, size: Size, detail: Detail) -> int:
    """Return the estimate's input tokens for one question about one picture."""
    picture = Picture(Pixels("0" * 64, size, "image/png", 1), detail)
    asked = Ask(model, (Turn(Role.USER, text, (picture,)),))
    tokens = estimate_ask(asked, catalogue, on=DAY, count_text=count_text).input_tokens
    assert tokens is not None
    return tokens


@pytest.mark.parametrize(
    ("model", "detail"),
    [
        ("gpt-6-astra", Detail.AUTO),
        ("gpt-5.6-luna", Detail.HIGH),
        ("gpt-5.4", Detail.LOW),
        ("gpt-5-mini", Detail.AUTO),
        ("gpt-5.1", Detail.LOW),
        ("gpt-4o-mini", Detail.HIGH),
        ("o3", Detail.AUTO),
    ],
)
def test_an_answers_input_is_billed_as_estimated(
    client: OpenAI, catalogue: Catalogue, model: str, detail: Detail
) -> None:
    size = Size(1800, 1200)
    answer = ask(client, "What is this?", plain(1800, 1200), model=model, detail=detail)
    assert answer.usage is not None
    expected = estimated(catalogue, model, "What is this?", size, detail)
    assert answer.usage.input_tokens == expected
    assert answer.usage.output_tokens == count_text(answer.output_text)
    assert answer.usage.total_tokens == expected + answer.usage.output_tokens


def test_a_phones_photo_is_billed_as_measured(client: OpenAI) -> None:
    # 12 megapixels on gpt-5-mini: 1,743 tokens, measured in March 2026 and documented.
    answer = ask(client, "a cat", plain(4032, 3024))
    assert answer.usage is not None
    assert answer.usage.input_tokens == 1743 + 2


def test_earlier_turns_are_billed_again(client: OpenAI) -> None:
    first = ask(client, "What is this?", plain(512, 512))
    second = client.responses.create(model=MODEL, previous_response_id=first.id, input="And that?")
    assert first.usage is not None
    assert second.usage is not None
    again = first.usage.input_tokens + first.usage.output_tokens
    assert second.usage.input_tokens == again + count_text("And that?")


def test_instructions_and_schemas_are_billed(client: OpenAI) -> None:
    bare = client.responses.create(model=MODEL, input="Hi")
    told = client.responses.create(model=MODEL, input="Hi", instructions="Be brief, be kind.")
    assert bare.usage is not None
    assert told.usage is not None
    extra = count_text("Be brief, be kind.")
    assert told.usage.input_tokens == bare.usage.input_tokens + extra


def test_reasoning_and_cache_are_honestly_nothing(client: OpenAI) -> None:
    usage = ask(client, "Hi").usage
    assert usage is not None
    assert usage.output_tokens_details.reasoning_tokens == 0
    assert usage.input_tokens_details.cached_tokens == 0


@pytest.mark.parametrize(
    ("model", "size", "quality"),
    [
        ("gpt-image-2", "1024x1024", "medium"),
        ("gpt-image-2.5-flare", "1536x1024", "xhigh"),
        ("gpt-image-2.5-sunburst", "1920x1088", "low"),
        ("gpt-image-1.5", "1024x1536", "low"),
        ("gpt-image-1-mini", "1536x1024", "high"),
    ],
)
def test_a_picture_is_billed_as_the_meter_counts(
    client: OpenAI, catalogue: Catalogue, model: str, size: str, quality: str
) -> None:
    made = client.images.generate(
        model=model, prompt="a cat", size=loose(size), quality=loose(quality)
    )
    counted = meter_output(model, catalogue.get(model), Size.parse(size), quality, on=DAY)
    assert made.usage is not None
    assert made.usage.output_tokens == counted.tokens


@pytest.mark.parametrize("model", ["gpt-image-1.5", "gpt-image-2"])
def test_a_reference_is_billed_as_the_meter_counts(
    client: OpenAI, catalogue: Catalogue, model: str
) -> None:
    made = client.images.edit(
        model=model, prompt="a cat", image=("p.png", plain(1024, 1536)), size="1024x1024",
        quality="low",
    )  # fmt: skip
    counted = meter_reference(model, catalogue.get(model), Size(1024, 1536), None, on=DAY)
    assert made.usage is not None
    assert made.usage.input_tokens_details.image_tokens == counted.tokens


def test_a_picture_whose_count_nobody_knows_is_billed_within_its_range(
    client: OpenAI, catalogue: Catalogue
) -> None:
    model = "gpt-image-2.6-sunburst"
    made = client.images.generate(model=model, prompt="x", size="1024x1024", quality="low")
    counted = meter_output(model, catalogue.get(model), Size(1024, 1024), "low", on=DAY)
    assert made.usage is not None
    assert counted.tokens_min is not None
    assert counted.tokens_max is not None
    assert counted.tokens_min <= made.usage.output_tokens <= counted.tokens_max


def test_the_price_of_an_answer_follows_from_its_usage(
    client: OpenAI, catalogue: Catalogue
) -> None:
    answer = client.responses.create(model=MODEL, input=question("a cat", plain(1024, 1024)))
    model = catalogue.get(MODEL)
    assert model is not None
    rate = model.input_rate(DAY)
    assert answer.usage is not None
    assert rate is not None
    assert rate * answer.usage.input_tokens / 1_000_000 == Decimal("0.00030775")
