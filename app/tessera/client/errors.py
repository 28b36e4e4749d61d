"""Failures of the way and of the answer's form, as errors of the house.

One `Failures` speaks for one call: it knows the provider's name, whether money may flow, and what
must not be shown. Statuses and complaints are in `verdicts`.

Who pays: before the first byte left, nobody; after it, whatever is not surely unbilled counts as
perhaps billed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import httpx

from tessera.client.deadlines import Countdown, DeadlinePassed
from tessera.client.origin import proxy_in_use
from tessera.client.unreachable import through, why_unreachable
from tessera.core.errors import OddReply, OutcomeUnknown, RequestError, ServiceError, Unreachable
from tessera.core.redaction import Redactor

KEPT = "Your text and pictures are kept."
KEPT_ALL = "Your text and pictures are kept, and so is what arrived."
MAY_BE_CHARGED = "It may have been charged; sending it again may be charged a second time."
GOES_ON = (
    "The provider finishes it all the same: it is fetched once the provider can be reached, at the "
    "latest at the next start, and nothing is bought a second time."
)
TRY_AGAIN = "Nothing was charged; try again."


@dataclass(frozen=True, slots=True)
class Failures:
    """Makes the errors of one call. ``host`` is the provider's, for sentences only.

    ``links`` are the provider's pages that help, by the names of `Profile.links`.
    """

    provider: str
    host: str
    redact: Redactor
    is_paid: bool = True
    request_id: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> str:
        """Return what is kept, for a call that carries something of the user's."""
        return KEPT if self.is_paid else ""

    @property
    def proxy(self) -> str | None:
        """Return the proxy that calls pass through, without its password."""
        return proxy_in_use(f"https://{self.host}")

    def for_call(self, *, is_paid: bool) -> "Failures":
        """Return the same for a call where money may flow, or not."""
        return replace(self, is_paid=is_paid)

    def known_as(self, request_id: str | None) -> "Failures":
        """Return the same for the call that the provider knows as ``request_id``."""
        return replace(self, request_id=request_id)

    def too_slow(self, passed: DeadlinePassed, *, was_sent: bool = True) -> ServiceError:
        """Return the error for a deadline of ours that passed."""
        length = "1 second" if passed.limit_s == 1 else f"{passed.limit_s:g} seconds"
        if not was_sent:
            way = through(self.proxy)
            return self.unreachable(f"{self.host} could not be reached{way} within {length}.")
        if passed.is_total:
            return self.unknown(f"{self.provider} did not finish within {length}.")
        return self.unknown(f"{self.provider} sent nothing for {length}.")

    def timed_out(
        self, error: httpx.TimeoutException, countdown: Countdown, *, was_sent: bool
    ) -> ServiceError:
        """Return the error for one of httpx's own timeouts."""
        deadlines = countdown.deadlines
        is_connecting = isinstance(error, httpx.ConnectTimeout)
        limit_s = deadlines.idle_s
        if is_connecting:
            limit_s = min(deadlines.connect_s, deadlines.idle_s)
        return self.too_slow(DeadlinePassed(limit_s, is_total=False), was_sent=was_sent)

    def from_httpx(self, error: httpx.RequestError, *, was_sent: bool) -> ServiceError:
        """Return the error for a connection that could not be made or that broke."""
        if not was_sent:
            return self.unreachable(*why_unreachable(error, self.host, self.proxy))
        return self.unknown(f"The connection to {self.provider} broke before an answer came.")

    def goes_on(self, what: str, *, status: int | None = None) -> OutcomeUnknown:
        """Return the error for an answer that is still made while nobody listens."""
        error = self.unknown(what, status=status)
        error.next_step, error.goes_on = GOES_ON, True
        return error

    def cut(self) -> ServiceError:
        """Return the error for an answer that ended too early."""
        return self.unknown(f"The answer from {self.provider} was cut off before its end.")

    def proxy_unusable(self) -> ServiceError:
        """Return the error for a proxy or certificate setting that cannot be used."""
        return self.unreachable(
            "The proxy or the certificates set on this machine cannot be used.",
            "Check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE; SOCKS proxies are not supported.",
        )

    def bad_address(self) -> RequestError:
        """Return the error for an address that httpx cannot even read."""
        return RequestError(
            f"The address of {self.provider} is not a web address.",
            next_step="Correct it in OPENAI_BASE_URL, or in the settings under Providers.",
        )

    def unreachable(self, what: str, next_step: str = "") -> Unreachable:
        """Return the error for a call of which no byte left."""
        return Unreachable(
            what,
            f"Nothing was sent. {self.kept}".strip(),
            next_step or "Check the internet connection and try again.",
        )

    def unknown(self, what: str, *, status: int | None = None, code: str = "") -> OutcomeUnknown:
        """Return the error for a call without a verdict."""
        return OutcomeUnknown(
            what,
            KEPT_ALL if self.is_paid else "",
            MAY_BE_CHARGED if self.is_paid else TRY_AGAIN,
            status=status,
            code=code or None,
            request_id=self.request_id,
            may_be_charged=self.is_paid,
        )

    def odd(self, what: str, next_step: str, *, status: int | None = None) -> OddReply:
        """Return the error for an answer that is not the protocol's; never tried again."""
        return OddReply(
            what,
            KEPT_ALL if self.is_paid else "",
            f"It may have been charged. {next_step}" if self.is_paid else next_step,
            status=status,
            request_id=self.request_id,
            may_be_charged=self.is_paid,
        )

    def unreadable(self) -> OutcomeUnknown:
        """Return the error for an answer that should be JSON and is not."""
        return self.unknown(f"The answer from {self.provider} cannot be read.", status=200)

    def too_large(self, limit_bytes: int) -> OutcomeUnknown:
        """Return the error for an answer above a cap."""
        size = f"{limit_bytes / 2**20:,.0f} MB" if limit_bytes >= 2**20 else f"{limit_bytes} bytes"
        return self.unknown(
            f"The answer from {self.provider} grew beyond {size}, so reading it was stopped."
        )

    def no_picture(self) -> OutcomeUnknown:
        """Return the error for an answer that should hold pictures and holds none."""
        return self.unknown(f"{self.provider} answered without a picture.", status=200)

    def unknown_encoding(self) -> OutcomeUnknown:
        """Return the error for an answer packed in a way that nobody asked for."""
        return self.unknown(
            f"The answer from {self.provider} is packed in a way that this program did not ask for."
        )

    def web_page(self, status: int) -> OddReply:
        """Return the error for a page of HTML where an answer was due."""
        return self.odd(
            f"A web page came back instead of an answer from {self.provider}.",
            "If this network asks to sign in, do so in a browser; otherwise check the provider's "
            "address in the settings.",
            status=status,
        )

    def not_the_protocol(self, status: int = 200) -> OddReply:
        """Return the error for a readable answer in a form that is not the protocol's."""
        return self.odd(
            f"{self.host} answered, but not as a provider of models should.",
            "Check the provider's address and its kind in the settings.",
            status=status,
        )
