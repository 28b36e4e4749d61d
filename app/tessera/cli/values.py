"""Estimates and bills as the contract writes them in JSON."""

from tessera.studio.exact_values import bill_value, estimate_value

__all__ = ["bill_value", "estimate_value"]
