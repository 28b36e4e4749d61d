"""The ways a secret may be written by somebody who was told it: a server, a library, a shell.

*Encoded* forms are texts of their own (base64); *sign by sign* means that every sign may be
written in another way (percent, escapes, hexadecimal), mixed as they come.
"""

import base64
import re

# Blanks, controls, colons, commas, and signs that nobody sees: whatever may stand between two
# signs of a secret without hiding it from a reader.
_BETWEEN = "[:,\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
_GAP = f"(?:{_BETWEEN}|\\\\{{1,8}}(?:[nrt0]|u0000)|%00){{0,6}}"
_NAMES = {"+": "plus", "/": "sol", "=": "equals", "_": "lowbar", "-": "hyphen", ".": "period"}
_URL_SAFE = str.maketrans("+/", "-_")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def sign_by_sign(secret: str) -> str:
    """Return a pattern, to be used without regard to case, for a secret whose signs are written
    each in its own way. It is quick to see where no secret begins."""
    first = ord(secret[0])
    return f"(?=[{re.escape(secret[0])}{first >> 4:x}0%&=\\\\]){_GAP.join(map(_ways, secret))}"


def escaped_forms(secret: str) -> set[str]:
    """Return the secret with every sign escaped, once for each way."""
    codes = secret.encode()
    return {
        "".join(way.format(code) for code in codes)
        for way in ("%{:02x}", "\\u{:04x}", "\\x{:02x}", "&#{};", "&#x{:x};", "={:02x}", "{:02x}")
    }


def encoded_forms(secret: str) -> set[str]:
    """Return the base64 and base32 of ``secret``, wherever in a longer text it may stand."""
    forms: set[str] = set()
    for encoding in _ENCODINGS:
        raw = secret.encode(encoding)
        for shift in range(3):
            full = _without_edges(base64.b64encode(bytes(shift) + raw), 6, shift)
            forms |= {each.translate(_URL_SAFE) for each in (full, full[:-1])} | {full, full[:-1]}
        for shift in range(5):
            full = _without_edges(base64.b32encode(bytes(shift) + raw), 5, shift)
            forms |= {full, full[:-1]}
    return forms


def _without_edges(encoded: bytes, bits: int, shift: int) -> str:
    """Leave out the first signs, which ``shift`` unknown bytes share, and the padding."""
    return encoded.decode().rstrip("=")[-(-8 * shift // bits) :]


def _ways(sign: str) -> str:
    code = ord(sign)
    if code > 0x7F:
        return re.escape(sign)
    two = f"{code:02x}"
    ways = [
        re.escape(sign),
        f"%(?:25){{0,4}}{two}",
        f"\\\\{{1,8}}(?:{re.escape(sign)}|u00{two}|x{two}|0?{code:03o})",
        f"&(?:amp;)?#(?:0{{0,6}}{code}|x0{{0,6}}{code:x});?",
        f"={two}",
        f"(?:0x)?{two}",
    ]
    if sign in _NAMES:
        ways.append(f"&(?:amp;)?{_NAMES[sign]};")
    return f"(?:{'|'.join(ways)})"
