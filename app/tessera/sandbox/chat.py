"""``POST /v1/chat/completions``: the same answers in the older protocol's shape."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tessera.sandbox.answer import Looking, answer
from tessera.sandbox.bodies import json_fields
from tessera.sandbox.chat_orders import ChatOrder, read_chat_order
from tessera.sandbox.house import House
from tessera.sandbox.json_answer import json_answer, plain_object
from tessera.sandbox.pictures import look_at
from tessera.sandbox.replies import event, event_reply, json_reply
from tessera.sandbox.words_out import Spoken, deltas, spoken

Json = dict[str, object]
DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion with its answer ready."""

    order: ChatOrder
    words: Spoken
    id: str
    created: int

    @property
    def finish_reason(self) -> str:
        """Return why the answer ends."""
        return "length" if self.words.is_cut else "stop"

    def shared(self, kind: str) -> Json:
        """Return the fields that the completion and its chunks share."""
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.order.model_id,
            "service_tier": self.order.service_tier,
            "system_fingerprint": "fp_tessera_sandbox",
        }

    def usage(self) -> Json:
        """Return the bill."""
        sent = self.order.text_tokens + self.order.image_tokens
        return {
            "prompt_tokens": sent,
            "completion_tokens": self.words.tokens,
            "total_tokens": sent + self.words.tokens,
            "prompt_tokens_details": {
                "cached_tokens": 0,
                "audio_tokens": 0,
                "text_tokens": self.order.text_tokens,
                "image_tokens": self.order.image_tokens,
            },
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }


async def create(request: Request) -> Response:
    """Answer with a completion, whole or in chunks."""
    house = House.of(request)
    order = read_chat_order(house, await json_fields(request))
    house.rates.count_tokens(order.text_tokens + order.image_tokens)
    words = spoken(await _text(house, order), order.max_output_tokens)
    completion = Completion(order, words, f"chatcmpl-{secrets.token_hex(14)}", house.now_s())
    if order.stream:
        return event_reply(_chunks(house, completion))
    return json_reply(_whole(completion))


async def _text(house: House, order: ChatOrder) -> str:
    talk = order.talk
    looking = Looking(
        talk.question,
        await look_at(house, talk.new_pictures),
        await look_at(house, talk.earlier_pictures),
    )
    text = answer(looking)
    if order.answer_format.schema is not None:
        return json_answer(order.answer_format.schema, text, looking.pictures or looking.earlier)
    return plain_object(text) if order.answer_format.kind == "json_object" else text


def _whole(completion: Completion) -> Json:
    message: Json = {
        "role": "assistant",
        "content": completion.words.text,
        "refusal": None,
        "annotations": [],
    }
    choice: Json = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": completion.finish_reason,
    }
    return completion.shared("chat.completion") | {
        "choices": [choice],
        "usage": completion.usage(),
    }


async def _chunks(house: House, completion: Completion) -> AsyncIterator[bytes]:
    yield _chunk(completion, {"role": "assistant", "content": "", "refusal": None}, None)
    for delta in deltas(completion.words.text):
        await asyncio.sleep(house.pace_s)
        yield _chunk(completion, {"content": delta}, None)
    yield _chunk(completion, {}, completion.finish_reason)
    if completion.order.include_usage:
        shared = completion.shared("chat.completion.chunk")
        yield event(None, shared | {"choices": [], "usage": completion.usage()})
    yield DONE


def _chunk(completion: Completion, delta: Json, finish_reason: str | None) -> bytes:
    choice: Json = {
        "index": 0,
        "delta": delta,
        "logprobs": None,
        "finish_reason": finish_reason,
    }
    chunk = completion.shared("chat.completion.chunk") | {"choices": [choice]}
    return event(None, chunk | {"usage": None} if completion.order.include_usage else chunk)
