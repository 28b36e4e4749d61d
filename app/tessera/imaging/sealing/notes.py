"""What a person should know before the first edit of a photo: sentences, from its header alone."""

from tessera.imaging.facts import Facts

DEEP_MODES = frozenset({"I;16", "I;16B", "I;16L", "I;16N"})
PRINT_MODES = frozenset({"CMYK"})
MEASURED_MODES = frozenset({"I", "F"})
UNCHANGED = "The photo itself stays as it is."


def edit_notes(facts: Facts) -> tuple[str, ...]:
    """Return what edited copies of this photo cannot keep; empty where they keep everything.

    Outside of the mask no pixel changes; these are about how pixels are kept.
    """
    notes = []
    if facts.mode in DEEP_MODES:
        notes.append(
            "The photo is grey with 16 bits per channel; edited copies keep both, "
            "so what is new in them is grey, too."
        )
    elif facts.mode in MEASURED_MODES:
        notes.append(
            f"The photo holds measured values; edited copies have 8 bits per channel. {UNCHANGED}"
        )
    elif facts.bits > 8:
        notes.append(
            f"The photo has {facts.bits} bits per channel, and only 8 of them can be read in "
            f"colour; edited copies have 8. {UNCHANGED}"
        )
    if facts.mode in PRINT_MODES:
        notes.append(f"The photo is made for print (CMYK); edited copies are in sRGB. {UNCHANGED}")
    if facts.is_animated:
        what = "Page" if facts.format == "TIFF" else "Frame"
        notes.append(
            f"{what} {facts.frame + 1} of {facts.frames} is edited; "
            f"edited copies hold nothing but it. {UNCHANGED}"
        )
    return tuple(notes)
