"""The ways of looking at two pictures, in the order of their tabs."""

from enum import IntEnum


class Mode(IntEnum):
    """What the stage shows; the value is the tab."""

    SLIDER = 0
    BLINK = 1
    DIFFERENCE = 2
    DRIFT = 3
    MEANT = 4


TITLES = {
    Mode.SLIDER: "Before | after",
    Mode.BLINK: "Blink",
    Mode.DIFFERENCE: "Difference",
    Mode.DRIFT: "Drift map",
    Mode.MEANT: "Proposed mask",
}
EXPLAINED = {
    Mode.SLIDER: "Drag the line, or press ← and →. The wheel zooms.",
    Mode.BLINK: "Space shows the other one. What moves has changed.",
    Mode.DIFFERENCE: "What still differs when shift, size and colours are taken back; four times "
    "as strong as it is.",
    Mode.DRIFT: "Where the picture came back changed, over the photo in grey.",
    Mode.MEANT: "What was meant to change is in colour. Sealing keeps everything grey as it was.",
}
