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
from tessera.core.ask_money import NO_MONEY, Money, ask_money, total
from tessera.core.comparison_limits import declined_of, is_offered, lacks_of
from tessera.core.estimate import FRAMING_TOKENS, kept_item, picture_item
from tessera.core.estimate_parts import Part, added, items_of, parts_money
from tessera.core.estimate_tool import spec_items, tool_parts
from tessera.core.estimates import Item
from tessera.core.geometry import Size
from tessera.core.image_requests import ImageTool
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
    """The question, whatever model answers it. Texts are tokens and the number of texts.

    ``question_tokens`` are those of the newest text alone. ``is_kept`` says that the provider keeps
    earlier turns, which are then not sent but billed.
    """

    pictures: tuple[NewPicture, ...]
    earlier: tuple[Picture, ...] = ()
    new_tokens: int = 0
    new_texts: int = 0
    again_tokens: int = 0
    again_texts: int = 0
    question_tokens: int = 0
    tool: ImageTool | None = None
    is_kept: bool = False

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
        count_text(newest.text),
        ask.image_tool,
        ask.previous_response_id is not None,
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
    table = _Table(subject, catalogue, on, price_factor, answer_limit, frozenset(listed))
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
        catalogue: Catalogue,
        on: date,
        price_factor: Decimal,
        answer_limit: AnswerLimit,
        listed: frozenset[str],
    ) -> None:
        tool = subject.tool
        self._drawer = None if tool is None else catalogue.get(tool.model)
        self._subject, self._on, self._factor = subject, on, price_factor
        self._answer_limit, self._listed = answer_limit, listed

    def candidates(self, model: Model, detail: Detail) -> Iterator[Candidate]:
        """Yield the model at each of its details; once where the detail decides nothing."""
        lacks = lacks_of(model, self._sizes(), on=self._on, listed=self._listed)
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
        answer = self._answer_limit(model)
        items = self._read(model, seen, answer)
        drawn = self._drawn(model, detail, answer)
        every = (*items, *(item for item in items_of(drawn) if not item.is_output))
        tokens = total([item.tokens for item in every])
        measured = [item.measurement for item in seen if item.measurement is not None]
        measured += [item.measurement for item in items_of(drawn) if item.measurement is not None]
        declined = declined_of(model, measured, total([item.tokens for item in items]))
        money = NO_MONEY
        if not declined:
            money = self._money(model, items, drawn, answer)
        graded = (*items, *items_of(drawn))
        grades = [i.confidence for i in graded if i.is_picture or i.tokens is None]
        grades = grades or [model.text_confidence]
        return Candidate(
            model.id,
            detail,
            is_auto,
            tokens,
            total([item.tokens_min for item in every]),
            total([item.tokens_max for item in every]),
            money.usd,
            money.most,
            max(grades, key=_rank),
            model.shutdown_date,
            is_offered(model, on=self._on, listed=self._listed),
            declined,
            lacks,
            model.good_for,
        )

    def _read(self, model: Model, seen: list[Item], answer: int) -> tuple[Item, ...]:
        """Return what the answering model reads."""
        kept = [kept_item(model, None)] if self._subject.is_kept else []
        items = (*kept, *self._texts(model), *seen)
        return items if self._subject.tool is None else (*items, *spec_items(items, answer))

    def _drawn(self, model: Model, detail: Detail, answer: int) -> tuple[Part, ...]:
        """Return what the image tool's model is billed for; nothing without a tool."""
        tool, subject = self._subject.tool, self._subject
        if tool is None:
            return ()
        new = [self._sent(model, one, one.detail or detail).size for one in subject.pictures]
        return tool_parts(
            tool,
            self._drawer,
            pictures=new or [picture.size for picture in subject.earlier[-1:]],
            question_tokens=subject.question_tokens,
            max_output_tokens=answer,
            on=self._on,
        )

    def _money(
        self, model: Model, items: Sequence[Item], drawn: tuple[Part, ...], answer: int
    ) -> Money:
        money = ask_money(model, items, answer, on=self._on, price_factor=self._factor)
        if self._subject.tool is None:
            return money
        tool = parts_money(self._drawer, drawn, on=self._on, price_factor=self._factor)
        return added([money, tool])

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

    def _sizes(self) -> list[Size]:
        """Return how large the new pictures are; none where that of one is not known."""
        sizes = [picture.size for picture in self._subject.pictures if picture.size is not None]
        return sizes if len(sizes) == len(self._subject.pictures) else []


def _rank(grade: Confidence) -> int:
    return grade.rank
