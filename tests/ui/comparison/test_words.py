"""What the comparison says around its tables."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tessera.core.comparison import NewPicture, Subject, compare
from tessera.core.generation_table import GenerationChoice, GenerationRow, generation_rows
from tessera.core.geometry import Size
from tessera.core.models import Model
from tessera.core.requests import Link, Picture
from tessera.core.words import Detail
from tessera.ui.comparison.make_words import choice_text, generation_text
from tessera.ui.comparison.words import NO_PHOTO, candidate_text, subject_text
from tests.core.builders import TODAY, catalogue

ONE = Decimal(1)
PHOTO = NewPicture(Size(1800, 1200))
WITH_WORDS = Subject((PHOTO,), new_tokens=12, new_texts=1)


@pytest.mark.parametrize(
    ("subject", "name", "factor", "expected"),
    [
        (WITH_WORDS, "a.jpg", ONE, "a.jpg (1800×1200) and 12 tokens of text, at list prices."),
        (
            replace(WITH_WORDS, earlier=(Picture(Link("")),), again_texts=2, again_tokens=9),
            "a.jpg",
            Decimal("0.7"),
            "a.jpg (1800×1200), 12 tokens of text and everything said before, "
            "at 0.7 times the list prices.",
        ),
        (Subject((PHOTO, PHOTO)), "a.jpg", Decimal(0),
         "2 pictures, from a provider that charges nothing."),
        (Subject((replace(PHOTO, detail=Detail.LOW),)), "a.jpg", ONE,
         "a.jpg (1800×1200), at list prices. The pictures keep a detail of their own."),
        (Subject((), new_tokens=12, new_texts=1), "a.jpg", ONE,
         "The question as it stands and 12 tokens of text, at list prices. "
         "No new picture goes with it, so the detail decides nothing."),
        (Subject((PHOTO,)), "", ONE, f"{NO_PHOTO}, at list prices."),
    ],
)  # fmt: skip
def test_what_is_counted_is_said_in_a_sentence(
    subject: Subject, name: str, factor: Decimal, expected: str
) -> None:
    assert subject_text(subject, name, factor) == expected


def longest(_model: Model | None) -> int:
    return 500


def test_a_row_says_what_it_is_good_for_what_it_cannot_and_how_sure_it_is() -> None:
    rows = compare(
        Subject((PHOTO,)), catalogue(), on=TODAY, price_factor=ONE, answer_limit=longest
    )  # fmt: skip
    (mini,) = [row for row in rows if (row.model, row.detail) == ("gpt-5-mini", Detail.LOW)]
    said = candidate_text(mini)
    assert said.startswith(f"gpt-5-mini, low. {mini.good_for.rstrip('.')}. Cannot: no original")
    assert f"Between {mini.tokens_min:,} and {mini.tokens_max:,} tokens." in said


def cheapest(wanted: Size) -> GenerationRow:
    rows = generation_rows(catalogue(), on=TODAY, price_factor=ONE, wanted=wanted)
    return next(row for row in rows if row.is_cheapest and row.model == "gpt-image-2")


def test_the_cheapest_size_is_said_with_its_saving() -> None:
    assert (
        "The cheapest size that covers what is wanted: $0.0041 instead of $0.0044 for 1920×1088, "
        "saves $0.00036 a picture."
    ) in generation_text(cheapest(Size(1920, 1080)))


def test_a_size_that_saves_nothing_says_nothing_of_it() -> None:
    assert "instead of" not in generation_text(cheapest(Size(3840, 2160)))


def test_a_choice_is_text_with_its_price() -> None:
    row = cheapest(Size(1920, 1080))
    assert choice_text(row.choice(4), row) == "gpt-image-2, 2064×1088, low, 4 pictures: $0.016"
    one = GenerationChoice("x", Size(16, 16), "low")
    assert choice_text(one, None) == "x, 16×16, low, 1 picture"
