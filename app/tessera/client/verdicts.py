"""What a status, or an error inside a stream, means: which error, who pays, what to do.

The provider's own words are quoted, redacted and cut; they never choose more than the sentence.
Sources: OpenAI's error-codes guide (August 2026), GPT Proto's pages (November 2026).
"""

import re
from collections.abc import Callable
from datetime import datetime

from tessera.client import causes
from tessera.client.errors import KEPT_ALL, Failures
from tessera.client.pace import retry_after_s
from tessera.client.wire_errors import Complaint, read_complaint
from tessera.client.words import quotable
from tessera.core.errors import (
    KeyRejected,
    ModerationBlocked,
    NoCredit,
    NotPermitted,
    OverLimit,
    Refused,
    ServiceError,
)

LONGEST_WAIT_S = 120.0
_HTTP_STATUS = re.compile(r"[45][0-9][0-9]", re.ASCII)  # GPT Proto writes it as the error's type


def _long(wait_s: float) -> str:
    """Return a wait of more than two minutes in words.

    >>> _long(600), _long(86_400), _long(10**7)
    ('10 minutes', '24 hours', '116 days')
    """
    if wait_s < 2 * 3_600:
        return f"{round(wait_s / 60)} minutes"
    if wait_s < 2 * 86_400:
        return f"{round(wait_s / 3_600)} hours"
    return f"{round(wait_s / 86_400):,} days"


class Verdicts:
    """Judges the failures of one call."""

    def __init__(self, failures: Failures, now: Callable[[], datetime]) -> None:
        self._failures = failures
        self._now = now
        self._provider = failures.provider

    def of_status(self, status: int, header: Callable[[str], str], body: bytes) -> ServiceError:
        """Return the error for a reply whose status is not 200 to 203."""
        failures = self._failures
        if status in (204, 205):
            return failures.odd(
                f"{self._provider} answered without any content.",
                "Look into the provider's usage page before you send it again.",
                status=status,
            )
        if 300 <= status < 400:
            return failures.odd(
                f"{self._provider} pointed to another address, which was not followed.",
                "Check the provider's address in the settings.",
                status=status,
            )
        if status < 400:
            return failures.odd(
                f"{self._provider} answered with the status {status}, which is no answer.",
                "Look into the provider's usage page before you send it again.",
                status=status,
            )
        complaint = read_complaint(body)
        wait_s = retry_after_s(header("retry-after"), self._now())
        return self._identified(self._judged(status, complaint, wait_s), status, complaint)

    def of_event(self, complaint: Complaint, *, has_begun: bool) -> ServiceError:
        """Return the error for a failure that came inside a 200.

        What has begun may be charged, unless the provider says that the input was not usable.
        """
        code = complaint.code or complaint.kind
        status = int(code) if _HTTP_STATUS.fullmatch(code) else None
        if status is not None:
            error = self._judged(status, complaint, None)
        elif causes.is_moderation(complaint):
            error = self._moderation(complaint)
        elif causes.is_credit(complaint):
            error = self._no_credit(complaint)
        elif code in ("invalid_api_key", "invalid_authentication"):
            error = self._key_rejected()
        elif code == "model_not_found":
            error = self._no_model(complaint)
        elif code.startswith("rate_limit"):
            error = self._over_limit(429, None)
        elif code in causes.INPUT_CODES or complaint.kind == "invalid_request_error":
            error = self._refused(complaint)
        else:
            said = self._said(complaint)
            error = self._failures.unknown(f"{self._provider} failed while it answered{said}.")
        if has_begun and self._failures.is_paid and not error.may_be_charged:
            error.may_be_charged = True
            error.kept = KEPT_ALL
            error.next_step = f"It may have been charged. {error.next_step}"
        return self._identified(error, 200 if status is None else status, complaint)

    def _judged(self, status: int, complaint: Complaint, wait_s: float | None) -> ServiceError:
        if status in (400, 403, 503) and causes.is_moderation(complaint):
            return self._moderation(complaint)
        if status == 402 or (status in (400, 403, 429) and causes.is_credit(complaint)):
            return self._no_credit(complaint)
        match status:
            case 401:
                return self._key_rejected()
            case 403:
                return self._not_permitted(complaint)
            case 404 if causes.is_missing_model(complaint):
                return self._no_model(complaint)
            case 404 | 405 | 410:
                return self._no_such_address(complaint)
            case 409 | 429:
                return self._over_limit(status, wait_s)
            case 503 if wait_s is not None:
                return self._over_limit(status, wait_s)
            case 413:
                return Refused(
                    f"The request is too large for {self._provider}.",
                    self._failures.kept,
                    "Send fewer or smaller pictures.",
                )
            case 408:
                return self._failures.unknown(f"{self._provider} gave up waiting.", status=status)
            case _ if 400 <= status < 500:
                return self._refused(complaint)
            case _:
                said = self._said(complaint)
                return self._failures.unknown(f"{self._provider} failed ({status}){said}.")

    def _identified(self, error: ServiceError, status: int, complaint: Complaint) -> ServiceError:
        redact = self._failures.redact
        error.status = status
        error.code = quotable(redact(complaint.code or complaint.kind), 80) or None
        error.param = quotable(redact(complaint.param), 120) or None
        error.request_id = self._failures.request_id
        return error

    def _said(self, complaint: Complaint) -> str:
        """Return the provider's words as the end of a sentence, or nothing."""
        words = quotable(self._failures.redact(complaint.message)).rstrip(".")
        return f": “{words}”" if words else ""

    def _key_rejected(self) -> KeyRejected:
        return KeyRejected(
            f"{self._provider} did not accept the key.",
            self._failures.kept,
            "Check the key under Connect, or make a new one.",
        )

    def _no_credit(self, complaint: Complaint) -> NoCredit:
        is_limit = "limit" in complaint.words and "balance" not in complaint.words
        return NoCredit(
            f"A spend limit at {self._provider} is reached."
            if is_limit
            else f"The account at {self._provider} has no credit left.",
            f"Nothing was charged. {self._failures.kept}".strip(),
            f"Raise the limit {self._on_page('billing')}."
            if is_limit
            else f"Add credit {self._on_page('billing')}.",
        )

    def _over_limit(self, status: int, wait_s: float | None) -> OverLimit:
        if wait_s is None:
            next_step = "Try again in a moment."
        elif wait_s <= LONGEST_WAIT_S:
            seconds = max(1, round(wait_s))
            next_step = f"Try again in {seconds} {'second' if seconds == 1 else 'seconds'}."
        else:
            next_step = f"Try again in {_long(wait_s)}."
        why = {409: "is busy with this already", 503: "is overloaded"}
        return OverLimit(
            f"{self._provider} {why.get(status, 'limits the pace of requests')}.",
            f"Nothing was charged. {self._failures.kept}".strip(),
            next_step,
            retry_after_s=wait_s,
        )

    def _not_permitted(self, complaint: Complaint) -> NotPermitted:
        if causes.is_unverified(complaint):
            return NotPermitted(
                f"{self._provider} allows this only to a verified organisation.",
                self._failures.kept,
                f"Verify the organisation {self._on_page('verify')}, or pick another model.",
                reason="organisation_not_verified",
            )
        if causes.is_region(complaint):
            return NotPermitted(
                f"{self._provider} does not serve the region this call came from.",
                self._failures.kept,
                "Pick another provider, or the sandbox.",
                reason="region",
            )
        if causes.is_missing_model(complaint):
            return self._no_model(complaint)
        return NotPermitted(
            f"{self._provider} does not allow this{self._said(complaint)}.",
            self._failures.kept,
            "Check what the key may do on the provider's page.",
        )

    def _on_page(self, name: str) -> str:
        """Return where the provider's page lies, as plain text, as far as it is known."""
        page = self._failures.links.get(name)
        return f"at {page}" if page else "on the provider's page"

    def _no_model(self, complaint: Complaint) -> NotPermitted:
        return NotPermitted(
            f"{self._provider} does not offer this model to this key{self._said(complaint)}.",
            self._failures.kept,
            "Pick another model, or enable it on the provider's page.",
            reason="model_not_enabled",
        )

    def _no_such_address(self, complaint: Complaint) -> Refused:
        return Refused(
            f"{self._provider} does not know what was asked for{self._said(complaint)}.",
            self._failures.kept,
            "Check the provider's address and its kind in the settings.",
        )

    def _moderation(self, complaint: Complaint) -> ModerationBlocked:
        categories = tuple(
            quotable(self._failures.redact(name), 60) for name in complaint.categories
        )
        named = ", ".join(categories).replace("_", " ")
        where = {"input": "what was sent", "output": "its own result"}.get(
            complaint.stage, "this request"
        )
        return ModerationBlocked(
            f"{self._provider}'s moderation blocked {where}{f' ({named})' if named else ''}.",
            self._failures.kept,
            "Change the text or the pictures; the same again is seldom let through.",
            stage=complaint.stage,
            categories=categories,
        )

    def _refused(self, complaint: Complaint) -> Refused:
        next_step = "Change the request and send it again."
        if "patches" in complaint.words:
            next_step = "Choose a lower detail or send a smaller copy of the picture."
        elif "context_length_exceeded" in complaint.words:
            next_step = "Leave out earlier turns or pictures, or pick a model that reads more."
        elif complaint.param == "size":
            next_step = "Choose another size and send it again."
        elif complaint.param:
            param = quotable(self._failures.redact(complaint.param), 80)
            next_step = f"It is about “{param}”. {next_step}"
        return Refused(
            f"{self._provider} declined the request{self._said(complaint)}.",
            self._failures.kept,
            next_step,
        )
