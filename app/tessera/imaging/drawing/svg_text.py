"""An SVG file as a tree of what is drawn, and nothing else. Child only.

The file is *untrusted*. Of its elements only those remain that paint something; of its attributes
none that runs (``on…``), and of those that are addresses (``href``) only parts of the same drawing
(``#sky``) and pictures inside the file (``data:``), which are written anew from the bytes that were
measured. Style sheets and paints stay as they are: the renderer follows an address in them to
parts of the same drawing alone. Entities are expanded by the parser and count like any other text.
What is too long, too deep or too many is refused, before anything is painted. The tree is written
again as XML of our own; the renderer never sees the file's bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from tessera.imaging.drawing.inner import inner_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.sniff import Content
from tessera.imaging.unreadable import Unreadable

MOST_FILE_BYTES = 8_000_000
MOST_TEXT = 16_000_000  # signs, after entities were expanded
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 200  # of one element
MOST_STYLE = 250_000  # signs
MOST_LETTERS = 50_000
DEEPEST = 80
MOST_INNER_PIXELS = 40_000_000
MOST_FILTER_STEPS = 24  # each keeps a layer of its own

_SVG = ("http://www.w3.org/2000/svg", "")
_XLINK_HREF = "http://www.w3.org/1999/xlink href"
_XML_SPACE = "http://www.w3.org/XML/1998/namespace space"
_SHAPES = "svg g a switch defs symbol use path rect circle ellipse line polyline polygon image"
_WORDS = "text tspan textPath"
_PAINTS = "linearGradient radialGradient stop pattern mask clipPath marker filter"
_STEPS = (
    "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting "
    "feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    "feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight "
    "feSpecularLighting feSpotLight feTile feTurbulence"
)
DRAWN = frozenset(f"{_SHAPES} {_WORDS} {_PAINTS} {_STEPS} style".split())
WORDED = frozenset(_WORDS.split())


@dataclass(slots=True)
class Element:
    """One element that is drawn, with its text between and after its children."""

    name: str
    attributes: dict[str, str]
    parts: list["Element | str"] = field(default_factory=list)

    def children(self) -> Iterator["Element"]:
        """Yield the elements inside, in order."""
        return (part for part in self.parts if isinstance(part, Element))

    def text(self) -> str:
        """Return the text that stands directly inside."""
        return "".join(part for part in self.parts if isinstance(part, str))


@dataclass(slots=True)
class Svg:
    """A drawing's tree. ``lacks_pictures`` is true where it named some that lie elsewhere."""

    root: Element
    lacks_pictures: bool = False

    def all(self) -> Iterator[Element]:
        """Yield every element, parents first."""
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(element.children())

    def has_words(self) -> bool:
        """Return whether letters are drawn, for which fonts are needed."""
        return any(each.name in WORDED and each.text().strip() for each in self.all())


def parsed(data: bytes) -> Svg:
    """Return the tree; raises `Unreadable` for what is no SVG or far too much of it."""
    if len(data) > MOST_FILE_BYTES:
        raise Unreadable(Reason.TOO_INTRICATE)
    reader = _Reader()
    try:
        reader.feed(data)
    except (expat.ExpatError, ValueError, LookupError, OSError, ImportError) as error:
        # An encoding that Python would load a module for counts as none: no file can be opened.
        raise Unreadable(Reason.BROKEN) from error
    if reader.root is None:
        raise Unreadable(Reason.BROKEN)
    return Svg(reader.root, reader.lacks_pictures)


def written(root: Element) -> str:
    """Return the tree as XML that holds nothing but what `Element` holds."""
    pieces: list[str] = []
    _write(root, pieces)
    return "".join(pieces)


def _write(element: Element, pieces: list[str]) -> None:
    attributes = "".join(f" {name}={quoteattr(text)}" for name, text in element.attributes.items())
    pieces.append(f"<{element.name}{attributes}>")
    for part in element.parts:
        if isinstance(part, str):
            pieces.append(escape(part))
        else:
            _write(part, pieces)
    pieces.append(f"</{element.name}>")


class _Reader:
    """Builds the tree from what expat tells; a dropped element drops what is inside it."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.lacks_pictures = False
        self._open: list[Element] = []
        self._dropped = 0
        self._elements = self._length = self._styled = self._letters = 0
        self._inner_pixels = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words

    def feed(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        self._count(full_name, attributes)
        space, _, name = full_name.rpartition(" ")
        is_root = not self._open and self.root is None
        if is_root and (name != "svg" or space not in _SVG):
            raise Unreadable(Reason.OTHER_FORMAT, Content.XML)
        if self._dropped or space not in _SVG or name not in DRAWN:
            self._dropped += 1
            return
        element = Element(name, dict(self._kept(name, attributes)))
        if is_root:
            self.root = element
        else:
            self._open[-1].parts.append(element)
        self._open.append(element)
        self._refuse_long_filter()

    def _end(self, _: str) -> None:
        if self._dropped:
            self._dropped -= 1
        else:
            self._open.pop()

    def _words(self, text: str) -> None:
        self._add(len(text))
        if self._dropped or not self._open:
            return
        element = self._open[-1]
        if element.name in WORDED:
            self._letters += len(text)
            if self._letters > MOST_LETTERS:
                raise Unreadable(Reason.TOO_INTRICATE)
            element.parts.append(text)
        elif element.name == "style":
            self._styled += len(text)
            if self._styled > MOST_STYLE:
                raise Unreadable(Reason.TOO_INTRICATE)
            element.parts.append(text)

    def _kept(self, name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
        for attribute, text in attributes.items():
            if attribute in ("href", _XLINK_HREF):
                if address := self._address(name, text.strip()):
                    yield "href", address
            elif attribute == _XML_SPACE:
                yield "xml:space", text
            elif " " not in attribute and not attribute.lower().startswith("on"):
                yield attribute, text

    def _address(self, name: str, address: str) -> str:
        """Return the address that the renderer gets, empty where it gets none."""
        if address.startswith("#"):
            return address
        picture = inner_picture(address) if name == "image" else None
        if picture is None:
            self.lacks_pictures |= name in ("image", "feImage")
            return ""
        self._inner_pixels += picture.pixels
        if self._inner_pixels > MOST_INNER_PIXELS:
            raise Unreadable(Reason.TOO_INTRICATE)
        return picture.address

    def _refuse_long_filter(self) -> None:
        parent = self._open[-2] if len(self._open) > 1 else None
        if parent is not None and parent.name == "filter" and len(parent.parts) > MOST_FILTER_STEPS:
            raise Unreadable(Reason.TOO_INTRICATE)

    def _count(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._add(len(name) + sum(len(each) + len(text) for each, text in attributes.items()))
        depth = len(self._open) + self._dropped
        is_wide = len(attributes) > MOST_ATTRIBUTES
        if is_wide or self._elements > MOST_ELEMENTS or depth >= DEEPEST:
            raise Unreadable(Reason.TOO_INTRICATE)

    def _add(self, length: int) -> None:
        self._length += length
        if self._length > MOST_TEXT:
            raise Unreadable(Reason.TOO_INTRICATE)
