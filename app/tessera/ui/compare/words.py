"""The figures of a comparison as sentences."""

from tessera.imaging.compare.order import Drift

MOVED = 0.3  # pixels
STRETCHED = 0.0015
TINTED = 1.5  # levels of middle grey


def figures_text(drift: Drift) -> str:
    """Return what was found, the most important first.

    >>> figures_text(Drift(exact=0, is_outside=True))
    'Outside the mask not one byte differs.'
    """
    where = " outside the mask" if drift.is_outside else ""
    if drift.exact == 0:
        return f"{where.strip().capitalize() or 'Between the two'} not one byte differs."
    said = [_share_sentence(drift, where)]
    if drift.is_other_shape:
        said.append("The two have another shape, so they lie over each other only roughly.")
    said += [sentence for sentence in (_moved(drift), _tinted(drift)) if sentence]
    if len(said) > 1 and not drift.is_other_shape:
        said.append(f"With that taken back, {_percent(drift.left_over)} still differ.")
    return " ".join(said)


def proposal_text(drift: Drift) -> str:
    """Return what the proposed mask covers, or why there is none."""
    if drift.proposed:
        return (
            f"What was meant to change covers {_percent(drift.proposed)} of the picture. Sealing "
            "takes only that from the new picture; it costs nothing."
        )
    if drift.share > 0.5:
        return "Nearly everything was redrawn, so no part stands out that could be kept."
    return "Nothing stands out that was meant to change."


def _share_sentence(drift: Drift, where: str) -> str:
    if not drift.share:
        return (
            f"No pixel{where} changed visibly; the largest difference is {drift.most:.0f} of 255 "
            "levels."
        )
    return (
        f"{_percent(drift.share)} of the pixels{where} changed visibly, by more than "
        f"{drift.threshold:.0f} of 255 levels; it is {drift.mean:.1f} levels on average and "
        f"{drift.most:.0f} at most."
    )


def _moved(drift: Drift) -> str:
    parts = []
    shift = (drift.shift_x**2 + drift.shift_y**2) ** 0.5
    if shift >= MOVED:
        parts.append(f"moved by {shift:.1f} pixels")
    stretch = max(abs(drift.scale_x - 1), abs(drift.scale_y - 1))
    if stretch >= STRETCHED:
        parts.append(f"stretched by {100 * stretch:.1f} %")
    return f"The whole was {' and '.join(parts)}." if parts else ""


def _tinted(drift: Drift) -> str:
    # Gain and offset take the tint back, so the picture after is off the other way.
    levels = 128 - (drift.gain * 128 + drift.offset)
    if abs(levels) < TINTED:
        return ""
    return f"Its colours came back up to {abs(levels):.0f} levels {_brighter(levels)}."


def _brighter(levels: float) -> str:
    return "brighter" if levels > 0 else "darker"


def _percent(share: float) -> str:
    """Return a share in per cent, never 0 for something nor 100 for not all.

    >>> _percent(0.123), _percent(0.00004), _percent(1.0), _percent(0.9999)
    ('12.3 %', 'less than 0.1 %', '100 %', '99.9 %')
    """
    if 0 < share < 0.001:
        return "less than 0.1 %"
    if 0.999 < share < 1:
        return "99.9 %"
    return f"{100 * share:.1f} %" if share < 0.9995 else "100 %"
