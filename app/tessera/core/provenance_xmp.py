"""Provenance as XMP, the metadata that every picture format can carry.

Two readers are meant. Other programs find IPTC's terms: *digital source type*, *AI prompt
information*, *AI system used* (IPTC Photo Metadata 2025.1). This program finds its own *record*
beside them. A file's own XMP (credits, captions) is kept around ours; what would be wrong after the
pixels were turned is taken out. Texts in files are untrusted: no document type is ever read.
"""

import re
from xml.etree import ElementTree

from tessera.core.provenance import Provenance, from_record, to_record

LARGEST_BYTES = 4_000_000
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OURS = "urn:x-tessera:provenance/1/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
XMP_BASIC = "http://ns.adobe.com/xap/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
NOTE = "http://ns.adobe.com/xmp/note/"
PREFIXES = {
    "rdf": RDF,
    "x": "adobe:ns:meta/",
    "xmp": XMP_BASIC,
    "tiff": TIFF,
    "exif": EXIF,
    "xmpNote": NOTE,
    "Iptc4xmpExt": IPTC_EXTENSION,
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "tessera": OURS,
}
RECORD = f"{{{OURS}}}Record"
# Untrue once the pixels were turned, cut or painted over; and what ours says instead.
STALE = frozenset(
    {
        f"{{{TIFF}}}Orientation",
        f"{{{TIFF}}}ImageWidth",
        f"{{{TIFF}}}ImageLength",
        f"{{{EXIF}}}PixelXDimension",
        f"{{{EXIF}}}PixelYDimension",
        f"{{{XMP_BASIC}}}Thumbnails",
        f"{{{NOTE}}}HasExtendedXMP",
    }
)
SAID_BY_US = frozenset(
    {
        RECORD,
        f"{{{IPTC_EXTENSION}}}DigitalSourceType",
        f"{{{IPTC_EXTENSION}}}AIPromptInformation",
        f"{{{IPTC_EXTENSION}}}AISystemUsed",
    }
)
# Whatever XML 1.0 cannot hold, by its section 2.2.
_UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_DOCUMENT_TYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'


def to_xmp(provenance: Provenance, *, own: bytes = b"", with_prompt: bool = True) -> str:
    """Return an XMP packet with the provenance, around what ``own``, the file's XMP, said before.

    Without the prompt there is no record either: for the short first part of a JPEG's long XMP.
    """
    description = _description(provenance, with_prompt=with_prompt)
    kept = cleaned(own)
    root = _parsed(kept) if kept else None
    if root is None:
        return _packet(description)
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    if rdf is None:
        return _packet(description)
    _take_out(rdf, SAID_BY_US)
    rdf.append(ElementTree.fromstring(description))
    return _packet("".join(_written(each) for each in rdf))


def cleaned(own: bytes) -> str:
    """Return a file's own XMP without what turning made untrue; empty if it cannot be read."""
    root = _parsed(_text(own))
    if root is None:
        return ""
    _take_out(root, STALE)
    written = _written(root)
    return _BEGIN + written + _END if written else ""


def from_xmp(untrusted: bytes) -> Provenance | None:
    """Return the provenance in a packet of XMP, or None if there is none of ours."""
    root = _parsed(_text(untrusted))
    if root is None:
        return None
    for element in root.iter():
        if element.tag == RECORD and element.text:
            return from_record(element.text)
        if RECORD in element.attrib:  # other programs write simple values as attributes
            return from_record(element.attrib[RECORD])
    return None


def _description(provenance: Provenance, *, with_prompt: bool) -> str:
    terms = {
        "Iptc4xmpExt:DigitalSourceType": SOURCE_TYPES + provenance.origin.value,
        "Iptc4xmpExt:AISystemUsed": provenance.model,
        "xmp:CreatorTool": provenance.program,
        "xmp:CreateDate": "" if provenance.made is None else provenance.made.isoformat(),
    }
    if with_prompt:
        terms["Iptc4xmpExt:AIPromptInformation"] = provenance.prompt
        terms["tessera:Record"] = _writable_record(to_record(provenance))
    spaces = " ".join(
        f'xmlns:{prefix}="{PREFIXES[prefix]}"'
        for prefix in ("rdf", "Iptc4xmpExt", "xmp", "tessera")
    )
    said = "".join(f"<{name}>{_plain(text)}</{name}>" for name, text in terms.items() if text)
    return f'<rdf:Description rdf:about="" {spaces}>{said}</rdf:Description>'


def _packet(inside: str) -> str:
    meta = '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    return f'{_BEGIN}{meta}<rdf:RDF xmlns:rdf="{RDF}">{inside}</rdf:RDF></x:xmpmeta>{_END}'


def _plain(text: str) -> str:
    """Return ``text`` as it may stand between two tags; what XML cannot hold becomes “�”."""
    plain = _UNWRITABLE.sub("\ufffd", text)
    # A parser would read a lone carriage return as a line feed.
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        plain = plain.replace(sign, name)
    return plain


def _writable_record(record: str) -> str:
    """Write what XML cannot hold as JSON writes it, so that the record loses nothing."""
    return _UNWRITABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", record)


def _text(untrusted: bytes) -> str:
    if len(untrusted) > LARGEST_BYTES:
        return ""
    text = untrusted.decode("utf-8", "replace").strip("\0 \r\n\t\ufeff")
    # Packets are padded with blanks and end in a mark that is no part of the document.
    return re.sub(r"<\?xpacket[^>]*\?>", "", text).strip()


def _parsed(text: str) -> ElementTree.Element | None:
    if not text or _DOCUMENT_TYPE.search(text):
        return None
    try:
        return ElementTree.fromstring(re.sub(r"<\?xpacket[^>]*\?>", "", text).strip())
    except (ElementTree.ParseError, ValueError, RecursionError):
        return None


def _take_out(root: ElementTree.Element, names: frozenset[str]) -> None:
    for element in root.iter():
        for name in names & element.attrib.keys():
            del element.attrib[name]
        for child in [each for each in element if each.tag in names]:
            element.remove(child)


def _written(element: ElementTree.Element) -> str:
    """Return an element as text; nothing of one that is nested beyond reason."""
    for prefix, space in PREFIXES.items():
        ElementTree.register_namespace(prefix, space)
    try:
        return ElementTree.tostring(element, encoding="unicode")
    except RecursionError:
        return ""
