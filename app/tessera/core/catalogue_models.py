"""Models out of a catalogue file's tables: editions of rules, price lists, capabilities."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from tessera.core.catalogue_node import Node
from tessera.core.corrections import can_correct
from tessera.core.image_options import ImageOptions
from tessera.core.models import Model
from tessera.core.prices import RATE_NAMES, PicturePrice, PriceList, Rates, scaled
from tessera.core.rules import Alternative, Correction, Edition, Remark, Rule, Source
from tessera.core.words import Confidence, ModelKind

TIERS = ("standard", "batch", "flex", "fast_priority", "ultrafast")


@dataclass(slots=True)
class Shelves:
    """What models refer to by name."""

    sources: dict[str, Source] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    options: dict[str, ImageOptions] = field(default_factory=dict)
    remarks: dict[str, Remark] = field(default_factory=dict)


def read_model(node: Node, shelves: Shelves) -> Model:
    """Return the model that a table describes."""
    unknown = Confidence.UNKNOWN
    model = Model(
        id=node.string("id"),
        family=node.string("family"),
        kinds=_kinds(node),
        confidence=node.one_of("confidence", Confidence),
        sources=_sources(node, shelves),
        good_for=node.string("good_for", ""),
        notes=node.strings("notes"),
        released=node.day("released"),
        shutdown_date=node.day("shutdown_date"),
        aliases=node.strings("aliases"),
        endpoints=node.strings("endpoints"),
        max_input_tokens=node.whole_or_none("max_input_tokens"),
        max_output_tokens=node.whole_or_none("max_output_tokens"),
        reasoning_efforts=node.strings("reasoning_efforts"),
        reasoning_confidence=node.one_of("reasoning_confidence", Confidence, unknown),
        text_confidence=node.one_of("text_confidence", Confidence, Confidence.INFERRED),
        long_context_over=node.whole_or_none("long_context_over"),
        vision=_editions(node, "vision", shelves),
        reference=_editions(node, "reference", shelves),
        output=_editions(node, "output", shelves),
        prices=tuple(_price_list(prices, shelves) for prices in node.tables("prices")),
        image=shelves.options[node.looked_up("options", shelves.options)]
        if node.has("options") else None,
    )  # fmt: skip
    node.finish()
    return model


def _kinds(node: Node) -> frozenset[ModelKind]:
    kinds = node.strings("kinds")
    if not kinds or not set(kinds) <= set(ModelKind):
        node.fail(f"kinds must be among {', '.join(ModelKind)}", "kinds")
    return frozenset(ModelKind(kind) for kind in kinds)


def _sources(node: Node, shelves: Shelves) -> tuple[Source, ...]:
    names = node.strings("sources")
    for name in names:
        if name not in shelves.sources:
            node.fail(f"the source “{name}” is not defined", "sources")
    return tuple(shelves.sources[name] for name in names)


def _source(node: Node, shelves: Shelves) -> Source:
    return shelves.sources[node.looked_up("source", shelves.sources)]


def _editions(node: Node, key: str, shelves: Shelves) -> tuple[Edition[Rule], ...]:
    """Return the editions in order; they may not overlap, and the last one stays in force."""
    editions = tuple(_edition(entry, shelves) for entry in node.tables(key))
    for earlier, later in pairwise(editions):
        end, start = earlier.valid_to, later.valid_from
        if end is None or start is None or start <= end:
            node.fail(f"the editions of {key} overlap or are out of order", key)
    if editions and editions[-1].valid_to is not None:
        node.fail(f"the last edition of {key} ends on {editions[-1].valid_to}", key)
    return editions


def _edition(node: Node, shelves: Shelves) -> Edition[Rule]:
    rule = shelves.rules[node.looked_up("rule", shelves.rules)]
    start, end = node.day("valid_from"), node.day("valid_to")
    if start is not None and end is not None and end < start:
        node.fail("valid_to is before valid_from", "valid_to")
    edition = Edition(
        rule=rule,
        confidence=node.one_of("confidence", Confidence),
        sources=_sources(node, shelves),
        valid_from=start,
        valid_to=end,
        alternatives=tuple(
            _alternative(entry, rule, shelves) for entry in node.tables("alternatives")
        ),
        remarks=_remarks(node, shelves),
        corrections=tuple(_correction(entry, rule) for entry in node.tables("corrections")),
        grades=MappingProxyType(_grades(node.table("grades"))),
    )
    if not edition.sources:
        node.fail("an edition needs a source", "rule")
    node.finish()
    return edition


def _grades(node: Node) -> dict[str, Confidence]:
    return {word: node.one_of(word, Confidence) for word in node.values}


def _remarks(node: Node, shelves: Shelves) -> tuple[Remark, ...]:
    names = node.strings("remarks")
    for name in names:
        if name not in shelves.remarks:
            node.fail(f"the remark “{name}” is not defined", "remarks")
    return tuple(shelves.remarks[name] for name in names)


def _alternative(node: Node, rule: Rule, shelves: Shelves) -> Alternative:
    other = shelves.rules[node.looked_up("rule", shelves.rules)]
    if not set(rule.words) <= set(other.words):
        node.fail("the alternative does not know every word of its rule", "rule")
    alternative = Alternative(other, node.string("text"), _source(node, shelves))
    node.finish()
    return alternative


def _correction(node: Node, rule: Rule) -> Correction:
    """Return a factor, written as ``times`` divided by ``over`` so that it can be exact."""
    if not can_correct(rule):
        node.fail("a price per picture has no tokens to correct")
    detail = node.string("detail") if node.has("detail") else None
    if detail is not None and detail not in rule.words:
        node.fail(f"the rule has no detail {detail}", "detail")
    least, most = node.whole_or_none("least_pixels"), node.whole_or_none("most_pixels")
    if least is not None and most is not None and most < least:
        node.fail("most_pixels is below least_pixels", "most_pixels")
    factor = node.fraction("times") / node.fraction("over", 1)
    node.finish()
    return Correction(factor, detail, least or 0, most)


def _price_list(node: Node, shelves: Shelves) -> PriceList:
    tiers = _tiers(node)
    prices = PriceList(
        tiers=MappingProxyType(tiers),
        long_tiers=MappingProxyType(_long_tiers(node, tiers)),
        sources=_sources(node, shelves),
        promised_through=node.day("promised_through"),
        pictures=tuple(_picture(entry) for entry in node.tables("pictures")),
        unprinted_extra=node.decimal("unprinted_extra", Decimal(0)),
    )
    node.finish()
    return prices


def _tiers(node: Node) -> dict[str, Rates]:
    """Return the rates by tier: ``standard``, what ``times`` multiplies, and ``tiers`` as given."""
    if not node.has("standard"):
        return {}
    standard = _rates(node.table("standard"))
    tiers = {"standard": standard}
    times, given = node.table("times"), node.table("tiers")
    for table in (times, given):
        for tier in table.values:
            if tier not in TIERS:
                table.fail(f"{tier} is not a tier; known are {', '.join(TIERS)}", tier)
    for tier in times.values:
        factor = times.decimal(tier)
        tiers[tier] = scaled(standard, factor, factor)
    return tiers | {tier: _rates(rates) for tier, rates in given.named()}


def _long_tiers(node: Node, tiers: dict[str, Rates]) -> dict[str, Rates]:
    """Return the rates above the long-context threshold, for the tiers that have them."""
    if not node.has("long_times"):
        return {}
    times = node.table("long_times")
    factors = times.decimal("input"), times.decimal("output")
    times.finish()
    names = node.strings("long_tiers")
    for name in names:
        if name not in tiers:
            node.fail(f"long_tiers names “{name}”, which has no rates", "long_tiers")
    given = {tier: _rates(rates) for tier, rates in node.table("long_given").named()}
    return {name: scaled(tiers[name], *factors) for name in names} | given


def _rates(node: Node) -> Rates:
    rates = Rates(**{name: node.decimal_or_none(name) for name in RATE_NAMES})
    node.finish()
    return rates


def _picture(node: Node) -> PicturePrice:
    price = PicturePrice(node.string("quality"), node.sizes("sizes"), node.decimal("usd"))
    node.finish()
    return price
