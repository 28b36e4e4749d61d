"""A server that says our key again, in any form and in any pieces: nobody hears it."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.client.keyless import Keyless, all_without_key
from tessera.core.redaction import MARK, Redactor
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    PictureArrived,
    RefusalDelta,
    Reply,
    TextDelta,
)
from tests.client.calls import KEY, ask_rogue
from tests.client.rogue import Rogue, as_json, plain, streamed
from tests.journeys.gateway import story_of

FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "percent": lambda key: quote(key).replace("-", "%2D"),
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64 of the header": lambda key: base64.urlsafe_b64encode(
        b"Bearer " + key.encode()
    ).decode(),
    "hex": lambda key: key.encode().hex(),
    "escaped": lambda key: "".join(f"\\u{ord(sign):04x}" for sign in key),
    "html": lambda key: "".join(f"&#{ord(sign)};" for sign in key),
    "utf-16": lambda key: key.encode("utf-16-le").decode("latin-1"),
    "unseen signs between": "\u200b".join,
    "backwards": lambda key: key[::-1],
}


def text_of(replies: list[Reply]) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta | RefusalDelta))


@given(st.lists(st.integers(1, 5), min_size=1), st.sampled_from(["plain", "base64", "hex"]))
def test_a_key_in_pieces_of_any_size_is_found(sizes: list[int], form: str) -> None:
    said = f"It is {FORMS[form](KEY)}, is it not? This is said: sk"
    keyless, shown, at = Keyless(Redactor(KEY)), "", 0
    while at < len(said):
        size = sizes[at % len(sizes)]
        shown += text_of(list(keyless.take(TextDelta(said[at : at + size]))))
        at += size
    shown += text_of(list(keyless.rest()))
    assert shown == f"It is {MARK}, is it not? This is said: sk"


def test_an_answer_about_keys_stays_as_it_is() -> None:
    said = TextDelta("A key looks like sk-abcdefghijkl and nothing else.")
    assert text_of(all_without_key([said], Redactor(KEY))) == said.text


def test_an_id_that_quotes_the_key_is_none() -> None:
    accepted, finished = all_without_key(
        [
            Accepted("req_1", f"resp_{KEY}"),
            Finished(Ending.COMPLETE, None, model=KEY, service_tier=KEY),
        ],
        Redactor(KEY),
    )
    assert accepted == Accepted("req_1", None)
    assert isinstance(finished, Finished)
    assert (finished.model, finished.service_tier) == (MARK, MARK)


@pytest.mark.parametrize(
    "between",
    [(PictureArrived(0, b"picture", partial=0),), (RefusalDelta(""),), (Accepted("req_1", None),)],
)
def test_what_comes_between_the_pieces_of_a_key_does_not_join_them(
    between: tuple[Reply, ...],
) -> None:
    said = [TextDelta(f"It is {KEY[:11]}"), *between, TextDelta(f"{KEY[11:]}, is it not?")]
    assert text_of(all_without_key(said, Redactor(KEY))) == f"It is {MARK}, is it not?"


@pytest.mark.parametrize("form", FORMS)
async def test_no_form_of_the_key_is_heard_in_an_answer_or_in_an_error(form: str) -> None:
    written = FORMS[form](KEY)
    complaint = {"error": {"message": f"Wrong: {written}", "code": written, "param": written}}
    for answer in (
        streamed(story_of(f"You sent {written} to me"), x_request_id="req_1"),
        as_json(complaint, 400),
        plain(json.dumps(complaint, ensure_ascii=False).encode(), 500),
    ):
        async with Rogue([answer]) as rogue:
            heard = await ask_rogue(rogue)
        said = [text_of(heard.replies), str(heard.error), repr(getattr(heard.error, "code", ""))]
        assert [each for each in said if written in each] == []
        assert MARK in "".join(said)
