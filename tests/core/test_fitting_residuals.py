"""How far a rule is from what a server counted."""

from tessera.core.geometry import Size
from tessera.core.probes import Declined, Observation, Outcome, Probe
from tessera.core.residuals import residual_of
from tessera.core.words import Detail
from tests.core.hidden_rules import vision_rules

RULE = vision_rules()["patch-2048-original"]


def observed(size: str, detail: Detail, outcome: Outcome) -> Observation:
    """Return what one picture counted."""
    return Observation(Probe(Size.parse(size), detail), outcome)


def test_equal_counts_leave_nothing() -> None:
    found = residual_of(RULE, [observed("4032x3024", Detail.HIGH, 2942)])
    assert found.is_exact
    assert found.compared == 1


def test_the_largest_difference_counts() -> None:
    found = residual_of(
        RULE, [observed("4032x3024", Detail.HIGH, 2945), observed("64x64", Detail.HIGH, 4)]
    )
    assert (found.most, found.differing, found.compared) == (3, 2, 2)
    assert not found.is_exact


def test_a_picture_taken_against_the_rule_is_misjudged() -> None:
    found = residual_of(RULE, [observed("6000x6000", Detail.ORIGINAL, 42_000)])
    assert (found.misjudged, found.compared) == (1, 0)
    assert not found.explains_all


def test_a_picture_declined_against_the_rule_is_misjudged() -> None:
    found = residual_of(RULE, [observed("640x480", Detail.ORIGINAL, Declined.TOO_LARGE)])
    assert found.misjudged == 1


def test_what_nobody_can_say_is_left_out() -> None:
    found = residual_of(RULE, [observed("640x480", Detail.ORIGINAL, Declined.UNUSABLE)])
    assert found.is_exact
    assert found.compared == 0
