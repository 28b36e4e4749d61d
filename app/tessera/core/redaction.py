"""Secrets are taken out of every text that is shown, logged or exported.

A secret is found as it is, percent-encoded, in base64 (at any of the three alignments, standard
and URL-safe), in hexadecimal, and in pieces of at least `PIECE_LENGTH` characters. Whatever looks
like ``sk-…`` goes as well, known or not.
"""

import base64
import re
from urllib.parse import quote, quote_plus

MARK = "[key removed]"
SHORTEST_FORM = 6  # a shorter “key” is an ordinary word, and taking it out would garble the text
PIECE_LENGTH = 12
_LOOKS_LIKE_KEY = re.compile(r"\b(?:sk|sess)-[A-Za-z0-9_*•.…-]{6,}")
_URL_SAFE = str.maketrans("+/", "-_")


class Redactor:
    """Takes known secrets, and whatever looks like one, out of texts.

    >>> Redactor()("Incorrect API key provided: sk-proj-abcdef123456, sorry")
    'Incorrect API key provided: [key removed], sorry'
    >>> Redactor("secret-token")("token=c2VjcmV0LXRva2Vu")
    'token=[key removed]'
    """

    __slots__ = ("_forms", "_pieces")

    def __init__(self, *secrets: str | None) -> None:
        known = [secret for secret in secrets if secret]
        forms = {form for secret in known for form in _forms(secret)}
        usable = sorted((f for f in forms if len(f) >= SHORTEST_FORM), key=len, reverse=True)
        joined = "|".join(re.escape(form) for form in usable)
        self._forms = re.compile(joined, re.IGNORECASE) if usable else None
        self._pieces = {piece for secret in known for piece in _pieces(secret)}

    def __call__(self, text: str) -> str:
        """Return ``text`` without secrets."""
        if self._forms is not None:
            text = self._forms.sub(MARK, text)
        if self._pieces:
            text = self._without_pieces(text)
        return _LOOKS_LIKE_KEY.sub(MARK, text)

    def _without_pieces(self, text: str) -> str:
        kept: list[str] = []
        at = 0
        while at < len(text):
            end = self._end_of_piece(text, at)
            kept.append(MARK if end > at else text[at])
            at = max(end, at + 1)
        return "".join(kept)

    def _end_of_piece(self, text: str, at: int) -> int:
        """Return where the stretch of a secret that begins at ``at`` ends; ``at`` if none does."""
        end = at
        while text[at : at + PIECE_LENGTH] in self._pieces:
            end = at + PIECE_LENGTH
            at += 1
        return end


def _pieces(secret: str) -> set[str]:
    return {secret[at : at + PIECE_LENGTH] for at in range(len(secret) - PIECE_LENGTH + 1)}


def _forms(secret: str) -> set[str]:
    """Return the ways ``secret`` may be written."""
    raw = secret.encode()
    percent = "".join(f"%{byte:02x}" for byte in raw)
    forms = {secret, quote(secret, safe=""), quote_plus(secret), percent, raw.hex()}
    for shift in range(3):
        forms |= _base64_forms(raw, shift)
    return forms


def _base64_forms(raw: bytes, shift: int) -> set[str]:
    """Return the base64 of ``raw`` after ``shift`` unknown bytes, with and without its last sign.

    The first signs, which the unknown bytes share, are left out; so is the last one where bytes
    that follow would change it.
    """
    full = base64.b64encode(bytes(shift) + raw).decode().rstrip("=")[(0, 2, 3)[shift] :]
    return {form.translate(table) for form in (full, full[:-1]) for table in ({}, _URL_SAFE)}
