"""Starters: prompts by parts to begin from, and sizes by what a picture is for.

They are data, TOML like the catalogue, grouped as they are offered: photo, illustration, digital
art, graphic design, photographic styles, animation. Nothing here opens a file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from tessera.core.catalogue_node import Node
from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tessera.core.prompt_parts import ExactText, PromptParts


@dataclass(frozen=True, slots=True)
class Starter:
    """A prompt to begin from. ``size`` suits it; ``frames`` above 0 ask for an animation."""

    title: str
    group: str
    parts: PromptParts
    size: Size | None = None
    background: str = ""
    frames: int = 0


@dataclass(frozen=True, slots=True)
class SizePreset:
    """A size by what it is for, such as “Story, 9:16”."""

    title: str
    size: Size


@dataclass(frozen=True, slots=True)
class Starters:
    """Everything the program comes with, in the order of the files."""

    starters: tuple[Starter, ...]
    sizes: tuple[SizePreset, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups, each once, in order."""
        return tuple(dict.fromkeys(starter.group for starter in self.starters))

    def of_group(self, group: str) -> tuple[Starter, ...]:
        """Return the starters of one group."""
        return tuple(starter for starter in self.starters if starter.group == group)


def parse_starters(texts: Mapping[str, str]) -> Starters:
    """Return what the TOML files describe; raises `CatalogueError` with file, line and reason."""
    starters: list[Starter] = []
    sizes: list[SizePreset] = []
    for name in sorted(texts):
        node = Node(name, texts[name], tomllib.loads(texts[name]))
        starters += [_starter(table) for table in node.tables("starter")]
        sizes += [_preset(table) for table in node.tables("size")]
        node.finish()
    return Starters(tuple(starters), tuple(sizes))


def sizes_for(presets: tuple[SizePreset, ...], options: ImageOptions) -> tuple[SizePreset, ...]:
    """Return the presets whose size the model makes."""
    return tuple(each for each in presets if options.size_problem(each.size) is None)


def _starter(node: Node) -> Starter:
    starter = Starter(
        title=node.string("title"),
        group=node.string("group"),
        parts=_parts(node),
        size=node.size("size", node.string("size")) if node.has("size") else None,
        background=node.string("background", ""),
        frames=node.whole_or_none("frames") or 0,
    )
    node.finish()
    return starter


def _parts(node: Node) -> PromptParts:
    return PromptParts(
        subject=node.string("subject"),
        setting=node.string("setting", ""),
        style=node.string("style", ""),
        light=node.string("light", ""),
        composition=node.string("composition", ""),
        palette=node.string("palette", ""),
        camera=node.string("camera", ""),
        texts=tuple(_text(table) for table in node.tables("text")),
        technical=node.string("technical", ""),
    )


def _text(node: Node) -> ExactText:
    text = ExactText(node.string("words"), node.string("place", ""))
    node.finish()
    return text


def _preset(node: Node) -> SizePreset:
    preset = SizePreset(node.string("title"), node.size("size", node.string("size")))
    node.finish()
    return preset
