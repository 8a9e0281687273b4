"""What is deleted, was made from a deleted document, or is the oldest of too much, is gone."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ragqa.store.kept.conversations import FILE, Conversations, Place
from ragqa.types import Turn
from tests.ragqa.store.kept.exchanges import PLAIN, SAID, load


def test_what_is_deleted_is_gone_from_the_file(kept: Conversations, tmp_path: Path) -> None:
    key = kept.save("ada", Place(), SAID)
    kept.save("ada", Place(), PLAIN)
    kept.delete("ada", key.key)
    assert load(kept, key) == []
    content = (tmp_path / FILE).read_bytes()
    assert "十五天".encode() not in content
    assert b"It is a base." in content
    assert kept.forget() == 1
    assert b"It is a base." not in (tmp_path / FILE).read_bytes()


def test_with_a_document_go_the_answers_made_from_it_but_not_the_questions(
    kept: Conversations, tmp_path: Path
) -> None:
    key = kept.save("ada", Place(), SAID)
    later = replace(PLAIN, history=(Turn(SAID.question, SAID.text),))
    kept.save("ada", key, later)
    kept.forget_about(["other"])
    assert load(kept, key) == [SAID, later]
    kept.forget_about(["other", "d1"])
    first, second = load(kept, key)
    assert (first.question, first.text, first.answer, first.removed) == (
        "年假几天？",
        "",
        None,
        True,
    )
    assert (second.text, second.history) == (PLAIN.text, (Turn(SAID.question, ""),))
    assert "十五天".encode() not in (tmp_path / FILE).read_bytes()
    assert kept.headings("ada", "十五") == []


def test_thousands_of_documents_take_one_look_through_the_file(
    kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = kept.save("ada", Place(), SAID)
    said: list[str] = []
    usual = sqlite3.connect

    def watched(*given: Any, **more: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = usual(*given, **more)
        db.set_trace_callback(said.append)
        return db

    monkeypatch.setattr(sqlite3, "connect", watched)
    kept.forget_about([f"x{n}" for n in range(2_000)] + ["d1"])
    assert load(kept, key)[0].removed
    assert len(said) < 40


def test_a_document_that_an_answer_only_speaks_of_leaves_it(kept: Conversations) -> None:
    key = kept.save("ada", Place(), replace(PLAIN, text='It has "document_id": "d1".'))
    kept.forget_about(["d1"])
    assert not load(kept, key)[0].removed


def test_the_oldest_go_when_it_grows_too_large_but_never_the_one_in_use(tmp_path: Path) -> None:
    kept = Conversations(tmp_path, most_bytes=600)
    keys = [kept.save("ada", Place(), PLAIN) for _ in range(6)]
    left = [heading.id for heading in kept.headings("ada")]
    assert left[0] == keys[-1].key
    assert left == [key.key for key in keys[::-1]][: len(left)]
    assert 0 < len(left) < 6
    large = Conversations(tmp_path, most_bytes=1)
    key = large.save("ada", Place(), SAID)
    assert [heading.id for heading in large.headings("ada")] == [key.key]
