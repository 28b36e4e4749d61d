"""No form of a secret survives in a text that is shown."""

import base64
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.redaction import MARK, Redactor

KEY = "sandbox-Zy9+x/Qw7=eR_t5u-K1o0P"


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


def _seconds(redact: Redactor, text: str) -> float:
    began = process_time()
    redact(text)
    return process_time() - began
