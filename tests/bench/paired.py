"""Compare two ways of doing the same in turns, A B A B, so that a shared machine cancels out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from time import process_time

PAIRS = 21


@dataclass(frozen=True, slots=True)
class Outcome:
    """One goal, measured: milliseconds of CPU, and the median of the ratios of the pairs.

    ``spread`` is the width of the middle half of those ratios.
    """

    goal: str
    ours: float
    reference: float
    ratio: float
    n: int
    spread: float


def compare(
    goal: str,
    ours: Callable[[], object],
    reference: Callable[[], object],
    *,
    repeat: int = 20,
    pairs: int = PAIRS,
) -> Outcome:
    """Measure both; the first pair only warms up."""
    taken = [(_cpu_ms(ours, repeat), _cpu_ms(reference, repeat)) for _ in range(pairs + 1)][1:]
    ratios = sorted(mine / theirs for mine, theirs in taken)
    quarter = len(ratios) // 4
    return Outcome(
        goal,
        round(median(mine for mine, _ in taken), 4),
        round(median(theirs for _, theirs in taken), 4),
        round(median(ratios), 4),
        len(taken),
        round(ratios[-1 - quarter] - ratios[quarter], 4),
    )


def show(outcomes: Iterable[Outcome]) -> None:
    """Print one line of JSON per outcome."""
    for outcome in outcomes:
        print(json.dumps(asdict(outcome)), flush=True)


def _cpu_ms(work: Callable[[], object], repeat: int) -> float:
    start = process_time()
    for _ in range(repeat):
        work()
    return (process_time() - start) * 1000 / repeat
