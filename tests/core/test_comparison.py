"""One question for every model: the numbers are those of the request that would be sent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tessera.core.advisers_sizes import SendAs, sent_size
from tessera.core.comparison import Candidate, NewPicture, Subject, compare, fold
from tessera.core.estimate import estimate_ask
from tessera.core.geometry import Size
from tessera.core.image_requests import ImageTool, MakeSettings
from tessera.core.models import Model
from tessera.core.requests import Ask, FileId, Link, Picture, Turn
from tessera.core.words import Confidence, Detail, Role
from tests.core.builders import TODAY, catalogue, model

PHONE = Size(4032, 3024)
LONG = Size(1200, 9000)
FACTOR = Decimal("0.7")
LONGEST = 500


def words(text: str) -> int:
    return len(text.split())


def longest(of: Model | None) -> int:
    most = of.max_output_tokens if of is not None else None
    return LONGEST if most is None else min(LONGEST, most)


def asked(*pictures: Picture, earlier: tuple[Turn, ...] = ()) -> Ask:
    question = Turn(Role.USER, "What do you see here ?", pictures)
    return Ask("gpt-5-mini", (*earlier, question), instructions="Be brief .")


def candidates(
    ask: Ask, *pictures: NewPicture, listed: tuple[str, ...] = (), on: date = TODAY
) -> tuple[Candidate, ...]:
    return compare(
        fold(ask, pictures, words), catalogue(), on=on, price_factor=FACTOR, answer_limit=longest,
        listed=listed,
    )  # fmt: skip


def of(rows: tuple[Candidate, ...], name: str) -> dict[Detail, Candidate]:
    return {row.detail: row for row in rows if row.model == name}


def one_photo(size: Size = PHONE, **changes: object) -> tuple[Candidate, ...]:
    return candidates(asked(Picture(FileId("", size))), NewPicture(size), **changes)  # type: ignore[arg-type]


TOOL = ImageTool("gpt-image-2", MakeSettings(Size(1024, 1024), "low"))
EARLIER = (
    Turn(Role.USER, "And before ?", (Picture(FileId("", LONG), Detail.HIGH),)),
    Turn(Role.ASSISTANT, "A lake ."),
)


@pytest.mark.parametrize(
    ("ask", "pictures"),
    [
        pytest.param(asked(Picture(FileId("", PHONE))), [NewPicture(PHONE)], id="one-photo"),
        pytest.param(
            asked(Picture(FileId("", PHONE)), earlier=EARLIER),
            [NewPicture(PHONE)],
            id="after-earlier-turns",
        ),
        pytest.param(
            asked(Picture(FileId("", PHONE)), Picture(FileId("", LONG), Detail.LOW)),
            [NewPicture(PHONE), NewPicture(LONG, Detail.LOW)],
            id="a-picture-with-its-own-detail",
        ),
        pytest.param(
            asked(Picture(Link("https://a.example/b.jpg"))), [NewPicture(None)], id="a-link"
        ),
        pytest.param(
            asked(Picture(FileId("", Size(9000, 9000)))), [NewPicture(Size(9000, 9000))], id="huge"
        ),
        pytest.param(
            replace(asked(Picture(FileId("", PHONE)), earlier=EARLIER), image_tool=TOOL),
            [NewPicture(PHONE)],
            id="with-the-image-tool",
        ),
        pytest.param(
            replace(asked(earlier=EARLIER), image_tool=TOOL), [], id="drawing-from-an-earlier-one"
        ),
        pytest.param(
            replace(asked(Picture(FileId("", PHONE))), previous_response_id="resp_1"),
            [NewPicture(PHONE)],
            id="after-turns-that-the-provider-keeps",
        ),
    ],
)
def test_every_number_is_the_estimate_of_that_very_request(
    ask: Ask, pictures: list[NewPicture]
) -> None:
    for row in candidates(ask, *pictures):
        assert_same(row, ask, pictures)


@pytest.mark.parametrize("send_as", SendAs)
def test_the_numbers_follow_the_size_that_is_sent(send_as: SendAs) -> None:
    photo = NewPicture(PHONE, send_as=send_as)
    for row in candidates(asked(Picture(FileId("", PHONE))), photo):
        size = sent_size(model(row.model), PHONE, row.detail, send_as, on=TODAY)
        assert_same(row, asked(Picture(FileId("", size))), [NewPicture(size)])


def assert_same(row: Candidate, ask: Ask, pictures: list[NewPicture]) -> None:
    known = model(row.model)
    *earlier, newest = ask.turns
    taken = tuple(
        replace(picture, detail=new.detail or row.detail)
        for picture, new in zip(newest.pictures, pictures, strict=True)
    )
    request = replace(
        ask,
        model=row.model,
        turns=(*earlier, replace(newest, pictures=taken)),
        max_output_tokens=longest(known),
    )
    estimate = estimate_ask(
        request, catalogue(), on=TODAY, count_text=words, price_factor=FACTOR
    )  # fmt: skip
    assert (row.tokens, row.usd, row.usd_most, row.confidence) == (
        estimate.input_tokens, estimate.usd, estimate.usd_max, estimate.confidence,
    )  # fmt: skip
    assert bool(row.declined) == bool(estimate.rejected)


def test_every_model_that_looks_stands_at_each_of_its_details() -> None:
    rows = one_photo()
    expected = [
        (known.id, detail) for known in catalogue().models for detail in known.details_on(TODAY)
    ]
    assert [(row.model, row.detail) for row in rows] == expected


def test_what_auto_means_is_marked() -> None:
    rows = one_photo()
    assert [row.detail for row in rows if row.model == "gpt-6-astra" and row.is_auto] == [
        Detail.ORIGINAL
    ]
    assert [row.detail for row in rows if row.model == "gpt-5.4" and row.is_auto] == [Detail.HIGH]


def test_a_question_that_sends_no_new_picture_has_one_row_per_model() -> None:
    rows = candidates(asked(earlier=EARLIER))
    assert len(rows) == len({row.model for row in rows})
    assert {row.detail for row in rows} == {Detail.AUTO}
    assert of(rows, "gpt-5-mini")[Detail.AUTO].tokens is not None


def test_too_large_is_said_with_the_number_of_patches() -> None:
    row = of(one_photo(Size(6000, 6000)), "gpt-6-astra")[Detail.ORIGINAL]
    assert row.declined == "too large: 35,344 patches"
    assert (row.tokens, row.usd, row.usd_most) == (None, None, None)


def test_a_smaller_copy_is_not_too_large() -> None:
    photo = NewPicture(Size(6000, 6000), send_as=SendAs.SEEN)
    rows = candidates(asked(Picture(FileId("", Size(6000, 6000)))), photo)
    assert of(rows, "gpt-6-astra")[Detail.ORIGINAL].declined == ""


def test_an_earlier_picture_at_a_detail_the_model_lacks_is_declined() -> None:
    earlier = (replace(EARLIER[0], pictures=(Picture(FileId("", PHONE), Detail.ORIGINAL),)),)
    rows = candidates(asked(Picture(FileId("", PHONE)), earlier=earlier), NewPicture(PHONE))
    assert of(rows, "gpt-5-mini")[Detail.HIGH].declined == "no original"


def test_a_request_longer_than_the_model_takes_is_declined() -> None:
    subject = Subject((NewPicture(PHONE),), new_tokens=150_000, new_texts=1)
    rows = compare(
        subject, catalogue(), on=TODAY, price_factor=FACTOR, answer_limit=longest
    )  # fmt: skip
    assert of(rows, "gpt-4o")[Detail.HIGH].declined == "too long: takes 128,000 tokens"


@pytest.mark.parametrize(
    ("name", "detail", "clause"),
    [
        ("gpt-5-mini", Detail.HIGH, "no original"),
        ("gpt-5-mini", Detail.HIGH, "every detail counts the same"),
        ("gpt-5.1", Detail.HIGH, "ignores original"),
        ("gpt-5.2-codex", Detail.HIGH, "retired 2026-07-23"),
    ],
)
def test_what_a_model_lacks_is_said(name: str, detail: Detail, clause: str) -> None:
    assert clause in of(one_photo(), name)[detail].lacks


def test_details_count_the_same_only_where_they_do_for_every_picture() -> None:
    small, large = Size(1027, 700), Size(6400, 6000)
    alike = "every detail counts the same"

    def lacks(*sizes: Size) -> tuple[str, ...]:
        pictures = [Picture(FileId("", size)) for size in sizes]
        rows = candidates(asked(*pictures), *(NewPicture(size) for size in sizes))
        return of(rows, "gpt-5.4")[Detail.HIGH].lacks

    assert alike in lacks(small, small)
    assert alike not in lacks(small, large)
    assert alike not in lacks(large, small)


def test_a_model_that_is_not_out_yet_is_not_offered() -> None:
    row = of(one_photo(on=date(2026, 9, 1)), "gpt-6-astra")[Detail.HIGH]
    assert not row.is_offered
    assert "not out before 2026-09-03" in row.lacks


def test_the_providers_list_decides_over_the_catalogue() -> None:
    rows = one_photo(listed=("gpt-5.2-codex", "gpt-5-mini"))
    codex, luna = of(rows, "gpt-5.2-codex")[Detail.HIGH], of(rows, "gpt-5.6-luna")[Detail.HIGH]
    assert codex.is_offered
    assert "not listed by the provider" not in codex.lacks
    assert luna.lacks[0] == "not listed by the provider"


def test_a_listed_stranger_stands_last_and_is_never_priced() -> None:
    row = one_photo(listed=("gpt-5-mini", "llava:13b"))[-1]
    assert (row.model, row.tokens, row.usd, row.usd_most) == ("llava:13b", None, None, None)
    assert row.confidence is Confidence.UNKNOWN
    assert row.is_offered
    assert row.cannot == "not in the catalogue: known after the reply"


def test_image_models_that_are_listed_are_no_strangers() -> None:
    assert all(row.model != "gpt-image-2" for row in one_photo(listed=("gpt-image-2",)))


def test_each_model_says_what_it_is_good_for() -> None:
    assert all(row.good_for for row in one_photo())


def test_a_provider_that_charges_nothing_costs_nothing() -> None:
    subject = fold(asked(Picture(FileId("", PHONE))), [NewPicture(PHONE)], words)
    rows = compare(
        subject, catalogue(), on=TODAY, price_factor=Decimal(0), answer_limit=longest
    )  # fmt: skip
    assert {row.usd_most for row in rows if not row.declined} == {Decimal(0)}
