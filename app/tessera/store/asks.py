"""A question as JSON text and back, so that a crash leaves it ready to be sent again by hand.

Pictures are named by hash, link or file id; their bytes lie in `blobs`.
"""

import json
from collections.abc import Mapping

from tessera.core.geometry import Size
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tessera.store.makes import tool_from, tool_value

Json = Mapping[str, object]


def ask_to_json(ask: Ask) -> str:
    """Return the whole question, earlier turns included, as text; equal questions, equal text."""
    found = {
        "model": ask.model,
        "turns": [_turn_to(turn) for turn in ask.turns],
        "instructions": ask.instructions,
        "max_output_tokens": ask.max_output_tokens,
        "reasoning_effort": ask.reasoning_effort,
        "store": ask.store,
        "background": ask.background,
        "previous_response_id": ask.previous_response_id,
        "image_tool": tool_value(ask.image_tool),
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def ask_from_json(text: str) -> Ask:
    """Return the question that `ask_to_json` wrote; `ValueError` or `KeyError` if broken."""
    found = json.loads(text)
    return Ask(
        model=found["model"],
        turns=tuple(
            Turn(
                Role(turn["role"]),
                turn["text"],
                tuple(
                    Picture(_source_from(p["source"]), Detail(p["detail"]))
                    for p in turn["pictures"]
                ),
            )
            for turn in found["turns"]
        ),
        instructions=found["instructions"],
        max_output_tokens=found["max_output_tokens"],
        reasoning_effort=found["reasoning_effort"],
        store=found["store"],
        # An older program did not write these.
        background=found.get("background", False),
        previous_response_id=found.get("previous_response_id"),
        image_tool=tool_from(found.get("image_tool")),
    )


def _turn_to(turn: Turn) -> Json:
    pictures = [
        {"source": _source_to(picture.source), "detail": picture.detail.value}
        for picture in turn.pictures
    ]
    return {"role": turn.role.value, "text": turn.text, "pictures": pictures}


def _source_to(source: Pixels | Link | FileId) -> Json:
    if isinstance(source, Link):
        return {"url": source.url}
    size = None if source.size is None else [source.size.width, source.size.height]
    if isinstance(source, FileId):
        return {"file_id": source.file_id, "size": size}
    return {
        "sha256": source.sha256,
        "size": size,
        "media_type": source.media_type,
        "size_bytes": source.size_bytes,
    }


def _source_from(found: Mapping[str, object]) -> Pixels | Link | FileId:
    if "url" in found:
        return Link(str(found["url"]))
    size = _size_from(found["size"])
    if "file_id" in found:
        return FileId(str(found["file_id"]), size)
    if size is None:
        raise ValueError("pixels without a size")
    return Pixels(
        str(found["sha256"]), size, str(found["media_type"]), int(str(found["size_bytes"]))
    )


def _size_from(found: object) -> Size | None:
    if found is None:
        return None
    if not isinstance(found, list) or len(found) != 2:
        raise ValueError("a size has two sides")
    return Size(int(found[0]), int(found[1]))
