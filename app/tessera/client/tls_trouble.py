"""Why no encrypted connection could be made: what happened and what to do, in sentences.

The numbers are OpenSSL's verification results (X509_V_ERR_…, openssl-verification-options(1)).
"""

import ssl

_EXPIRED = 10
_NOT_YET = 9
_OTHER_NAMES = (62, 63, 64)
_UNKNOWN_SIGNER = (2, 18, 19, 20, 21)
_DATE = "Check this machine's date; if it is right, the provider has to renew the certificate."
_BETWEEN = "in a foreign network, somebody may be in between."


def why_no_tls(error: ssl.SSLError, host: str) -> tuple[str, str]:
    """Return what kept a connection to ``host`` from being made, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _about_certificate(error.verify_code, host)
    reason = (error.reason or "").upper()
    if "WRONG_VERSION_NUMBER" in reason or "HTTP_REQUEST" in reason:
        return (
            f"{host} does not speak https at this port.",
            "Check the provider's address and its port.",
        )
    if "PROTOCOL_VERSION" in reason or "UNSUPPORTED_PROTOCOL" in reason:
        return (
            f"{host} knows only encryption that is too old to be safe.",
            "Whoever runs the server has to offer TLS 1.2 or newer.",
        )
    return (
        f"No encrypted connection to {host} could be made.",
        "Check the provider's address and the network.",
    )


def _about_certificate(code: int, host: str) -> tuple[str, str]:
    closed = "so the connection was closed"
    if code == _EXPIRED:
        return f"The certificate of {host} has expired, {closed}.", _DATE
    if code == _NOT_YET:
        return f"The certificate of {host} is not valid yet, {closed}.", _DATE
    if code in _OTHER_NAMES:
        return (
            f"The certificate that {host} shows belongs to another name, {closed}.",
            f"Check the spelling of the address; {_BETWEEN}",
        )
    if code in _UNKNOWN_SIGNER:
        return (
            f"The certificate of {host} is signed by nobody whom this program trusts, {closed}.",
            "If it is your own server's or your company's, name its authority in SSL_CERT_FILE; "
            f"{_BETWEEN}",
        )
    return (
        f"The certificate of {host} is not valid, {closed}.",
        f"Check this machine's date; {_BETWEEN}",
    )
