"""Where a picture came from: the value that is written into saved files and read back.

It is made from the request itself, so file, ledger and wire cannot speak of different calls. As a
*record* it is a line of JSON that keeps every sign of the prompt; `provenance_xmp` puts that line,
and the public terms of IPTC, into a file's metadata. What is read from a file is untrusted.
"""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from tessera.core.image_requests import Animation, Edit, MakeSettings
from tessera.core.image_requests import Make as MakeRequest

LONGEST_TEXT = 200_000
MOST_SETTINGS = 64
VERSION = 1


class Origin(StrEnum):
    """IPTC's *digital source type*: wholly made by a model, or a photo with parts by one.

    Source: IPTC NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/, as of 2025.1.
    """

    MADE = "trainedAlgorithmicMedia"
    COMPOSITE = "compositeWithTrainedAlgorithmicMedia"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is said of a picture that a model had a part in.

    ``settings`` are names and values as sent. ``usd`` is what the call cost, simulated dollars
    where ``provider`` is the sandbox; None where it is not known. ``made`` knows its time zone.
    """

    origin: Origin
    prompt: str
    model: str
    settings: tuple[tuple[str, str], ...] = ()
    request_id: str = ""
    usd: Decimal | None = None
    made: datetime | None = None
    program: str = ""
    provider: str = ""


def settings_of(request: MakeRequest) -> tuple[tuple[str, str], ...]:
    """Return what a request asks for besides its prompt, as names and values.

    >>> from tessera.core.image_requests import Generate
    >>> settings_of(Generate("gpt-image-2", "A kite."))
    (('quality', 'auto'), ('output_format', 'png'), ('n', '1'))
    """
    wanted = request.settings
    values = [
        (each.name, _written(getattr(wanted, each.name)))
        for each in fields(MakeSettings)
        if each.name != "partial_images" and getattr(wanted, each.name) is not None
    ]
    if isinstance(request, Edit):
        values.append(("pictures", str(len(request.pictures))))
        if request.mask is not None:
            values.append(("mask", "yes"))
        if request.markup is not None:
            values.append(("markup", "yes"))
        if request.input_fidelity is not None:
            values.append(("input_fidelity", request.input_fidelity))
    return tuple(values)


def provenance_of(
    request: MakeRequest,
    origin: Origin,
    *,
    request_id: str | None = None,
    usd: Decimal | None = None,
    made: datetime | None = None,
    program: str = "",
    provider: str = "",
) -> Provenance:
    """Return the provenance of what ``request`` made."""
    return Provenance(
        origin=origin,
        prompt=request.prompt,
        model=request.model,
        settings=settings_of(request),
        request_id=request_id or "",
        usd=usd,
        made=made,
        program=program,
        provider=provider,
    )


def to_record(provenance: Provenance) -> str:
    """Return the provenance as one line of JSON; every character of the prompt survives."""
    return json.dumps(
        {
            "tessera": VERSION,
            "origin": provenance.origin.value,
            "prompt": provenance.prompt,
            "model": provenance.model,
            "settings": dict(provenance.settings),
            "request_id": provenance.request_id,
            "usd": None if provenance.usd is None else f"{provenance.usd:f}",
            "made": None if provenance.made is None else provenance.made.isoformat(),
            "program": provenance.program,
            "provider": provenance.provider,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_record(untrusted: str) -> Provenance | None:
    """Return what a record says, or None for anything that is no record of ours."""
    if len(untrusted) > 2 * LONGEST_TEXT:
        return None
    try:
        found = json.loads(untrusted)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("tessera") != VERSION:
        return None
    try:
        return Provenance(
            origin=Origin(_text(found, "origin")),
            prompt=_text(found, "prompt"),
            model=_text(found, "model"),
            settings=_settings(found.get("settings")),
            request_id=_text(found, "request_id"),
            usd=_dollars(found.get("usd")),
            made=_moment(found.get("made")),
            program=_text(found, "program"),
            provider=_text(found, "provider"),
        )
    except (ValueError, InvalidOperation):
        return None


def _written(value: object) -> str:
    if isinstance(value, Animation):
        return f"{value.count} frames of {value.duration_ms} ms"
    return str(value)


def _text(found: dict[str, object], key: str) -> str:
    value = found.get(key, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError(f"{key} is no text")
    return value


def _settings(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or len(value) > MOST_SETTINGS:
        raise ValueError("settings are no table")
    return tuple((str(name)[:100], str(each)[:1000]) for name, each in value.items())


def _dollars(value: object) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("the cost is no number")
    usd = Decimal(value)
    if not usd.is_finite():
        raise ValueError("the cost is no number")
    return usd


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("the time is no text")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("the time has no zone")
    return moment
