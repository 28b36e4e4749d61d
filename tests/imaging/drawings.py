"""SVG drawings that mean harm, each by one trick; written by hand, none longer than it must be."""

import base64
from urllib.parse import quote

from tests.imaging.hostile import png_claiming

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
BOX = f'{HEAD} viewBox="0 0 100 100">'
WHOLE = "<rect width='100' height='100' filter='url(#f)'/>"


def _entities(first: str, inside: str) -> str:
    chain = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    return f'<!DOCTYPE svg [<!ENTITY a0 "{first}">{chain}]>{BOX}{inside}</svg>'


def _chain(of: str, attribute: str) -> str:
    """Return a drawing that paints ten to the eleventh shapes through references of one kind."""
    shape = '<rect width="9" height="9"/>'
    levels = "".join(
        f'<{of} id="n{at}" width="1" height="1">'
        + f'<rect width="9" height="9" {attribute}="url(#n{at - 1})"/>' * 10
        + f"</{of}>"
        for at in range(1, 12)
    )
    last = f'<rect width="9" height="9" {attribute}="url(#n11)"/>'
    return f'{BOX}<{of} id="n0" width="1" height="1">{shape}</{of}>{levels}{last}</svg>'


def _used() -> str:
    levels = "".join(
        f'<g id="n{at}">' + f'<use xlink:href="#n{at - 1}"/>' * 10 + "</g>" for at in range(1, 12)
    )
    return f'{BOX}<defs><rect id="n0" width="1" height="1"/>{levels}</defs><use href="#n11"/></svg>'


def _marked(how: str, line: str) -> str:
    marker = f'<marker id="m">{"<path/>" * 1000}</marker>'
    return f"{BOX}{marker}{how.format(line)}</svg>"


def _by_class(before: str = "", behind: str = "") -> str:
    rules = "".join(f"{before}.c{at}{behind}{{fill:url(#n{at})}}" for at in range(12))
    levels = "".join(
        f'<pattern id="n{at}" width="1" height="1">'
        + f'<rect width="9" height="9" class="c{at - 1}"/>' * 10
        + "</pattern>"
        for at in range(1, 12)
    )
    first = '<pattern id="n0" width="1" height="1"><rect width="1" height="1"/></pattern>'
    return f'{BOX}<style>{rules}</style>{first}{levels}<rect class="c11"/></svg>'


def _filter(steps: str, place: str = "") -> str:
    return f'{BOX}<filter id="f" {place}>{steps}</filter>{WHOLE}</svg>'


_INNER = base64.b64encode(b"<svg/>").decode()
_BOMB = base64.b64encode(png_claiming(60_000, 60_000)).decode()

REFUSED: dict[str, str] = {
    "entities in entities": _entities("haha", "<text>&a9;</text>"),
    "entities in an attribute": _entities("M0 0", '<path d="&a9;"/>'),
    "one long entity often": (
        f'<!DOCTYPE svg [<!ENTITY a "{"M0 0" * 900}">]>{BOX}' + "<path d='&a;'/>" * 9000 + "</svg>"
    ),
    "very deep": BOX + "<g>" * 100_000 + "</g>" * 100_000 + "</svg>",
    "very many": BOX + "<rect/>" * 100_000 + "</svg>",
    "very wide": BOX + "<rect " + " ".join(f"a{at}='1'" for at in range(9000)) + "/></svg>",
    "used a hundred billion times": _used(),
    "patterns in patterns": _chain("pattern", "fill"),
    "masks in masks": _chain("mask", "mask"),
    "clips in clips": _chain("clipPath", "clip-path"),
    "patterns by class": _by_class(),
    "patterns by a child's class": _by_class(before="pattern>rect"),
    "patterns by a class that is not another": _by_class(behind=":not(.c99)"),
    "markers at points without blanks": _marked(
        '<path marker-mid="url(#m)" d="M0 0L{}"/>', ".5" * 600
    ),
    "markers at level points": _marked('<path marker-mid="url(#m)" d="M0 0{}"/>', "h1" * 300),
    "markers of a group": _marked(
        '<g marker-mid="url(#m)"><g>{}</g></g>', f'<path d="M0 0{"L1 1" * 300}"/>'
    ),
    "markers of a use": _marked(
        '{}<use href="#p" marker-mid="url(#m)"/>', f'<path id="p" d="M0 0{"L1 1" * 300}"/>'
    ),
    "a long chain": BOX
    + "".join(f"<g id='n{at}'><use href='#n{at + 1}'/></g>" for at in range(9000))
    + "</svg>",
    "markers without number": (
        f'{BOX}<marker id="m"><path d="M0 0"/></marker><path marker-mid="url(#m)" d="M0 0 '
        + "L1 1 " * 300_000
        + '"/></svg>'
    ),
    "a novel": f"{BOX}<text>{'HELLO ' * 20_000}</text></svg>",
    "many steps of a filter": _filter("<feFlood/>" * 5000),
    "a picture bomb inside": f'{BOX}<image href="data:image/png;base64,{_BOMB}"/></svg>',
    **{
        f"a picture bomb {how}": f'{BOX}<image href="{address}"/></svg>'
        for how, address in {
            "with a sign in percent": f"data:image/png;base64,%{ord(_BOMB[0]):x}{_BOMB[1:]}",
            "all in percent": f"data:image/png;base64,{quote(_BOMB, safe='').replace('i', '%69')}",
            "behind a blank": f"data:image/png; base64,{_BOMB}",
            "with a fragment": f"data:image/png;base64,{_BOMB}#x",
            "with blanks between": f"data:image/png;base64,{' '.join(_BOMB)}",
            "not in base64": f"data:image/png,{quote(png_claiming(60_000, 60_000))}",
        }.items()
    },
    "no end": f"{BOX}<rect>",
    "a zero byte": f"{BOX}\0</svg>",
    "an encoding of nobody": f'<?xml version="1.0" encoding="x-nope"?>{BOX}</svg>',
    "an encoding that is none": f'<?xml version="1.0" encoding="zlib"?>{BOX}</svg>',
    "another root": "<div><svg/></div>",
    "only a comment": "<!-- <svg -->",
}

PAINTED: dict[str, str] = {
    "an entity from a file": (
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BOX}<text>&x;</text></svg>'
    ),
    "a definition from elsewhere": (
        f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>{BOX}</svg>'
    ),
    "a huge box": f'{HEAD} viewBox="0 0 1e308 1e308"/>',
    "a huge size": f'{HEAD} width="999999999" height="999999999"/>',
    "numbers that are none": f'{HEAD} width="1e999" height="nan" viewBox="nan inf -1 0"/>',
    "no size": f'{HEAD} width="0" height="0" viewBox="0 0 0 0"/>',
    "a negative size": f'{HEAD} width="-5" height="-5" viewBox="0 0 -5 -5"/>',
    "as thin as a hair": f'{HEAD} width="99999999" height="0.001"/>',
    "circles of use": (
        f'{BOX}<g id="a"><use href="#a"/><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>'
    ),
    "a pattern without end": (
        f'{BOX}<pattern id="n" width="1e9" height="1e9" patternUnits="userSpaceOnUse">'
        '<rect width="1e9" height="1e9"/></pattern>'
        '<rect width="9" height="9" fill="url(#n)"/></svg>'
    ),
    "dashes without number": (
        f'{BOX}<path d="M0 0 H1e9" stroke="red" stroke-dasharray="1e-6"/></svg>'
    ),
    "a light at infinity": _filter(
        '<feSpecularLighting specularExponent="1e30"><fePointLight x="1e30" y="nan" z="inf"/>'
        "</feSpecularLighting>"
    ),
    "letters of all sizes": (
        f'{BOX}<text font-size="1e9">HELLO</text><text font-size="1e-9">x</text></svg>'
    ),
    "a picture that lies": f'{BOX}<image href="data:image/jpeg;base64,AAAA"/></svg>',
    "a drawing in the drawing": (f'{BOX}<image href="data:image/svg+xml;base64,{_INNER}"/></svg>'),
}

# What only the clock and the memory's limit can end.
ENDLESS: dict[str, str] = {
    "a giant kernel": _filter(f'<feConvolveMatrix order="99" kernelMatrix="{"1 " * 9801}"/>'),
    "a giant brush": _filter('<feMorphology operator="dilate" radius="40"/>'),
    "many blurs": (
        f'{BOX}<filter id="f"><feGaussianBlur stdDeviation="9"/></filter>'
        + WHOLE * 20_000
        + "</svg>"
    ),
    "filters in filters": (
        f'{BOX}<filter id="f">' + "<feTurbulence baseFrequency='.9' numOctaves='9'/>" * 24
        + "</filter>" + "<g filter='url(#f)'>" * 60 + WHOLE + "</g>" * 60 + "</svg>"
    ),
}  # fmt: skip
