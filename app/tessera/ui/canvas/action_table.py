"""The actions of the canvas' tools; added to the window's after the first paint.

They are as those of `ui.action_table`, which a start has to pay for; the desk of the mask has the
handlers. An action whose id is a key of `TOOLS` takes that tool in the hand.
"""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from tessera.ui.action_table import ActionSpec, Fact

EDIT, MASK = "&Edit", "Mas&k"
CANVAS_MENUS = (EDIT, MASK)
HAND = "mask.hand"
TOOLS = (
    HAND, "mask.brush", "mask.eraser", "mask.rectangle", "mask.ellipse", "mask.lasso",
    "mask.polygon", "mask.wand",
)  # fmt: skip

_PHOTO = frozenset({Fact.HAS_PHOTO})
_Key = QKeySequence.StandardKey


def _tool(id: str, text: str, tip: str, key: str) -> ActionSpec:
    icon = id.replace(".", "_")
    return ActionSpec(id, text, MASK, tip, icon, (key,), needs=_PHOTO, is_switch=True)


CANVAS_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "edit.undo", "&Undo", EDIT, "Take back the last change of mask, frame or markup", "undo",
        ("Ctrl+Z",), _Key.Undo, needs=frozenset({Fact.CAN_UNDO}),
    ),
    ActionSpec(
        "edit.redo", "&Redo", EDIT, "Do again what was taken back", "redo",
        ("Ctrl+Y",), needs=frozenset({Fact.CAN_REDO}),
    ),
    _tool(HAND, "&Move the photo", "Move the photo with the mouse", "H"),
    _tool("mask.brush", "&Brush", "Paint the mask; Shift draws straight lines", "B"),
    _tool("mask.eraser", "&Eraser", "Take from the mask with a brush", "X"),
    _tool("mask.rectangle", "&Rectangle", "Mask a rectangle; Shift makes it a square", "R"),
    _tool("mask.ellipse", "E&llipse", "Mask an ellipse; Shift makes it a circle", "O"),
    _tool("mask.lasso", "L&asso", "Mask what you draw around", "L"),
    _tool("mask.polygon", "&Polygon", "Mask the shape between points you set", "P"),
    _tool("mask.wand", "Magic &wand", "Mask what is like the pixel you touch", "W"),
    ActionSpec(
        "mask.quick", "&Quick mask", MASK, "Paint on the mask as a tint, and back again",
        "mask_quick", ("Q",), needs=_PHOTO, is_switch=True, starts_group=True,
    ),
    ActionSpec(
        "mask.show", "Next &view of the mask", MASK,
        "Show the mask as a tint, an outline, by itself, or not at all", "eye",
        ("Ctrl+M",), needs=_PHOTO,
    ),
    ActionSpec(
        "mask.loupe", "Lo&upe", MASK, "Enlarge the pixels under the mouse", "zoom_in",
        ("Z",), needs=_PHOTO, is_switch=True,
    ),
    ActionSpec(
        "mask.fill", "&Fill all", MASK, "Mask the whole photo", "mask_fill",
        ("Ctrl+Alt+A",), needs=_PHOTO, starts_group=True,
    ),
    ActionSpec(
        "mask.clear", "&Clear", MASK, "Mask nothing", "delete", ("Ctrl+D",), needs=_PHOTO,
    ),
    ActionSpec(
        "mask.invert", "&Invert", MASK, "Mask what is free and free what is masked",
        "mask_invert", ("Ctrl+Shift+I",), needs=_PHOTO,
    ),
    ActionSpec(
        "mask.grow", "&Grow", MASK, "Let the mask reach further, by the pixels set below", "",
        ("Ctrl+]",), needs=_PHOTO,
    ),
    ActionSpec(
        "mask.shrink", "Shri&nk", MASK, "Let the mask reach less far, by the pixels set below", "",
        ("Ctrl+[",), needs=_PHOTO,
    ),
    ActionSpec(
        "mask.feather", "Fea&ther", MASK, "Give the mask a soft edge outward", "",
        ("Ctrl+Alt+F",), needs=_PHOTO,
    ),
    ActionSpec(
        "mask.from_alpha", "From transparenc&y", MASK, "Mask what is transparent in the photo",
        needs=_PHOTO, starts_group=True,
    ),
    ActionSpec(
        "mask.load", "L&oad a mask…", MASK, "Take a mask from a picture of the same size", "open",
        needs=_PHOTO,
    ),
    ActionSpec(
        "mask.load_black", "Load a mask, blac&k edits…", MASK,
        "Take a black-and-white mask in which black is edited", needs=_PHOTO,
    ),
    ActionSpec(
        "mask.save", "&Save the mask…", MASK, "Save the mask as a PNG; white is edited", "save",
        needs=frozenset({Fact.HAS_MASK}),
    ),
    ActionSpec(
        "mask.ask", "Ask about t&he selection", MASK,
        "Attach the rectangle around the mask as a picture of its own", "send",
        ("Ctrl+J",), needs=frozenset({Fact.HAS_MASK}), starts_group=True,
    ),
    ActionSpec(
        "mask.ask_enlarged", "Ask about it enlarge&d", MASK,
        "Attach the rectangle around the mask, enlarged for small print", "",
        ("Ctrl+Shift+J",), needs=frozenset({Fact.HAS_MASK}),
    ),
)  # fmt: skip
