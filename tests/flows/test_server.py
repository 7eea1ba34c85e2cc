"""The server a run reports to: what this process is told about it, and what it forgets afterwards."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest

from flows import server

CERTIFICATES = "PREFECT_API_SSL_CERT_FILE"


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PREFECT_API_URL", CERTIFICATES, "PREFECT_PROFILES_PATH"):
        monkeypatch.setenv(name, "")  # so that it is put back as it was, whatever a test leaves
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))


def test_clients_of_a_server_without_tls_read_one_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    server.spare_certificates("https://prefect.example.org/api")
    assert CERTIFICATES not in os.environ, "there the world's certificates are needed"
    server.spare_certificates("http://127.0.0.1:4200/api")
    assert os.environ[CERTIFICATES] == str(server.NOBODY)
    assert len(ssl.create_default_context(cafile=str(server.NOBODY)).get_ca_certs()) <= 1
    monkeypatch.setenv(CERTIFICATES, "/their/own.pem")
    server.spare_certificates("http://127.0.0.1:4200/api")
    assert os.environ[CERTIFICATES] == "/their/own.pem"


def test_a_temporary_server_is_forgotten_when_it_ends() -> None:
    with server.temporary() as awaiting:
        assert awaiting is not None
        assert os.environ["PREFECT_API_URL"].startswith("http://127.0.0.1:")
        assert os.environ[CERTIFICATES] == str(server.NOBODY)
    assert not {"PREFECT_API_URL", CERTIFICATES} & os.environ.keys()
    assert server.configured() is None


def test_a_server_of_ones_own_stays_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    with server.temporary() as awaiting:
        assert awaiting is None
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
