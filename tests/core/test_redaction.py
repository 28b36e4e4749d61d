"""No form of a secret survives in a text that is shown."""

import base64
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
