"""The advisers' sentences and buttons, from the real catalogue."""

from decimal import Decimal

from tessera.core.advisers import advise
from tessera.core.advisers_sizes import SendAs, sent_size
from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.words import Detail
from tessera.ui.meter.advice import CUT_CELL, SEND_WHOLE, offers_of
from tessera.ui.meter.meter_reading import MeterOffer
from tests.core.builders import TODAY, catalogue

PHONE = Size(4032, 3024)


def offers(
    name: str,
    detail: Detail,
    photo: Size = PHONE,
    *,
    factor: str = "1",
    send_as: SendAs = SendAs.WHOLE,
) -> tuple[MeterOffer, ...]:
    model = catalogue().get(name)
    found = advise(
        model, photo, detail, on=TODAY, price_factor=Decimal(factor), send_as=send_as
    )  # fmt: skip
    sent = sent_size(model, photo, detail, send_as, on=TODAY)
    whole = meter_input(name, model, photo, detail, on=TODAY)
    return offers_of(found, whole=whole, sent=sent, send_as=send_as)


def test_a_dear_auto_is_pointed_out_with_both_prices_and_the_saving() -> None:
    assert offers("gpt-6-astra", Detail.AUTO) == (
        MeterOffer(
            "dear-auto",
            "“auto” means “original” here: 14,364 tokens ($0.14). "
            "“high” takes 2,942 tokens ($0.029) and saves $0.11.",
            "Use “high”",
        ),
    )


def test_the_price_factor_of_the_profile_counts() -> None:
    (said,) = offers("gpt-6-astra", Detail.AUTO, factor="0.5")
    assert "14,364 tokens ($0.072)" in said.text
    assert "saves $0.057" in said.text


def test_who_chose_original_is_not_lectured() -> None:
    assert offers("gpt-6-astra", Detail.ORIGINAL) == ()


def test_a_detail_without_effect_is_pointed_out_without_a_button() -> None:
    alike = offers("gpt-5-mini", Detail.HIGH)[0]
    assert alike.text == "gpt-5-mini sees the same of this picture at every detail."
    assert alike.button == ""


def test_a_low_that_costs_more_than_high_is_pointed_out() -> None:
    low = offers("gpt-5.4", Detail.LOW)[0]
    assert low.text == (
        "Here “low” is not the cheapest: 3,687 tokens ($0.0092); "
        "“high” takes 2,942 tokens ($0.0074) and saves $0.0019."
    )
    assert low.button == "Use “high”"


def test_a_picture_that_is_declined_gets_two_ways_out() -> None:
    copy, other = offers("gpt-6-astra", Detail.ORIGINAL, Size(6000, 6000))
    assert copy.text == "The largest copy that passes is 5536×5536: 35,915 tokens ($0.36)."
    assert copy.button == "Send a smaller copy"
    assert other.text == "Detail “high” would be accepted: 3,000 tokens ($0.030)."
    assert other.button == "Use “high”"


def test_sending_what_the_model_sees_costs_the_same_and_uploads_less() -> None:
    (seen,) = offers("gpt-4.1", Detail.HIGH)
    assert seen.text == (
        "The model sees 1024×768 of this photo: sending just that uploads 6 % of the pixels "
        "at the same price ($0.0015 before and after)."
    )
    assert seen.button == "Send what it sees"


def test_a_squeeze_that_drops_a_row_names_its_pixels_and_its_saving() -> None:
    (less,) = offers("gpt-4.1", Detail.HIGH, Size(2048, 513))
    assert less.text == (
        "Squeezed or cut by 1 pixel in height, the photo needs a row less: 765 tokens ($0.0015) "
        "instead of 1,445 tokens ($0.0029) and saves $0.0014."
    )
    assert (less.button, less.other, less.other_id) == ("Squeeze it", "Cut it", CUT_CELL)
    *_, sent = offers("gpt-4.1", Detail.HIGH, Size(2048, 513), send_as=SendAs.CROPPED)
    assert "its edge cut by a cell" in sent.text


def test_how_a_photo_is_sent_can_be_taken_back() -> None:
    *_, sent = offers("gpt-4.1", Detail.HIGH, send_as=SendAs.SEEN)
    assert sent == MeterOffer(
        SEND_WHOLE,
        "Sent as 1024×768, what the model sees; the photo is 4032×3024.",
        "Send it whole",
    )


def test_a_copy_of_what_is_too_large_is_said_to_be_the_largest_that_passes() -> None:
    *_, sent = offers("gpt-6-astra", Detail.ORIGINAL, Size(6000, 6000), send_as=SendAs.SEEN)
    assert sent.text == "Sent as 5536×5536, the largest that passes; the photo is 6000×6000."


def test_a_photo_that_is_as_small_as_what_is_seen_is_simply_sent() -> None:
    assert offers("gpt-4.1", Detail.HIGH, Size(900, 700), send_as=SendAs.SEEN) == ()


def test_a_price_that_nobody_knows_is_left_out() -> None:
    (said,) = offers("gpt-6-astra", Detail.AUTO, factor="0")
    assert "saves" not in said.text


def test_an_unknown_model_gets_no_offer() -> None:
    assert offers("nobody-knows-it", Detail.AUTO) == ()
