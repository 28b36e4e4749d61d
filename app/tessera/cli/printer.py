"""Printing an answer while it comes. What a model or a server says is *untrusted* text."""

import unicodedata

from tessera.cli.streams import OutputLost, write_out
from tessera.core.replies import RefusalDelta, Reply, TextDelta, Wait

KEPT = "The answer is kept in the library."
# They turn the direction of writing, so that a text could be read as another one.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Printer:
    """Prints an answer as text as it comes; silent where JSON is asked for.

    An output that fails does not stop the call, which is paid for; `finish` tells of it.
    """

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._parts: list[str] = []
        self._lost: OutputLost | None = None

    def on_reply(self, reply: Reply) -> None:
        """Print what is new of the answer."""
        if isinstance(reply, TextDelta | RefusalDelta):
            self._print(reply.text)

    def on_wait(self, wait: Wait) -> None:
        """Stay silent: a failure may still follow, and then stderr holds one line only."""

    def break_off(self) -> None:
        """End the line that a failure cut."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self._print("\n")

    def finish(self, answer: str) -> None:
        """End the output; ``answer`` is the whole text as it was kept. Raises `OutputLost`."""
        printed = "".join(self._parts)
        if answer.startswith(printed):
            self._print(answer[len(printed) :])
        else:  # the provider closed with another text than it streamed
            self._print(f"\n\n{answer}")
        self.break_off()
        if self._lost is not None:
            raise OutputLost(self._lost.what, KEPT)

    def _print(self, text: str) -> None:
        if not text:
            return
        self._parts.append(text)
        if self._silent or self._lost is not None:
            return
        try:
            write_out(plain_text(text))
        except OutputLost as error:
            self._lost = error


def plain_text(untrusted: str) -> str:
    """Return the text without what steers a terminal or turns the direction of writing.

    >>> plain_text("\\x1b[31mred\\x1b[0m, 12\\u00a0000")
    '[31mred[0m, 12\\xa0000'
    """
    return "".join(sign for sign in untrusted if _is_harmless(sign))


def _is_harmless(sign: str) -> bool:
    if sign in "\n\t":
        return True
    return unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp") and sign not in _TURNING
