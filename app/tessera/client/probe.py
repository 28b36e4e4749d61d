"""The free test of a connection: ``GET /models``, and what its outcome means.

``link`` names the page of the profile that helps (`Profile.links`): keys, billing, verify, limits
or status. Nothing here costs anything.
"""

from dataclasses import dataclass
from enum import StrEnum

from tessera.client.service import Service
from tessera.core.errors import (
    KeyMissing,
    KeyRejected,
    NoCredit,
    NotPermitted,
    OddReply,
    OverLimit,
    Refused,
    RequestError,
    ServiceError,
    Unreachable,
)
from tessera.core.profiles import AuthForm
from tessera.core.replies import ListedModel


class Outcome(StrEnum):
    """What the test found."""

    OK = "ok"
    KEY_MISSING = "key_missing"
    WRONG_KEY = "wrong_key"
    NO_CREDIT = "no_credit"
    NOT_VERIFIED = "organisation_not_verified"
    MODEL_NOT_ENABLED = "model_not_enabled"
    NOT_PERMITTED = "not_permitted"
    NOT_SERVED_HERE = "not_served_here"
    NO_NETWORK = "no_network"
    NOT_THIS_PROTOCOL = "not_this_protocol"
    BUSY = "busy"
    PROVIDER_FAILED = "provider_failed"


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """``sentence`` says it in words; ``auth`` is the form of key that works where ours does not."""

    outcome: Outcome
    sentence: str
    link: str | None = None
    models: tuple[ListedModel, ...] = ()
    auth: AuthForm | None = None


async def probe(service: Service, *, model: str | None = None) -> ProbeResult:
    """Test the way to a provider, and whether it lists ``model``.

    A refused key is tried once more in the other form, Bearer or raw, at the same address.
    """
    result = await _try(service, model)
    other = {AuthForm.BEARER: AuthForm.RAW, AuthForm.RAW: AuthForm.BEARER}.get(service.profile.auth)
    if result.outcome is not Outcome.WRONG_KEY or other is None:
        return result
    second_service = service.trying(other)
    try:
        second = await _try(second_service, model)
    finally:
        await second_service.aclose()
    if second.outcome not in (Outcome.OK, Outcome.MODEL_NOT_ENABLED):
        return result
    form = "without the word Bearer" if other is AuthForm.RAW else "with the word Bearer"
    return ProbeResult(
        second.outcome,
        f"{service.profile.title} takes the key {form}. {second.sentence}",
        second.link,
        second.models,
        other,
    )


async def _try(service: Service, model: str | None) -> ProbeResult:
    try:
        models = await service.models()
    except ServiceError as error:
        outcome, link = _meaning(error)
        return ProbeResult(outcome, error.what, link)
    except RequestError as error:
        return ProbeResult(Outcome.NOT_THIS_PROTOCOL, error.what)
    title = service.profile.title
    if model is not None and all(listed.id != model for listed in models):
        return ProbeResult(
            Outcome.MODEL_NOT_ENABLED,
            f"{title} accepts the key but does not offer {model} to it.",
            "limits",
            models,
        )
    count = "one model" if len(models) == 1 else f"{len(models):,} models"
    return ProbeResult(Outcome.OK, f"{title} answers and offers {count}.", None, models)


def _meaning(error: ServiceError) -> tuple[Outcome, str | None]:
    """Return what a failure of ``GET /models`` means, and which page helps."""
    match error:
        case KeyMissing():
            return Outcome.KEY_MISSING, "keys"
        case KeyRejected():
            return Outcome.WRONG_KEY, "keys"
        case NoCredit():
            return Outcome.NO_CREDIT, "billing"
        case NotPermitted(reason="organisation_not_verified"):
            return Outcome.NOT_VERIFIED, "verify"
        case NotPermitted(reason="model_not_enabled"):
            return Outcome.MODEL_NOT_ENABLED, "limits"
        case NotPermitted(reason="region"):
            return Outcome.NOT_SERVED_HERE, None
        case NotPermitted():
            return Outcome.NOT_PERMITTED, "keys"
        case Unreachable():
            return Outcome.NO_NETWORK, None
        case OverLimit():
            return Outcome.BUSY, "limits"
        case OddReply() | Refused():
            return Outcome.NOT_THIS_PROTOCOL, None
        case _:
            return Outcome.PROVIDER_FAILED, "status"
