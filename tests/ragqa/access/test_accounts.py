"""The door of one server: who is asked, who comes in, and who has to wait."""

from __future__ import annotations

import pytest

from ragqa.access.access_file import AccessFile
from ragqa.access.accounts import Accounts
from ragqa.access.identity import LOCAL, Identity
from ragqa.access.keys import Keys
from ragqa.access.passwords import Passwords
from ragqa.access.throttle import FREE
from ragqa.access.users import Users
from ragqa.errors import NotLoggedInError, ThrottledError

HERE = "127.0.0.1"


@pytest.fixture
def accounts(file: AccessFile, passwords: Passwords) -> Accounts:
    return Accounts(file, passwords=passwords, now=lambda: 0.0)


def test_nobody_is_asked_until_there_are_users_and_then_always(
    accounts: Accounts, users: Users, file: AccessFile
) -> None:
    assert accounts.unasked() == LOCAL
    users.add("ann", "long enough")
    assert accounts.asks
    assert accounts.unasked() is None
    # A file that is lost does not open the door.
    file.path.unlink()
    assert accounts.unasked() is None


def test_who_came_through_a_proxy_does_not_sit_here(accounts: Accounts) -> None:
    assert accounts.unasked(forwarded=True) is None


def test_asking_can_be_always_or_never(file: AccessFile, users: Users) -> None:
    assert Accounts(file, "on").unasked() is None
    users.add("ann", "long enough")
    assert Accounts(file, "off").unasked() == LOCAL


def test_a_right_password_begins_a_login_with_a_new_secret_each_time(
    accounts: Accounts, users: Users
) -> None:
    ann = users.add("ann", "long enough", "editor")
    first = accounts.log_in("Ann", "long enough", HERE)
    second = accounts.log_in("ann", "long enough", HERE)
    assert first != second
    assert accounts.by_login(first) == ann
    accounts.log_out(first)
    assert accounts.by_login(first) is None
    assert accounts.by_login(second) == ann


def test_another_password_ends_all_logins(accounts: Accounts, users: Users) -> None:
    users.add("ann", "long enough")
    secret = accounts.log_in("ann", "long enough", HERE)
    users.set_password("ann", "another long one")
    assert accounts.by_login(secret) is None


def test_another_role_or_collection_counts_at_once(accounts: Accounts, users: Users) -> None:
    users.add("ann", "long enough", "admin")
    secret = accounts.log_in("ann", "long enough", HERE)
    users.set_role("ann", "reader")
    users.allow("ann", ["work"])
    now = accounts.by_login(secret)
    assert now is not None
    assert now == Identity("ann", "reader", frozenset({"work"}))
    users.remove("ann")
    assert accounts.by_login(secret) is None


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_wrong_passwords_are_told_alike_and_slowed_down(
    accounts: Accounts, users: Users, name: str
) -> None:
    users.add("ann", "long enough")
    for _ in range(FREE):
        with pytest.raises(NotLoggedInError, match="Name or password is wrong"):
            accounts.log_in(name, "wrong", HERE)
    with pytest.raises(ThrottledError) as told:
        accounts.log_in("ann", "long enough", HERE)
    assert told.value.seconds == 1
    assert accounts.log_in("ann", "long enough", "127.0.0.9")


def test_right_passwords_are_never_slowed_down(accounts: Accounts, users: Users) -> None:
    users.add("ann", "long enough")
    for _ in range(FREE * 3):
        assert accounts.log_in("ann", "long enough", HERE)


def test_wrong_keys_are_slowed_down_and_a_right_one_is_not(
    accounts: Accounts, users: Users, file: AccessFile
) -> None:
    users.add("robot", None)
    key = Keys(file).add("robot")
    for _ in range(FREE):
        with pytest.raises(NotLoggedInError, match="unknown or was revoked"):
            accounts.by_key(key[:-1], HERE)
    with pytest.raises(ThrottledError):
        accounts.by_key("nonsense", HERE)
    assert accounts.by_key(key, HERE).name == "robot"


def test_a_name_that_nobody_can_have_takes_no_room(accounts: Accounts, users: Users) -> None:
    users.add("ann", "long enough")
    with pytest.raises(NotLoggedInError):
        accounts.log_in("x" * 10_000, "wrong", HERE)
    assert max(len(who) for _, who in accounts._wrong_passwords._wrong) <= 65
