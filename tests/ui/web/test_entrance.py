"""The page with users: who comes in, and as whom."""

from __future__ import annotations

import http.client
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.keys import Keys
from ragqa.access.logins import Logins
from ragqa.access.throttle import Throttle
from ragqa.access.users import Users
from tests.plugins_guarded import WORDS, Guarded
from tests.plugins_site import serving_site
from ui.texts.remote import EN

# What gradio answers, and what somebody might try.
WAYS = (
    ("GET", "config"),
    ("GET", "theme.css"),
    ("GET", "assets/index.js"),
    ("GET", "gradio_api/info"),
    ("GET", "gradio_api/app_id"),
    ("GET", "gradio_api/token"),
    ("GET", "gradio_api/user"),
    ("GET", "gradio_api/login_check"),
    ("GET", "gradio_api/openapi.json"),
    ("GET", "gradio_api/startup-events"),
    ("GET", "gradio_api/heartbeat/tab"),
    ("GET", "gradio_api/queue/data?session_hash=tab"),
    ("GET", "gradio_api/queue/status"),
    ("GET", "gradio_api/upload_progress?upload_id=1"),
    ("GET", "gradio_api/file=/etc/passwd"),
    ("GET", "gradio_api/stream/tab/1/1/playlist.m3u8"),
    ("GET", "gradio_api/call/ask/1"),
    ("GET", "gradio_api/custom_component/x/client/component/y.js"),
    ("GET", "gradio_api/deep_link?session_hash=tab"),
    ("GET", "pages/x/1/1.png"),
    ("GET", "monitoring"),
    ("GET", "login/"),
    ("GET", "login/../config"),
    ("GET", "login%2f..%2fconfig"),
    ("GET", "//config"),
    ("GET", "nothing"),
    ("HEAD", ""),
    ("HEAD", "config"),
    ("OPTIONS", "config"),
    ("OPTIONS", "gradio_api/queue/join"),
    ("POST", "gradio_api/queue/join"),
    ("POST", "gradio_api/run/predict"),
    ("POST", "gradio_api/api/predict"),
    ("POST", "gradio_api/call/ask"),
    ("POST", "gradio_api/upload"),
    ("POST", "received"),
    ("POST", "received/forget"),
    ("POST", "gradio_api/cancel"),
    ("POST", "gradio_api/reset"),
    ("POST", "gradio_api/component_server"),
    ("POST", "gradio_api/process_recording"),
    ("POST", "gradio_api/vibe-edit"),
    ("PUT", "config"),
    ("DELETE", "gradio_api/upload"),
)


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_nothing_answers_without_a_login(guarded: Guarded, method: str, path: str) -> None:
    place = urlsplit(guarded.site.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    # As it is: no client puts the path in order.
    connection.request(method, f"/{path}", headers={"Cookie": f"{guarded.cookie}=guessed"})
    answer = connection.getresponse()
    body = answer.read()
    if (method, path) == ("HEAD", ""):
        assert (answer.status, answer.getheader("Location")) == (303, "/login")
    else:
        assert answer.status == 401
    assert b"ragqa.services" not in body
    assert len(body) < 200
    assert answer.getheader("Set-Cookie") is None
    connection.close()


def test_that_the_server_runs_is_told_to_anybody_and_nothing_else(guarded: Guarded) -> None:
    with guarded.client() as client:
        assert re.fullmatch("[0-9a-f]{16}", client.get("alive").text)
        assert client.post("alive").status_code == 401
        assert client.get("alive/").status_code == 401


def test_an_api_key_or_a_known_password_in_a_header_is_no_login(guarded: Guarded) -> None:
    key = Keys(guarded.file).add("ada")
    with guarded.client() as client:
        for sent in (f"Bearer {key}", "Basic YWRhOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="):
            assert client.get("config", headers={"Authorization": sent}).status_code == 401


def test_a_websocket_is_no_way_in(guarded: Guarded) -> None:
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with guarded.client() as client:
        for path in ("gradio_api/queue/join", "queue/join", "gradio_api/queue/data"):
            assert client.get(path, headers=asked).status_code == 401


def test_the_page_leads_to_the_login_which_says_nothing_else(guarded: Guarded) -> None:
    with guarded.client() as client:
        first = client.get("")
        assert (first.status_code, first.headers["Location"]) == (303, "/login")
        for language, words in (("zh-CN", "登录"), ("en", "Log in")):
            page = client.get("login", headers={"Accept-Language": language})
            assert words in page.text
        assert "登录" in client.get("login?language=zh").text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script-src" not in policy
    assert "unsafe-inline" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "vault" not in page.text


def test_a_login_is_a_cookie_that_no_script_and_no_other_site_has(guarded: Guarded) -> None:
    with guarded.client() as client:
        answer = client.post("login", data={"name": "Ada", "password": WORDS})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        kept = answer.headers["Set-Cookie"]
        assert re.match(rf"{guarded.cookie}=[\w-]{{43}};", kept)
        for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
            assert word in kept
        assert "Secure" not in kept
        assert client.get("").status_code == 200
        assert client.get("login").headers["Location"] == "/"


def test_by_https_the_cookie_is_for_https_and_this_host_alone(guarded: Guarded) -> None:
    # As a proxy on this machine says that it was asked.
    sent = {"X-Forwarded-Proto": "https"}
    with guarded.client() as client:
        answer = client.post("login", data={"name": "ada", "password": WORDS}, headers=sent)
        kept = answer.headers["Set-Cookie"]
        assert kept.startswith(f"__Host-{guarded.cookie}=")
        assert "Secure" in kept
        assert "Domain" not in kept
    # A cookie of plain http is none there.
    with guarded.client("ada") as client:
        assert client.get("config", headers=sent).status_code == 401


def test_a_cookie_that_somebody_else_has_chosen_is_never_a_login(guarded: Guarded) -> None:
    with guarded.client() as client:
        client.cookies.set(guarded.cookie, "x" * 43)
        answer = client.post("login", data={"name": "ada", "password": WORDS})
        assert "x" * 43 not in answer.headers["Set-Cookie"]
    with guarded.client() as client:
        client.cookies.set(guarded.cookie, "x" * 43)
        assert client.get("config").status_code == 401


def test_another_login_of_a_browser_ends_the_one_before(guarded: Guarded) -> None:
    with guarded.client("ada") as client:
        before = client.cookies[guarded.cookie]
        client.post("login", data={"name": "ed", "password": WORDS})
        assert Logins(guarded.file).who(before) is None


def test_who_logs_out_is_out(guarded: Guarded) -> None:
    with guarded.client("rita") as client:
        secret = client.cookies[guarded.cookie]
        assert client.get("logout").status_code == 405
        assert client.get("config").status_code == 200
        answer = client.post("logout")
        assert answer.headers["Location"] == "/login"
        assert f'{guarded.cookie}=""' in answer.headers["Set-Cookie"]
        assert Logins(guarded.file).who(secret) is None
        client.cookies.set(guarded.cookie, secret)
        assert client.get("config").status_code == 401


@pytest.mark.parametrize("path", ["login", "logout"])
def test_no_other_site_logs_anybody_in_or_out(guarded: Guarded, path: str) -> None:
    form = {"name": "ada", "password": WORDS}
    with guarded.client("ada") as client:
        for sent in (
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            answer = client.post(path, data=form, headers=sent)
            assert answer.status_code == 403
            assert "Set-Cookie" not in answer.headers
        assert client.get("config").status_code == 200


def test_who_follows_a_link_from_elsewhere_is_not_asked_again(guarded: Guarded) -> None:
    sent = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    with guarded.client() as client:
        page = client.get("login", headers=sent)
        assert 'content="0; url=/login"' in page.text
        assert "password" not in page.text


def test_a_wrong_password_is_told_as_a_wrong_name_is(guarded: Guarded) -> None:
    with guarded.client() as client:
        told = set()
        for name in ("rita", "<nobody>"):
            answer = client.post("login", data={"name": name, "password": "wrong"})
            assert answer.status_code == 401
            assert "<nobody>" not in answer.text
            assert "Set-Cookie" not in answer.headers
            told |= set(re.findall(r'role="alert">(.*?)</div>', answer.text))
        assert told == {"Name or password is wrong."}


def test_who_has_to_wait_is_told_how_long(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def attempt(self: Throttle, user: str, address: str) -> int:
        asked.append((user, address))
        return 7

    monkeypatch.setattr(Throttle, "attempt", attempt)
    sent = {"X-Forwarded-For": "10.9.9.9"}  # of a proxy on this machine
    with guarded.client() as client:
        answer = client.post("login", data={"name": "Rita", "password": WORDS}, headers=sent)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert "Set-Cookie" not in answer.headers
    assert asked == [("rita", "10.9.9.9")]


@pytest.mark.parametrize(
    "body", [b"", b"name=ada", b"\xff\xfe", b"name=ada&password=%ff", b"a=1&" * 50, b"x" * 20_000]
)
def test_what_is_no_form_is_no_login(guarded: Guarded, body: bytes) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    with guarded.client() as client:
        assert client.post("login", content=body, headers=sent).status_code == 400
        assert client.put("login", content=body).status_code == 405


def test_a_broken_file_of_users_lets_nobody_in(tmp_path: Path) -> None:
    file = AccessFile(access_path(tmp_path / "index"))
    Users(file).add("ann", WORDS, "admin")
    with serving_site(tmp_path) as site:
        guarded = Guarded(site, file)
        with guarded.client("ann") as client:
            file.path.write_bytes(b"broken" * 1000)
            for path in ("", "config", "login"):
                answer = client.get(path)
                assert answer.status_code == 503
                assert answer.text == EN.accounts
