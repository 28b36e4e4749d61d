"""Every failure a user can meet, as sentences: what happened, what was kept, what to do next.

The tree::

    TesseraError
    ├── PictureError             the picture itself
    │   ├── UnreadablePicture    not a picture, truncated, bomb, decoder missing
    │   ├── PictureRejected      the model or the API would not take it
    │   └── MaskUnusable         a mask of another size, or with nothing to edit
    ├── RequestError             known before sending: caps, limits, illegal values
    │   ├── OverBudget           the user's own cap
    │   ├── OverMinute           larger than what the provider takes in a minute
    │   └── UnknownModel
    ├── ServiceError             the provider or the way to it
    │   ├── Unreachable          no byte was sent: DNS, refused, TLS, proxy
    │   ├── KeyMissing
    │   ├── KeyRejected          401
    │   ├── NotPermitted         403: organisation not verified, region, model not enabled
    │   ├── OverLimit            409/429 that passes by itself
    │   ├── NoCredit             insufficient quota, spend limit
    │   ├── Refused              400, 404, 413, 415, 422: the request was understood and declined
    │   │   └── ModerationBlocked
    │   ├── OddReply             200 that is not the protocol, redirects, 204, HTML
    │   └── OutcomeUnknown       cut, timeout, 5xx: may have been charged
    └── StoreError               disk, library, settings, keyring
        ├── LibraryInUse
        ├── LibraryDamaged
        ├── DiskFull
        └── KeyringUnavailable

The classes are written out because dataclasses would cost every start 4 % (measured: 24 million
instructions).
"""


class TesseraError(Exception):
    """An expected failure. ``what`` happened, what was ``kept``, what to do ``next_step``.

    All three are whole sentences of plain text; the last two may be empty.
    """

    def __init__(self, what: str, kept: str = "", next_step: str = "") -> None:
        super().__init__(what, kept, next_step)
        self.what = what
        self.kept = kept
        self.next_step = next_step

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.kept, self.next_step) if part)


class PictureError(TesseraError):
    """Something is wrong with a picture."""


class UnreadablePicture(PictureError):
    """The file could not be turned into pixels.

    ``reason`` is one word of ``imaging.reasons.Reason``, such as ``truncated`` or ``missing``.
    """

    def __init__(
        self, what: str, kept: str = "", next_step: str = "", reason: str = "broken"
    ) -> None:
        super().__init__(what, kept, next_step)
        self.reason = reason


class PictureRejected(PictureError):
    """The model or the API would not take this picture."""


class MaskUnusable(PictureError):
    """A mask file is a picture, but no mask for this photo; ``reason`` is ``size`` or ``empty``."""

    def __init__(
        self, what: str, kept: str = "", next_step: str = "", reason: str = "empty"
    ) -> None:
        super().__init__(what, kept, next_step)
        self.reason = reason


class RequestError(TesseraError):
    """The request cannot be sent as it is; nothing left this machine."""


class OverBudget(RequestError):
    """The worst case is above a cap the user set."""


class OverMinute(RequestError):
    """The request is larger than what the provider takes in a minute."""


class UnknownModel(RequestError):
    """The catalogue does not know the model."""


class ServiceError(TesseraError):
    """The provider, or the way to it, failed.

    ``status`` is the HTTP status if there was one; ``code`` and ``param`` are the provider's own
    words, *untrusted*; ``may_be_charged`` is true unless it is sure that nothing was bought.
    """

    def __init__(
        self,
        what: str,
        kept: str = "",
        next_step: str = "",
        *,
        status: int | None = None,
        code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
        retry_after_s: float | None = None,
        may_be_charged: bool = False,
    ) -> None:
        super().__init__(what, kept, next_step)
        self.status = status
        self.code = code
        self.param = param
        self.request_id = request_id
        self.retry_after_s = retry_after_s
        self.may_be_charged = may_be_charged


class Unreachable(ServiceError):
    """No byte of the request was sent."""


class KeyMissing(ServiceError):
    """The profile needs a key and none is known."""


class KeyRejected(ServiceError):
    """The provider did not accept the key."""


class NotPermitted(ServiceError):
    """The key is right but may not do this.

    ``reason`` is ``organisation_not_verified``, ``region``, ``model_not_enabled`` or ``other``.
    """

    def __init__(
        self,
        what: str,
        kept: str = "",
        next_step: str = "",
        *,
        reason: str = "other",
    ) -> None:
        super().__init__(what, kept, next_step)
        self.reason = reason


class OverLimit(ServiceError):
    """The provider limits the pace; it passes by itself."""


class NoCredit(ServiceError):
    """The account has no credit or met its spend limit; retrying does not help."""


class Refused(ServiceError):
    """The provider understood the request and declined it."""


class ModerationBlocked(Refused):
    """The provider's moderation declined the request."""

    def __init__(
        self,
        what: str,
        kept: str = "",
        next_step: str = "",
        *,
        stage: str = "unknown",
        categories: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what, kept, next_step)
        self.stage = stage
        self.categories = categories


class OddReply(ServiceError):
    """An answer arrived that is not the protocol's."""


class OutcomeUnknown(ServiceError):
    """The call ended without a verdict; it may have been charged.

    ``goes_on``: the provider finishes it all the same and keeps it, to be fetched by its id.
    """

    goes_on = False


class StoreError(TesseraError):
    """Disk, library, settings or keyring failed."""


class LibraryInUse(StoreError):
    """Another window works on this library."""


class LibraryDamaged(StoreError):
    """The library's database is corrupt or from a newer program."""


class DiskFull(StoreError):
    """There is no room left, or writing is not allowed."""


class KeyringUnavailable(StoreError):
    """The system's keyring is missing, locked, or keeps passwords in plain text."""
