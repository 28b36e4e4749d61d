"""What both protocols share on the wire: tolerant decoding, checked usage, whole text.

Wire code is the only place where foreign JSON has no type yet. Everything is *untrusted*.
"""

import json
import logging
from typing import Any, TypeVar

import msgspec

from tessera.core.replies import Usage

log = logging.getLogger(__name__)

MOST_TOKENS = 10**9  # no model reads or writes that many; larger numbers are not counts

T = TypeVar("T")


class NotTheProtocol(Exception):
    """The answer can be read and is not the protocol's."""


class Unreadable(Exception):
    """The answer should be JSON, or hold base64, and does not."""


class NothingMade(Exception):
    """The answer is the protocol's and whole, and holds no picture."""


def loose_json(data: bytes | memoryview) -> Any:
    """Return JSON that strict decoding refused: NaN, broken UTF-8, half surrogates.

    Raises `Unreadable` where even that fails.
    """
    try:
        return json.loads(str(data, "utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def decoded(decoder: "msgspec.json.Decoder[T]", data: bytes | memoryview) -> T:
    """Return ``data`` as the decoder's type; raises `Unreadable` or `NotTheProtocol`."""
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        loose = loose_json(data)
    try:
        return msgspec.convert(loose, type=decoder.type)
    except (msgspec.ValidationError, RecursionError) as error:
        raise NotTheProtocol(str(error)) from error


def decoded_raw(decoder: "msgspec.json.Decoder[T]", data: bytes | memoryview) -> T:
    """Return ``data`` as a type that keeps parts as raw JSON; raises as `decoded`."""
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        loose = loose_json(data)
    try:
        return decoder.decode(strict_json(loose))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotTheProtocol(str(error)) from error


def strict_json(loose: Any) -> bytes:
    """Return a value as JSON that strict decoding takes; half signs are replaced."""
    try:
        return msgspec.json.encode(loose)
    except UnicodeError:
        text = json.dumps(loose, ensure_ascii=False)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def usage_from(found: Any, input_name: str, output_name: str) -> tuple[Usage | None, bool]:
    """Return the usage in a decoded value, and whether it holds numbers that cannot be.

    ``input_name`` is ``input_tokens`` or ``prompt_tokens``, ``output_name`` likewise. Negative,
    fractional, missing and absurd counts make the whole usage None: it never lowers a total.
    """
    if found is None:
        return None, False
    try:
        return _usage(found, input_name, output_name), False
    except (_NoCount, AttributeError) as error:
        log.info("the provider's usage cannot be: %s", error)
        return None, True


class _NoCount(Exception):
    """A number that is no count of tokens."""


def _usage(found: Any, input_name: str, output_name: str) -> Usage:
    inputs = found.get(f"{input_name}_details") or {}
    outputs = found.get(f"{output_name}_details") or {}
    cached = found.get("cached_tokens_details") or inputs.get("cached_tokens_details") or {}
    usage = Usage(
        input_tokens=_count(found.get(input_name)),
        output_tokens=_count(found.get(output_name)),
        cached_tokens=_count(inputs.get("cached_tokens") or found.get("cached_tokens") or 0),
        cache_write_tokens=_count(inputs.get("cache_write_tokens") or 0),
        reasoning_tokens=_count(outputs.get("reasoning_tokens") or 0),
        image_tokens=_count_or_none(inputs.get("image_tokens")),
        text_tokens=_count_or_none(inputs.get("text_tokens")),
        output_image_tokens=_count_or_none(outputs.get("image_tokens")),
        output_text_tokens=_count_or_none(outputs.get("text_tokens")),
        cached_image_tokens=_count_or_none(cached.get("cached_image_tokens")),
    )
    _check_parts(usage)
    return usage


def _check_parts(usage: Usage) -> None:
    inputs = (usage.cached_tokens, usage.image_tokens or 0, usage.text_tokens or 0)
    outputs = (
        usage.reasoning_tokens,
        usage.output_image_tokens or 0,
        usage.output_text_tokens or 0,
    )
    is_odd = max(inputs) > usage.input_tokens or max(outputs) > usage.output_tokens
    if is_odd or (usage.cached_image_tokens or 0) > usage.input_tokens:
        raise _NoCount("a part is larger than its whole")


def _count(found: Any) -> int:
    if type(found) is not int or not 0 <= found <= MOST_TOKENS:
        raise _NoCount(repr(found)[:40])
    return found


def _count_or_none(found: Any) -> int | None:
    return None if found is None else _count(found)


class Surrogates:
    """Joins signs that a provider cut into halves between two deltas."""

    def __init__(self) -> None:
        self._half = ""

    def whole(self, text: str) -> str:
        """Return ``text`` fit to be stored and shown; a half at its end waits for the next."""
        if text.isascii() and not self._half:
            return text
        text = self._half + text
        self._half = ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
