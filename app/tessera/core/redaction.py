"""Secrets are taken out of every text that is shown, logged or exported.

A secret is found sign by sign, each as it is, in upper or lower case, percent-encoded, escaped as
in JSON, HTML or quoted-printable, or in hexadecimal, also where blanks, line ends or signs that
nobody sees stand between (UTF-16 read as bytes looks like that); in base64 and base32 at any
alignment; backwards; and in pieces of at least `PIECE_LENGTH` characters. Whatever looks like
``sk-…`` goes as well, known or not, except out of answers: those may speak of keys.
"""

import re
from bisect import bisect_left

from tessera.core.secret_forms import encoded_forms, escaped_forms, sign_by_sign

MARK = "[key removed]"
SHORTEST_FORM = 6  # a shorter “key” is an ordinary word, and taking it out would garble the text
PIECE_LENGTH = 12
_HALF = PIECE_LENGTH // 2
_LOOKS_LIKE_KEY = re.compile(r"\b(?:sk|sess)-[A-Za-z0-9_*•.…-]{6,}")


class Redactor:
    """Takes known secrets, and whatever looks like one, out of texts.

    >>> Redactor()("Incorrect API key provided: sk-proj-abcdef123456, sorry")
    'Incorrect API key provided: [key removed], sorry'
    >>> Redactor("secret-token")("token=c2VjcmV0LXRva2Vu")
    'token=[key removed]'
    """

    __slots__ = ("_beginnings", "_first_signs", "_forms", "_halves", "_longest", "_pieces", "_runs")

    def __init__(self, *secrets: str | None) -> None:
        known = [secret for secret in secrets if secret]
        usable = [secret for secret in known if len(secret) >= SHORTEST_FORM]
        forms = {form for secret in known for form in encoded_forms(secret)}
        forms = {form for form in forms if len(form) >= SHORTEST_FORM}
        written = [sign_by_sign(secret) for each in usable for secret in (each, each[::-1])]
        short = [form for form in forms if len(form) < PIECE_LENGTH]  # the others have pieces
        written += [re.escape(form) for form in sorted(short, key=len, reverse=True)]
        self._forms = re.compile("|".join(written), re.IGNORECASE) if written else None
        whole = {*usable, *forms}
        self._pieces = {piece for form in whole for piece in _pieces(form.lower())}
        self._halves = {piece[at : at + _HALF] for piece in self._pieces for at in range(_HALF + 1)}
        signs = re.escape("".join(sorted({sign for piece in self._pieces for sign in piece})))
        self._runs = re.compile(f"[{signs}]{{{PIECE_LENGTH},}}", re.IGNORECASE) if signs else None
        escaped = {form for secret in usable for form in escaped_forms(secret)}
        self._beginnings = sorted(form.lower() for form in {*whole, *escaped})
        self._first_signs = frozenset(form[0] for form in self._beginnings)
        self._longest = max(map(len, self._beginnings), default=0)

    def __call__(self, text: str) -> str:
        """Return ``text`` without secrets."""
        return _LOOKS_LIKE_KEY.sub(MARK, self.known(text))

    def known(self, text: str) -> str:
        """Return ``text`` without known secrets; what only looks like one stays."""
        text = text if self._forms is None else self._forms.sub(MARK, text)
        return text if self._runs is None else self._runs.sub(self._without_pieces, text)

    def parted(self, text: str) -> tuple[str, str]:
        """Return ``text`` without known secrets, and the end of it that may begin one.

        >>> Redactor("secret-token").parted("it is sec")
        ('it is ', 'sec')
        """
        text = text if self._forms is None else self._forms.sub(MARK, text)
        end = self._tail(text)
        return self.known(text[:end]), text[end:]

    def _tail(self, text: str) -> int:
        """Return where a form may begin that goes on behind ``text``; no form is longer than one
        that is known, so a long text is not looked through for it."""
        start = max(0, len(text) - self._longest)
        lower = _lowered(text[start:])
        for at, sign in enumerate(lower):
            if sign in self._first_signs and self._begins(lower[at:]):
                return start + at
        return len(text)

    def _begins(self, lower: str) -> bool:
        at = bisect_left(self._beginnings, lower)
        return at < len(self._beginnings) and self._beginnings[at].startswith(lower)

    def _without_pieces(self, run: re.Match[str]) -> str:
        text, lower = run[0], _lowered(run[0])
        # Wherever a piece lies, a half of it begins at one of these steps; mostly none does.
        if not any(lower[at : at + _HALF] in self._halves for at in range(0, len(lower), _HALF)):
            return text
        kept: list[str] = []
        at = 0
        while at < len(text):
            end = self._end_of_piece(lower, at)
            kept.append(MARK if end > at else text[at])
            at = max(end, at + 1)
        return "".join(kept)

    def _end_of_piece(self, lower: str, at: int) -> int:
        """Return where the stretch of a secret that begins at ``at`` ends; ``at`` if none does."""
        end = at
        while lower[at : at + PIECE_LENGTH] in self._pieces:
            end = at + PIECE_LENGTH
            at += 1
        return end


def _pieces(form: str) -> set[str]:
    return {form[at : at + PIECE_LENGTH] for at in range(len(form) - PIECE_LENGTH + 1)}


def _lowered(text: str) -> str:
    """Return ``text`` in lower case, every sign in its place.

    >>> _lowered("KEY"), len(_lowered("K\u0130"))
    ('key', 2)
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(each if len(low := each.lower()) > 1 else low for each in text)
