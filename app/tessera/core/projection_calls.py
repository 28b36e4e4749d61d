"""One call as the spending view counts it, and sums over many. Pure values, exact US dollars.

*Billed* is what settled bills say; *uncertain* the worst case of what was perhaps billed; together
they are *spent*. Days are those of UTC, as the caps count them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tessera.core.budget import Share
from tessera.core.budget_fold import LedgerEvent, LedgerState, share_of
from tessera.core.estimates import Bill, Estimate


@dataclass(frozen=True, slots=True)
class SpentCall:
    """A call of the ledger. ``bill`` is None while it runs; ``request`` is its summary as JSON."""

    id: int
    time: datetime
    day: date
    profile: str
    model: str
    kind: str
    state: LedgerState
    estimate: Estimate
    bill: Bill | None
    request_id: str | None
    sandbox: bool
    request: str = "{}"

    @property
    def share(self) -> Share:
        """Return what the call adds to the totals."""
        return share_of(LedgerEvent(self.state, self.bill), self.estimate)

    @property
    def is_settled(self) -> bool:
        """Return whether the provider said what it cost."""
        return self.state is LedgerState.SETTLED

    @property
    def input_tokens_off(self) -> int | None:
        """Return billed minus estimated input tokens; None where either is unknown."""
        if not self.is_settled or self.bill is None or self.bill.input_tokens is None:
            return None
        said = self.estimate.input_tokens
        return None if said is None else self.bill.input_tokens - said

    @property
    def usd_off(self) -> Decimal | None:
        """Return billed dollars minus the most that was expected; None where either is unknown."""
        if not self.is_settled or self.bill is None or self.bill.usd is None:
            return None
        most = self.estimate.usd_max
        return None if most is None else self.bill.usd - most

    @property
    def made_usd_off(self) -> Decimal | None:
        """Return billed minus estimated dollars of made pictures, whose price was one number.

        None for a question, whose estimate leaves the answer open.
        """
        if self.kind == "ask" or self.usd_off is None or self.bill is None or not self.estimate.usd:
            return None
        return None if self.bill.usd is None else self.bill.usd - self.estimate.usd


@dataclass(frozen=True, slots=True)
class Slice:
    """The sum of the calls that have ``name`` in common: a day, a model, a kind."""

    name: str
    share: Share

    @property
    def usd(self) -> Decimal:
        """Return what was spent."""
        return self.share.spent


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How the estimates of one model compare with its bills, over its settled calls.

    Tokens are of the input, where both are known; ``usd_max`` is what was held for the calls whose
    price was known before, ``usd_billed`` what those calls cost. ``made_usd`` is what made pictures
    were estimated at, ``made_usd_off`` how much more or less they cost.
    """

    model: str
    calls: int
    tokens_estimated: int
    tokens_billed: int
    usd_max: Decimal
    usd_billed: Decimal
    made_usd: Decimal = Decimal(0)
    made_usd_off: Decimal = Decimal(0)

    @property
    def off_percent(self) -> Decimal | None:
        """Return how far the bills are above the estimates, in per cent of the estimates.

        By dollars where pictures were made: their input tells little. Else by input tokens.
        """
        if self.made_usd:
            return self.made_usd_off * 100 / self.made_usd
        if not self.tokens_estimated:
            return None
        off = self.tokens_billed - self.tokens_estimated
        return Decimal(off) * 100 / self.tokens_estimated


def total(calls: Iterable[SpentCall]) -> Share:
    """Return the sum of the calls."""
    return sum((call.share for call in calls), Share())


def by_name(calls: Iterable[SpentCall], name_of: Callable[[SpentCall], str]) -> tuple[Slice, ...]:
    """Return a slice for each name, the dearest first; equal ones by name."""
    found: dict[str, Share] = {}
    for call in calls:
        name = name_of(call)
        found[name] = found.get(name, Share()) + call.share
    slices = [Slice(name, share) for name, share in found.items()]
    return tuple(sorted(slices, key=lambda one: (-one.usd, one.name)))


def accuracies(calls: Iterable[SpentCall]) -> tuple[Accuracy, ...]:
    """Return the comparison of every model that settled a call, by name."""
    found: dict[str, list[SpentCall]] = {}
    for call in calls:
        if call.is_settled:
            found.setdefault(call.model, []).append(call)
    return tuple(_accuracy(model, found[model]) for model in sorted(found))


def _accuracy(model: str, calls: Sequence[SpentCall]) -> Accuracy:
    counted = [call for call in calls if call.input_tokens_off is not None]
    priced = [call for call in calls if call.usd_off is not None]
    estimated = sum(call.estimate.input_tokens or 0 for call in counted)
    off = sum(call.input_tokens_off or 0 for call in counted)
    most = sum((call.estimate.usd_max or Decimal(0) for call in priced), Decimal(0))
    below = sum((call.usd_off or Decimal(0) for call in priced), Decimal(0))
    made = [call for call in calls if call.made_usd_off is not None]
    return Accuracy(
        model,
        len(calls),
        estimated,
        estimated + off,
        most,
        most + below,
        sum((call.estimate.usd or Decimal(0) for call in made), Decimal(0)),
        sum((call.made_usd_off or Decimal(0) for call in made), Decimal(0)),
    )
