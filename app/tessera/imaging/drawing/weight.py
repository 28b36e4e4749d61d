"""How much a drawing really paints: what is used again counts as often as it is used. Child only.

A few lines can ask for more shapes than there are atoms: a group that uses another ten times, which
uses another ten times. Expanded elements and the depth of nesting are counted here without painting
anything, so that such a file is refused on every system, also where memory cannot be limited.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from tessera.imaging.drawing.svg_text import DEEPEST, Element, Svg
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import Unreadable

MOST_PAINTED = 200_000
# Painted only where something refers to them.
_KEPT_FOR_USE = frozenset(
    {
        *("defs", "symbol", "linearGradient", "radialGradient", "pattern"),
        *("mask", "clipPath", "marker", "filter", "style"),
    }
)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([-\w]+)")
_ID = re.compile(r"#([-\w]+)")
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_COMMAND = re.compile(r"([MmZzLlHhVvCcSsQqTtAa]?)([^MmZzLlHhVvCcSsQqTtAa]*)")
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_STEPS = re.compile(r"[\s>+~]+")
_NAME = re.compile(r"^([A-Za-z]+)")


def refuse_too_much(svg: Svg) -> None:
    """Raise `Unreadable` where painting the drawing means painting far too much."""
    _Scales(svg).weigh(svg.root, 0)


@dataclass(frozen=True, slots=True)
class _Weight:
    painted: int
    height: int


class _Scales:
    def __init__(self, svg: Svg) -> None:
        self._by_id: dict[str, Element] = {}
        self._styled: defaultdict[str, set[str]] = defaultdict(set)
        self._known: dict[int, _Weight | None] = {}  # None while it is being weighed
        self._points: dict[int, int] = {}
        for element in svg.all():
            self._by_id.setdefault(element.attributes.get("id", ""), element)
            if element.name == "style":
                self._read_style(element.text())

    def weigh(self, element: Element, depth: int, *, is_used: bool = False) -> _Weight:
        """Return what the element and everything it refers to paints."""
        if element.name in _KEPT_FOR_USE and not is_used:
            return _Weight(0, 0)
        if id(element) in self._known:
            known = self._known[id(element)] or _Weight(0, 0)  # a circle; the renderer breaks it
            _refuse(known.painted, depth + known.height)
            return known
        _refuse(0, depth)
        self._known[id(element)] = None
        painted, height = 1, 0
        inside = [self.weigh(child, depth + 1) for child in element.children()]
        used: list[_Weight] = []
        for each in self._references(element):
            once = self.weigh(each, depth + 1, is_used=True)
            used.append(replace(once, painted=once.painted * self._times(each, element)))
        for weight in (*inside, *used):
            painted += weight.painted
            height = max(height, weight.height + 1)
            _refuse(painted, depth + height)
        weight = self._known[id(element)] = _Weight(painted, height)
        return weight

    def _references(self, element: Element) -> list[Element]:
        names: list[str] = []
        for attribute, text in element.attributes.items():
            if attribute == "href" and text.startswith("#"):
                names.append(text[1:])
            elif "url(" in text:
                names += _REFERENCE.findall(text)
        for key in _keys(element):
            names += self._styled.get(key, ())
        return [self._by_id[name] for name in names if name in self._by_id]

    def _times(self, used: Element, by: Element) -> int:
        """Return how often it is painted: a marker stands at every point of all lines inside."""
        return self._points_in(by) if used.name == "marker" else 1

    def _points_in(self, element: Element) -> int:
        """Return at most how many points the lines have that take their marker from ``element``."""
        if id(element) not in self._points:
            self._points[id(element)] = 1  # a circle; the renderer breaks it
            inside = list(element.children())
            href = element.attributes.get("href", "")
            if element.name == "use" and href[1:] in self._by_id:
                inside.append(self._by_id[href[1:]])
            points = _own_points(element) + sum(map(self._points_in, inside))
            self._points[id(element)] = min(points, MOST_PAINTED + 1)
        return self._points[id(element)]

    def _read_style(self, text: str) -> None:
        """Note which parts of the drawing the rules refer to, by what they are said of."""
        for selectors, rules in _RULE.findall(text):
            names = _REFERENCE.findall(rules)
            for selector in _BRACKETS.sub("", selectors).split(",") if names else ():
                self._styled[_key(selector)].update(names)


def _own_points(element: Element) -> int:
    """Return at most how many points a line has.

    >>> _own_points(Element("path", {"d": "M0 0.5.5.5h1 1z"}))
    6
    """
    points = 1 + len(_NUMBER.findall(element.attributes.get("points", ""))) // 2
    for command, rest in _COMMAND.findall(element.attributes.get("d", "")):
        numbers = len(_NUMBER.findall(rest))
        points += numbers if command in ("h", "H", "v", "V") else (numbers + 1) // 2
        points += command in ("z", "Z")
    return points


def _key(selector: str) -> str:
    """Return what the last step of a selector goes by: a class, an id, a name, or everything.

    >>> _key("g>rect"), _key("a + .b"), _key(":first-child")
    ('rect', '.b', '*')
    """
    last = _STEPS.split(selector.strip())[-1].partition(":")[0]
    if "\\" in last:  # a sign written in another way
        return "*"
    if found := _CLASS.search(last):
        return f".{found[1]}"
    if found := _ID.search(last):
        return f"#{found[1]}"
    return found[1] if (found := _NAME.match(last)) else "*"


def _keys(element: Element) -> list[str]:
    classes = [f".{each}" for each in element.attributes.get("class", "").split()]
    return ["*", element.name, f"#{element.attributes.get('id', '')}", *classes]


def _refuse(painted: int, depth: int) -> None:
    if painted > MOST_PAINTED or depth > DEEPEST:
        raise Unreadable(Reason.TOO_INTRICATE)
