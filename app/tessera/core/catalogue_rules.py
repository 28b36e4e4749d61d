"""Rules, levels and image options out of a catalogue file's tables."""

from collections.abc import Mapping
from types import MappingProxyType

from tessera.core.catalogue_node import Node
from tessera.core.geometry import Size
from tessera.core.image_options import FrameOptions, ImageOptions, SizeRule
from tessera.core.rules import Rule
from tessera.core.rules_output import GridQuality, GridRule, PerImageRule, TableRule
from tessera.core.rules_patch import Level, Magnify, PatchRule
from tessera.core.rules_tile import ReferenceTileRule, TileRule
from tessera.core.words import Detail


def read_rule(node: Node) -> Rule:
    """Return the rule that a table describes; ``kind`` names its family."""
    kind = node.string("kind")
    reader = _READERS.get(kind)
    if reader is None:
        node.fail(f"kind must be one of {', '.join(_READERS)}", "kind")
    rule = reader(node)
    node.finish()
    return rule


def _patch(node: Node) -> Rule:
    levels = {name: _level(level) for name, level in node.table("levels").named()}
    auto = node.string("auto")
    if not levels:
        node.fail("a patch rule needs levels", "levels")
    if auto not in levels:
        node.fail(f"auto means “{auto}”, which is not among its levels", "auto")
    return PatchRule(
        levels=MappingProxyType(levels),
        auto=auto,
        multiplier=node.fraction("multiplier", 1),
        cell=node.whole("cell") if node.has("cell") else 32,
        reject_over=node.whole_or_none("reject_over"),
        magnify=_magnify(node.table("magnify")) if node.has("magnify") else None,
        most_ratio=node.whole_or_none("most_ratio"),
        ignored=frozenset(node.strings("ignored")),
    )


def _level(node: Node) -> Level:
    level = Level(node.whole_or_none("box"), node.whole_or_none("budget"))
    node.finish()
    return level


def _magnify(node: Node) -> Magnify:
    magnify = Magnify(node.whole("long_side"), node.whole_or_none("most"))
    node.finish()
    return magnify


def _tile(node: Node) -> Rule:
    return TileRule(
        base=node.whole("base", least=0),
        tile=node.whole("tile"),
        auto=node.one_of("auto", Detail, Detail.HIGH).value,
        cell=node.whole("cell"),
        box=node.whole("box"),
        short_side=node.whole("short_side"),
        low_box=node.whole("low_box"),
        ignored=frozenset(node.strings("ignored")),
    )


def _reference_tile(node: Node) -> Rule:
    return ReferenceTileRule(
        base=node.whole("base", least=0),
        tile=node.whole("tile"),
        fidelities=node.strings("fidelities"),
        square_extra=node.whole_or_none("square_extra", least=0) or 0,
        oblong_extra=node.whole_or_none("oblong_extra", least=0) or 0,
        cell=node.whole("cell"),
        box=node.whole("box"),
        short_side=node.whole("short_side"),
    )


def _table(node: Node) -> Rule:
    rows = {quality: _row(row) for quality, row in node.table("tokens").named()}
    if not rows or not all(rows.values()):
        node.fail("a table needs tokens by quality and size", "tokens")
    return TableRule(MappingProxyType(rows))


def _row(node: Node) -> Mapping[Size, int]:
    return MappingProxyType({node.size(key, key): node.whole(key) for key in node.values})


def _grid(node: Node) -> Rule:
    qualities = {name: _quality(quality) for name, quality in node.table("qualities").named()}
    if not qualities:
        node.fail("a grid rule needs qualities", "qualities")
    return GridRule(
        MappingProxyType(qualities),
        node.whole("least_pixels"),
        node.whole("most_pixels"),
        node.whole("most_ratio"),
    )


def _quality(node: Node) -> GridQuality:
    quality = GridQuality(
        node.whole("cells"),
        node.fraction("least", 1),
        node.fraction("most", 1),
        node.flag("is_point", default=True),
    )
    if quality.least > quality.most:
        node.fail("least is above most", "least")
    node.finish()
    return quality


def _per_image(node: Node) -> Rule:
    return PerImageRule(node.strings("qualities"), node.sizes("sizes"))


_READERS = {
    "patch": _patch,
    "tile": _tile,
    "reference_tile": _reference_tile,
    "table": _table,
    "grid": _grid,
    "per_image": _per_image,
}


def read_options(node: Node) -> ImageOptions:
    """Return what an image model lets a caller choose."""
    written = node.whole_or_none("written_tokens", least=0) or 0
    options = ImageOptions(
        sizes=node.sizes("sizes"),
        size_rule=_size_rule(node.table("size_rule")) if node.has("size_rule") else None,
        auto_size=node.flag("auto_size", default=True),
        qualities=node.strings("qualities"),
        backgrounds=node.strings("backgrounds"),
        preview_backgrounds=node.strings("preview_backgrounds"),
        input_fidelity=node.strings("input_fidelity"),
        formats=node.strings("formats"),
        preview_formats=node.strings("preview_formats"),
        compressed_formats=node.strings("compressed_formats"),
        moderation=node.strings("moderation"),
        max_partial_images=node.whole("max_partial_images", least=0),
        no_partial_formats=node.strings("no_partial_formats"),
        partial_image_tokens=node.whole("partial_image_tokens", least=0),
        written_tokens=written,
        written_tokens_most=node.whole_or_none("written_tokens_most", least=written) or written,
        edits=node.flag("edits", default=True),
        mask=node.flag("mask", default=True),
        no_mask_formats=node.strings("no_mask_formats"),
        markup=node.flag("markup", default=False),
        complexity=None if node.flag("complexity_unknown", default=False)
        else node.strings("complexity"),
        frames=_frames(node.table("frames")) if node.has("frames") else None,
        max_n=node.whole("max_n"),
        max_references=node.whole("max_references", least=0),
        high_fidelity_references=node.whole("high_fidelity_references", least=0),
        max_prompt_chars=node.whole("max_prompt_chars"),
        always_base64=node.flag("always_base64", default=True),
    )  # fmt: skip
    node.finish()
    return options


def _size_rule(node: Node) -> SizeRule:
    rule = SizeRule(
        multiple_of=node.whole("multiple_of"),
        max_edge=node.whole("max_edge"),
        max_ratio=node.whole("max_ratio"),
        min_pixels=node.whole("min_pixels"),
        max_pixels=node.whole("max_pixels"),
        experimental_above=node.whole("experimental_above"),
    )
    if rule.min_pixels > rule.max_pixels:
        node.fail("min_pixels is above max_pixels", "min_pixels")
    node.finish()
    return rule


def _frames(node: Node) -> FrameOptions:
    frames = FrameOptions(
        node.whole("min_count"),
        node.whole("max_count"),
        node.whole("default_count"),
        node.whole("default_duration_ms"),
    )
    node.finish()
    return frames
