"""API keys: shown once, stored as a hash, revoked at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ragqa.access.access_file import AccessFile
from ragqa.access.identity import Identity
from ragqa.access.keys import Keys
from ragqa.access.secret import key_id_of, new_key
from ragqa.access.users import Users
from ragqa.errors import AccountError


@pytest.fixture
def keys(file: AccessFile, users: Users) -> Keys:
    users.add("ann", None, "editor", ["work"])
    return Keys(file)


def test_a_key_is_who_it_was_made_for(keys: Keys, users: Users) -> None:
    key = keys.add("Ann", "backup script")
    assert keys.check(key) == Identity("ann", "editor", frozenset({"work"}), str(key_id_of(key)))
    users.set_role("ann", "reader")
    assert (found := keys.check(key)) is not None
    assert found.role == "reader"


def test_only_its_hash_is_stored(keys: Keys, file: AccessFile) -> None:
    key = keys.add("ann")
    content = file.path.read_bytes()
    assert key.encode() not in content
    assert key.rsplit("-", 1)[1].encode() not in content


def test_another_key_with_the_same_id_opens_nothing(keys: Keys) -> None:
    key = keys.add("ann")
    forged = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert key_id_of(forged) == key_id_of(key)
    assert keys.check(forged) is None
    assert keys.check(new_key()[1]) is None
    assert keys.check("") is None


def test_keys_are_listed_by_their_beginning_and_the_day_of_their_last_use(keys: Keys) -> None:
    key = keys.add("ann", "script")
    [listed] = keys.all()
    assert (listed.user, listed.label, listed.last_used) == ("ann", "script", "")
    assert key.startswith(listed.prefix.rstrip("…"))
    before = datetime.now(UTC).date()
    keys.check(key)
    [listed] = keys.all()
    assert before <= date.fromisoformat(listed.last_used) <= datetime.now(UTC).date()


@pytest.mark.parametrize("form", ["{id}", "ragqa-{id}-…", "ragqa-{id}"])
def test_a_revoked_key_opens_nothing(keys: Keys, form: str) -> None:
    key, other = keys.add("ann"), keys.add("ann")
    keys.revoke(form.format(id=key_id_of(key)))
    assert keys.check(key) is None
    assert keys.check(other) is not None
    with pytest.raises(AccountError, match="no key"):
        keys.revoke(str(key_id_of(key)))


def test_nobody_has_no_keys(keys: Keys, file: AccessFile) -> None:
    with pytest.raises(AccountError, match="no user"):
        keys.add("bob")
    with pytest.raises(AccountError, match="no user"):
        Keys(AccessFile(file.path.with_name("other"))).add("ann")


@pytest.mark.parametrize("label", ["x" * 81, "a\nb"])
def test_a_label_is_one_short_line(keys: Keys, label: str) -> None:
    with pytest.raises(AccountError, match="label"):
        keys.add("ann", label)
