"""Certificates are checked, and the secrets of a session are written nowhere."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from tessera.client.tls import trusted, trusting_nobody


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("make", [trusted, trusting_nobody])
def test_certificates_and_names_are_checked(make: Callable[[], ssl.SSLContext]) -> None:
    context = make()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_the_usual_authorities_are_trusted() -> None:
    assert len(trusted().get_ca_certs()) > 50
    assert trusting_nobody().get_ca_certs() == []


def test_the_session_secrets_are_not_logged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "secrets"))
    assert trusted().keylog_filename is None


def test_a_file_of_ones_own_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert trusted().get_ca_certs() == []
