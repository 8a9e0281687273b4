"""``ragqa users`` and ``ragqa keys``."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.identity import Identity
from ragqa.access.keys import Keys
from ragqa.access.logins import Logins
from ragqa.access.users import Users
from tests.ui.conftest import CommandLine

WORDS = "correct horse battery"


@pytest.fixture
def file(tmp_path: Path) -> AccessFile:
    """The users of the index that ``--index i`` names."""
    return AccessFile(access_path(tmp_path / "i"))


@pytest.fixture
def ann(ragqa: CommandLine) -> CommandLine:
    """A command line where ann is a user already."""
    assert ragqa("users", "add", "Ann", "--index", "i", stdin=f"{WORDS}\n").code == 0
    return ragqa


def test_without_users_it_is_said_what_that_means(ragqa: CommandLine, file: AccessFile) -> None:
    told = ragqa("users", "--index", "i")
    assert "ragqa users add NAME --role admin" in told.out
    assert told.out == ragqa("users", "list", "--index", "i").out
    assert "还没有用户" in ragqa("users", "--index", "i", "--language", "zh").out
    assert "ragqa keys add USER" in ragqa("keys", "--index", "i").out
    assert json.loads(ragqa("users", "list", "--json", "--index", "i").out) == []
    assert not file.exists


def test_a_user_is_added_and_listed(ragqa: CommandLine, file: AccessFile) -> None:
    added = ragqa(
        *("users", "add", "Bob", "--role", "editor", "--collection", "work", "--index", "i"),
        stdin=f"{WORDS}\r\n",
    )
    assert (added.code, added.out) == (0, "bob is added with the role editor; collections: work.\n")
    assert Users(file).check("bob", WORDS) is not None
    assert ragqa("users", "--index", "i").out.splitlines()[1].split()[:3] == [
        "bob",
        "editor",
        "work",
    ]
    assert re.search(r"\b\d{4}-\d\d-\d\d \d\d:\d\d$", ragqa("users", "--index", "i").out.rstrip())
    [user] = json.loads(ragqa("users", "list", "--json", "--index", "i").out)
    assert (user["name"], user["role"], user["collections"]) == ("bob", "editor", ["work"])
    assert user["has_password"]


def at_terminal(folder: Path, typed: str, *argv: str) -> tuple[int, str]:
    """Run ``ragqa`` at a terminal of its own; its exit code and all that the terminal shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ui.cli", *argv, "--index", "i", "--language", "en"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=folder
    ) as process:
        os.close(theirs)
        shown = b""
        lines = iter(typed.splitlines())
        with contextlib.suppress(OSError):  # the other end is closed
            while block := os.read(ours, 1000):
                shown += block
                if block.endswith(b": ") and (line := next(lines, None)) is not None:
                    os.write(ours, f"{line}\n".encode())
        os.close(ours)
        return process.wait(), shown.decode()


def test_a_password_is_typed_twice_and_not_shown(tmp_path: Path, file: AccessFile) -> None:
    code, shown = at_terminal(tmp_path, f"{WORDS}\n{WORDS}", "users", "add", "ann")
    assert (code, "Password for ann: " in shown, "The same again: " in shown) == (0, True, True)
    assert WORDS not in shown
    assert Users(file).check("ann", WORDS) is not None
    code, shown = at_terminal(tmp_path, f"{WORDS}\nanother one", "users", "password", "ann")
    assert (code, "differ" in shown) == (2, True)
    assert Users(file).check("ann", WORDS) is not None


def test_a_password_is_no_argument(ragqa: CommandLine, file: AccessFile) -> None:
    assert ragqa("users", "add", "ann", WORDS, "--index", "i").code == 2
    assert ragqa("users", "add", "ann", f"--password={WORDS}", "--index", "i").code == 2
    assert not Users(file).exist()


@pytest.mark.parametrize(
    ("argv", "stdin", "said"),
    [
        (("ann",), "short\n", "8 to 1024 characters"),
        (("ann",), "", "No password came"),
        (("a b",), WORDS, "cannot be called"),
        (("ann", "--role", "king"), WORDS, "reader, editor, admin"),
        (("ann", "--collection", ""), WORDS, "collection cannot be called"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    ragqa: CommandLine, file: AccessFile, argv: tuple[str, ...], stdin: str, said: str
) -> None:
    refused = ragqa("users", "add", *argv, "--index", "i", stdin=stdin)
    assert (refused.code, said in refused.err) == (2, True)
    assert not Users(file).exist()


def test_a_user_of_that_name_is_there_already(ann: CommandLine) -> None:
    again = ann("users", "add", "ANN", "--index", "i", stdin=f"{WORDS}\n")
    assert again.code == 2
    assert "ragqa users password ann" in again.err


def test_another_password_ends_logins(ann: CommandLine, file: AccessFile) -> None:
    secret = Logins(file).begin(Users(file).find("ann").identity)
    told = ann("users", "password", "ann", "--index", "i", stdin="quite another one\n")
    assert (told.code, "logins" in told.out) == (0, True)
    assert Logins(file).who(secret) is None
    assert Users(file).check("ann", "quite another one") is not None


def test_role_and_collections_change(ann: CommandLine, file: AccessFile) -> None:
    assert ann("users", "role", "ann", "editor", "--index", "i").code == 0
    told = ann("users", "collections", "ann", "home", "工作", "--index", "i")
    assert told.out == "ann from now on: collections: home, 工作.\n"
    now = Users(file).find("ann").identity
    assert now == Identity("ann", "editor", frozenset({"home", "工作"}))
    assert ann("users", "collections", "ann", "--all", "--index", "i").code == 0
    assert Users(file).find("ann").identity.collections is None
    neither = ann("users", "collections", "ann", "--index", "i")
    assert (neither.code, "--all" in neither.err) == (2, True)


def test_the_last_user_who_goes_is_told_of(ann: CommandLine, file: AccessFile) -> None:
    told = ann("users", "remove", "ann", "--index", "i")
    assert (told.code, "last user" in told.err) == (0, True)
    assert not Users(file).exist()


@pytest.mark.parametrize(
    "argv", [("remove",), ("password",), ("role", "admin"), ("collections", "--all")]
)
def test_an_unknown_user_is_named(ann: CommandLine, argv: tuple[str, ...]) -> None:
    refused = ann("users", argv[0], "bob", *argv[1:], "--index", "i", stdin=WORDS)
    assert refused.code == 2
    assert '"bob"' in refused.err


def test_a_key_is_shown_once_alone_on_standard_output(ann: CommandLine, file: AccessFile) -> None:
    made = ann("keys", "add", "ann", "--label", "my script", "--index", "i")
    key = made.out.strip()
    assert made.code == 0
    assert made.out == f"{key}\n"
    assert "this once" in made.err
    found = Keys(file).check(key)
    assert found is not None
    assert found.name == "ann"
    listed = ann("keys", "--index", "i").out + ann("keys", "list", "--json", "--index", "i").out
    assert key not in listed
    assert key[15:] not in listed
    assert "my script" in listed
    assert key[:14] in listed
    gone = ann("keys", "revoke", key[:14], "--index", "i")
    assert (gone.code, "nothing any more" in gone.out) == (0, True)
    assert Keys(file).check(key) is None
    assert ann("keys", "revoke", key[:14], "--index", "i").code == 2


def test_a_user_may_have_keys_alone(ragqa: CommandLine, file: AccessFile) -> None:
    assert ragqa("users", "add", "robot", "--no-password", "--index", "i").code == 0
    assert not Users(file).any_with_password()
    assert "no password" in ragqa("users", "--index", "i").out
    assert ragqa("keys", "add", "robot", "--index", "i").code == 0
    assert ragqa("keys", "add", "nobody", "--index", "i").code == 2
