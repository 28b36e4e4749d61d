"""Estimates and bills as JSON text: tokens as integers, money as decimal text.

Items and their derivations are not kept: they can be computed again from the request.
"""

import json
from dataclasses import asdict
from decimal import Decimal

from tessera.core.estimates import Bill, Estimate, ImageBill
from tessera.core.words import BillStatus, Confidence


def estimate_to_json(estimate: Estimate) -> str:
    """Return the estimate as text, without its items."""
    return json.dumps(
        {
            "input_tokens": estimate.input_tokens,
            "output_tokens_max": estimate.output_tokens_max,
            "usd": _text(estimate.usd),
            "usd_min": _text(estimate.usd_min),
            "usd_max": _text(estimate.usd_max),
            "confidence": estimate.confidence.value,
        }
    )


def estimate_from_json(text: str) -> Estimate:
    """Return the estimate that `estimate_to_json` wrote; `ValueError` or `KeyError` if broken."""
    found = json.loads(text)
    return Estimate(
        input_tokens=found["input_tokens"],
        output_tokens_max=found["output_tokens_max"],
        usd=_money(found["usd"]),
        usd_min=_money(found["usd_min"]),
        usd_max=_money(found["usd_max"]),
        confidence=Confidence(found["confidence"]),
    )


def bill_to_json(bill: Bill) -> str:
    """Return the bill as text."""
    found: dict[str, object] = {
        "input_tokens": bill.input_tokens,
        "output_tokens": bill.output_tokens,
        "usd": _text(bill.usd),
        "status": bill.status.value,
    }
    if bill.image is not None:
        found["image"] = asdict(bill.image)
    return json.dumps(found)


def bill_from_json(text: str) -> Bill:
    """Return the bill that `bill_to_json` wrote; raises as `estimate_from_json`, or `TypeError`."""
    found = json.loads(text)
    return Bill(
        input_tokens=found["input_tokens"],
        output_tokens=found["output_tokens"],
        usd=_money(found["usd"]),
        status=BillStatus(found["status"]),
        image=ImageBill(**found["image"]) if "image" in found else None,
    )


def _text(money: Decimal | None) -> str | None:
    return None if money is None else str(money)


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
