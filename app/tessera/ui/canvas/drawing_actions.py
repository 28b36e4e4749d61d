"""The actions of frame and markup; added to the window's after the first paint.

They are as those of `ui.action_table`, which a start has to pay for; `ui.drawing_deeds` has the
handlers. Those of `DRAWING_TOOLS` stand beside the canvas with the tools of the mask.
"""

from __future__ import annotations

from tessera.ui.action_table import ActionSpec, Fact

EDIT = "&Edit"
DRAWING_MENUS = (EDIT,)
DRAWING_TOOLS = ("frame.drag", "markup.draw")

_PHOTO = frozenset({Fact.HAS_PHOTO})

DRAWING_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "frame.drag", "Drag the &frame", EDIT,
        "Drag the frame beyond the photo to extend it, inside to crop it", "frame",
        ("F",), needs=_PHOTO, is_switch=True, starts_group=True,
    ),
    ActionSpec(
        "frame.snap", "Frame of a &legal size", EDIT, "Take the nearest size the model makes",
        needs=_PHOTO,
    ),
    ActionSpec(
        "frame.whole", "Frame the &whole photo", EDIT, "Let the frame be the photo again",
        needs=_PHOTO,
    ),
    ActionSpec(
        "frame.crop", "&Crop to the frame", EDIT, "Make what the frame holds a version of its own",
        needs=_PHOTO,
    ),
    ActionSpec(
        "markup.draw", "&Draw over the photo", EDIT,
        "Draw arrows, boxes, circles, lines and words over the photo", "pen",
        ("M",), needs=_PHOTO, is_switch=True, starts_group=True,
    ),
    ActionSpec(
        "markup.clear", "Clear the &markup", EDIT, "Take every mark away; it can be undone",
        "delete", needs=_PHOTO,
    ),
    ActionSpec(
        "markup.save", "&Save the markup…", EDIT, "Save the markup alone, as large as the photo",
        "save", needs=_PHOTO,
    ),
)  # fmt: skip
