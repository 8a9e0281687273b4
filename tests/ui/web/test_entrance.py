"""The page with users: who comes in, as whom, and what of gradio is open to whom."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.audit import audit_path
from ragqa.access.identity import Role
from ragqa.access.keys import Keys
from ragqa.access.logins import Logins
from ragqa.access.throttle import Throttle
from ragqa.access.users import Users
from tests.plugins_site import Site, serving_site
from ui.cli import run
from ui.texts.login import ZH as LOGIN_ZH
from ui.texts.remote import EN
from ui.web.arrivals import Arrivals

WORDS = "correct horse battery"
PEOPLE: tuple[tuple[str, Role, tuple[str, ...] | None], ...] = (
    ("ada", "admin", None),
    ("ed", "editor", None),
    ("rita", "reader", None),
    ("wanda", "reader", ("work",)),
    ("wes", "editor", ("work",)),
)


@dataclass
class Guarded:
    """The page with users, all with one password."""

    site: Site
    file: AccessFile

    def client(self, who: str = "") -> httpx.Client:
        """A browser without windows; logged in as ``who``, by a login that was not typed in."""
        client = httpx.Client(base_url=self.site.url, timeout=60)
        if who:
            secret = Logins(self.file).begin(Users(self.file).find(who).identity)
            client.cookies.set(self.cookie, secret)
        return client

    @property
    def cookie(self) -> str:
        """The name of the login's cookie."""
        return f"ragqa-{urlsplit(self.site.url).port}"

    def handler(self, name: str) -> int:
        """The number by which gradio knows an event handler."""
        with self.client("ada") as client:
            config = client.get("config").json()
        [found] = [d["id"] for d in config["dependencies"] if d["api_name"] == name]
        return int(found)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    file = AccessFile(access_path(folder / "index"))
    for name, role, collections in PEOPLE:
        Users(file).add(name, WORDS, role, collections)
    with serving_site(folder) as site:
        for name, text, collection in (
            ("vault.txt", "The vault opens at noon.", "default"),
            ("desk.txt", "The desk stands in the office.", "work"),
        ):
            (folder / name).write_text(text)
            site.services.add_files([(folder / name, name)], lambda _: None, collection)
        yield Guarded(site, file)


def call(
    client: httpx.Client, handler: int, tab: str, *data: Any, event: object = None
) -> httpx.Response:
    """Call an event handler directly, as the page does."""
    body = {"data": list(data), "event_data": event, "fn_index": handler, "session_hash": tab}
    return client.post("gradio_api/run/predict", json=body)


def queued(client: httpx.Client, handler: int, tab: str, *data: Any, event: object = None) -> str:
    """Call an event handler through the queue; all that comes of it, as text."""
    body = {"data": list(data), "event_data": event, "fn_index": handler, "session_hash": tab}
    joined = client.post("gradio_api/queue/join", json=body)
    assert joined.status_code == 200, joined.text
    return client.get("gradio_api/queue/data", params={"session_hash": tab}).text


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


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/call/ask/x",
        "gradio_api/info",
        "gradio_api/queue/status",
        "gradio_api/stream/t/1/1/playlist.m3u8",
        "gradio_api/app_id",
        "gradio_api/upload",
        "gradio_api/file=/x.txt",
        "gradio_api/deep_link?session_hash=t",
        "monitoring/summary",
        "gradio_api/proxy=http://127.0.0.1/",
    ],
)
def test_ways_into_gradio_that_the_page_does_not_use_are_closed(
    guarded: Guarded, path: str
) -> None:
    with guarded.client("ada") as client:
        assert client.get(path).status_code == 404
        assert client.post(path, json={}).status_code == 404


def test_who_is_logged_in_does_not_see_files_of_the_machine(
    guarded: Guarded, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with guarded.client("ada") as client:
        for path in (
            "/etc/passwd",
            str(tmp_path / "secret.txt"),
            str(guarded.file.path),
            str(guarded.site.index.folder / "catalog.db"),
            f"{guarded.site.services.uploads}/../catalog.db",
        ):
            assert client.get(f"gradio_api/file={path}").status_code == 404


def test_a_tab_belongs_to_its_first_user(guarded: Guarded) -> None:
    draw = guarded.handler("load")
    with guarded.client("ada") as ada, guarded.client("ed") as ed:
        assert call(ada, draw, "tab-of-ada", None).status_code == 200
        assert call(ed, draw, "tab-of-ada", None).status_code == 403
        assert call(ed, draw, "tab-of-ed", None).status_code == 200
        for path in (
            "gradio_api/queue/data?session_hash=tab-of-ada",
            "gradio_api/queue/data?session_hash=tab-of-ed&session_hash=tab-of-ada",
            "gradio_api/queue/data",
            "gradio_api/heartbeat/tab-of-ada",
        ):
            assert ed.get(path).status_code == 403
        for path in ("queue/join", "run/predict", "cancel", "reset"):
            for body in (
                {"session_hash": "tab-of-ada", "fn_index": draw, "event_id": "x", "data": [None]},
                {"fn_index": draw, "event_id": "x", "data": [None]},
                {"session_hash": ["tab-of-ed"], "fn_index": draw, "data": [None]},
            ):
                assert ed.post(f"gradio_api/{path}", json=body).status_code == 403
        twice = b'{"session_hash": "tab-of-ed", "session_hash": "tab-of-ada", "data": [null]}'
        assert ed.post("gradio_api/queue/join", content=twice).status_code == 403
        assert ed.post("gradio_api/queue/join", content=b"[" * 100_000).status_code == 403
        assert ed.post("gradio_api/queue/join", content=b" " * (5 << 20)).status_code == 413


@pytest.mark.parametrize("path", ["queue/join", "run/predict"])
@pytest.mark.parametrize("handler", [9_999, -1, None, "ask", [1], 1.5])
def test_an_event_of_a_page_of_another_version_is_told_to_reload(
    guarded: Guarded, path: str, handler: object
) -> None:
    body = {"session_hash": "tab-of-old", "fn_index": handler, "data": ["x", None]}
    with guarded.client("ada") as ada:
        answer = ada.post(f"gradio_api/{path}", json=body, headers={"Accept-Language": "zh"})
        assert (answer.status_code, answer.text) == (404, LOGIN_ZH.outdated)
        assert "x-ragqa-reload" in answer.headers
        del body["fn_index"]
        assert ada.post(f"gradio_api/{path}", json=body).status_code == 404


def documents(guarded: Guarded) -> dict[str, str]:
    return {s.source: s.document_id for s in guarded.site.index.sources()}


@pytest.mark.parametrize("who", ["rita", "wanda"])
def test_a_reader_who_calls_the_handlers_directly_changes_nothing(
    guarded: Guarded, who: str, tmp_path: Path
) -> None:
    before = documents(guarded)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "own.txt").write_text("My own file.")
    with guarded.client("ed") as ed:
        token = ed.post("received", content=b"My own file.").json()["file"]
    given = {"files": [{"name": "own.txt", "file": token, "size": 12}]}
    delete, add, ingest, again, trash = (
        guarded.handler(name)
        for name in ("on_documents", "add", "ingest", "read_again", "on_trash")
    )
    chosen: dict[str, Any] = {"documents": [before["vault.txt"], before["desk.txt"]]}
    to_work = {"action": "assign", "collection": "work"}
    with guarded.client(who) as client:
        for path in ("received", "received/forget"):
            assert client.post(path, content=b"[]").status_code == 403
        tab = f"tab-{who}"
        for told in (
            queued(client, add, tab, None, event=given),
            queued(client, ingest, tab, str(tmp_path / "docs"), "", None),
            queued(client, again, tab, None, event=chosen),
            call(client, trash, tab, None, event={"action": "purge-all"}).text,
            call(client, delete, tab, None, event=chosen | {"action": "delete"}).text,
            call(client, delete, tab, None, event=chosen | to_work).text,
        ):
            assert "ask an admin for the role" in told
    assert documents(guarded) == before
    assert guarded.site.index.trashed() == []


def test_a_user_of_one_collection_sees_and_changes_nothing_else(guarded: Guarded) -> None:
    before = documents(guarded)
    act, add = guarded.handler("on_documents"), guarded.handler("add")
    vault: dict[str, Any] = {"documents": [before["vault.txt"]]}
    to_work = {"action": "assign", "collection": "work"}
    with guarded.client("wes") as wes, guarded.client("ed") as ed:
        drawn = call(wes, guarded.handler("load"), "tab-wes", None).text
        assert "desk.txt" in drawn
        assert "vault.txt" not in drawn
        assert "vault.txt" in call(ed, guarded.handler("load"), "tab-ed-2", None).text
        for event in (
            vault | {"action": "delete"},
            vault | to_work,
        ):
            call(wes, act, "tab-wes", None, event=event)
        desk = {"documents": [before["desk.txt"]], "action": "assign", "collection": "default"}
        assert "that wes may use" in call(wes, act, "tab-wes", None, event=desk).text
        assert documents(guarded) == before
        assert {s.collection for s in guarded.site.index.sources()} == {"default", "work"}
        asked = queued(wes, guarded.handler("ask"), "tab-wes", "When does the vault open?", None)
        assert "noon" not in asked
        assert "desk" in asked
        for collection, count in (("default", 1), ("", 2)):
            sent = wes.post("received", content=b"Another vault.").json()["file"]
            given = [{"name": "vault.txt", "file": sent, "size": 14}]
            sent_in = {"files": given, "collection": collection}
            queued(wes, add, "tab-wes", None, event=sent_in)
            added = [s for s in guarded.site.index.sources() if s.source == "vault.txt"]
            assert len(added) == count
        [own] = [s.document_id for s in added if s.collection == "work"]
        call(wes, act, "tab-wes", None, event={"documents": [own], "action": "delete"})
        assert documents(guarded) == before
        # What was deleted in another collection cannot be brought back or seen either.
        call(ed, act, "tab-ed-2", None, event=vault | {"action": "delete"})
        trash = guarded.handler("on_trash")
        restore = vault | {"action": "restore"}
        told = call(wes, trash, "tab-wes", None, event=restore).text
        assert before["vault.txt"] not in told
        call(wes, trash, "tab-wes", None, event={"action": "purge-all"})
        assert [t.source.source for t in guarded.site.index.trashed()] == ["vault.txt"]
        call(ed, trash, "tab-ed-2", None, event=restore)
    assert documents(guarded) == before


def test_pictures_of_pages_are_for_those_who_may_see_the_document(guarded: Guarded) -> None:
    vault = guarded.site.index.find("vault.txt")
    path = f"pages/{vault.document_id}/{vault.revision}/1.png"
    with guarded.client("wes") as wes, guarded.client("rita") as rita:
        assert "changed or removed" in wes.get(path).text
        assert "no pages" in rita.get(path).text  # it is a text, but it is there


def test_pictures_that_take_long_keep_nobody_else_waiting(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> bytes:
        begun.release()
        go_on.wait(60)
        return b""

    monkeypatch.setattr(type(guarded.site.services.pages), "png", slow)
    with guarded.client("rita") as rita, guarded.client("wanda") as wanda:
        with ThreadPoolExecutor(60) as pool:
            asked = [pool.submit(rita.get, "pages/x/1/1.png") for _ in range(60)]
            try:
                while begun.acquire(timeout=1):
                    pass
                assert wanda.get("config", timeout=20).status_code == 200
            finally:
                go_on.set()
        assert {answer.result().status_code for answer in asked} == {200}


def test_a_role_that_changes_counts_for_logins_that_are_there(guarded: Guarded) -> None:
    users = Users(guarded.file)
    users.add("eve", WORDS, "editor")
    again, refused = guarded.handler("read_again"), "ask an admin for the role"
    with guarded.client("eve") as eve:
        assert refused not in queued(eve, again, "tab-eve", None, event={"documents": ["x"]})
        users.set_role("eve", "reader")
        assert refused in queued(eve, again, "tab-eve", None, event={"documents": ["x"]})
        users.set_password("eve", "another long one")
        assert eve.get("config").status_code == 401
        assert eve.get("config").headers["X-Ragqa-Reload"] == "1"
    users.remove("eve")


def test_who_is_shut_out_gets_no_more_of_an_answer(guarded: Guarded) -> None:
    users = Users(guarded.file)
    users.add("max", WORDS)
    guarded.site.script(" ".join(f"word{n}" for n in range(200)), pause=0.05)
    told: list[str] = []
    with guarded.client("max") as client:
        ask = guarded.handler("ask")
        call(client, guarded.handler("load"), "tab-max", None)

        def answer() -> None:
            told.append(queued(client, ask, "tab-max", "Where is the desk?", None))

        asking = threading.Thread(target=answer)
        asking.start()
        deadline = time.monotonic() + 30
        while not guarded.site.chat.history and time.monotonic() < deadline:
            time.sleep(0.05)
        users.remove("max")
        asking.join(60)
    assert "Log in first" in told[0]
    assert "word199" not in told[0]
    # Nor does who gets the name next find what was said so far.
    assert guarded.site.services.conversations.headings("user:max") == []


def test_state_and_answers_of_a_page_are_kept_by_no_browser(guarded: Guarded) -> None:
    with guarded.client("ada") as client:
        assert client.get("").headers["Cache-Control"] == "no-store"
        assert client.get("config").headers["Cache-Control"] == "no-store"
        page = client.get("").text
        [script] = re.findall(r'src="\./(assets/[^"]+\.js)"', page)[:1]
        assert client.get(script).headers.get("Cache-Control") != "no-store"


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


def test_every_handler_of_the_page_says_what_it_does(guarded: Guarded) -> None:
    """One that does not is for admins, which nobody has decided."""
    from ui.web.app import build
    from ui.web.visiting import _ACTION

    blocks = build(guarded.site.services, Arrivals(guarded.site.index.folder))
    unsaid = {f.fn.__name__ for f in blocks.fns.values() if f.fn and not hasattr(f.fn, _ACTION)}
    assert unsaid == set()


def test_the_config_of_the_page_holds_nothing_of_documents(guarded: Guarded) -> None:
    with guarded.client("wanda") as client:
        config = json.dumps(client.get("config").json())
    assert "vault" not in config
    assert "desk.txt" not in config


def test_conversations_are_of_one_user_and_go_with_them(guarded: Guarded) -> None:
    users = Users(guarded.file)
    users.add("tom", WORDS)
    ask, load, pick = (guarded.handler(name) for name in ("ask", "load", "pick"))
    with guarded.client("tom") as tom, guarded.client("rita") as rita:
        call(tom, load, "tab-tom", None)
        queued(tom, ask, "tab-tom", "Which desk is secretly Tom's?", None)
        [kept] = guarded.site.services.conversations.headings("user:tom")
        assert "secretly" in call(tom, load, "tab-tom-2", None).text
        assert "secretly" not in call(rita, load, "tab-rita-2", None).text
        for action in ("open", "delete"):
            event = {"action": action, "talk": kept.id}
            told = call(rita, pick, "tab-rita-2", None, event=event)
            assert "secretly" not in told.text
        assert len(guarded.site.services.conversations.headings("user:tom")) == 1
    index = guarded.site.services.settings.index
    assert run(["users", "remove", "tom", "--index", str(index)]) == 0
    assert guarded.site.services.conversations.headings("user:tom") == []


def test_a_conversation_shows_nothing_of_a_collection_that_its_user_lost(
    guarded: Guarded,
) -> None:
    users = Users(guarded.file)
    users.add("lea", WORDS, "reader", ("default", "work"))
    guarded.site.script("It opens at noon [1].")
    ask, load, pick = (guarded.handler(name) for name in ("ask", "load", "pick"))
    with guarded.client("lea") as lea:
        call(lea, load, "tab-lea", None)
        assert "at noon" in queued(lea, ask, "tab-lea", "When does the vault open?", None)
        [kept] = guarded.site.services.conversations.headings("user:lea")
        users.allow("lea", ("work",))
        opened = {"action": "open", "talk": kept.id}
        for tab in ("tab-lea", "tab-lea-2"):
            drawn = call(lea, load, tab, None).text
            drawn += call(lea, pick, tab, None, event=opened).text
            assert "noon" not in drawn
            assert "vault.txt" not in drawn
        assert "When does the vault open?" in drawn
    users.remove("lea")


def test_settings_and_checks_of_the_server_are_for_admins(guarded: Guarded) -> None:
    check = guarded.handler("check")
    with guarded.client("ada") as client:
        known = client.get("config").json()["dependencies"]
    draws = [d["id"] for d in known if str(d["api_name"]).startswith(("draw", "show_health"))]
    switch = guarded.handler("switch")
    folder = str(guarded.site.index.folder)
    for who, shown in (("ada", True), ("ed", False)):
        with guarded.client(who) as client:
            tab = f"tab-health-{who}"
            drawn = [call(client, draw, tab, None).text for draw in draws]
            assert any(folder in text for text in drawn) == shown
            assert (folder in call(client, switch, tab, "en", None).text) == shown
            if not shown:
                assert "ask an admin for the role" in queued(client, check, tab, None)


def test_what_is_done_is_written_down_without_a_word_of_text(guarded: Guarded) -> None:
    audit = audit_path(guarded.site.services.settings.index)
    before = len(audit.read_text("ascii").splitlines())
    desk = documents(guarded)["desk.txt"]
    delete = {"action": "delete", "documents": [desk]}
    with guarded.client("rita") as rita, guarded.client("ed") as ed:
        queued(rita, guarded.handler("ask"), "tab-noted", "Is the zebra striped?", None)
        call(rita, guarded.handler("on_documents"), "tab-noted", None, event=delete)
        call(ed, guarded.handler("on_documents"), "tab-noted-2", None, event=delete)
        restore = {"action": "restore", "documents": [desk]}
        call(ed, guarded.handler("on_trash"), "tab-noted-2", None, event=restore)
    written = audit.read_text("ascii")
    lines = [json.loads(line) for line in written.splitlines()[before:]]
    told = [(n["who"], n["action"], n["outcome"], n.get("about")) for n in lines]
    assert told == [
        ("rita", "ask", "allowed", None),
        ("rita", "delete", "refused", [desk]),
        ("ed", "delete", "allowed", [desk]),
        ("ed", "delete", "allowed", [desk]),
    ]
    assert "zebra" not in written
