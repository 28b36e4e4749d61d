"""The words a command line may hold, read as values; what cannot be is said in one sentence."""

import re
from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal

from tessera.core.geometry import Rect, Size

SIDES = ("left", "top", "right", "bottom")
MOST_PICTURES = 100  # in one order; what a model makes at most is the catalogue's business
_SIZE = re.compile(r" *[0-9]{1,9} *[xX×] *[0-9]{1,9} *")
_NUMBER = re.compile(r"([0-9]{1,12}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,2})?")
_TOKEN = re.compile(r"[!-~]+")  # what a header can carry as a key


def a_text(text: str) -> str:
    """Return ``text`` if it is text: an argument may hold any bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentTypeError("the argument holds bytes that are no text in UTF-8") from None
    return text


def a_name(text: str) -> str:
    """Return ``text`` if it is text and names something; an empty variable names nothing."""
    return a_text(a_place(text))


def a_place(text: str) -> str:
    """Return the name of a file or a folder, which may hold any bytes but not be empty."""
    if not text:
        raise ArgumentTypeError("it is empty and names nothing")
    return text


def a_token(text: str) -> str:
    """Return a key that a client can send."""
    if not _TOKEN.fullmatch(text):
        raise ArgumentTypeError("no key looks so; use letters, digits and signs without spaces")
    return text


def a_size(text: str) -> Size:
    """Return the size written as 1800x2400."""
    if not _SIZE.fullmatch(text):
        raise ArgumentTypeError(f"“{text[:40]}” is not a size; write it as 1800x2400")
    try:
        return Size.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def a_box(text: str) -> Rect:
    """Return the rectangle written as X,Y,W,H in upright pixels; it may reach outside."""
    if not re.fullmatch(r"-?[0-9]{1,6},-?[0-9]{1,6},[0-9]{1,6},[0-9]{1,6}", text):
        raise ArgumentTypeError(f"“{text}” is not a box; write X,Y,W,H in pixels")
    return Rect(*(int(number) for number in text.split(",")))


def an_extension(text: str) -> dict[str, int]:
    """Return the pixels to grow by, by side, written as left=512,top=0."""
    grown: dict[str, int] = {}
    for part in text.split(","):
        side, _, pixels = part.strip().partition("=")
        if side not in SIDES or not re.fullmatch(r"[0-9]{1,5}", pixels) or side in grown:
            raise ArgumentTypeError(f"“{part}” is not a side; write left=512,right=0,…")
        grown[side] = int(pixels)
    if not any(grown.values()):
        raise ArgumentTypeError("the picture would not grow")
    return grown


def a_date(text: str) -> date:
    """Return the day written as 2025-12-01."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)  # 20251201 and 2025-W49-1 are days to the library only
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day; write 2025-12-01") from None


def an_amount(text: str) -> Decimal:
    """Return a number from zero on, exactly as written."""
    if not _NUMBER.fullmatch(text):
        raise ArgumentTypeError(f"“{text[:40]}” is not a number from zero on")
    return Decimal(text)


def a_positive_decimal(text: str) -> Decimal:
    """Return a number above zero, exactly as written."""
    number = an_amount(text)
    if not number:
        raise ArgumentTypeError(f"“{text}” is not above zero")
    return number


def a_positive_int(text: str) -> int:
    """Return a whole number above zero."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise ArgumentTypeError(f"“{text}” is not a whole number above zero")
    return int(text)


def a_count(text: str) -> int:
    """Return how many pictures are ordered at once."""
    if (count := a_positive_int(text)) > MOST_PICTURES:
        raise ArgumentTypeError(f"{count} are more than the {MOST_PICTURES} of one order")
    return count


def a_port(text: str) -> int:
    """Return a port from 0 to 65535."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise ArgumentTypeError(f"“{text}” is not a port from 0 to 65535")
    return int(text)
