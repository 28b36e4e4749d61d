"""Making a response: the image call if one is wanted, then the message, as events in order."""

import asyncio
import secrets
from dataclasses import dataclass

import pybase64

from tessera.imaging.describe import Description
from tessera.sandbox import sentences
from tessera.sandbox.answer import NOTE, Looking, answer
from tessera.sandbox.house import House
from tessera.sandbox.image_orders import ImageOrder
from tessera.sandbox.image_work import Job, Json, make, plan, svg_usage
from tessera.sandbox.json_answer import json_answer, plain_object
from tessera.sandbox.pictures import look_at, sent_picture
from tessera.sandbox.response_orders import AnswerFormat, ResponseOrder
from tessera.sandbox.runs import Run
from tessera.sandbox.talk import MACHINE, Said
from tessera.sandbox.words_out import Spoken, deltas, spoken

NO_TOOL_USAGE: Json = {
    "image_gen": {
        "input_tokens": 0,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": 0},
        "output_tokens": 0,
        "output_tokens_details": {"image_tokens": 0, "text_tokens": 0},
        "total_tokens": 0,
    },
    "web_search": {"num_requests": 0},
}
PICTURE_PACES = 10


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order with all pictures looked at and the image job planned; nothing can be refused."""

    order: ResponseOrder
    looking: Looking
    job: Job | None


async def prepare(house: House, order: ResponseOrder) -> Prepared:
    """Look at every picture and plan the image call; refuses broken pictures."""
    talk = order.talk
    looking = Looking(
        talk.question,
        await look_at(house, talk.new_pictures),
        await look_at(house, talk.earlier_pictures),
    )
    image = _image_order(house, order)
    return Prepared(order, looking, None if image is None else plan(house, image))


def new_run(house: House, prepared: Prepared) -> Run:
    """Return the run of a response that has just been accepted."""
    order = prepared.order
    response: Json = {
        "id": f"resp_{secrets.token_hex(24)}",
        "object": "response",
        "created_at": house.now_s(),
        "status": "queued" if order.background else "in_progress",
        "background": order.background,
        "completed_at": None,
        "error": None,
        "incomplete_details": None,
        "model": order.model_id,
        "output": [],
        "store": order.store,
        "usage": None,
        **order.echo,
    }
    return Run(response, is_logged=order.stream, background=order.background)


async def perform(house: House, prepared: Prepared, run: Run) -> None:
    """Make the response, event by event."""
    order, response = prepared.order, run.response
    pace = house.pace_s if order.stream or order.background else 0.0
    run.emit_response("response.created")
    if order.background:
        run.emit_response("response.queued")
        await asyncio.sleep(pace)
        response["status"] = "in_progress"
    run.emit_response("response.in_progress")
    said: dict[str, Said] = {}
    made = None
    if prepared.job is not None:
        made = await _call(house, prepared.job, run, pace, said)
    words = spoken(_text(prepared, made), order.max_output_tokens)
    await _message(run, words, pace, said)
    _finish(house, order, run, words, prepared.job)
    if order.store:
        house.responses.settle(run, order.talk.followed_by(said.values()), said)


def _image_order(house: House, order: ResponseOrder) -> ImageOrder | None:
    if order.tool is None or not order.tool.is_wanted(order.talk.question):
        return None
    return order.tool.order(house, order.talk)


async def _call(
    house: House, job: Job, run: Run, pace: float, said: dict[str, Said]
) -> Description | None:
    """Make the picture; return what it turned out to show, where it can be looked at."""
    call_id = f"ig_{secrets.token_hex(24)}"
    item: Json = {
        "id": call_id,
        "type": "image_generation_call",
        "status": "in_progress",
        "result": None,
    }
    place = {"output_index": 0, "item_id": call_id}
    run.emit("response.output_item.added", {"output_index": 0, "item": item})
    run.emit("response.image_generation_call.in_progress", place)
    run.emit("response.image_generation_call.generating", place)
    drawn = await make(house, job)
    for number, partial in enumerate(drawn.partials):
        await asyncio.sleep(pace * PICTURE_PACES)
        preview = {"partial_image_index": number, "partial_image_b64": _base64(partial)}
        run.emit("response.image_generation_call.partial_image", place | preview | job.shown())
    await asyncio.sleep(pace * PICTURE_PACES)
    run.emit("response.image_generation_call.completed", place)
    item |= job.shown() | {
        "status": "completed",
        "result": _base64(drawn.data),
        "action": "edit" if job.order.is_edit else "generate",
        "revised_prompt": job.order.prompt,
    }
    if (author := svg_usage(job, drawn.data)) is not None:
        item["svg_usage"] = author
    _add(run, item)
    if job.order.look.media in {"svg", "gif"}:
        said[call_id] = Said(MACHINE, "", (), call_id)
        return None
    picture = sent_picture(drawn.data, None, "result")
    said[call_id] = Said(MACHINE, "", (picture,), call_id)
    return (await look_at(house, [picture]))[0]


def _text(prepared: Prepared, made: Description | None) -> str:
    if prepared.job is None:
        return _formatted(prepared.order.answer_format, answer(prepared.looking), prepared.looking)
    shown = prepared.job.shown()
    deed = "edited" if prepared.job.order.is_edit else "drawn"
    seen = f": {sentences.headline(made)}" if made is not None else ""
    text = f"Here is the picture, {deed} from your words, {shown['size']}{seen}.\n\n{NOTE}"
    return _formatted(prepared.order.answer_format, text, prepared.looking)


def _formatted(wanted: AnswerFormat, text: str, looking: Looking) -> str:
    if wanted.schema is not None:
        return json_answer(wanted.schema, text, looking.pictures or looking.earlier)
    return plain_object(text) if wanted.kind == "json_object" else text


async def _message(run: Run, words: Spoken, pace: float, said: dict[str, Said]) -> None:
    message_id = f"msg_{secrets.token_hex(24)}"
    index = len(_output(run))
    item: Json = {
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "status": "in_progress",
        "content": [],
    }
    run.emit("response.output_item.added", {"output_index": index, "item": item})
    place: Json = {"item_id": message_id, "output_index": index, "content_index": 0}
    empty: Json = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    run.emit("response.content_part.added", place | {"part": empty})
    for delta in deltas(words.text):
        await asyncio.sleep(pace)
        run.emit("response.output_text.delta", place | {"delta": delta, "logprobs": []})
    part = empty | {"text": words.text}
    run.emit("response.output_text.done", place | {"text": words.text, "logprobs": []})
    run.emit("response.content_part.done", place | {"part": part})
    item |= {"status": "incomplete" if words.is_cut else "completed", "content": [part]}
    said[message_id] = Said(MACHINE, words.text)
    _add(run, item)


def _finish(house: House, order: ResponseOrder, run: Run, words: Spoken, job: Job | None) -> None:
    """Write the bill and end the response."""
    run.response["usage"] = {
        "input_tokens": order.input_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": words.tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": order.input_tokens + words.tokens,
    }
    tool_usage = NO_TOOL_USAGE if job is None else NO_TOOL_USAGE | {"image_gen": job.usage.wire()}
    run.response["tool_usage"] = tool_usage
    if words.is_cut:
        run.response["status"] = "incomplete"
        run.response["incomplete_details"] = {"reason": "max_output_tokens"}
        run.emit_response("response.incomplete")
        return
    run.response["status"] = "completed"
    run.response["completed_at"] = house.now_s()
    run.emit_response("response.completed")


def _add(run: Run, item: Json) -> None:
    output = _output(run)
    run.emit("response.output_item.done", {"output_index": len(output), "item": item})
    output.append(item)


def _output(run: Run) -> list[object]:
    output = run.response["output"]
    assert isinstance(output, list)
    return output


def _base64(data: bytes) -> str:
    return pybase64.b64encode(data).decode("ascii")
