"""Users in a real file: added, changed, removed, and logging in."""

from __future__ import annotations

from typing import Any

import pytest

from ragqa.access.access_file import AccessFile
from ragqa.access.identity import Identity
from ragqa.access.keys import Keys
from ragqa.access.logins import Logins
from ragqa.access.passwords import Passwords
from ragqa.access.users import Users, checked_role
from ragqa.errors import AccountError

PASSWORD = "correct horse"  # noqa: S105


def test_a_user_logs_in_with_name_and_password_alone(users: Users) -> None:
    added = users.add("Ann", PASSWORD, "editor", ["work", "home", "work"])
    assert added == Identity("ann", "editor", frozenset({"work", "home"}))
    assert users.check("ANN", PASSWORD) == added
    assert users.check("ann", PASSWORD + "!") is None
    assert users.check("bob", PASSWORD) is None


def test_the_file_holds_no_password(users: Users, file: AccessFile) -> None:
    users.add("ann", PASSWORD)
    assert PASSWORD.encode() not in file.path.read_bytes()
    assert b"$argon2id$" in file.path.read_bytes()


def test_users_are_listed_by_name(users: Users) -> None:
    users.add("bob", None, "admin", ["work"])
    users.add("安", PASSWORD)
    users.add("ann", PASSWORD)
    users.check("ann", PASSWORD)
    listed = users.all()
    assert [user.identity.name for user in listed] == ["ann", "bob", "安"]
    assert [user.has_password for user in listed] == [True, False, True]
    assert [bool(user.last_login) for user in listed] == [True, False, False]
    assert listed[1].identity.collections is None


def test_a_user_without_password_cannot_log_in(users: Users) -> None:
    users.add("robot", None)
    assert users.exist()
    assert not users.any_with_password()
    assert users.check("robot", "") is None
    users.set_password("robot", PASSWORD)
    assert users.any_with_password()


def test_role_and_collections_change(users: Users) -> None:
    users.add("ann", PASSWORD)
    users.set_role("ann", "editor")
    users.allow("ann", ["work"])
    assert users.check("ann", PASSWORD) == Identity("ann", "editor", frozenset({"work"}))
    users.allow("ann", None)
    assert users.check("ann", PASSWORD) == Identity("ann", "editor")


def test_a_new_password_ends_the_logins_made_with_the_old(users: Users, file: AccessFile) -> None:
    logins = Logins(file)
    secret = logins.begin(users.add("ann", PASSWORD))
    other = logins.begin(users.add("bob", PASSWORD))
    users.set_password("ann", "another horse")
    assert users.check("ann", PASSWORD) is None
    assert users.check("ann", "another horse") is not None
    assert logins.who(secret) is None
    assert logins.who(other) is not None


def test_a_removed_user_is_gone_with_keys_and_logins(users: Users, file: AccessFile) -> None:
    keys, logins = Keys(file), Logins(file)
    ann = users.add("ann", PASSWORD)
    key, secret = keys.add("ann"), logins.begin(ann)
    users.remove("ann")
    assert users.check("ann", PASSWORD) is None
    assert keys.check(key) is None
    assert logins.who(secret) is None
    # One who is given the name later gets nothing of it.
    users.add("ann", PASSWORD, "admin")
    assert keys.check(key) is None
    assert logins.who(secret) is None


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "-x", "a\n", "x" * 65, "<b>", "a\u202eb"])
def test_a_name_that_cannot_be_is_refused(users: Users, file: AccessFile, name: str) -> None:
    if name == "a\n":
        assert users.add(name, None).name == "a"
        return
    with pytest.raises(AccountError, match="cannot be called"):
        users.add(name, PASSWORD)


def test_a_name_is_taken_once_however_it_is_written(users: Users) -> None:
    users.add("ann", PASSWORD)
    with pytest.raises(AccountError, match="already"):
        users.add("ＡＮＮ", None)


@pytest.mark.parametrize("change", ["remove", "set_password", "set_role", "allow"])
def test_a_change_of_nobody_is_an_error_and_makes_no_file(
    users: Users, file: AccessFile, change: str
) -> None:
    arguments: dict[str, list[Any]] = {
        "set_password": [PASSWORD],
        "set_role": ["editor"],
        "allow": [["work"]],
    }
    with pytest.raises(AccountError, match="no user"):
        getattr(users, change)("nobody", *arguments.get(change, []))
    assert not file.exists


def test_a_weak_hash_is_made_anew_at_the_next_login(file: AccessFile, passwords: Passwords) -> None:
    Users(file, passwords).add("ann", PASSWORD)
    strong = Users(file)
    assert strong.check("ann", PASSWORD) is not None
    [(stored,)] = file.rows("SELECT password FROM user")
    assert "m=65536" in stored
    assert strong.check("ann", PASSWORD) is not None


def test_an_unknown_role_is_named() -> None:
    assert checked_role("editor") == "editor"
    with pytest.raises(AccountError, match="owner"):
        checked_role("owner")
