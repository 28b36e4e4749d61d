"""Reading a request for a chat completion: the older protocol, the same checks."""

from dataclasses import dataclass

from tessera.core.models import Model
from tessera.core.words import ModelKind
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.pictures import DETAILS, bytes_of_url, count_pictures, sent_picture
from tessera.sandbox.refusals import invalid, missing, not_among, unsupported, wrong_type
from tessera.sandbox.response_orders import AnswerFormat, read_effort
from tessera.sandbox.talk import MACHINE, Said, Sent, Talk, joined
from tessera.tokenizer import count_text

ENDPOINT = "v1/chat/completions"
ROLES = ("system", "developer", "user", "assistant")
FIELDS = frozenset(
    ["audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
     "max_completion_tokens", "max_tokens", "messages", "metadata", "modalities", "model",
     "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty",
     "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort",
     "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream",
     "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user",
     "verbosity", "web_search_options"]
)  # fmt: skip
TIERS = ("auto", "default", "flex", "scale", "priority", "fast")


@dataclass(frozen=True, slots=True)
class ChatOrder:
    """A legal request for a chat completion; tokens are what the input is billed for."""

    model_id: str
    model: Model
    talk: Talk
    text_tokens: int
    image_tokens: int
    answer_format: AnswerFormat
    max_output_tokens: int | None
    stream: bool
    include_usage: bool
    service_tier: str


def read_chat_order(house: House, fields: Fields) -> ChatOrder:
    """Return the order of ``POST /chat/completions``."""
    fields.only(FIELDS)
    model_id = fields.required_text("model")
    model = house.model(model_id, ModelKind.VISION, ENDPOINT)
    stream = fields.flag("stream")
    talk = _talk(house, fields)
    _check_the_rest(fields, model)
    tier = fields.choice("service_tier", TIERS) or "default"
    return ChatOrder(
        model_id=model_id,
        model=model,
        talk=talk,
        text_tokens=sum(count_text(text) for text in talk.texts),
        image_tokens=count_pictures(house, model_id, model, talk.pictures),
        answer_format=_format(fields, talk),
        max_output_tokens=_max_output_tokens(fields, model),
        stream=stream,
        include_usage=_include_usage(fields, stream=stream),
        service_tier={"auto": "default", "fast": "priority"}.get(tier, tier),
    )


def _talk(house: House, fields: Fields) -> Talk:
    if not fields.has("messages"):
        raise missing("messages")
    messages = fields.objects("messages")
    if not messages:
        raise invalid(
            "Invalid 'messages': empty array. Expected an array with minimum length 1.",
            "messages",
            "empty_array",
        )
    return Talk(tuple(_message(house, message) for message in messages))


def _message(house: House, message: Fields) -> Said:
    role = message.required_text("role")
    if role not in ROLES:
        raise not_among(message.name("role"), role, ROLES)
    content = message.raw("content")
    if isinstance(content, str):
        return Said(role, content)
    if content is None and role == MACHINE:
        return Said(role, message.text("refusal") or "")
    if not isinstance(content, list):
        raise wrong_type(message.name("content"), "a string or an array of parts", content)
    texts: list[str] = []
    pictures: list[Sent] = []
    for part in message.objects("content"):
        _part(house, role, part, texts, pictures)
    return Said(role, joined(texts), tuple(pictures))


def _part(house: House, role: str, part: Fields, texts: list[str], pictures: list[Sent]) -> None:
    kind = part.required_text("type")
    allowed = {"user": ("text", "image_url"), MACHINE: ("text", "refusal")}.get(role, ("text",))
    if kind not in allowed:
        raise not_among(part.name("type"), kind, allowed)
    if kind == "image_url":
        pictures.append(_picture(house, part))
    else:
        texts.append(part.required_text(kind))


def _picture(house: House, part: Fields) -> Sent:
    reference = part.nested("image_url")
    if reference is None:
        raise missing(part.name("image_url"))
    url = reference.required_text("url")
    data = bytes_of_url(house, url, reference.name("url"))
    detail = reference.choice("detail", DETAILS)
    return sent_picture(data, detail, reference.name("url"))


def _format(fields: Fields, talk: Talk) -> AnswerFormat:
    wanted = fields.nested("response_format")
    kind = "text" if wanted is None else wanted.required_text("type")
    if wanted is None or kind == "text":
        return AnswerFormat()
    if kind == "json_object":
        if "json" not in " ".join(talk.texts).lower():
            raise invalid(
                "'messages' must contain the word 'json' in some form, to use 'response_format' "
                "of type 'json_object'.",
                "messages",
                None,
            )
        return AnswerFormat("json_object")
    if kind != "json_schema":
        raise not_among(wanted.name("type"), kind, ("text", "json_object", "json_schema"))
    named = wanted.nested("json_schema")
    if named is None:
        raise missing("response_format.json_schema")
    named.required_text("name", most=64)
    schema = named.raw("schema")
    return AnswerFormat("json_schema", schema if isinstance(schema, dict) else {})


def _max_output_tokens(fields: Fields, model: Model) -> int | None:
    if fields.has("max_tokens") and model.reasoning_efforts:
        raise unsupported("max_tokens", "Use 'max_completion_tokens' instead.")
    for key in ("max_completion_tokens", "max_tokens"):
        asked = fields.integer(key, least=1)
        most = model.max_output_tokens
        if asked is not None and most is not None and asked > most:
            raise invalid(
                f"{key} is too large: {asked}. This model supports at most {most} completion "
                f"tokens, whereas you provided {asked}.",
                key,
            )
        if asked is not None:
            return asked
    return None


def _include_usage(fields: Fields, *, stream: bool) -> bool:
    options = fields.nested("stream_options")
    if options is None:
        return False
    if not stream:
        raise invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
        )
    return options.flag("include_usage")


def _check_the_rest(fields: Fields, model: Model) -> None:
    fields.number("temperature", least=0, most=2)
    fields.number("top_p", least=0, most=1)
    # One question has one measured answer; several choices would only repeat it.
    fields.integer("n", least=1, most=1)
    read_effort(fields, "reasoning_effort", model)
