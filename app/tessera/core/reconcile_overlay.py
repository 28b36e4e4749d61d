"""A finding as entries of the user's catalogue: the rule in force, corrected by its factor.

The rule keeps cutting pictures as before; only the price per cell changes, from that day
on, and only for the detail and the sizes that were seen. The entries say *measured here*.
"""

from collections.abc import Mapping
from fractions import Fraction

from tessera.core.catalogue_overlay import Overlay, Table, followed_by, in_force
from tessera.core.corrections import recorrected
from tessera.core.errors import RequestError
from tessera.core.fitting_overlay import Origin, decimal_of
from tessera.core.measurement import MeterKind
from tessera.core.models import Model
from tessera.core.reconcile import Finding
from tessera.core.rules import Correction, Edition, Rule, edition_on
from tessera.core.rules_patch import PatchRule
from tessera.core.words import Confidence

EDITION_KEYS = {
    MeterKind.INPUT: "vision",
    MeterKind.REFERENCE: "reference",
    MeterKind.OUTPUT: "output",
}
_KEYS_OF_DAYS = ("valid_from", "valid_to")


def with_correction(
    overlay: Overlay, texts: Mapping[str, str], model: Model, finding: Finding, origin: Origin
) -> Overlay:
    """Return the overlay in which ``model`` counts as it was billed, from that day on.

    ``texts`` is the built-in catalogue, ``model`` stands in the one in force. Raises
    `RequestError` where no one factor was found.
    """
    key = EDITION_KEYS[finding.kind]
    edition = edition_on(model.editions(finding.kind), origin.on)
    if finding.factor is None or edition is None:
        raise RequestError(
            f"No single factor explains what {finding.model} was billed.",
            "The catalogue is as it was.",
            "Calibrate the model: blank pictures tell its whole rule."
            if finding.kind is MeterKind.INPUT
            else "The bills stay in the ledger; wait for more of them.",
        )
    mark = f"billed-{model.id}-{origin.on}"
    editions = overlay.editions(texts, model.id, key)
    current = in_force(editions, origin.on)
    corrections = recorrected(edition.corrections, correction_of(finding, finding.factor))
    changed = {
        **{key: value for key, value in current.items() if key not in _KEYS_OF_DAYS},
        **_grade(edition, finding),
        "sources": list(dict.fromkeys([mark, *(source.id for source in edition.sources)])),
        "corrections": [_table(correction, edition.rule) for correction in corrections],
    }
    told = overlay.with_entry("source", mark, _source(finding, finding.factor, origin))
    return told.with_model(model.id, {key: followed_by(editions, changed, origin.on)})


def correction_of(finding: Finding, factor: Fraction) -> Correction:
    """Return what the finding says, as a rule's edition carries it."""
    size_class = finding.size_class
    if size_class is None:
        return Correction(factor, finding.detail)
    return Correction(factor, finding.detail, size_class.least_pixels, size_class.most_pixels)


def _source(finding: Finding, factor: Fraction, origin: Origin) -> Table:
    calls, times = len(finding.evidence), f"{float(factor):.4g}"
    title = f"Measured here: {calls} calls billed by {origin.provider} at {times} times the count"
    return {"title": title, "seen": origin.on.isoformat()}


def _grade(edition: Edition[Rule], finding: Finding) -> Table:
    """Return how well the edition is founded now."""
    if finding.detail is None:
        return {"confidence": Confidence.MEASURED.value, "grades": {}}
    before = {word: grade.value for word, grade in edition.grades.items()}
    return {"grades": {**before, finding.detail: Confidence.MEASURED.value}}


def _table(correction: Correction, rule: Rule) -> Table:
    limits = {
        "detail": correction.detail,
        "least_pixels": correction.least_pixels or None,
        "most_pixels": correction.most_pixels,
    }
    given = {key: value for key, value in limits.items() if value is not None}
    return {**_ratio(correction.factor, rule), **given}


def _ratio(factor: Fraction, rule: Rule) -> Table:
    """Return the factor as two exact numbers: prices per patch where those are decimals."""
    unit = rule.multiplier if isinstance(rule, PatchRule) else Fraction(1)
    if _is_decimal(factor * unit):
        return {"times": decimal_of(factor * unit), "over": decimal_of(unit)}
    return {"times": factor.numerator, "over": factor.denominator}


def _is_decimal(value: Fraction) -> bool:
    """Return whether a fraction is a decimal of at most twelve places."""
    return 10**12 % value.denominator == 0
