"""An order for pictures as the journal keeps it: the request, and where its results belong.

So that a killed program's pictures find their place in the library without it. ``plan`` is JSON
text of whoever ordered: what is still to be done with a result (a seal, a step of an extension).
"""

import json
from dataclasses import dataclass, replace

from tessera.core.estimates import Estimate
from tessera.core.image_requests import Edit, Generate, Make
from tessera.core.profiles import Profile
from tessera.store.intents import Intent
from tessera.store.journal import request_hash
from tessera.store.makes import (
    inputs_of,
    make_from_value,
    make_to_json,
    make_value,
    settings_value,
)
from tessera.store.new_call import NewCall
from tessera.store.version_rows import VersionKind

GENERATE = "generate"
EDIT = "edit"
KINDS = (GENERATE, EDIT)


@dataclass(frozen=True, slots=True)
class MakeBooking:
    """Where the pictures of a call belong. ``parent`` is the photo they are made from.

    ``batch`` joins what is ordered together; ``name`` is what to call the results. ``also`` are
    hashes of further files that ``plan`` needs.
    """

    session_id: str
    kind: VersionKind = VersionKind.GENERATED
    parent: str | None = None
    batch: str | None = None
    name: str = ""
    plan: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MakeStarted:
    """A call for pictures that is noted and may be sent."""

    intent: Intent
    estimate: Estimate
    booking: MakeBooking


def new_call(request: Make, estimate: Estimate, profile: Profile, booking: MakeBooking) -> NewCall:
    """Return the order as the journal and the ledger take it."""
    return NewCall(
        kind=EDIT if isinstance(request, Edit) else GENERATE,
        model=request.model,
        profile=profile,
        estimate=estimate,
        request=order_to_json(request, booking),
        summary=summary_of(request),
        inputs=tuple(dict.fromkeys((*inputs_of(request), *booking.also))),
        session_id=booking.session_id,
        background=request.through is not None,  # only then can it be fetched by its id
    )


def identity_of(request: Make, profile_id: str) -> str:
    """Return the hash by which an identical order to the same provider is recognised.

    Whichever way it goes, the picture is the same model's for the same words.
    """
    wanted = replace(request, through=None)
    return request_hash(f"{profile_id}\n{make_to_json(wanted)}")


def price_models(request: Make) -> tuple[str, str | None]:
    """Return the model whose tokens a bill counts, and the image tool's, None without one."""
    if request.through is None:
        return request.model, None
    return request.through.model, request.model


def order_to_json(request: Make, booking: MakeBooking) -> str:
    """Return the whole order as text."""
    value = {
        "make": make_value(request),
        "booking": {
            "session_id": booking.session_id,
            "kind": booking.kind.value,
            "parent": booking.parent,
            "batch": booking.batch,
            "name": booking.name,
            "plan": booking.plan,
            "also": list(booking.also),
        },
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def order_from_json(text: str) -> tuple[Make, MakeBooking]:
    """Return the order that `order_to_json` wrote; `ValueError`, `TypeError` or `KeyError`."""
    found = json.loads(text)
    known = found["booking"]
    booking = MakeBooking(
        session_id=str(known["session_id"]),
        kind=VersionKind(known["kind"]),
        parent=known["parent"],
        batch=known["batch"],
        name=str(known["name"]),
        plan=str(known["plan"]),
        also=tuple(str(sha256) for sha256 in known["also"]),
    )
    return make_from_value(found["make"]), booking


def summary_of(request: Make) -> str:
    """Return what the ledger keeps for good: no prompt, no picture."""
    edit = None if isinstance(request, Generate) else request
    sent = () if edit is None else edit.pictures
    return json.dumps(
        {
            "pictures": [str(pixels.size) for pixels in sent],
            "pixels": sum(pixels.size.pixels for pixels in sent),
            "mask": edit is not None and edit.mask is not None,
            "markup": edit is not None and edit.markup is not None,
            "input_fidelity": None if edit is None else edit.input_fidelity,
            "settings": settings_value(request.settings),
            **({} if request.through is None else {"through": request.through.model}),
        }
    )
