"""Logins: random, stored as a hash, over in the end."""

from __future__ import annotations

from ragqa.access.access_file import AccessFile
from ragqa.access.identity import Identity
from ragqa.access.logins import SECONDS, Logins
from ragqa.access.users import Users


def test_a_login_is_whose_it_is_until_it_is_over(users: Users, file: AccessFile) -> None:
    now = [1000.0]
    logins = Logins(file, lambda: now[0])
    ann = users.add("ann", None, "editor")
    secret = logins.begin(ann)
    assert logins.who(secret) == ann
    assert logins.who(secret + "x") is None
    now[0] += SECONDS - 1
    assert logins.who(secret) == ann
    now[0] += 1
    assert logins.who(secret) is None
    logins.begin(ann)
    assert file.rows("SELECT count(*) FROM session") == [(1,)]


def test_only_its_hash_is_stored(users: Users, file: AccessFile) -> None:
    secret = Logins(file).begin(users.add("ann", None))
    assert secret.encode() not in file.path.read_bytes()


def test_who_logs_out_is_out(users: Users, file: AccessFile) -> None:
    logins = Logins(file)
    ann = users.add("ann", None)
    first, second = logins.begin(ann), logins.begin(ann)
    logins.end(first)
    assert logins.who(first) is None
    assert logins.who(second) == ann
    logins.end(first)


def test_a_change_of_role_is_seen_at_once(users: Users, file: AccessFile) -> None:
    logins = Logins(file)
    secret = logins.begin(users.add("ann", None, "admin"))
    users.set_role("ann", "reader")
    users.allow("ann", ["work"])
    who = logins.who(secret)
    assert who is not None
    assert who == Identity("ann", "reader", frozenset({"work"}))


def test_without_a_file_nobody_is_logged_in(file: AccessFile) -> None:
    assert Logins(file).who("x") is None
    Logins(file).end("x")
    assert not file.exists
