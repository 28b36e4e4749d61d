"""The multiplier of a patch rule, as far as counts have narrowed it. Exact fractions.

A count of ``tokens`` for ``patches`` says that the multiplier lies above (tokens - 1) / patches and
is at most tokens / patches, because the product is rounded up. Every count narrows further.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tessera.core.fitting_space import MOST_PLACES
from tessera.core.rules_fit import ceil_div


@dataclass(frozen=True, slots=True)
class Factor:
    """A multiplier above ``above`` and at most ``most``."""

    above: Fraction = Fraction(0)
    most: Fraction = Fraction(1000)

    def narrowed(self, patches: int, tokens: int, slack: int = 0) -> "Factor | None":
        """Return what a count leaves of the factor, or None if nothing plausible is left.

        ``slack`` is how many tokens the billing may be off.
        """
        above = max(self.above, Fraction(tokens - 1 - slack, patches))
        most = min(self.most, Fraction(tokens + slack, patches))
        left = Factor(above, most)
        return left if left._decimals(MOST_PLACES) else None

    def patches(self, tokens: int, slack: int = 0) -> range:
        """Return the numbers of patches that can count ``tokens``."""
        least = max(0, tokens - 1 - slack) // self.most + 1
        if not self.above:
            return range(least, tokens * 10**MOST_PLACES + 1)
        beyond = Fraction(tokens + slack) / self.above
        return range(least, ceil_div(beyond.numerator, beyond.denominator))

    @property
    def plainest(self) -> Decimal:
        """Return the multiplier with the fewest digits behind the point, the middle one of them.

        >>> Factor(Fraction(2352, 1452), Fraction(2353, 1452)).plainest
        Decimal('1.62')
        """
        for places in range(MOST_PLACES + 1):
            found = self._decimals(places)
            if found:
                return Decimal(found[len(found) // 2]).scaleb(-places)
        raise ValueError("nothing plausible is left of this factor")

    def _decimals(self, places: int) -> range:
        """Return the decimals with so many places that are possible, as whole numbers."""
        unit = 10**places
        return range(int(self.above * unit) + 1, int(self.most * unit) + 1)


def tokens_for(patches: int, multiplier: Decimal) -> int:
    """Return the tokens of so many patches, rounded up.

    >>> tokens_for(1452, Decimal("1.2"))
    1743
    """
    exact = Fraction(multiplier) * patches
    return ceil_div(exact.numerator, exact.denominator)
