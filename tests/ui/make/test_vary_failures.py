"""Failures of a matrix in words: each cause with how many, where, and whether it may cost."""

from tessera.core.geometry import Size
from tessera.studio.varying import FailureGroup
from tessera.ui.make.vary_failures import heading, sentence_of

SQUARE, WIDE = Size(1024, 1024), Size(1536, 1024)
BLOCKED = FailureGroup(
    "Moderation declined it.", ("gpt-image-2",), (SQUARE, WIDE), 2, next_step="Change the prompt."
)
BROKEN = FailureGroup("The provider failed.", ("a", "b"), (None,), 1, may_be_charged=True)


def test_a_group_names_how_many_which_and_that_they_cost_nothing() -> None:
    assert sentence_of(BLOCKED) == (
        "2 failed (gpt-image-2 at 1024×1024 and 1536×1024), not charged: "
        "Moderation declined it. Change the prompt."
    )


def test_a_group_says_that_it_may_have_been_charged() -> None:
    assert sentence_of(BROKEN) == (
        "1 failed (a and b at a size of their choice), may have been charged: The provider failed."
    )


def test_what_was_never_sent_is_left_out_and_has_not_failed() -> None:
    group = FailureGroup("The quality max is unknown.", ("a",), (WIDE,), 3, was_sent=False)
    assert sentence_of(group) == "3 left out (a at 1536×1024): The quality max is unknown."


def test_the_heading_counts_all_that_failed() -> None:
    assert heading((BLOCKED, BROKEN)) == "No picture came: 3 calls failed, for 2 reasons."
    assert heading((BLOCKED,)) == "No picture came."
