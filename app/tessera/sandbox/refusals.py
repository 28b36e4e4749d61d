"""Refusals: what the provider answers instead, in its own words and its own error body.

The body is always ``{"error": {"message", "type", "param", "code"}}``. Wordings follow answers of
the real service as users reported them; where none is known the sentence says what is wrong.
"""

from collections.abc import Iterable
from datetime import date

from tessera.core.errors import TesseraError

INVALID = "invalid_request_error"
DEPRECATIONS = "https://platform.openai.com/docs/deprecations"


class Refusal(TesseraError):
    """A request that is declined with ``status``. ``param`` names the culprit, or is None.

    ``moderation`` are the details of a moderation's verdict, ``retry_after_s`` goes into a header.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        kind: str = INVALID,
        moderation: dict[str, object] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.moderation = moderation
        self.retry_after_s = retry_after_s
        self.status = status
        self.param = param
        self.code = code
        self.kind = kind

    def body(self) -> dict[str, dict[str, object]]:
        """Return the JSON object that goes out."""
        error: dict[str, object] = {
            "message": self.what,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }
        if self.moderation is not None:
            error["moderation_details"] = self.moderation
        return {"error": error}


def invalid(message: str, param: str | None, code: str | None = "invalid_value") -> Refusal:
    """Return the 400 of a wrong value."""
    return Refusal(400, message, param=param, code=code)


def missing(param: str) -> Refusal:
    """Return the 400 of an absent parameter."""
    return invalid(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def unknown_parameter(param: str) -> Refusal:
    """Return the 400 of a parameter the endpoint does not have."""
    return invalid(f"Unknown parameter: '{param}'.", param, "unknown_parameter")


def unsupported(param: str, hint: str = "") -> Refusal:
    """Return the 400 of a parameter this model does not take."""
    message = f"Unsupported parameter: '{param}' is not supported with this model."
    return invalid(f"{message} {hint}".rstrip(), param, "unsupported_parameter")


def wrong_type(param: str, expected: str, got: object) -> Refusal:
    """Return the 400 of a value of another JSON type."""
    message = f"Invalid type for '{param}': expected {expected}, but got {json_kind(got)} instead."
    return invalid(message, param, "invalid_type")


def not_among(param: str, value: object, allowed: Iterable[str]) -> Refusal:
    """Return the 400 of a word that is none of those allowed."""
    return invalid(f"Invalid value: '{value}'. Supported values are: {listed(allowed)}.", param)


def too_long(param: str, most: int, length: int, *, what: str = "string") -> Refusal:
    """Return the 400 of a string or array above its length."""
    article = "a" if what == "string" else "an"
    message = (
        f"Invalid '{param}': {what} too long. Expected {article} {what} with maximum length "
        f"{most}, but got {article} {what} with length {length} instead."
    )
    return invalid(message, param, f"{what}_above_max_length")


def no_model(model_id: str) -> Refusal:
    """Return the 404 of a model that does not exist (yet)."""
    message = f"The model `{model_id}` does not exist or you do not have access to it."
    return Refusal(404, message, param="model", code="model_not_found")


def retired_model(model_id: str, last: date) -> Refusal:
    """Return the 404 of a model that was shut down."""
    message = (
        f"The model `{model_id}` has been deprecated and was shut down on {last.isoformat()}, "
        f"learn more here: {DEPRECATIONS}"
    )
    return Refusal(404, message, param="model", code="model_not_found")


def no_key() -> Refusal:
    """Return the 401 of a request without a key."""
    return Refusal(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization "
        "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    )


def wrong_key() -> Refusal:
    """Return the 401 of a key that is not the sandbox's token; the key is not repeated."""
    return Refusal(
        401,
        "Incorrect API key provided. This sandbox was started with a token of its own and "
        "accepts only that as the key.",
        code="invalid_api_key",
    )


def too_large(most_bytes: int) -> Refusal:
    """Return the 413 of a body above the cap."""
    message = f"The request is too large: the payload may have at most {most_bytes} bytes."
    return Refusal(413, message, code="request_too_large")


def listed(words: Iterable[str]) -> str:
    """Return words in quotes, joined as a sentence would.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ("'a', 'b', and 'c'", "'a'")
    """
    quoted = [f"'{word}'" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    comma = "," if len(quoted) > 2 else ""
    return f"{', '.join(quoted[:-1])}{comma} and {quoted[-1]}"


def json_kind(value: object) -> str:
    """Return the JSON type of a value with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a decimal number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
