"""What a rule leaves unexplained of counts that a server gave. Tokens, whole numbers.

The check is made with the very rule that will meter, not with the fitter's own arithmetic.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tessera.core.geometry import Size
from tessera.core.probes import Declined, Observation, Outcome
from tessera.core.rules import Rule


@dataclass(frozen=True, slots=True)
class Residual:
    """How far a rule is from ``compared`` counts.

    ``most`` is the largest difference in tokens, ``differing`` how many counts differ at all,
    ``misjudged`` how many pictures were declined or taken against the rule.
    """

    compared: int
    most: int
    differing: int
    misjudged: int

    @property
    def explains_all(self) -> bool:
        """Return whether the rule declines exactly what was declined."""
        return self.misjudged == 0

    @property
    def is_exact(self) -> bool:
        """Return whether no count differs."""
        return self.explains_all and self.most == 0


def counted(rule: Rule, size: Size, word: str) -> Outcome:
    """Return what ``rule`` says of a picture, in the words of a probe's outcome."""
    resolved = rule.resolve(word) if rule.accepts(word) else None
    if resolved is None:
        return Declined.UNUSABLE
    found = rule.count(size, resolved)
    return Declined.TOO_LARGE if found.tokens is None else found.tokens


def residual_of(rule: Rule, observations: Iterable[Observation]) -> Residual:
    """Return how far the rule is from what was observed; what nobody can say is left out."""
    differences: list[int] = []
    misjudged = 0
    for observation in observations:
        said = counted(rule, observation.probe.size, observation.probe.detail.value)
        if isinstance(said, int) and isinstance(observation.outcome, int):
            differences.append(abs(said - observation.outcome))
        elif isinstance(said, int):
            misjudged += observation.outcome is Declined.TOO_LARGE
        else:
            misjudged += isinstance(observation.outcome, int)
    return Residual(
        compared=len(differences),
        most=max(differences, default=0),
        differing=sum(1 for difference in differences if difference),
        misjudged=misjudged,
    )
