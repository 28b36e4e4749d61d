"""The icons as data: our own line drawings on a square of 24 units, y pointing down.

Commands are absolute: ``M x y`` moves, ``L x y``, ``H x`` and ``V y`` draw lines, ``Q x1 y1 x y``
and ``C x1 y1 x2 y2 x y`` curves, ``Z`` closes; ``O x y r`` is a circle, ``R x y w h r`` a rounded
rectangle, ``A x y r start sweep`` an arc in degrees, counter-clockwise from the right. A drawing
that starts with ``F`` is filled, the others are stroked. A line of no length is a dot.
"""

SIDE = 24

ICON_PATHS = {
    "about": "O 12 12 9 M 12 11.5 V 16.5 M 12 7.8 V 7.8",
    "actual": "M 4.5 8.5 L 7 6.5 V 18 M 15.5 8.5 L 18 6.5 V 18 M 12 10 V 10 M 12 15 V 15",
    "arrow": "M 5 19 L 19 5 M 9.5 5 H 19 V 14.5",
    "box": "R 4 5.5 16 13 1",
    "chart": "M 4 20 H 20 M 7 16.5 V 12 M 12 16.5 V 5 M 17 16.5 V 9",
    "check": "M 5 12.5 L 10 17.5 L 19 7",
    "chevron": "M 6 9 L 12 15 L 18 9",
    "circle": "O 12 12 8",
    "close": "M 6 6 L 18 18 M 18 6 L 6 18",
    "continue": "M 6 6 L 12 12 L 6 18 M 13 6 L 19 12 L 13 18",
    "copy": "R 8 8 12 12 2 M 16 8 V 6 Q 16 4 14 4 H 6 Q 4 4 4 6 V 14 Q 4 16 6 16 H 8",
    "dark": (
        "M 19.5 14.5 C 13 17 7 11 9.5 4.5 C 2 8 3.5 20.5 12 20.5 C 15.5 20.5 18.5 18 19.5 14.5 Z"
    ),
    "delete": "M 4 7 H 20 M 9 7 V 4.5 H 15 V 7 M 6 7 L 7 20 H 17 L 18 7 M 10 11 V 16 M 14 11 V 16",
    "error": "O 12 12 9 M 12 7.5 V 12.5 M 12 16.3 V 16.3",
    "eye": "M 2.5 12 C 6 5.5 18 5.5 21.5 12 C 18 18.5 6 18.5 2.5 12 Z O 12 12 3",
    "files": "M 7 19 C 1.5 19 1.5 12 6.5 11.5 C 7 5 16.5 4.5 17.5 11 C 23 11 22.5 19 17.5 19 Z",
    "fit": "M 4 9 V 4 H 9 M 15 4 H 20 V 9 M 20 15 V 20 H 15 M 9 20 H 4 V 15",
    "frame": "M 7 2.5 V 17 H 21.5 M 2.5 7 H 17 V 21.5",
    "grid": "R 4 4 16 16 2 M 4 9.33 H 20 M 4 14.67 H 20 M 9.33 4 V 20 M 14.67 4 V 20",
    "key": "O 8 12 4 M 12 12 H 21 M 17 12 V 16 M 21 12 V 15",
    "letter": "M 5.5 6.5 V 5 H 18.5 V 6.5 M 12 5 V 19 M 9.5 19 H 14.5",
    "light": (
        "O 12 12 4 M 12 2.5 V 5 M 12 19 V 21.5 M 2.5 12 H 5 M 19 12 H 21.5 M 5.3 5.3 L 7 7 "
        "M 17 17 L 18.7 18.7 M 5.3 18.7 L 7 17 M 17 7 L 18.7 5.3"
    ),
    "link": (
        "M 9 8 H 7 C 1.7 8 1.7 16 7 16 H 9 M 15 8 H 17 C 22.3 8 22.3 16 17 16 H 15 M 8 12 H 16"
    ),
    "mask_brush": (
        "M 19.5 4.5 L 11 13 M 9.5 12.5 L 12 15 C 11.5 19 8 20 4.5 19.5 C 6.5 18 6 14 9.5 12.5 Z"
    ),
    "mask_ellipse": "M 12 5.5 C 23.5 5.5 23.5 18.5 12 18.5 C 0.5 18.5 0.5 5.5 12 5.5 Z",
    "mask_eraser": "M 9 19.5 L 4 14.5 L 13.5 5 L 19 10.5 L 10 19.5 H 20 M 8.5 10 L 14 15.5",
    "mask_fill": "F R 4 4 16 16 2",
    "mask_hand": (
        "M 12 3.5 V 20.5 M 3.5 12 H 20.5 M 9.5 6 L 12 3.5 L 14.5 6 M 9.5 18 L 12 20.5 L "
        "14.5 18 M 6 9.5 L 3.5 12 L 6 14.5 M 18 9.5 L 20.5 12 L 18 14.5"
    ),
    "mask_invert": "O 12 12 8 M 12 4 V 20 M 15 5 V 19 M 18 7.5 V 16.5",
    "mask_lasso": (
        "M 8 15.5 C 1 12 4.5 4.5 12.5 4.5 C 21 4.5 23 13.5 14 15.5 C 11 16 8 14.5 7 17 C "
        "6.5 19 8 20 10 20.5"
    ),
    "mask_polygon": "M 5 9 L 13 4 L 20 10 L 16 19.5 L 7 17.5 Z",
    "mask_quick": "R 3.5 5.5 17 13 2 O 12 12 3.5 M 12 8.5 V 15.5",
    "mask_rectangle": (
        "M 4 9 V 6 H 8 M 11 6 H 14 M 17 6 H 20 V 9 M 20 12 V 14 M 20 16 V 18 H 17 M 14 "
        "18 H 11 M 8 18 H 4 V 16 M 4 14 V 12"
    ),
    "mask_wand": (
        "M 4 20 L 13 11 M 16.5 4 V 9 M 14 6.5 H 19 M 19.5 11.5 V 14.5 M 18 13 H 21 M 10 "
        "4.5 V 7.5 M 8.5 6 H 11.5"
    ),
    "more": "F O 5 12 1.7 O 12 12 1.7 O 19 12 1.7",
    "mosaic": "F R 3 3 8 8 2 R 13 3 8 8 2 R 3 13 8 8 2 R 13 13 8 8 2",
    "new": "M 12 5 V 19 M 5 12 H 19",
    "open": (
        "M 3 7 V 18 Q 3 20 5 20 H 19 Q 21 20 21 18 V 9 Q 21 7 19 7 H 12 L 10 4.5 H 5 Q 3 "
        "4.5 3 6.5 Z"
    ),
    "paste": (
        "M 9 5 H 7 Q 5 5 5 7 V 19 Q 5 21 7 21 H 17 Q 19 21 19 19 V 7 Q 19 5 17 5 H 15 R 9 3 6 4 1"
    ),
    "pen": "M 3.5 17 C 8 3 10 24 14.5 12 C 16 8 18 7 20.5 7",
    "photo": "R 3 5 18 14 2 O 8.5 10 1.5 M 4 18 L 10 12.5 L 13.5 15.5 L 16 13 L 21 17",
    "redo": "M 16 5 L 20 9 L 16 13 M 20 9 H 10 C 2 9 2 19 10 19 H 15",
    "pointer": "M 6 3.5 L 18.5 12.5 L 12.8 13.6 L 10 19 Z",
    "rename": "M 4.5 19.5 L 5.5 15.5 L 16 5 L 19 8 L 8.5 18.5 Z M 13.5 7.5 L 16.5 10.5",
    "retry": "A 12 12 7.5 30 300 M 19 4 V 8.3 H 14.7",
    "save": "M 12 4 V 15 M 7 10.5 L 12 15.5 L 17 10.5 M 5 20 H 19",
    "search": "O 10.5 10.5 6.5 M 15.5 15.5 L 20 20",
    "send": "M 12 19.5 V 5 M 6 11 L 12 5 L 18 11",
    "settings": "M 4 7 H 12 M 17 7 H 20 O 14.5 7 2.5 M 4 17 H 7 M 12 17 H 20 O 9.5 17 2.5",
    "star": (
        "M 12 3.5 L 14.3 9.3 L 20.6 9.7 L 15.7 13.7 L 17.3 19.8 "
        "L 12 16.4 L 6.7 19.8 L 8.3 13.7 L 3.4 9.7 L 9.7 9.3 Z"
    ),
    "star_full": (
        "F M 12 3.5 L 14.3 9.3 L 20.6 9.7 L 15.7 13.7 L 17.3 19.8 "
        "L 12 16.4 L 6.7 19.8 L 8.3 13.7 L 3.4 9.7 L 9.7 9.3 Z"
    ),
    "stop": "F R 6.5 6.5 11 11 2",
    "table": "R 3 5 18 14 2 M 3 9.7 H 21 M 3 14.3 H 21 M 9.5 9.7 V 19",
    "text": "M 5 6 H 19 M 5 12 H 19 M 5 18 H 13",
    "undo": "M 8 5 L 4 9 L 8 13 M 4 9 H 14 C 22 9 22 19 14 19 H 9",
    "warning": "M 12 4 L 21 19.5 H 3 Z M 12 10 V 14 M 12 16.8 V 16.8",
    "zoom_in": "O 10.5 10.5 6.5 M 15.5 15.5 L 20 20 M 10.5 7.5 V 13.5 M 7.5 10.5 H 13.5",
    "zoom_out": "O 10.5 10.5 6.5 M 15.5 15.5 L 20 20 M 7.5 10.5 H 13.5",
}
