"""Passwords: argon2id, the same work for nobody, and any keyboard."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from ragqa.access.passwords import LONGEST, Passwords
from ragqa.errors import AccountError


class Counting(PasswordHasher):
    """Notes what it was asked to check."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked: list[str | bytes] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
        self.checked.append(hash)
        return bool(super().verify(hash, password))


def test_by_default_it_is_argon2id_with_64_mib() -> None:
    stored = Passwords().hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert "correct" not in stored


def test_only_the_right_password_fits(passwords: Passwords) -> None:
    stored = passwords.hash("correct horse")
    assert passwords.fits("correct horse", stored)
    assert not passwords.fits("correct horse ", stored)
    assert not passwords.fits("", stored)
    assert not passwords.fits("x" * (LONGEST + 1), stored)
    assert stored != passwords.hash("correct horse")


def test_an_unknown_user_takes_the_same_work() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    assert not passwords.fits("correct horse", None)
    # The password of the hash that stands in for none opens nothing either.
    assert not passwords.fits("no password of anybody", None)
    assert len(hasher.checked) == 2
    assert str(hasher.checked[0]).startswith("$argon2id$")


def test_a_damaged_hash_fits_nothing(passwords: Passwords) -> None:
    assert not passwords.fits("correct horse", "$argon2id$broken")
    assert not passwords.fits("correct horse", "plain")


@pytest.mark.parametrize("password", ["", "seven77", "x" * (LONGEST + 1)])
def test_a_length_that_cannot_be_is_refused(passwords: Passwords, password: str) -> None:
    with pytest.raises(AccountError, match=f"8 to {LONGEST}"):
        passwords.hash(password)


def test_composed_and_decomposed_characters_are_the_same_password(passwords: Passwords) -> None:
    assert passwords.fits("cafe\u0301-密码密码", passwords.hash("caf\u00e9-密码密码"))


def test_a_hash_with_cheaper_parameters_is_weak(passwords: Passwords) -> None:
    stored = passwords.hash("correct horse")
    assert not passwords.is_weak(stored)
    assert Passwords().is_weak(stored)
