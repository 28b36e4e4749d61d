"""Certificates made for a test: an authority of its own, and what a server may show wrongly.

The keys are elliptic, so that all of them together take a few milliseconds.
"""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@dataclass(frozen=True)
class Authority:
    """Whoever signs certificates."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls, name: str) -> "Authority":
        """Return a new one."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _named(name)
        builder = _builder(subject, subject, key, days_old=10, days_left=10)
        basic = x509.BasicConstraints(ca=True, path_length=0)
        return cls(key, builder.add_extension(basic, critical=True).sign(key, hashes.SHA256()))

    def write(self, path: Path) -> Path:
        """Write the certificate by which others are trusted."""
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def server(
        self,
        path: Path,
        name: x509.GeneralName = HERE,
        *,
        days_old: int = 1,
        days_left: int = 1,
    ) -> ssl.SSLContext:
        """Return the context of a server that shows a certificate signed here."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(
            _named("server"), self.certificate.subject, key, days_old=days_old, days_left=days_left
        ).add_extension(x509.SubjectAlternativeName([name]), critical=False)
        return _context(path, key, builder.sign(self.key, hashes.SHA256()))


def signed_by_itself(path: Path) -> ssl.SSLContext:
    """Return the context of a server that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    me = _named("server")
    builder = _builder(me, me, key, days_old=1, days_left=1).add_extension(
        x509.SubjectAlternativeName([HERE]), critical=False
    )
    return _context(path, key, builder.sign(key, hashes.SHA256()))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    days_old: int,
    days_left: int,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - days_old * DAY)
        .not_valid_after(now + days_left * DAY)
    )


def _context(
    path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
) -> ssl.SSLContext:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
