"""Which certificates are trusted, and that a session's secrets are written nowhere.

The list is certifi's, or the file or folder that ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names.
``SSLKEYLOGFILE`` is not obeyed: whoever reads that file reads the key.
"""

import os
import ssl

import certifi


def trusted() -> ssl.SSLContext:
    """Return a context that checks certificates and names; reading the list takes some 20 ms."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    context.load_verify_locations(
        cafile=file or (None if folder else certifi.where()), capath=folder or None
    )
    return context


def trusting_nobody() -> ssl.SSLContext:
    """Return a context for plain loopback: it is made at once, and TLS over it never succeeds."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
