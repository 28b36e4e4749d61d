"""Reading a request for a response: everything is checked before a byte of the answer leaves."""

from dataclasses import dataclass

from tessera.core.models import Model
from tessera.core.words import ModelKind
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.pictures import count_pictures
from tessera.sandbox.refusals import Refusal, invalid, not_among, unsupported
from tessera.sandbox.response_input import read_talk
from tessera.sandbox.response_tools import TOOL_TOKENS, ImageTool, read_tool
from tessera.sandbox.talk import Talk
from tessera.tokenizer import count_text

ENDPOINT = "v1/responses"
LEAST_OUTPUT_TOKENS = 16
FORMATS = ("text", "json_object", "json_schema")
TIERS = ("auto", "default", "flex", "scale", "priority", "fast", "ultrafast")
COUNT_FIELDS = frozenset(
    ["conversation", "input", "instructions", "model", "parallel_tool_calls", "personality",
     "previous_response_id", "reasoning", "text", "tool_choice", "tools", "truncation"]
)  # fmt: skip
FIELDS = (COUNT_FIELDS - {"personality"}) | frozenset(
    ["access_programs", "background", "context_management", "image", "include",
     "max_output_tokens", "max_tool_calls", "metadata", "moderation", "prompt",
     "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "safety_identifier",
     "service_tier", "store", "stream", "stream_options", "temperature", "top_logprobs", "top_p",
     "user"]
)  # fmt: skip
# What the sandbox has no means to do; better refused than pretended.
MISSING_HERE = ("conversation", "prompt", "context_management")
ECHOED = (
    "instructions", "max_output_tokens", "max_tool_calls", "previous_response_id",
    "prompt_cache_key", "safety_identifier", "user",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """How the answer is written: ``kind`` is one of `FORMATS`, ``schema`` for json_schema only."""

    kind: str = "text"
    schema: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ResponseOrder:
    """A legal request for a response. ``input_tokens`` are what it is billed for, before it runs.

    ``echo`` are the fields that the response repeats as they came.
    """

    model_id: str
    model: Model
    talk: Talk
    input_tokens: int
    answer_format: AnswerFormat
    tool: ImageTool | None
    max_output_tokens: int | None
    stream: bool
    background: bool
    store: bool
    echo: dict[str, object]


def read_response_order(house: House, fields: Fields) -> ResponseOrder:
    """Return the order of ``POST /responses``."""
    fields.only(FIELDS)
    stream = fields.flag("stream")
    model_id, model = _model(house, fields)
    talk = read_talk(house, fields)
    tool = read_tool(house, fields, stream=stream)
    answer_format = read_format(fields, talk)
    background, store = fields.flag("background"), fields.flag("store", default=True)
    if background and not store:
        raise invalid("Background responses require 'store' to be true.", "background")
    _check_the_rest(fields, model, stream=stream)
    return ResponseOrder(
        model_id=model_id,
        model=model,
        talk=talk,
        input_tokens=_count(house, fields, model_id, model, talk, tool, answer_format),
        answer_format=answer_format,
        tool=tool,
        max_output_tokens=_max_output_tokens(fields, model),
        stream=stream,
        background=background,
        store=store,
        echo=_echo(fields, answer_format),
    )


def read_input_count(house: House, fields: Fields) -> int:
    """Return the input tokens that ``POST /responses/input_tokens`` tells."""
    fields.only(COUNT_FIELDS)
    model_id, model = _model(house, fields)
    talk = read_talk(house, fields)
    tool = read_tool(house, fields, stream=False)
    return _count(house, fields, model_id, model, talk, tool, read_format(fields, talk))


def read_format(fields: Fields, talk: Talk) -> AnswerFormat:
    """Return the wanted format of the answer."""
    text = fields.nested("text")
    wanted = None if text is None else text.nested("format")
    if wanted is None:
        return AnswerFormat()
    kind = wanted.choice("type", FORMATS) or "text"
    said = " ".join((*talk.texts, fields.text("instructions") or ""))
    if kind == "json_object" and "json" not in said.lower():
        raise invalid(
            "Response input messages must contain the word 'json' in some form to use "
            "'text.format' of type 'json_object'.",
            "input",
        )
    if kind != "json_schema":
        return AnswerFormat(kind)
    wanted.required_text("name", most=64)
    schema = wanted.raw("schema")
    if not isinstance(schema, dict):
        raise invalid("Missing required parameter: 'text.format.schema'.", "text.format.schema")
    return AnswerFormat(kind, schema)


def read_effort(fields: Fields, key: str, model: Model) -> str | None:
    """Return the reasoning effort, which only models with reasoning take."""
    effort = fields.text(key)
    if effort is None:
        return None
    if not model.reasoning_efforts:
        raise unsupported(fields.name(key))
    if effort not in model.reasoning_efforts:
        raise not_among(fields.name(key), effort, model.reasoning_efforts)
    return effort


def _model(house: House, fields: Fields) -> tuple[str, Model]:
    model_id = fields.required_text("model")
    return model_id, house.model(model_id, ModelKind.VISION, ENDPOINT)


def _count(
    house: House,
    fields: Fields,
    model_id: str,
    model: Model,
    talk: Talk,
    tool: ImageTool | None,
    answer_format: AnswerFormat,
) -> int:
    """Return the input tokens: text, pictures, and what describing a tool or a schema takes."""
    tokens = sum(count_text(text) for text in (*talk.texts, fields.text("instructions") or ""))
    tokens += count_pictures(house, model_id, model, talk.pictures)
    tokens += TOOL_TOKENS if tool is not None else 0
    if answer_format.schema is not None:
        tokens += count_text(str(answer_format.schema))
    if model.max_input_tokens is not None and tokens > model.max_input_tokens:
        raise invalid(
            "Your input exceeds the context window of this model. Please adjust your input and "
            "try again.",
            "input",
            "context_length_exceeded",
        )
    return tokens


def _max_output_tokens(fields: Fields, model: Model) -> int | None:
    return fields.integer(
        "max_output_tokens", least=LEAST_OUTPUT_TOKENS, most=model.max_output_tokens
    )


def _check_the_rest(fields: Fields, model: Model, *, stream: bool) -> None:
    for key in MISSING_HERE:
        if fields.has(key):
            raise Refusal(
                400,
                f"The sandbox does not support '{key}'.",
                param=key,
                code="unsupported_parameter",
            )
    if (reasoning := fields.nested("reasoning")) is not None:
        read_effort(reasoning, "effort", model)
    if fields.has("stream_options") and not stream:
        raise invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
        )
    fields.number("temperature", least=0, most=2)
    fields.number("top_p", least=0, most=1)
    fields.choice("service_tier", TIERS)
    fields.choice("truncation", ("auto", "disabled"))
    fields.nested("metadata")


def _echo(fields: Fields, answer_format: AnswerFormat) -> dict[str, object]:
    """Return the fields that a response shows as they were sent, defaults filled in."""
    reasoning = fields.nested("reasoning")
    text: dict[str, object] = {"format": {"type": "text"}, "verbosity": "medium"}
    if (asked := fields.nested("text")) is not None:
        text["verbosity"] = asked.choice("verbosity", ("low", "medium", "high")) or "medium"
        if answer_format.kind != "text":
            text["format"] = asked.raw("format")
    return {key: fields.raw(key) for key in ECHOED} | {
        "metadata": fields.raw("metadata") or {},
        "parallel_tool_calls": fields.flag("parallel_tool_calls", default=True),
        "reasoning": {
            "effort": None if reasoning is None else reasoning.text("effort"),
            "summary": None if reasoning is None else reasoning.text("summary"),
        },
        "service_tier": _tier(fields.text("service_tier")),
        "temperature": 1.0 if fields.raw("temperature") is None else fields.raw("temperature"),
        "text": text,
        "tool_choice": fields.raw("tool_choice") or "auto",
        "tools": [_shown_tool(tool) for tool in fields.array("tools")],
        "top_logprobs": fields.integer("top_logprobs", least=0, most=20) or 0,
        "top_p": 1.0 if fields.raw("top_p") is None else fields.raw("top_p"),
        "truncation": fields.text("truncation") or "disabled",
    }


def _shown_tool(untrusted: object) -> object:
    """Return a tool as it came, without the mask's pixels, which nobody needs to see again."""
    if not isinstance(untrusted, dict):
        return untrusted
    return {key: value for key, value in untrusted.items() if key != "input_image_mask"}


def _tier(asked: str | None) -> str:
    """Return the tier that served: fast is shown as priority, auto as default."""
    return {None: "default", "auto": "default", "fast": "priority"}.get(asked, asked or "default")
