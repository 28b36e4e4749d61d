"""What there is to say about a mask, for the strip and for those who do not see it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tessera.core.geometry import Rect

NO_MASK = "Nothing is masked."


def share_text(share: float) -> str:
    """Return a share of the picture in words.

    >>> share_text(0.123), share_text(0.0004), share_text(0.00001), share_text(1)
    ('12.3 %', '0.04 %', 'less than 0.01 %', '100 %')
    """
    percent = 100 * share
    if percent < 0.01:
        return "less than 0.01 %"
    if percent < 1:
        return f"{percent:.2f} %"
    return f"{percent:.1f} %" if percent < 99.95 else ("100 %" if share >= 1 else "99.9 %")


def mask_figures(bounds: Rect | None, share: float) -> str:
    """Return the same in figures, where there is little room.

    >>> from tessera.core.geometry import Rect
    >>> mask_figures(Rect(10, 20, 300, 1200), 0.25)
    '25.0 % masked\\n300×1,200 at 10, 20'
    """
    if bounds is None:
        return "Nothing masked"
    place = f"{bounds.width:,}×{bounds.height:,} at {bounds.left:,}, {bounds.top:,}"
    return f"{share_text(share)} masked\n{place}"


def mask_sentence(bounds: Rect | None, share: float) -> str:
    """Return how much is masked and where, in one sentence.

    >>> from tessera.core.geometry import Rect
    >>> mask_sentence(Rect(10, 20, 300, 1200), 0.25)
    'The mask covers 25.0 % of the photo: 300×1,200 pixels at x 10, y 20.'
    """
    if bounds is None:
        return NO_MASK
    return (
        f"The mask covers {share_text(share)} of the photo: {bounds.width:,}×{bounds.height:,} "
        f"pixels at x {bounds.left:,}, y {bounds.top:,}."
    )
