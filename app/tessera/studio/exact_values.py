"""Estimates and bills as the contract writes them in JSON."""

from tessera.core.estimates import Bill, Estimate
from tessera.studio.exact_json import Json


def estimate_value(estimate: Estimate) -> dict[str, Json]:
    """Return the six figures of an estimate."""
    return {
        "input_tokens": estimate.input_tokens,
        "output_tokens_max": estimate.output_tokens_max,
        "usd": estimate.usd,
        "usd_min": estimate.usd_min,
        "usd_max": estimate.usd_max,
        "confidence": estimate.confidence.value,
    }


def bill_value(bill: Bill) -> dict[str, Json]:
    """Return the four figures of a bill."""
    return {
        "input_tokens": bill.input_tokens,
        "output_tokens": bill.output_tokens,
        "usd": bill.usd,
        "status": bill.status.value,
    }
