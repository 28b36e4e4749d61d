"""How the key travels, and what never travels."""

from dataclasses import replace

import pytest

from tessera.client.auth import Identity
from tessera.core.errors import KeyMissing, KeyRejected, RequestError
from tessera.core.profiles import OPENAI, AuthForm

KEY = "sk-0123456789"


@pytest.mark.parametrize(
    ("form", "header"),
    [
        (AuthForm.BEARER, ("Authorization", f"Bearer {KEY}")),
        (AuthForm.RAW, ("Authorization", KEY)),
        (AuthForm.API_KEY, ("api-key", KEY)),
    ],
)
def test_the_key_goes_into_the_header_of_its_form(form: AuthForm, header: tuple[str, str]) -> None:
    assert Identity(replace(OPENAI, auth=form), KEY).headers() == [header]


def test_space_around_a_pasted_key_is_taken_off() -> None:
    assert Identity(OPENAI, f" {KEY}\n").headers() == [("Authorization", f"Bearer {KEY}")]


def test_organisation_and_project_are_added() -> None:
    extra = (("OpenAI-Organization", "org-1"), ("OpenAI-Project", "proj-1"))
    assert Identity(replace(OPENAI, headers=extra), KEY).headers()[:2] == list(extra)


def test_a_local_server_gets_no_key_header() -> None:
    assert Identity(replace(OPENAI, needs_key=False), None).headers() == []


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_missing_key_is_said(key: str | None) -> None:
    with pytest.raises(KeyMissing):
        Identity(OPENAI, key)


@pytest.mark.parametrize("key", ["sk a", "sk\r\nHost: evil", "schlüssel", "sk\x00"])
def test_a_key_that_cannot_be_one_is_refused(key: str) -> None:
    with pytest.raises(KeyRejected) as refused:
        Identity(OPENAI, key)
    assert key not in str(refused.value)


@pytest.mark.parametrize(
    "header",
    [
        ("Authorization", "Bearer x"),
        ("host", "evil.example"),
        ("Content-Length", "0"),
        ("Bad Name", "x"),
        ("X", "a\r\nHost: evil"),
        ("", "x"),
    ],
)
def test_a_header_that_would_change_the_call_is_refused(header: tuple[str, str]) -> None:
    with pytest.raises(RequestError):
        Identity(replace(OPENAI, headers=(header,)), KEY)


def test_the_identity_never_shows_the_key() -> None:
    assert KEY not in repr(Identity(OPENAI, KEY))
