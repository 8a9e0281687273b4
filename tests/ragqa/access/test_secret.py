"""Secrets are random, their hashes are stored, and a key tells its id."""

from __future__ import annotations

import hashlib

import pytest

from ragqa.access.secret import digest, key_id_of, new_key, new_secret, same


def test_secrets_have_256_bits_and_never_repeat() -> None:
    drawn = {new_secret() for _ in range(200)}
    assert len(drawn) == 200
    assert {len(secret) for secret in drawn} == {43}


def test_a_digest_is_sha256_of_any_text() -> None:
    assert digest("ab") == hashlib.sha256(b"ab").hexdigest()
    assert len(digest("\ud800")) == 64


def test_a_key_holds_its_id() -> None:
    key_id, key = new_key()
    assert key_id_of(key) == key_id
    assert key.startswith(f"ragqa-{key_id}-")


@pytest.mark.parametrize("text", ["", "ragqa-", "ragqa-0000000g-" + "a" * 43, "x" * 60])
def test_what_is_not_built_like_a_key_has_no_id(text: str) -> None:
    assert key_id_of(text) is None
    assert key_id_of(new_key()[1] + "x") is None
    assert key_id_of(new_key()[1] + "\n") is None


def test_texts_are_compared_whole() -> None:
    assert same("密钥", "密钥")
    assert not same("密钥", "密钥 ")
    assert not same("\ud800", "")
