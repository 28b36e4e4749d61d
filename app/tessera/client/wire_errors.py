"""What a provider says went wrong, from whatever shape it chose.

OpenAI's is ``{"error": {"message", "type", "param", "code"}}``; others send a bare text, a
``detail``, a list, or a web page. Everything here is *untrusted*.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_LOOKED_AT = 8_192
_FACT = re.compile(rb'"(code|type|message)"\s*:\s*("(?:[^"\\]|\\.){0,2000}")')


@dataclass(frozen=True, slots=True)
class Complaint:
    """The provider's words. ``has_shape`` is false where the body was no error of any known shape.

    ``stage`` and ``categories`` belong to moderation.
    """

    message: str = ""
    kind: str = ""
    code: str = ""
    param: str = ""
    stage: str = "unknown"
    categories: tuple[str, ...] = ()
    has_shape: bool = False

    @property
    def words(self) -> str:
        """Return everything that may tell the cause, in lower case."""
        return f"{self.code} {self.kind} {self.message}".lower()


def read_complaint(body: bytes) -> Complaint:
    """Return the complaint in an error's body; never fails."""
    try:
        found = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return _half(body[:_LOOKED_AT])
    return complaint_from(found)


def _half(body: bytes) -> Complaint:
    """Return what stands in the beginning of an error that was cut, or is too large to be read."""
    found: dict[str, str] = {}
    for name, value in _FACT.findall(body):
        with suppress(ValueError):
            found.setdefault(name.decode(), json.loads(value.decode("utf-8", "replace")))
    if not found:
        return Complaint()
    return Complaint(found.get("message", ""), found.get("type", ""), found.get("code", ""))


def complaint_from(found: Any) -> Complaint:
    """Return the complaint in a decoded JSON value."""
    if isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, dict):
        return Complaint()
    for key in ("error", "errors", "detail", "message"):
        if found.get(key):
            return _complaint(found[key], found)
    return Complaint()


def _complaint(inner: Any, outer: dict[str, Any]) -> Complaint:
    if isinstance(inner, list):
        inner = inner[0] if inner else {}
    if isinstance(inner, dict) and isinstance(inner.get("error"), dict):
        inner = inner["error"]  # a gateway wrapped what it got
    if not isinstance(inner, dict):
        return Complaint(
            message=_text(inner),
            kind=_text(outer.get("type")),
            code=_text(outer.get("code")),
            has_shape=True,
        )
    details = inner.get("moderation_details") or outer.get("moderation_details") or {}
    return Complaint(
        message=_text(inner.get("message") or inner.get("msg") or inner.get("error")),
        kind=_text(inner.get("type")),
        code=_text(inner.get("code")),
        param=_text(inner.get("param")),
        stage=_stage(details),
        categories=_categories(details) or _filtered(inner),
        has_shape=True,
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _stage(details: Any) -> str:
    stage = details.get("moderation_stage") if isinstance(details, dict) else None
    return stage if stage in ("input", "output") else "unknown"


def _categories(details: Any) -> tuple[str, ...]:
    found = details.get("categories") if isinstance(details, dict) else None
    if isinstance(found, dict):
        found = [name for name, is_met in found.items() if is_met]
    if not isinstance(found, list):
        return ()
    return tuple(name[:60] for name in found if isinstance(name, str))[:20]


def _filtered(inner: dict[str, Any]) -> tuple[str, ...]:
    """Return the categories in Azure's form of a content filter's error."""
    details = inner.get("innererror")
    result = details.get("content_filter_result") if isinstance(details, dict) else None
    if not isinstance(result, dict):
        return ()
    return tuple(
        name[:60]
        for name, verdict in result.items()
        if isinstance(verdict, dict) and verdict.get("filtered") is True
    )[:20]
