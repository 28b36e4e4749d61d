"""The figures of a comparison in words: the most important first, nothing that is nothing."""

from tessera.imaging.compare.order import Drift
from tessera.ui.compare.words import figures_text, proposal_text


def test_a_sealed_picture_says_that_not_one_byte_differs() -> None:
    assert figures_text(Drift(exact=0, is_outside=True)) == "Outside the mask not one byte differs."
    assert figures_text(Drift(exact=0)) == "Between the two not one byte differs."


def test_drift_is_told_as_share_mean_and_most() -> None:
    told = figures_text(Drift(exact=900, share=0.4512, mean=20.64, most=255, threshold=9.1))
    assert told == (
        "45.1 % of the pixels changed visibly, by more than 9 of 255 levels; it is 20.6 levels on "
        "average and 255 at most."
    )


def test_what_moved_and_which_colours_are_said_with_what_is_left() -> None:
    drift = Drift(
        exact=9, share=0.4, shift_x=-3.0, shift_y=2.0, scale_x=1.008, gain=0.96, left_over=0.053
    )
    told = figures_text(drift)
    assert "The whole was moved by 3.6 pixels and stretched by 0.8 %." in told
    assert "Its colours came back up to 5 levels brighter." in told
    assert told.endswith("With that taken back, 5.3 % still differ.")


def test_differences_that_nobody_sees_are_called_so() -> None:
    told = figures_text(Drift(exact=40_000, share=0.0, most=3))
    assert told == "No pixel changed visibly; the largest difference is 3 of 255 levels."


def test_another_shape_is_said_in_place_of_figures_that_mean_little() -> None:
    told = figures_text(Drift(share=0.5, shift_x=4.0, is_other_shape=True))
    assert "another shape" in told
    assert "taken back" not in told


def test_a_proposal_says_what_it_covers_and_that_it_is_free() -> None:
    assert "covers 6.9 % of the picture" in proposal_text(Drift(proposed=0.069))
    assert "costs nothing" in proposal_text(Drift(proposed=0.069))
    assert "no part stands out" in proposal_text(Drift(share=0.9))
    assert proposal_text(Drift(share=0.01)) == "Nothing stands out that was meant to change."
