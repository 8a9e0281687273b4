"""The page with users: what each of them sees and may do, whoever calls its handlers."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ragqa.access.audit import audit_path
from ragqa.access.users import Users
from tests.plugins_guarded import WORDS, Guarded, call, documents, queued
from ui.cli import run


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
