from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import IndexDamagedError, IndexUnusableError
from ragqa.store.conversations import FILE, LONGEST_TITLE, Conversations, Said
from ragqa.types import Answer, Citation, Contradiction, Ledger, Turn, Unread
from tests.builders import passage

CITED = Citation(
    1,
    "手册.pdf",
    3,
    4,
    "iii",
    ("人事", "年假"),
    "十五天。",
    7,
    11,
    0.9,
    True,
    document_id="d1",
    revision=2,
)
ANSWER = Answer(
    text="十五天 [1]。",
    citations=(CITED,),
    refused=False,
    question="年假几天？",
    standalone_question="员工年假几天？",
    ledger=Ledger(1, 2, 3, 4, 5, 4096, 1, 0, 2, estimated=True),
    timings={"total": 1.5},
    model="m",
    seed=None,
    finish_reason="stop",
    passages=(
        replace(
            passage("十五天。"), document_id="d1", headings=("人事",), sections=((0, ("人事",)),)
        ),
    ),
    unread=(Unread("手册.pdf", 9, 1),),
    unsupported=((0, 2),),
    contradictions=(Contradiction(CITED, replace(CITED, source="b"), ("15", "10")),),
    prompt_sha256="ab",
    id="0a1b2c3d",
)
SAID = Said(
    question="年假几天？",
    mode="quotes",
    scope={"sources": ["手册.pdf"], "since": "2026-01-31"},
    history=(Turn("一？", "二。"),),
    rewritten="员工年假几天？",
    text=ANSWER.text,
    passages=ANSWER.passages,
    answer=ANSWER,
)
PLAIN = Said("What is it?", text="It is a base.")


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


def test_an_exchange_comes_back_as_it_was(kept: Conversations) -> None:
    key = kept.save("ada", "", 0, SAID)
    assert kept.load("ada", key) == [SAID]


def test_exchanges_are_in_order_and_a_replaced_one_takes_those_after_it_along(
    kept: Conversations,
) -> None:
    key = kept.save("ada", "", 0, replace(PLAIN, question="one"))
    for number, text in ((1, "two"), (2, "three"), (1, "two, better")):
        assert kept.save("ada", key, number, replace(PLAIN, question=text)) == key
    assert [said.question for said in kept.load("ada", key)] == ["one", "two, better"]
    assert [heading.title for heading in kept.headings("ada")] == ["one"]
    kept.save("ada", key, 0, replace(PLAIN, question="one, better"))
    assert [heading.title for heading in kept.headings("ada")] == ["one, better"]


def test_nobody_sees_or_changes_what_is_of_another(kept: Conversations) -> None:
    key = kept.save("ada", "", 0, PLAIN)
    assert kept.headings("bob") == kept.headings("") == []
    assert kept.load("bob", key) == []
    kept.delete("bob", key)
    assert kept.save("bob", key, 0, SAID) != key
    assert kept.load("ada", key) == [PLAIN]
    assert kept.forget("ada") == 1
    assert len(kept.headings("bob")) == 1


def test_conversations_are_found_by_any_part_of_what_was_said(kept: Conversations) -> None:
    kept.save("ada", "", 0, PLAIN)
    key = kept.save("ada", "", 0, SAID)
    kept.save("ada", key, 1, replace(PLAIN, question="ＡＢＣ and 'quotes' 100%"))
    for words in ("年假", "十五", "abc", "ABC 年假", "100%", "'quotes'", ""):
        assert key in [heading.id for heading in kept.headings("ada", words)], words
    assert kept.headings("ada", "年假 nowhere") == []
    assert kept.headings("ada", "_") == []
    assert len(kept.headings("ada", "base")) == 2
    assert len(kept.headings("ada", "base " * 5_000)) == 2


def test_the_last_one_used_comes_first(kept: Conversations) -> None:
    first = kept.save("ada", "", 0, PLAIN)
    second = kept.save("ada", "", 0, PLAIN)
    kept.save("ada", first, 1, PLAIN)
    assert [heading.id for heading in kept.headings("ada")] == [first, second]
    assert len(kept.headings("ada", most=1)) == 1


def test_what_is_deleted_is_gone_from_the_file(kept: Conversations, tmp_path: Path) -> None:
    key = kept.save("ada", "", 0, SAID)
    kept.save("ada", "", 0, PLAIN)
    kept.delete("ada", key)
    assert kept.load("ada", key) == []
    content = (tmp_path / FILE).read_bytes()
    assert "十五天".encode() not in content
    assert b"It is a base." in content
    assert kept.forget() == 1
    assert b"It is a base." not in (tmp_path / FILE).read_bytes()


def test_with_a_document_go_the_answers_made_from_it_but_not_the_questions(
    kept: Conversations, tmp_path: Path
) -> None:
    key = kept.save("ada", "", 0, SAID)
    later = replace(PLAIN, history=(Turn(SAID.question, SAID.text),))
    kept.save("ada", key, 1, later)
    kept.forget_about(["other"])
    assert kept.load("ada", key) == [SAID, later]
    kept.forget_about(["other", "d1"])
    first, second = kept.load("ada", key)
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
    key = kept.save("ada", "", 0, SAID)
    said: list[str] = []
    usual = sqlite3.connect

    def watched(*given: Any, **more: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = usual(*given, **more)
        db.set_trace_callback(said.append)
        return db

    monkeypatch.setattr(sqlite3, "connect", watched)
    kept.forget_about([f"x{n}" for n in range(2_000)] + ["d1"])
    assert kept.load("ada", key)[0].removed
    assert len(said) < 40


def test_a_document_that_an_answer_only_speaks_of_leaves_it(kept: Conversations) -> None:
    key = kept.save("ada", "", 0, replace(PLAIN, text='It has "document_id": "d1".'))
    kept.forget_about(["d1"])
    assert not kept.load("ada", key)[0].removed


def test_the_oldest_go_when_it_grows_too_large_but_never_the_one_in_use(tmp_path: Path) -> None:
    kept = Conversations(tmp_path, most_bytes=600)
    keys = [kept.save("ada", "", 0, PLAIN) for _ in range(6)]
    left = [heading.id for heading in kept.headings("ada")]
    assert left[0] == keys[-1]
    assert left == keys[::-1][: len(left)]
    assert 0 < len(left) < 6
    large = Conversations(tmp_path, most_bytes=1)
    key = large.save("ada", "", 0, SAID)
    assert [heading.id for heading in large.headings("ada")] == [key]


def test_the_file_is_for_its_owner_alone(kept: Conversations, tmp_path: Path) -> None:
    kept.save("ada", "", 0, PLAIN)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_nothing_is_made_by_looking(kept: Conversations, tmp_path: Path) -> None:
    assert kept.headings("ada") == []
    assert kept.load("ada", "x") == []
    kept.delete("ada", "x")
    kept.forget_about(["d"])
    assert kept.forget() == 0
    assert not (tmp_path / FILE).exists()


def test_a_long_question_and_half_a_surrogate_pair_can_be_kept(kept: Conversations) -> None:
    key = kept.save("ada", "", 0, Said("x\n" * 500 + "\ud800", text="\udc00 it"))
    [heading] = kept.headings("ada")
    assert len(heading.title) == LONGEST_TITLE
    assert kept.load("ada", key)[0].text == "? it"


def test_a_damaged_exchange_is_left_out(kept: Conversations, tmp_path: Path) -> None:
    key = kept.save("ada", "", 0, PLAIN)
    kept.save("ada", key, 1, SAID)
    db = sqlite3.connect(tmp_path / FILE)
    with db:
        db.execute("UPDATE exchange SET content = '{\"question\": 3}' WHERE number = 0")
    db.close()
    assert kept.load("ada", key) == [SAID]


def test_a_file_that_is_none_is_named_with_what_to_do(kept: Conversations, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(IndexDamagedError, match="delete that file") as refused:
        kept.headings("ada")
    assert "请删除" in refused.value.zh
    kept.erase()
    assert kept.headings("ada") == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match="save_conversations"):
        Conversations(tmp_path / "gone").save("ada", "", 0, PLAIN)
