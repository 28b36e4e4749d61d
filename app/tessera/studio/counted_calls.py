"""The ledger's bills and the providers' counts on request, as calls that the meter can learn from.

A question teaches how its pictures were looked at, a call for pictures how its references were
taken and what it made; a response with the image tool teaches what the tool made. Rows that were
written before these facts were kept, or whose pictures only the provider knows, teach nothing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tessera.core.budget_fold import LedgerState
from tessera.core.estimates import Bill, ImageBill
from tessera.core.geometry import Size
from tessera.core.image_requests import MakeSettings
from tessera.core.measurement import MeterKind
from tessera.core.models import Catalogue
from tessera.core.reconcile_compare import CountedCall, CountSource
from tessera.core.words import BillStatus, Detail
from tessera.store.ledger import LedgerRow
from tessera.store.makes import settings_from
from tessera.store.server_counts import ServerCount

Found = Mapping[str, object]
_MAKES = ("generate", "edit")


def billed_calls(row: LedgerRow, catalogue: Catalogue) -> Iterator[CountedCall]:
    """Yield what a settled entry tells; nothing where it tells nothing."""
    bill = row.bill
    if row.state is not LedgerState.SETTLED or bill is None:
        return
    if bill.status is not BillStatus.SETTLED or bill.input_tokens is None:
        return
    try:
        yield from tuple(_calls(row, bill, _object(json.loads(row.request)), catalogue))
    except (ValueError, TypeError, KeyError):
        return  # an older row, or a picture whose size only the provider knows


def counted_call(count: ServerCount, profile_id: str) -> CountedCall | None:
    """Return what a provider counted on request, or None where that teaches nothing."""
    try:
        asked = _object(json.loads(count.summary))
        call = _looked_at(None, profile_id, count.model, asked, count.tokens)
    except (ValueError, TypeError, KeyError):
        return None
    return replace(call, source=CountSource.ON_REQUEST)


def _calls(row: LedgerRow, bill: Bill, asked: Found, catalogue: Catalogue) -> Iterator[CountedCall]:
    if row.kind == "ask":
        if bill.image is None and bill.input_tokens is not None:
            yield _looked_at(row.id, row.profile, row.model, asked, bill.input_tokens)
        elif bill.image is not None:
            yield from _made(
                row, bill.image, _object(_object(asked["tool"])["settings"]), catalogue
            )
        return
    if row.kind in _MAKES and bill.image is not None:
        yield from _made(row, bill.image, _object(asked["settings"]), catalogue)
        yield from _referred(row, bill.image, asked)


def _looked_at(
    number: int | None, profile: str, model: str, asked: Found, tokens: int
) -> CountedCall:
    """Return a question; what its image tool or a provider's memory would add is not known."""
    if asked.get("tool") is not None or asked.get("kept"):
        raise KeyError("more was read than the pictures and texts of the question")
    sizes, details = _list(asked["pictures"]), _list(asked["details"])
    return CountedCall(
        id=number,
        profile=profile,
        model=model,
        pictures=tuple(
            (Size.parse(str(size)), Detail(str(detail)))
            for size, detail in zip(sizes, details, strict=True)
        ),
        text_tokens=int(str(asked["text_tokens"])),
        texts=int(str(asked["texts"])),
        tokens=tokens,
    )


def _made(
    row: LedgerRow, image: ImageBill, asked: Found, catalogue: Catalogue
) -> Iterator[CountedCall]:
    """Yield the pictures that were made, where their size and quality were asked for."""
    settings = settings_from(asked)
    if settings.size is None or settings.animation is not None or not image.made:
        return
    if settings.output_format in ("gif", "svg"):
        return
    yield CountedCall(
        id=row.id,
        profile=row.profile,
        model=image.model,
        pictures=((settings.size, settings.quality),) * settings.n,
        text_tokens=0,
        texts=0,
        tokens=image.made,
        kind=MeterKind.OUTPUT,
        spare=_previews(settings, image.model, catalogue),
    )


def _previews(settings: MakeSettings, model_id: str, catalogue: Catalogue) -> int:
    """Return the most that previews were billed; fewer come where the picture is ready sooner."""
    model = catalogue.get(model_id)
    if model is None or model.image is None:
        return 0
    return settings.n * settings.partial_images * model.image.partial_image_tokens


def _referred(row: LedgerRow, image: ImageBill, asked: Found) -> Iterator[CountedCall]:
    """Yield the pictures that were sent, for one picture made: of several nobody says how often."""
    sizes = _list(asked["pictures"])
    if not sizes or image.pictures is None or asked.get("markup"):
        return
    if asked.get("through"):
        return  # what an answer hands its tool of the pictures nobody says
    if settings_from(_object(asked["settings"])).n != 1:
        return
    fidelity = str(asked.get("input_fidelity") or "auto")
    if fidelity == "high" and len(sizes) > 1:
        return  # only the first few keep it, and nobody says what the others are charged
    yield CountedCall(
        id=row.id,
        profile=row.profile,
        model=image.model,
        pictures=tuple((Size.parse(str(size)), fidelity) for size in sizes),
        text_tokens=0,
        texts=0,
        tokens=image.pictures,
        kind=MeterKind.REFERENCE,
    )


def _object(value: object) -> Found:
    if not isinstance(value, Mapping):
        raise TypeError("an object is expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value
