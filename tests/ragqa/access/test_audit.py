"""Lines of the audit: what is in them, and that their file stays small."""

from __future__ import annotations

import json
import logging
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ragqa.access.access_file import AccessFile
from ragqa.access.accounts import Accounts
from ragqa.access.audit import Audit, audit_path
from ragqa.access.identity import LOCAL, Identity
from ragqa.access.keys import Keys
from ragqa.access.passwords import Passwords
from ragqa.access.throttle import FREE
from ragqa.access.users import Users
from ragqa.errors import AccessError, NotLoggedInError

ANN = Identity("ann", "editor", key="ab12cd34")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return audit_path(tmp_path / "index")


def test_a_line_says_who_did_what_to_which_document(path: Path) -> None:
    audit = Audit(path, now=lambda: datetime(2026, 11, 29, 10, tzinfo=UTC))
    audit.note(ANN, "delete", "api", about=["d1"])
    assert lines(path) == [
        {
            "at": "2026-11-29T10:00:00+00:00",
            "who": "ann",
            "key": "ab12cd34",
            "door": "api",
            "action": "delete",
            "outcome": "allowed",
            "about": ["d1"],
            "of": 1,
        }
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_name_makes_a_line_of_its_own(path: Path) -> None:
    audit = Audit(path)
    audit.note(
        ANN, "ingest", "page", about=['a\n{"who": "bob"}\u2028\x1b[2J\ud800', "x" * 999] * 99
    )
    [line] = lines(path)
    assert (line["who"], line["of"], len(line["about"])) == ("ann", 198, 20)
    assert len(line["about"][1]) == 200


@pytest.mark.parametrize(("kept", "count"), [("auto", 1), ("on", 2), ("off", 0)])
def test_whose_lines_are_kept(path: Path, kept: Any, count: int) -> None:
    audit = Audit(path, kept)
    audit.note(LOCAL, "ask", "page")
    audit.note(ANN, "ask", "page")
    assert (len(lines(path)) if path.exists() else 0) == count


def test_the_file_is_bounded(path: Path) -> None:
    audit = Audit(path, most_bytes=2_000)
    for n in range(200):
        audit.note(ANN, "ask", "page", about=[str(n)])
    kept = [path, path.with_name(f"{path.name}.1")]
    assert sorted(path.parent.iterdir()) == kept
    assert all(file.stat().st_size < 2_300 for file in kept)
    newest = lines(kept[1]) + lines(kept[0])
    numbers = [int(line["about"][0]) for line in newest]
    assert numbers == list(range(numbers[0], 200))


def test_of_two_processes_that_find_it_full_one_puts_it_aside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Audit(path, most_bytes=150), Audit(path, most_bytes=150)
    one.note(ANN, "ask", "page", about=["1"])
    usual = os.fstat

    def meanwhile(handle: int) -> os.stat_result:
        monkeypatch.setattr(os, "fstat", usual)
        other.note(ANN, "ask", "page", about=["3"])  # puts the file aside
        other.note(ANN, "ask", "page", about=["4"])  # begins a new one
        return usual(handle)

    monkeypatch.setattr(os, "fstat", meanwhile)
    one.note(ANN, "ask", "page", about=["2"])
    kept = [*lines(path.with_name(f"{path.name}.1")), *lines(path)]
    assert [line["about"] for line in kept] == [["1"], ["2"], ["3"], ["4"]]


def test_nobody_fills_the_file_by_trying_on(
    path: Path, file: AccessFile, passwords: Passwords
) -> None:
    Users(file, passwords).add("ann", "long enough")
    accounts = Accounts(file, passwords=passwords, audit=Audit(path), now=lambda: 0.0)
    for _ in range(FREE + 20):
        with pytest.raises(AccessError):
            accounts.by_key("nonsense", "10.0.0.2")
        with pytest.raises(AccessError):
            accounts.log_in("ann", "wrong words", "10.0.0.3")
    told = [line["outcome"] for line in lines(path)]
    assert (told.count("wrong"), told.count("throttled")) == (2 * FREE, 2)


def test_a_file_that_cannot_be_written_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        Audit(tmp_path / "nowhere" / "audit.log").note(ANN, "ask", "page")
    assert "cannot be written" in caplog.text


def test_logins_and_refusals_are_written_down_but_no_name_of_nobody(
    path: Path, file: AccessFile, passwords: Passwords
) -> None:
    users = Users(file, passwords)
    users.add("ann", "long enough")
    key = Keys(file).add("ann")
    accounts = Accounts(file, passwords=passwords, audit=Audit(path), now=lambda: 0.0)
    secret = accounts.log_in("ann", "long enough", "10.0.0.1")
    accounts.log_out(secret)
    for name in ("ann", "my secret password"):
        with pytest.raises(NotLoggedInError):
            accounts.log_in(name, "wrong words", "10.0.0.1")
    with pytest.raises(NotLoggedInError):
        accounts.by_key(key[:-1], "10.0.0.2")
    told = [(n.get("who"), n["action"], n["outcome"], n.get("address")) for n in lines(path)]
    assert told == [
        ("ann", "log in", "allowed", "10.0.0.1"),
        ("ann", "log out", "allowed", None),
        ("ann", "log in", "wrong", "10.0.0.1"),
        (None, "log in", "wrong", "10.0.0.1"),
        (None, "read", "wrong", "10.0.0.2"),
    ]
    written = path.read_text("ascii")
    for unwanted in ("secret", "long enough", "wrong words", key[:-1], secret):
        assert unwanted not in written
