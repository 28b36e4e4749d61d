"""The settings as data: each with its words, its default and the values it takes.

The dialog and the documents are made from this table, so they cannot list a setting that does
not exist. A key is never a setting.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from tessera.core.profiles import AuthForm, Profile
from tessera.core.requests import DEFAULT_MAX_OUTPUT_TOKENS
from tessera.core.words import Detail
from tessera.store.profile_json import Json, profiles_from, profiles_to

if TYPE_CHECKING:
    from tessera.core.budget_balance import Balance

MODELS_MOST = 0
OUTPUT_CHOICES = (150, 500, 1000, DEFAULT_MAX_OUTPUT_TOKENS, MODELS_MOST)
SMALLEST_FONT_PERCENT, LARGEST_FONT_PERCENT = 50, 300


MOST_AT_ONCE = 32
MOST_A_MINUTE = 600


class Theme(StrEnum):
    """Which palette the window wears; ``AUTO`` follows the system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class SaveFormat(StrEnum):
    """What a saved picture becomes; ``AS_IT_CAME`` keeps its own bytes."""

    AS_IT_CAME = "as_it_came"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TIFF = "tiff"
    AVIF = "avif"


class LogLevel(StrEnum):
    """What the log keeps; each level keeps those after it too."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class OverCap(StrEnum):
    """What happens when a call would pass a cap."""

    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose. ``model``, ``reasoning_effort`` and ``profile`` are empty until then.

    ``max_output_tokens`` of `MODELS_MOST` means the model's own limit. ``font_percent`` scales all
    text. A cap of None is no cap; the sandbox's hold for its simulated dollars. ``balances`` are
    what was paid in advance, ``profiles`` the user's own.
    """

    theme: Theme = Theme.AUTO
    font_percent: int = 100
    language: str = ""
    profile: str = ""
    model: str = ""
    detail: Detail = Detail.AUTO
    max_output_tokens: int = DEFAULT_MAX_OUTPUT_TOKENS
    reasoning_effort: str = ""
    send_as_link: bool = False
    send_seen: bool = False
    gpt_proto_auth: AuthForm = AuthForm.BEARER
    openai_organization: str = ""
    openai_project: str = ""
    cap_request_usd: Decimal | None = None
    cap_day_usd: Decimal | None = None
    cap_month_usd: Decimal | None = None
    over_cap: OverCap = OverCap.ASK
    sandbox_cap_request_usd: Decimal | None = None
    sandbox_cap_day_usd: Decimal | None = None
    sandbox_cap_month_usd: Decimal | None = None
    balances: tuple["Balance", ...] = ()
    profiles: tuple[Profile, ...] = ()
    save_format: SaveFormat = SaveFormat.AS_IT_CAME
    save_quality: int = 92
    save_lossless: bool = False
    save_provenance: bool = True
    save_private: bool = False
    export_pattern: str = "{name}-{version}-{model}"
    notify: bool = True
    keep_awake: bool = True
    log_level: LogLevel = LogLevel.INFO
    calls_at_once: int = 4
    calls_per_minute: int = 0
    background_above_usd: Decimal | None = Decimal("0.25")
    do_not_store: bool = False


def _written(value: object) -> Json:
    return value if isinstance(value, bool | int) else str(value)


def _write_dollars(value: object) -> Json:
    from tessera.store.budget_json import dollars_to

    assert value is None or isinstance(value, Decimal)
    return dollars_to(value)


def _write_list(value: object) -> Json:
    """Write the lists among the settings: balances and profiles."""
    from tessera.store.budget_json import balances_to

    assert isinstance(value, tuple)
    is_profiles = all(isinstance(each, Profile) for each in value)
    return profiles_to(value) if is_profiles else balances_to(value)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in `Settings` and in the file, and how people read about it.

    ``read`` turns the file's value into ours and raises `ValueError` with a reason, ``write`` goes
    back; a text field shows what ``write`` gives and is read as it stands. ``choices`` are the
    values it takes, empty where any of its kind will do. ``empty`` says what an empty field means.
    """

    key: str
    title: str
    description: str
    read: Callable[[Json], object]
    choices: tuple[object, ...] = ()
    write: Callable[[object], Json] = _written
    empty: str = ""

    @property
    def default(self) -> object:
        """Return the value before the user chose."""
        return getattr(Settings(), self.key)


def _text(value: Json) -> str:
    if not isinstance(value, str) or len(value) > 200 or any(ord(sign) < 32 for sign in value):
        raise ValueError("a short text is expected")
    return value


def _yes_or_no(value: Json) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is expected")
    return value


def _output_tokens(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000_000:
        raise ValueError("a whole number of tokens is expected, or 0 for the model's most")
    return value


def _quality(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError("a whole number from 1 to 100 is expected")
    return value


def _at_once(value: Json) -> int:
    return _number_between(value, 1, MOST_AT_ONCE)


def _per_minute(value: Json) -> int:
    return _number_between(value, 0, MOST_A_MINUTE)


def _number_between(value: Json, low: int, high: int) -> int:
    """Return a whole number, from the file or as it was typed."""
    typed = value.strip() if isinstance(value, str) else ""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else value
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise ValueError(f"a whole number from {low} to {high} is expected")
    return number


def _font_percent(value: Json) -> int:
    low, high = SMALLEST_FONT_PERCENT, LARGEST_FONT_PERCENT
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"a whole number from {low} to {high} is expected")
    return value


def _dollars(value: Json) -> Decimal | None:
    from tessera.store.budget_json import dollars_from

    return dollars_from(value)


def _balances(value: Json) -> object:
    if value == []:
        return ()
    from tessera.store.budget_json import balances_from

    return balances_from(value)


def _cap(key: str, title: str, description: str) -> "Setting":
    return Setting(key, title, description, _dollars, write=_write_dollars, empty="No cap")


def _one_of(kind: type[StrEnum]) -> Callable[[Json], StrEnum]:
    def read(value: Json) -> StrEnum:
        if not isinstance(value, str) or value not in [each.value for each in kind]:
            raise ValueError(f"one of {', '.join(each.value for each in kind)} is expected")
        return kind(value)

    return read


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        "Theme",
        "Light, dark, or as the system has it.",
        _one_of(Theme),
        choices=tuple(Theme),
    ),
    Setting("font_percent", "Text size", "The size of all text in per cent.", _font_percent),
    Setting("language", "Language", "The window's language; empty follows the system.", _text),
    Setting("profile", "Profile", "The provider used last.", _text),
    Setting("model", "Model", "The model a new session starts with.", _text),
    Setting(
        "detail",
        "Detail",
        "How closely the model looks at a picture in a new session.",
        _one_of(Detail),
        choices=tuple(Detail),
    ),
    Setting(
        "max_output_tokens",
        "Longest answer",
        "The most tokens an answer may have; it bounds what a question can cost.",
        _output_tokens,
        choices=OUTPUT_CHOICES,
    ),
    Setting(
        "reasoning_effort",
        "Reasoning effort",
        "How long a model thinks before it answers, where it can.",
        _text,
    ),
    Setting(
        "send_as_link",
        "Send web pictures as links",
        "The provider fetches a web picture itself. Off, it is fetched, shown and sent as pixels.",
        _yes_or_no,
    ),
    Setting(
        "send_seen",
        "Send only what the model sees",
        "Photos are shrunk here to the size that the model makes of them anyway: the same count, "
        "a fraction of the upload. A photo that is too large goes as the largest copy that passes.",
        _yes_or_no,
    ),
    Setting(
        "gpt_proto_auth",
        "GPT Proto sends the key as",
        "A Bearer token, or the raw key alone.",
        _one_of(AuthForm),
        choices=(AuthForm.BEARER, AuthForm.RAW),
    ),
    Setting(
        "openai_organization",
        "OpenAI organisation",
        "The organisation that is billed, if the key belongs to several.",
        _text,
    ),
    Setting(
        "openai_project",
        "OpenAI project",
        "The project that is billed; empty is the key's own.",
        _text,
    ),
    _cap(
        "cap_request_usd",
        "Most that one call may cost",
        "In dollars; the longest answer is counted. Empty is no cap.",
    ),
    _cap(
        "cap_day_usd",
        "Most that a day may cost",
        "In dollars, by the day in UTC; what still runs counts too.",
    ),
    _cap("cap_month_usd", "Most that a month may cost", "In dollars, by the month in UTC."),
    Setting(
        "over_cap",
        "When a call would pass a cap",
        "Ask each time, or refuse it.",
        _one_of(OverCap),
        choices=tuple(OverCap),
    ),
    _cap(
        "sandbox_cap_request_usd",
        "Sandbox: most that one call may cost",
        "In simulated dollars; to try caps out.",
    ),
    _cap(
        "sandbox_cap_day_usd",
        "Sandbox: most that a day may cost",
        "In simulated dollars, by the day in UTC.",
    ),
    _cap(
        "sandbox_cap_month_usd",
        "Sandbox: most that a month may cost",
        "In simulated dollars, by the month in UTC.",
    ),
    Setting(
        "balances",
        "Prepaid balances",
        "What was paid to a provider in advance; settled bills count it down.",
        _balances,
        write=_write_list,
    ),
    Setting(
        "profiles",
        "Own providers",
        "Servers that speak OpenAI's protocol: address, form of the key, what they can do.",
        profiles_from,
        write=_write_list,
    ),
    Setting(
        "save_format",
        "Save pictures as",
        "The format that Save as offers first.",
        _one_of(SaveFormat),
        choices=tuple(SaveFormat),
    ),
    Setting(
        "save_quality", "Quality of saved files", "From 1 to 100, for lossy formats.", _quality
    ),
    Setting("save_lossless", "Lossless WebP", "WebP files keep every pixel.", _yes_or_no),
    Setting(
        "save_provenance",
        "Write where a picture came from into the file",
        "Model, prompt, settings and cost, and the mark that a model had a part in it.",
        _yes_or_no,
    ),
    Setting(
        "save_private",
        "Save nothing but pixels",
        "No camera data, place, profile or provenance; the colours become sRGB.",
        _yes_or_no,
    ),
    Setting(
        "export_pattern",
        "Names of exported files",
        "Made of {name}, {version}, {model}, {date}, {time}, {number}, {width} and {height}.",
        _text,
    ),
    Setting(
        "notify",
        "Tell when a long call ends",
        "A notice of the system while the window is in the background.",
        _yes_or_no,
    ),
    Setting(
        "keep_awake",
        "Stay awake during a call",
        "The machine does not fall asleep while an answer is paid for, where the system allows it.",
        _yes_or_no,
    ),
    Setting(
        "log_level",
        "Log",
        "What the log keeps; keys, prompts and answers are never in it.",
        _one_of(LogLevel),
        choices=tuple(LogLevel),
    ),
    Setting(
        "calls_at_once",
        "Calls at once",
        "How many questions and pictures are under way at the same time; the others wait their "
        "turn and say so.",
        _at_once,
    ),
    Setting(
        "calls_per_minute",
        "Calls a minute",
        "How many questions and pictures begin in a minute at most; 0 is no limit but the "
        "provider's own.",
        _per_minute,
    ),
    Setting(
        "background_above_usd",
        "In the background above",
        "In dollars: an answer that may cost more is finished by the provider even if the "
        "connection is cut, and fetched again instead of bought again. Empty is never.",
        _dollars,
        write=_write_dollars,
        empty="Never",
    ),
    Setting(
        "do_not_store",
        "Do not store answers",
        "What is asked in the background, pictures through an answer and answers that may draw are "
        "stored by the provider, with all that was sent. Without that, what is cut off is lost and "
        "may be charged all the same, and a next turn cannot go on from a picture by itself.",
        _yes_or_no,
    ),
)

assert [setting.key for setting in SETTINGS] == [field.name for field in fields(Settings)]
