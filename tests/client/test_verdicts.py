"""What a status and a complaint mean: which error, who pays, what is said."""

import json
from typing import Any

import pytest

from tessera.client.errors import Failures
from tessera.client.retry import Ask, Retry, Stop, decide
from tessera.client.verdicts import Verdicts
from tessera.client.wire_errors import read_complaint
from tessera.core.errors import (
    KeyRejected,
    ModerationBlocked,
    NoCredit,
    NotPermitted,
    OddReply,
    OutcomeUnknown,
    OverLimit,
    Refused,
    ServiceError,
)
from tessera.core.redaction import Redactor
from tests.client.recorded import recorded
from tests.fakes import FixedClock

KEY = "sk-proj-0123456789abcdef"


def verdicts(*, is_paid: bool = True) -> Verdicts:
    failures = Failures("OpenAI", "api.openai.com", Redactor(KEY), is_paid, request_id="req_1")
    return Verdicts(failures, FixedClock().now)


def judged(status: int, body: object = None, **headers: str) -> ServiceError:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return verdicts().of_status(status, lambda name: headers.get(name.replace("-", "_"), ""), data)


def told(name: str, **headers: str) -> ServiceError:
    """Return the error for one of the recorded error bodies."""
    found = recorded("errors")["errors"][name]
    return judged(found["status"], found["body"], **headers)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wrong_key", KeyRejected),
        ("not_verified", NotPermitted),
        ("region", NotPermitted),
        ("no_access", NotPermitted),
        ("no_model", NotPermitted),
        ("no_credit", NoCredit),
        ("credit_balance", NoCredit),
        ("spend_limit", NoCredit),
        ("rate_limit", OverLimit),
        ("patches", Refused),
        ("bad_param", Refused),
        ("moderation", ModerationBlocked),
        ("server_error", OutcomeUnknown),
        ("overloaded", OutcomeUnknown),
    ],
)
def test_each_recorded_error_becomes_its_own_kind(name: str, kind: type[ServiceError]) -> None:
    error = told(name)
    assert type(error) is kind
    assert error.status == recorded("errors")["errors"][name]["status"]
    assert error.request_id == "req_1"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("not_verified", "organisation_not_verified"),
        ("region", "region"),
        ("no_access", "model_not_enabled"),
        ("no_model", "model_not_enabled"),
    ],
)
def test_what_is_not_permitted_has_a_reason(name: str, reason: str) -> None:
    error = told(name)
    assert isinstance(error, NotPermitted)
    assert error.reason == reason


def test_a_moderation_verdict_names_stage_and_categories() -> None:
    error = told("moderation")
    assert isinstance(error, ModerationBlocked)
    assert (error.stage, error.categories) == ("input", ("violence", "self-harm"))
    assert "what was sent (violence, self-harm)" in error.what


def test_a_content_filter_of_azure_is_moderation() -> None:
    result = {"hate": {"filtered": False}, "sexual": {"filtered": True, "severity": "high"}}
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result}
    error = judged(400, {"error": {"code": "content_filter", "message": "…", "innererror": inner}})
    assert isinstance(error, ModerationBlocked)
    assert error.categories == ("sexual",)


def test_a_gateways_content_policy_in_prose_is_moderation_even_with_503() -> None:
    error = judged(503, {"error": {"message": "Rejected: content policy violation"}})
    assert isinstance(error, ModerationBlocked)
    assert not error.may_be_charged


def test_too_many_patches_says_what_to_do() -> None:
    error = told("patches")
    assert "53800 patches" in error.what
    assert error.next_step == "Choose a lower detail or send a smaller copy of the picture."
    assert error.param == "input[0].content[1]"


def test_the_parameter_that_was_declined_is_named() -> None:
    assert "“reasoning.effort”" in told("bad_param").next_step


ALWAYS = (Stop(), False)
PERHAPS = (Ask(), True)


@pytest.mark.parametrize(
    ("status", "decision", "may_be_charged"),
    [
        *((status, *ALWAYS) for status in (400, 401, 402, 403, 404, 405, 410, 413, 415, 418, 422)),
        *((status, Retry(1.0), False) for status in (409, 429)),
        *((status, *PERHAPS) for status in (408, 500, 501, 502, 503, 504, 520, 529, 599)),
        *((status, Stop(), True) for status in (204, 205, 300, 301, 302, 303, 307, 308)),
    ],
)
def test_each_status_is_handled_as_the_policy_says(
    status: int, decision: object, may_be_charged: bool
) -> None:
    error = judged(status, b"")
    assert decide(error, 1) == decision
    assert error.may_be_charged is may_be_charged
    assert error.status == status


@pytest.mark.parametrize("status", [409, 429, 503])
def test_a_wait_that_was_asked_for_is_kept_to(status: int) -> None:
    error = judged(status, b"", retry_after="7")
    assert isinstance(error, OverLimit)
    assert decide(error, 1) == Retry(7.0)
    assert not error.may_be_charged


def test_a_long_wait_is_not_waited_for_but_said() -> None:
    error = judged(429, b"", retry_after="600")
    assert decide(error, 1) == Stop()
    assert error.retry_after_s == 600
    assert "10 minutes" in error.next_step


def test_a_used_up_quota_is_not_tried_again_even_when_told_to_wait() -> None:
    assert decide(told("no_credit", retry_after="1"), 1) == Stop()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"error": {"message": "Invalid signature", "type": "401"}}, KeyRejected),
        (403, {"error": {"message": "insufficient balance", "type": "403"}}, NoCredit),
        (402, {"detail": "Payment Required"}, NoCredit),
        (404, {"error": "model 'llava' not found, try pulling it first"}, NotPermitted),
        (422, {"detail": [{"loc": ["body"], "msg": "field required", "type": "x"}]}, Refused),
        (400, {"error": "bad"}, Refused),
        (400, {"message": "bad"}, Refused),
        (400, ["bad"], Refused),
        (400, [{"error": {"message": "bad"}}], Refused),
        (400, None, Refused),
        (400, b"<html>nginx</html>", Refused),
        (400, b"\xff\xfe", Refused),
        (400, b"[" * 100_000, Refused),
        (400, {"error": {"message": 7, "type": None, "code": ["x"]}}, Refused),
    ],
)
def test_odd_bodies_are_understood(status: int, body: object, kind: type[ServiceError]) -> None:
    assert type(judged(status, body)) is kind


def test_the_providers_words_are_quoted_on_one_line_and_cut() -> None:
    error = judged(400, {"error": {"message": "No\n\u202ejpg.exe " + "x" * 5_000}})
    assert error.what.startswith("OpenAI declined the request: “No jpg.exe xxx")
    assert len(error.what) < 400


def test_a_key_that_comes_back_is_not_shown() -> None:
    body = {"error": {"message": f"Bad key {KEY}", "code": KEY, "param": KEY, "type": "x"}}
    error = judged(400, body)
    assert KEY not in repr(error) + str(error)
    assert "[key removed]" in str(error)


def complaint_event(**inner: Any) -> ServiceError:
    body = json.dumps({"error": inner}).encode()
    return verdicts().of_event(read_complaint(body), has_begun=bool(inner.pop("begun", True)))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("server_error", OutcomeUnknown),
        ("anything", OutcomeUnknown),
        ("rate_limit_exceeded", OverLimit),
        ("insufficient_quota", NoCredit),
        ("invalid_image", Refused),
        ("image_content_policy_violation", ModerationBlocked),
        ("model_not_found", NotPermitted),
        ("invalid_api_key", KeyRejected),
        ("401", KeyRejected),
    ],
)
def test_a_failure_inside_an_answer_may_have_been_charged(
    code: str, kind: type[ServiceError]
) -> None:
    error = complaint_event(code=code, message="…")
    assert type(error) is kind
    assert decide(error, 1) == Ask()


def test_an_error_before_anything_began_is_not_charged_where_the_input_was_at_fault() -> None:
    complaint = read_complaint(b'{"error":{"code":"invalid_image","message":"broken"}}')
    error = verdicts().of_event(complaint, has_begun=False)
    assert isinstance(error, Refused)
    assert not error.may_be_charged


def test_a_free_call_is_never_perhaps_charged() -> None:
    for status in (302, 408, 500, 204):
        error = verdicts(is_paid=False).of_status(status, lambda _: "", b"")
        assert isinstance(error, OddReply | OutcomeUnknown)
        assert not error.may_be_charged
        assert "charged a second time" not in str(error)


@pytest.mark.parametrize(
    ("wait", "said"), [("1", "in 1 second."), ("0.2", "in 1 second."), ("7", "in 7 seconds.")]
)
def test_a_wait_is_told_in_words_that_agree(wait: str, said: str) -> None:
    assert told("rate_limit", retry_after=wait).next_step.endswith(said)


QUOTA = b'{"error": {"message": "no", "code": "insufficient_quota", "type": "billing"}}'


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + QUOTA,
        b'{"error": ' + QUOTA + b"}",
        QUOTA[:-2],
        QUOTA[:-2] + b', "more": "' + b"x" * 300_000,
        b'{"detail": [{"msg": "insufficient_quota: no"}]}',
        b'{"error": "billing_hard_limit_reached"}',
    ],
    ids=["a byte order mark", "wrapped twice", "cut", "too long", "a detail", "text"],
)
def test_half_an_error_and_a_wrapped_one_still_tell_that_credit_is_used_up(body: bytes) -> None:
    error = judged(429, body)
    assert isinstance(error, NoCredit)
    assert decide(error, 1) == Stop()


@pytest.mark.parametrize(
    "code", ["rate_limit_exceeded", "insufficient_quota", "moderation_blocked"]
)
def test_what_had_begun_is_never_said_to_be_free(code: str) -> None:
    complaint = read_complaint(json.dumps({"error": {"code": code}}).encode())
    error = verdicts().of_event(complaint, has_begun=True)
    assert error.may_be_charged
    assert "may have been charged" in error.next_step
    assert "Nothing was charged" not in str(error)


@pytest.mark.parametrize("status", [206, 226, 205, 304])
def test_a_status_that_is_no_answer_is_odd_and_perhaps_charged(status: int) -> None:
    error = judged(status)
    assert isinstance(error, OddReply)
    assert error.may_be_charged
