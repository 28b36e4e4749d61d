"""No form of a secret survives in a text that is shown."""

import base64
from collections.abc import Callable
from random import Random
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.redaction import MARK, Redactor

KEY = "sandbox-Zy9+x/Qw7=eR_t5u-K1o0P"
LONG_KEY = f"sk-proj-{base64.urlsafe_b64encode(Random(1).randbytes(117)).decode()}"  # as OpenAI's


@pytest.mark.parametrize(
    "form",
    [
        KEY,
        KEY.upper(),
        quote(KEY, safe=""),
        quote(KEY, safe="").lower(),
        "".join(f"%{byte:02X}" for byte in KEY.encode()),
        KEY.encode().hex(),
        KEY[3:20],
        KEY[3:20].upper(),
        KEY[::-1],
        "".join(f"%25{byte:02x}" for byte in KEY.encode()),
        "".join(f"\\u{byte:04X}" for byte in KEY.encode()),
        "".join(f"\\\\x{byte:02x}" for byte in KEY.encode()),
        "".join(f"&#{byte};" for byte in KEY.encode()),
        "".join(f"&#x{byte:X};" for byte in KEY.encode()),
        KEY.replace("+", "&plus;").replace("/", "\\/"),
        KEY.encode().hex(":"),
        ", ".join(f"0x{byte:02x}" for byte in KEY.encode()),
        base64.b32encode(KEY.encode()).decode().rstrip("="),
        base64.b64encode(KEY.encode("utf-16-le")).decode().rstrip("="),
        "\0".join(KEY),
        "\u200b".join(KEY),
        KEY[:9] + "\n    " + KEY[9:],
    ],
)
def test_a_known_secret_goes_in_every_form(form: str) -> None:
    assert Redactor(KEY)(f"before {form} after") == f"before {MARK} after"


@given(st.binary(max_size=5), st.binary(max_size=5))
def test_a_secret_inside_base64_goes_at_any_alignment(before: bytes, after: bytes) -> None:
    whole = before + KEY.encode() + after
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = Redactor(KEY)(encode(whole).decode())
        assert MARK in text
        around = len(base64.b64encode(before)) + len(base64.b64encode(after)) + 4
        assert len(text) - len(MARK) <= around, "only what stood around the key is left"


@pytest.mark.parametrize(
    "text",
    ["sk-abcdef123456", "sk-proj-a_b-c9", "sk-****************wxyz", "sk-abc…wxyz", "sess-123456"],
)
def test_what_looks_like_a_key_goes_even_unknown(text: str) -> None:
    assert Redactor()(f"provided: {text}") == f"provided: {MARK}"


@pytest.mark.parametrize("text", ["a risk-averse task-force", "ask-me", "", "sk-", "disk-usage-01"])
def test_ordinary_words_stay(text: str) -> None:
    assert Redactor(KEY)(text) == text


def test_a_short_key_does_not_garble_the_text() -> None:
    assert Redactor("test")("the latest test") == "the latest test"


def test_a_missing_secret_is_no_secret() -> None:
    assert Redactor(None, "")("nothing to hide") == "nothing to hide"


def test_the_redactor_does_not_show_what_it_hides() -> None:
    assert KEY not in repr(Redactor(KEY))


@pytest.mark.parametrize("sign", ["x", "s", "sk-", "73", "\\", "%25", "&#0", " ", "sandbox"])
def test_a_flood_takes_time_by_its_length_alone(sign: str) -> None:
    redact = Redactor(KEY)
    short, long = (_seconds(redact, sign * (size // len(sign))) for size in (20_000, 200_000))
    assert long < 40 * max(short, 0.002), "ten times the text, about ten times the time"


@pytest.mark.parametrize("kind", ["base64", "one letter", "a break at the end", "sk-", "code"])
def test_an_answer_without_a_break_is_parted_in_a_time_by_its_length(kind: str) -> None:
    redact = Redactor(LONG_KEY)
    short, long = (_seconds(redact.parted, _unbroken(kind, size)) for size in (50_000, 500_000))
    assert long < 20 * max(short, 0.005), "ten times the text, about ten times the time"


def test_many_small_pieces_are_parted_as_fast_as_they_come() -> None:
    redact, text = Redactor(LONG_KEY), _unbroken("base64", 60_000)
    began, held = process_time(), ""
    for at in range(0, len(text), 3):
        _, held = redact.parted(held + text[at : at + 3])
    assert process_time() - began < 4.0
    assert len(held) < len(LONG_KEY)


def test_a_letter_that_grows_in_lower_case_hides_no_key() -> None:
    redact, dotted = Redactor(LONG_KEY), "\u0130"  # two signs in lower case
    shown, held = redact.parted(dotted * 30 + LONG_KEY[:40])
    assert (shown, held) == (dotted * 30, LONG_KEY[:40])
    part = LONG_KEY[9:70]
    assert redact(f"{dotted * 30}{part}") == f"{dotted * 30}{MARK}"


def _unbroken(kind: str, size: int) -> str:
    code = 'function(a,b){return a.k==="s"?b[0]:"\\u0073\\x6b"+c};'
    if kind == "base64":
        return base64.b64encode(Random(size).randbytes(size * 3 // 4)).decode().replace("/", "x")
    if kind == "a break at the end":
        return "a" * (size - 1) + "é"
    part = {"one letter": "a", "sk-": "sk-", "code": code}[kind]
    return (part * (size // len(part) + 1))[:size]


def _seconds(look: Callable[[str], object], text: str) -> float:
    began = process_time()
    look(text)
    return process_time() - began
