"""Reading the ``input`` of a response: messages, pictures, earlier answers, earlier images."""

from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.pictures import (
    bytes_of_url,
    read_detail,
    read_source,
    sent_picture,
)
from tessera.sandbox.refusals import invalid, missing, not_among, wrong_type
from tessera.sandbox.talk import MACHINE, Said, Sent, Talk, joined

ROLES = ("user", "assistant", "system", "developer")
ITEMS = ("message", "image_generation_call", "item_reference", "reasoning")
USER_PARTS = ("input_text", "input_image")
MACHINE_PARTS = ("output_text", "refusal")


def read_talk(house: House, fields: Fields) -> Talk:
    """Return what the input says, after what the previous response left."""
    before = _previous(house, fields)
    value = fields.raw("input")
    if value is None:
        if before.turns:
            return before
        raise missing("input")
    if isinstance(value, str):
        return before.followed_by([Said("user", value)])
    if not isinstance(value, list):
        raise wrong_type("input", "a string or an array of input items", value)
    turns = [
        turn
        for at, item in enumerate(value)
        for turn in _turns(house, Fields.of(item, f"input[{at}]"))
    ]
    if not turns and not before.turns:
        raise invalid(
            "Invalid 'input': empty array. Expected an array with minimum length 1.",
            "input",
            "empty_array",
        )
    return before.followed_by(turns)


def _previous(house: House, fields: Fields) -> Talk:
    previous = fields.text("previous_response_id")
    if previous is None:
        return Talk(())
    kept = house.responses.get(previous)
    if kept is None or kept.talk is None:
        raise invalid(
            f"Previous response with id '{previous}' not found.",
            "previous_response_id",
            "previous_response_not_found",
        )
    return kept.talk


def _turns(house: House, item: Fields) -> list[Said]:
    kind = item.text("type") or ("message" if item.has("role") else None)
    if kind is None and item.has("id"):
        kind = "item_reference"
    if kind == "message":
        return [_message(house, item)]
    if kind == "image_generation_call":
        return [_made(house, item)]
    if kind == "item_reference":
        return [_referred(house, item)]
    if kind == "reasoning":
        return []
    if kind is None:
        raise missing(item.name("type"))
    raise not_among(item.name("type"), kind, ITEMS)


def _message(house: House, item: Fields) -> Said:
    role = item.choice("role", ROLES)
    if role is None:
        raise missing(item.name("role"))
    content = item.raw("content")
    if isinstance(content, str):
        return Said(role, content)
    if not isinstance(content, list):
        raise wrong_type(item.name("content"), "an array of content parts or a string", content)
    texts: list[str] = []
    pictures: list[Sent] = []
    for part in item.objects("content"):
        _part(house, role, part, texts, pictures)
    return Said(role, joined(texts), tuple(pictures))


def _part(house: House, role: str, part: Fields, texts: list[str], pictures: list[Sent]) -> None:
    kind = part.required_text("type")
    allowed = MACHINE_PARTS if role == MACHINE else USER_PARTS
    if kind not in allowed:
        raise not_among(part.name("type"), kind, allowed)
    if kind == "input_image":
        data, param = read_source(house, part)
        pictures.append(sent_picture(data, read_detail(part), param))
    else:
        texts.append(part.required_text("refusal" if kind == "refusal" else "text"))


def _made(house: House, item: Fields) -> Said:
    """Return a picture of the image tool: by its own bytes, or found by its id."""
    call_id = item.required_text("id")
    result = item.text("result")
    if result is None:
        return _found(house, call_id, item.name("id"))
    url = result if result.startswith("data:") else f"data:image/png;base64,{result}"
    data = bytes_of_url(house, url, item.name("result"))
    return Said(MACHINE, "", (sent_picture(data, None, item.name("result")),), call_id)


def _referred(house: House, item: Fields) -> Said:
    return _found(house, item.required_text("id"), item.name("id"))


def _found(house: House, item_id: str, param: str) -> Said:
    said = house.responses.said(item_id)
    if said is None:
        raise invalid(
            f"Item with id '{item_id}' not found. Items are not persisted when `store` is set to "
            "false. Try again with `store` set to true, or remove this item from your input.",
            param,
            "item_not_found",
        )
    return said
