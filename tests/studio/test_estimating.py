"""What forbids sending says once what to do about it."""

from decimal import Decimal

import pytest

from tessera.core.errors import OverBudget, PictureRejected
from tessera.core.estimate import estimate_ask
from tessera.core.estimate_make import estimate_make
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import Generate, MakeSettings
from tessera.core.requests import Ask, FileId, Picture, Turn
from tessera.core.words import Detail, Role
from tessera.studio.estimating import check_acceptable, check_cap
from tessera.tokenizer import count_text
from tests.core.builders import TODAY, catalogue


def asked(model: str, size: Size, detail: Detail = Detail.AUTO, longest: int = 100) -> Estimate:
    """Return the estimate of a question about one picture."""
    turn = Turn(Role.USER, "What is it?", (Picture(FileId("", size), detail),))
    ask = Ask(model, (turn,), max_output_tokens=longest)
    return estimate_ask(ask, catalogue(), on=TODAY, count_text=count_text)


def made(model: str, size: Size, quality: str = "low") -> Estimate:
    """Return the estimate of one picture to be made."""
    request = Generate(model, "a cat", MakeSettings(size, quality))
    return estimate_make(request, catalogue(), on=TODAY, count_text=count_text)


@pytest.mark.parametrize(
    ("estimate", "next_step"),
    [
        pytest.param(asked("gpt-6-astra", Size(6000, 6000)), "", id="too-many-patches"),
        pytest.param(
            asked("gpt-image-2", Size(64, 64)),
            "Choose a model that looks at pictures.",
            id="looks-at-none",
        ),
        pytest.param(
            asked("gpt-4o", Size(64, 64), Detail.ORIGINAL),
            "Change that, or choose another model.",
            id="no-such-detail",
        ),
        pytest.param(asked("gpt-4o", Size(64, 64), longest=99_999), "", id="says-it-itself"),
        pytest.param(
            made("gpt-5-mini", Size(1024, 1024)),
            "Choose a model that makes pictures.",
            id="makes-none",
        ),
        pytest.param(
            made("gpt-image-2", Size(1920, 1080)),
            "Change that, or choose another model.",
            id="no-legal-size",
        ),
    ],
)
def test_a_rejection_has_one_way_out_that_fits_it(estimate: Estimate, next_step: str) -> None:
    with pytest.raises(PictureRejected) as caught:
        check_acceptable(estimate)
    assert caught.value.next_step == next_step
    assert caught.value.what == estimate.rejected


def test_too_many_patches_say_themselves_what_to_do() -> None:
    rejected = asked("gpt-6-astra", Size(6000, 6000)).rejected
    assert rejected is not None
    assert rejected.endswith("Send a smaller copy or choose a lower detail.")


def test_what_is_not_rejected_passes() -> None:
    check_acceptable(asked("gpt-4o", Size(64, 64)))


def test_an_unknown_price_keeps_no_cap() -> None:
    with pytest.raises(OverBudget, match="Nobody knows"):
        check_cap(asked("gpt-9", Size(64, 64)), Decimal(1))
    with pytest.raises(OverBudget, match="may cost up to"):
        check_cap(asked("gpt-4o", Size(64, 64)), Decimal("0.000001"))
