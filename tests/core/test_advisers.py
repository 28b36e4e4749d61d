"""Advice from the real catalogue: what it is about, both prices, and what taking it does."""

from decimal import Decimal

import pytest

from tessera.core.advisers import Advice, AdviceKind, advise
from tessera.core.advisers_sizes import SendAs
from tessera.core.geometry import Size
from tessera.core.words import Detail
from tests.core.builders import TODAY, catalogue, seen

PHONE = Size(4032, 3024)


def advice(
    name: str,
    detail: Detail = Detail.AUTO,
    photo: Size = PHONE,
    *,
    send_as: SendAs = SendAs.WHOLE,
    factor: str = "1",
) -> dict[AdviceKind, Advice]:
    found = advise(
        catalogue().get(name), photo, detail, on=TODAY, price_factor=Decimal(factor),
        send_as=send_as,
    )  # fmt: skip
    return {each.kind: each for each in found}


def test_auto_that_means_original_is_dear() -> None:
    dear = advice("gpt-6-astra")[AdviceKind.DEAR_AUTO]
    assert dear.resolved is Detail.ORIGINAL
    assert dear.then is not None
    assert (dear.now.tokens, dear.now.usd) == (14_364, Decimal("0.14364"))
    assert (dear.then.detail, dear.then.tokens) == (Detail.HIGH, 2_942)
    assert dear.saved_usd == Decimal("0.11422")


def test_the_factor_of_the_profile_is_in_both_prices() -> None:
    dear = advice("gpt-6-astra", factor="0.7")[AdviceKind.DEAR_AUTO]
    assert dear.saved_usd == Decimal("0.11422") * Decimal("0.7")


def test_low_that_costs_more_than_high_is_named() -> None:
    low = advice("gpt-5.4", Detail.LOW)[AdviceKind.LOW_NOT_CHEAPEST]
    assert low.then is not None
    assert (low.now.tokens, low.then.tokens) == (3_687, 2_942)
    assert low.saved_usd == (3_687 - 2_942) * Decimal("2.5") / 1_000_000


def test_a_detail_without_effect_is_named_and_offers_nothing() -> None:
    alike = advice("gpt-5-mini", Detail.HIGH)[AdviceKind.ALIKE]
    assert alike.then is None
    assert alike.saved_usd is None


def test_a_rejected_picture_has_two_ways_out_the_smaller_copy_first() -> None:
    found = advice("gpt-6-astra", Detail.ORIGINAL, Size(6000, 6000))
    assert list(found) == [AdviceKind.SMALLER_COPY, AdviceKind.OTHER_DETAIL]
    copy, other = found.values()
    assert copy.then is not None
    assert other.then is not None
    assert (copy.then.size, copy.send_as) == (Size(5536, 5536), SendAs.SEEN)
    assert copy.then.tokens == seen("gpt-6-astra", "5536x5536", "original").tokens
    assert copy.now.tokens is None
    assert copy.saved_usd is None  # what is declined costs nothing
    assert other.then.detail is Detail.HIGH


def test_a_detail_that_the_model_lacks_leads_to_one_it_has() -> None:
    found = advice("gpt-5-mini", Detail.ORIGINAL)
    assert list(found) == [AdviceKind.OTHER_DETAIL]


def test_sending_what_the_model_sees_costs_the_same_at_a_fraction_of_the_pixels() -> None:
    seen_only = advice("gpt-4.1", Detail.HIGH)[AdviceKind.SEND_SEEN]
    assert seen_only.then is not None
    assert seen_only.then.size == Size(1024, 768)
    assert seen_only.then.tokens == seen_only.now.tokens
    assert seen_only.saved_usd == 0
    assert seen_only.send_as is SendAs.SEEN


def test_a_picture_that_is_hardly_shrunk_is_not_worth_a_word() -> None:
    assert AdviceKind.SEND_SEEN not in advice("gpt-4.1", Detail.HIGH, Size(1100, 800))
    assert AdviceKind.SEND_SEEN not in advice("gpt-6-astra", Detail.ORIGINAL)


def test_one_row_of_tiles_less_is_worth_a_squeeze() -> None:
    less = advice("gpt-4.1", Detail.HIGH, Size(2048, 513))[AdviceKind.CELL_LESS]
    assert less.then is not None
    assert (less.now.tokens, less.then.tokens) == (1445, 765)
    assert less.then.size == Size(2048, 512)
    assert less.saved_usd == 680 * Decimal(2) / 1_000_000


def test_one_patch_in_many_is_not_worth_a_squeeze() -> None:
    assert AdviceKind.CELL_LESS not in advice("gpt-5.6-luna", Detail.HIGH, Size(1800, 1200))


def test_advice_that_was_taken_is_not_given_again() -> None:
    photo = Size(4096, 1026)
    before = advice("gpt-4.1", Detail.HIGH, photo)
    assert {AdviceKind.SEND_SEEN, AdviceKind.CELL_LESS} <= set(before)
    seen_only = advice("gpt-4.1", Detail.HIGH, photo, send_as=SendAs.SEEN)
    assert set(seen_only) == {AdviceKind.CELL_LESS}
    trimmed = advice("gpt-4.1", Detail.HIGH, photo, send_as=SendAs.TRIMMED)
    assert trimmed == {}


def test_a_smaller_copy_is_advised_on_as_it_is_sent() -> None:
    found = advice("gpt-6-astra", Detail.AUTO, Size(6000, 6000), send_as=SendAs.SEEN)
    assert set(found) == {AdviceKind.DEAR_AUTO}
    assert found[AdviceKind.DEAR_AUTO].now.size == Size(5536, 5536)


@pytest.mark.parametrize("name", ["nobody-knows-it", "gpt-image-2"])
def test_who_does_not_look_gets_no_advice(name: str) -> None:
    assert advice(name) == {}


def test_a_small_picture_at_a_plain_detail_needs_none() -> None:
    assert advice("gpt-6-astra", Detail.AUTO, Size(896, 704)) == {}
