"""Serving by https, and what is said where it is not."""

from __future__ import annotations

import datetime
import signal
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.users import Users
from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from tests.plugins_api import serving
from tests.plugins_site import serving_site
from tests.ui.conftest import CommandLine
from ui import serving as serving_ui
from ui.serving import check_certificate, is_plain
from ui.web.server import Running

WORDS = "correct horse battery"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A certificate of this machine and its key, as the settings name them."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ragqa")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(cert.public_bytes(pem))
    private = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    (folder / "locked.pem").write_bytes(
        key.private_bytes(pem, private, serialization.BestAvailableEncryption(b"secret"))
    )
    return {"cert": str(folder / "cert.pem"), "key": str(folder / "key.pem")}


def trusting(tls: dict[str, str]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tls["cert"])


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_asked_to_end_ends_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: signal.Signals
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(serving_ui, "open_services", lambda settings: None)
    settings = load_settings({"index": tmp_path / "index", "port": 0}, environ={}).settings
    before = signal.getsignal(signal.SIGTERM)
    try:
        serving_ui.serve(
            settings,
            lambda services, port: Running("http://here/", lambda: closed.append("all")),
            needs="password",
            announce=lambda url: signal.raise_signal(asked),
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    assert closed == ["all"]


def test_page_and_api_are_served_by_https(tmp_path: Path, tls: dict[str, str]) -> None:
    Users(AccessFile(access_path(tmp_path / "index"))).add("ann", WORDS)
    with serving_site(tmp_path, host="localhost", **tls) as site:
        assert site.url.startswith("https://localhost:")
        with httpx.Client(verify=trusting(tls), base_url=site.url) as client:
            answer = client.post("login", data={"name": "ann", "password": WORDS})
            kept = answer.headers["Set-Cookie"]
            assert kept.startswith("__Host-ragqa-")
            assert "Secure" in kept
            assert client.get("").status_code == 200
    files: dict[str, Any] = dict(tls)
    with serving(tmp_path, host="localhost", **files) as api:
        answer = httpx.get(f"{api.url}health", verify=trusting(tls))
        assert answer.json() == {"status": "ok"}


@pytest.mark.parametrize("given", [{"cert": "/nowhere.pem"}, {"key": "cert"}, {"key": "locked"}])
def test_what_is_no_certificate_with_its_key_is_named(
    tls: dict[str, str], given: dict[str, Any]
) -> None:
    files = {"cert": tls["cert"], "locked": tls["key"].replace("key.pem", "locked.pem")}
    values = tls | {name: files.get(value, value) for name, value in given.items()}
    settings = load_settings(values, environ={}).settings
    with pytest.raises(SettingsError, match=r'"cert" \(.*"key" \('):
        check_certificate(settings)


def test_what_the_system_says_of_a_certificate_is_told_in_both_languages(
    tls: dict[str, str],
) -> None:
    settings = load_settings(tls | {"cert": "/nowhere.pem"}, environ={}).settings
    with pytest.raises(SettingsError) as refused:
        check_certificate(settings)
    assert refused.value.en.endswith(": No such file or directory.")
    assert "文件或文件夹不存在" in refused.value.zh
    assert "No such" not in refused.value.zh


@pytest.mark.parametrize("named", ["cert", "key"])
def test_a_certificate_without_its_key_is_told(tls: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check_certificate(load_settings({named: tls[named]}, environ={}).settings)
    missing = {"cert": "key", "key": "cert"}[named]
    assert f'"{missing}" is missing' in refused.value.en
    assert f"缺少设置 “{missing}”" in refused.value.zh


def test_https_is_missed_only_where_others_can_listen(tls: dict[str, str]) -> None:
    def plain(**given: str) -> bool:
        return is_plain(load_settings(given, environ={}).settings)

    assert not plain()
    assert plain(host="192.168.1.7")
    assert not plain(host="192.168.1.7", **tls)


@pytest.mark.parametrize("command", ["web", "serve"])
def test_who_serves_without_https_is_warned_and_told_what_to_do(
    ragqa: CommandLine, command: str
) -> None:
    told = ragqa(command, "--host", "192.0.2.1", "--index", "i")
    assert told.code == 2
    assert "--cert FILE --key FILE" in told.err
    assert "X-Forwarded-Proto" in told.err
    assert "ragqa users add NAME" in told.err
