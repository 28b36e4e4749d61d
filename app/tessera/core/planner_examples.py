"""Where a plan starts: four examples, or what the user's own calls came to.

Examples name no model: the catalogue's first choice looks at pictures, and the best founded model
that stays makes them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.models import Catalogue, Model
from tessera.core.planner import PlanKind, PlanLine, Way, line_price, words_of
from tessera.core.projection_calls import SpentCall
from tessera.core.words import Detail, Status

PHONE_PHOTO = Size(4032, 3024)
SQUARE, LANDSCAPE = Size(1024, 1024), Size(1536, 1024)


@dataclass(frozen=True, slots=True)
class PlanExample:
    """A plan to start from."""

    title: str
    lines: tuple[PlanLine, ...]

    @property
    def pictures(self) -> int:
        """Return how many pictures a month it has."""
        return sum(line.pictures for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Fills in the models and the nearest words they know."""

    catalogue: Catalogue
    on: date

    def asked(self, pictures: int, detail: str, way: Way = Way.STANDARD) -> PlanLine:
        model = self.catalogue.first_choice(self.on)
        word = _nearest(detail, words_of(PlanKind.ASK, model, self.on))
        return PlanLine(PlanKind.ASK, pictures, PHONE_PHOTO, word, model.id, way)

    def made(
        self,
        kind: PlanKind,
        pictures: int,
        quality: str,
        size: Size = SQUARE,
        way: Way = Way.STANDARD,
    ) -> tuple[PlanLine, ...]:
        model = image_choice(self.catalogue, self.on)
        if model is None:
            return ()
        word = _nearest(quality, words_of(kind, model, self.on))
        return (PlanLine(kind, pictures, size, word, model.id, way),)


def examples(catalogue: Catalogue, on: date) -> tuple[PlanExample, ...]:
    """Return the four examples: 20, 200, 5,000 mostly low, and 50,000 pictures a month."""
    make = _Maker(catalogue, on)
    generate, edit = partial(make.made, PlanKind.GENERATE), partial(make.made, PlanKind.EDIT)
    return (
        PlanExample(
            "20 pictures: trying it out",
            (make.asked(15, "high"), *generate(3, "medium"), *edit(2, "medium")),
        ),
        PlanExample(
            "200 pictures: a hobby",
            (make.asked(120, "high"), *generate(50, "medium", LANDSCAPE), *edit(30, "high")),
        ),
        PlanExample(
            "5,000 pictures, mostly low: a shop",
            (
                make.asked(4300, "low"),
                make.asked(200, "high"),
                *generate(400, "low"),
                *edit(100, "medium"),
            ),
        ),
        PlanExample(
            "50,000 pictures: an archive",
            (
                make.asked(48_000, "low", Way.BATCH),
                make.asked(1_500, "high", Way.BATCH),
                *generate(400, "low", way=Way.BATCH),
                *edit(100, "medium", way=Way.BATCH),
            ),
        ),
    )


def image_choice(catalogue: Catalogue, on: date) -> Model | None:
    """Return the model to make pictures with: current, priced, and the best founded."""
    makers = [model for model in catalogue.image(on) if _can_be_planned(model, catalogue, on)]
    return min(makers, key=lambda model: (_ends(model, on), model.confidence.rank), default=None)


def plan_of(calls: Iterable[SpentCall], catalogue: Catalogue, on: date) -> tuple[PlanLine, ...]:
    """Return the user's own questions as a plan: one line for each model, the most pictures first.

    Text and answers are the average for each picture; the size is the one whose count is nearest
    to the average. Only settled calls count.
    """
    found: dict[str, list[SpentCall]] = {}
    for call in calls:
        if call.is_settled and call.kind == PlanKind.ASK:
            found.setdefault(call.model, []).append(call)
    lines = [_own_line(model, mine, catalogue, on) for model, mine in found.items()]
    kept = [line for line in lines if line is not None]
    return tuple(sorted(kept, key=lambda line: (-line.pictures, line.model)))


def _own_line(
    model_id: str, calls: Sequence[SpentCall], catalogue: Catalogue, on: date
) -> PlanLine | None:
    pictures = [picture for call in calls for picture in _pictures(call.request)]
    if not pictures:
        return None
    model = catalogue.get(model_id)
    counts = [
        meter_input(model_id, model, size, detail, on=on).tokens or 0 for size, detail in pictures
    ]
    bills = [call.bill for call in calls if call.bill is not None]
    billed = sum(bill.input_tokens or 0 for bill in bills)
    answers = sum(bill.output_tokens or 0 for bill in bills)
    mean, number = sum(counts) // len(counts), len(pictures)
    at = min(range(number), key=lambda n: abs(counts[n] - mean))
    detail = Counter(detail for _, detail in pictures).most_common(1)[0][0]
    return PlanLine(
        PlanKind.ASK,
        number,
        pictures[at][0],
        detail.value,
        model_id,
        text_tokens=max(0, billed - sum(counts)) // number,
        answer_tokens=answers // number,
    )


def _pictures(request: str) -> list[tuple[Size, Detail]]:
    """Return the pictures in a ledger entry's summary whose size is known."""
    try:
        found = json.loads(request)
        sizes, details = found["pictures"], found["details"]
        pairs = tuple(zip(sizes, details, strict=True))
        return [(Size.parse(size), Detail(word)) for size, word in pairs if size]
    except (ValueError, KeyError, TypeError, AttributeError):  # a summary of another kind
        return []


def _can_be_planned(model: Model, catalogue: Catalogue, on: date) -> bool:
    if model.status_on(on) is not Status.CURRENT:
        return False
    words = words_of(PlanKind.EDIT, model, on)
    if not words:
        return False
    line = PlanLine(PlanKind.EDIT, 1, SQUARE, _nearest("medium", words), model.id)
    return line_price(line, catalogue, on=on).is_known


def _ends(model: Model, on: date) -> bool:
    return model.shutdown_date is not None


def _nearest(word: str, words: Sequence[str]) -> str:
    return word if word in words or not words else words[0]
