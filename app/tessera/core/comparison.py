"""The same question put to every model at every detail: what each would count, cost and lack.

A *subject* is the question folded: its texts counted once, its new pictures with the size they
have and how they are sent, and what earlier turns send again. A *candidate* is one model at one
detail. Every number is the one that `estimate.estimate_ask` gives for that very request; a test
holds the two together. Only pictures without a detail of their own take the candidate's.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tessera.core.advisers_sizes import SendAs, sent_size
from tessera.core.ask_money import NO_MONEY, ask_money, total
from tessera.core.comparison_limits import declined_of, is_offered, lacks_of
from tessera.core.estimate import FRAMING_TOKENS, picture_item
from tessera.core.estimates import Item
from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.models import Catalogue, Model
from tessera.core.ports import TokenCounter
from tessera.core.requests import Ask, FileId, Link, Picture
from tessera.core.words import Confidence, Detail, ModelKind

AnswerLimit = Callable[[Model | None], int]


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture of the new question. ``detail`` None takes the candidate's."""

    size: Size | None
    detail: Detail | None = None
    send_as: SendAs = SendAs.WHOLE


@dataclass(frozen=True, slots=True)
class Subject:
    """The question, whatever model answers it. Texts are tokens and the number of texts."""

    pictures: tuple[NewPicture, ...]
    earlier: tuple[Picture, ...] = ()
    new_tokens: int = 0
    new_texts: int = 0
    again_tokens: int = 0
    again_texts: int = 0

    @property
    def depends_on_detail(self) -> bool:
        """Return whether any picture takes the candidate's detail."""
        return any(picture.detail is None for picture in self.pictures)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model at one detail. ``tokens`` are those of the whole request sent.

    ``usd`` is the price of what is sent, ``usd_most`` adds the longest answer; None: unknown.
    ``declined`` says why the provider would not take it, ``lacks`` what else the model cannot do,
    each in a clause. ``is_offered`` is false for a model that nobody serves.
    """

    model: str
    detail: Detail
    is_auto: bool
    tokens: int | None
    tokens_min: int | None
    tokens_max: int | None
    usd: Decimal | None
    usd_most: Decimal | None
    confidence: Confidence
    shutdown_date: date | None
    is_offered: bool
    declined: str
    lacks: tuple[str, ...]
    good_for: str

    @property
    def cannot(self) -> str:
        """Return everything the model cannot do, in one line."""
        return "; ".join(clause for clause in (self.declined, *self.lacks) if clause)


def fold(ask: Ask, pictures: Sequence[NewPicture], count_text: TokenCounter) -> Subject:
    """Return ``ask`` as a subject whose new pictures are ``pictures``; every text counted once."""
    *before, newest = ask.turns
    again = [turn.text for turn in before]
    new = [newest.text]
    if ask.instructions:
        (again if before else new).append(ask.instructions)
    return Subject(
        tuple(pictures),
        tuple(picture for turn in before for picture in turn.pictures),
        sum(count_text(text) for text in new),
        len(new),
        sum(count_text(text) for text in again),
        len(again),
    )


def compare(
    subject: Subject,
    catalogue: Catalogue,
    *,
    on: date,
    price_factor: Decimal,
    answer_limit: AnswerLimit,
    listed: Collection[str] = (),
    detail: Detail = Detail.AUTO,
) -> tuple[Candidate, ...]:
    """Return every vision model at every detail, in catalogue order, then listed strangers.

    ``listed`` are the ids of the provider's own list, empty where it was not asked. Where no
    picture takes the candidate's detail there is one candidate per model, at ``detail``.
    ``answer_limit`` gives the longest answer that a model may write.
    """
    table = _Table(subject, on, price_factor, answer_limit, frozenset(listed))
    rows = [
        candidate
        for model in catalogue.models
        if ModelKind.VISION in model.kinds
        for candidate in table.candidates(model, detail)
    ]
    strangers = [name for name in listed if catalogue.get(name) is None]
    return (*rows, *(table.stranger(name) for name in sorted(strangers)))


class _Table:
    """One subject on one day with one provider."""

    def __init__(
        self,
        subject: Subject,
        on: date,
        price_factor: Decimal,
        answer_limit: AnswerLimit,
        listed: frozenset[str],
    ) -> None:
        self._subject, self._on, self._factor = subject, on, price_factor
        self._answer_limit, self._listed = answer_limit, listed

    def candidates(self, model: Model, detail: Detail) -> Iterator[Candidate]:
        """Yield the model at each of its details; once where the detail decides nothing."""
        lacks = lacks_of(model, self._first_size(), on=self._on, listed=self._listed)
        if not self._subject.depends_on_detail:
            yield self._candidate(model, detail, lacks, is_auto=False)
            return
        probe = meter_input(model.id, model, Size(1, 1), Detail.AUTO, on=self._on)
        for level in model.details_on(self._on):
            yield self._candidate(model, level, lacks, is_auto=level == probe.detail_resolved)

    def stranger(self, name: str) -> Candidate:
        """Return a model that the provider lists and the catalogue does not know."""
        return Candidate(
            name, Detail.AUTO, False, None, None, None, None, None, Confidence.UNKNOWN, None,
            is_offered=True, declined="",
            lacks=("not in the catalogue: known after the reply",), good_for="",
        )  # fmt: skip

    def _candidate(
        self, model: Model, detail: Detail, lacks: tuple[str, ...], *, is_auto: bool
    ) -> Candidate:
        seen = self._measured(model, detail)
        items = (*self._texts(model), *seen)
        tokens = total([item.tokens for item in items])
        answer = self._answer_limit(model)
        measured = [item.measurement for item in seen if item.measurement is not None]
        declined = declined_of(model, measured, tokens)
        money = NO_MONEY
        if not declined:
            money = ask_money(model, items, answer, on=self._on, price_factor=self._factor)
        grades = [item.confidence for item in seen] or [model.text_confidence]
        return Candidate(
            model.id,
            detail,
            is_auto,
            tokens,
            total([item.tokens_min for item in items]),
            total([item.tokens_max for item in items]),
            money.usd,
            money.most,
            max(grades, key=_rank),
            model.shutdown_date,
            is_offered(model, on=self._on, listed=self._listed),
            declined,
            lacks,
            model.good_for,
        )

    def _texts(self, model: Model) -> Iterator[Item]:
        """Yield the folded texts as two items, with the framing that each text may have."""
        subject, grade = self._subject, model.text_confidence
        for title, tokens, texts, again in (
            ("Earlier texts", subject.again_tokens, subject.again_texts, True),
            ("Question", subject.new_tokens, subject.new_texts, False),
        ):
            most = tokens + texts * FRAMING_TOKENS
            yield Item(title, tokens, tokens, most, grade, again)

    def _measured(self, model: Model, detail: Detail) -> list[Item]:
        items = [
            picture_item("Earlier picture", picture, model.id, model, self._on, again=True)
            for picture in self._subject.earlier
        ]
        for new in self._subject.pictures:
            picture = self._sent(model, new, new.detail or detail)
            items.append(picture_item("Picture", picture, model.id, model, self._on, again=False))
        return items

    def _sent(self, model: Model, new: NewPicture, detail: Detail) -> Picture:
        """Return the picture as ``model`` would be sent it; its pixels do not matter here."""
        if new.size is None:
            return Picture(Link(""), detail)
        size = sent_size(model, new.size, detail, new.send_as, on=self._on)
        return Picture(FileId("", size), detail)

    def _first_size(self) -> Size | None:
        sizes = [picture.size for picture in self._subject.pictures]
        return sizes[0] if sizes else None


def _rank(grade: Confidence) -> int:
    return grade.rank
