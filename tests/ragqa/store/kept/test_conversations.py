from __future__ import annotations

import sqlite3
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.errors import IndexDamagedError, IndexUnusableError
from ragqa.store.kept.conversations import FILE, Conversations, Place
from ragqa.store.kept.said import LONGEST_TITLE, Said
from tests.ragqa.store.kept.exchanges import PLAIN, SAID, load


def test_an_exchange_comes_back_as_it_was(kept: Conversations) -> None:
    key = kept.save("ada", Place(), SAID)
    assert load(kept, key) == [SAID]


def test_exchanges_are_in_order_and_a_replaced_one_takes_those_after_it_along(
    kept: Conversations,
) -> None:
    key = kept.save("ada", Place(), replace(PLAIN, question="one"))
    for number, text in ((1, "two"), (2, "three"), (1, "two, better")):
        was, key = key, kept.save("ada", key, replace(PLAIN, question=text), after=number - 1)
        assert (key.key, key.last) == (was.key, number)
    assert [said.question for said in load(kept, key)] == ["one", "two, better"]
    assert [heading.title for heading in kept.headings("ada")] == ["one"]
    kept.save("ada", key, replace(PLAIN, question="one, better"), after=-1)
    assert [heading.title for heading in kept.headings("ada")] == ["one, better"]


def test_who_writes_to_what_another_has_written_meanwhile_loses_nothing(
    kept: Conversations,
) -> None:
    def say(place: Place, question: str, after: int | None = None) -> Place:
        return kept.save("ada", place, replace(PLAIN, question=question), after=after)

    mine = say(say(Place(), "one"), "two")
    theirs = say(mine, "three")
    joined = say(mine, "four")
    assert (joined.key, joined.last) == (mine.key, 3)
    parted = say(theirs, "two, better", after=0)
    assert parted.key != mine.key
    assert parted.last == 1
    assert [said.question for said in load(kept, mine)] == ["one", "two", "three", "four"]
    assert [said.question for said in load(kept, parted)] == ["one", "two, better"]
    assert {heading.title for heading in kept.headings("ada")} == {"one"}
    own = say(parted, "two, best", after=0)
    assert (own.key, own.last) == (parted.key, 1)
    kept.delete("ada", mine.key)
    assert say(joined, "five") == Place()
    assert load(kept, mine) == []


def named(kept: Conversations, words: str = "") -> list[str]:
    return [heading.title for heading in kept.headings("ada", words)]


def test_a_name_stays_is_found_and_goes_when_it_is_blank(kept: Conversations) -> None:
    kept.rename("ada", "0" * 16, "before anything was written")
    place = kept.save("ada", Place(), PLAIN)
    kept.rename("bob", place.key, "not mine")
    assert named(kept) == [PLAIN.question]
    kept.rename("ada", place.key, "  Ｆoundations \n of\udc80 bases")
    assert named(kept) == ["Ｆoundations of? bases"]
    talk = kept.load("ada", place.key)
    assert talk is not None
    assert (talk.name, talk.place) == ("Ｆoundations of? bases", place)
    kept.save("ada", place, replace(PLAIN, question="What is that?"), after=-1)
    assert named(kept, "FOUNDATIONS that") == ["Ｆoundations of? bases"]
    assert named(kept, "foundations elsewhere") == []
    found = kept.headings("ada", "foundations", may_see=lambda documents: frozenset())
    assert len(found) == 1
    kept.rename("ada", place.key, " ")
    assert named(kept) == ["What is that?"]
    assert named(kept, "foundations") == []


def test_what_parts_from_a_named_conversation_has_its_name(kept: Conversations) -> None:
    place = kept.save("ada", kept.save("ada", Place(), PLAIN), PLAIN)
    kept.rename("ada", place.key, "Bases")
    kept.save("ada", place, PLAIN)
    parted = kept.save("ada", place, PLAIN, after=0)
    assert parted.key != place.key
    assert named(kept) == ["Bases", "Bases"]
    kept.delete("ada", place.key)
    kept.rename("ada", parted.key, "Others")
    assert named(kept) == ["Others"]


def test_a_clock_that_is_set_back_hides_no_writing(
    kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 5.0)
    first = kept.save("ada", Place(), PLAIN)
    second = kept.save("ada", first, PLAIN)
    assert second.changed > first.changed


def test_nobody_sees_or_changes_what_is_of_another(kept: Conversations) -> None:
    key = kept.save("ada", Place(), PLAIN)
    assert kept.headings("bob") == kept.headings("") == []
    assert load(kept, key, "bob") == []
    kept.delete("bob", key.key)
    assert kept.save("bob", key, SAID) == Place()
    assert load(kept, key) == [PLAIN]
    kept.save("bob", Place(), SAID)
    assert kept.forget("ada") == 1
    assert len(kept.headings("bob")) == 1


def test_conversations_are_found_by_any_part_of_what_was_said(kept: Conversations) -> None:
    kept.save("ada", Place(), PLAIN)
    key = kept.save("ada", Place(), SAID)
    kept.save("ada", key, replace(PLAIN, question="ＡＢＣ and 'quotes' 100%"))
    for words in ("年假", "十五", "abc", "ABC 年假", "100%", "'quotes'", ""):
        assert key.key in [heading.id for heading in kept.headings("ada", words)], words
    assert kept.headings("ada", "年假 nowhere") == []
    assert kept.headings("ada", "_") == []
    assert len(kept.headings("ada", "base")) == 2
    assert len(kept.headings("ada", "base " * 5_000)) == 2


def test_words_of_an_answer_that_may_not_be_seen_find_nothing(kept: Conversations) -> None:
    key = kept.save("ada", Place(), SAID)
    kept.save("ada", key, PLAIN)

    def found(words: str, *visible: str) -> bool:
        seen = frozenset(visible)
        return bool(kept.headings("ada", words, may_see=lambda ids: seen & frozenset(ids)))

    assert found("十五天", "d1")
    assert not found("十五天")
    assert found("年假几天？ base")
    assert not found("base 十五")
    assert found("")


def test_the_last_one_used_comes_first(kept: Conversations) -> None:
    first = kept.save("ada", Place(), PLAIN)
    second = kept.save("ada", Place(), PLAIN)
    kept.save("ada", first, PLAIN)
    assert [heading.id for heading in kept.headings("ada")] == [first.key, second.key]
    assert len(kept.headings("ada", most=1)) == 1


def test_the_file_is_for_its_owner_alone(kept: Conversations, tmp_path: Path) -> None:
    kept.save("ada", Place(), PLAIN)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_nothing_is_made_by_looking(kept: Conversations, tmp_path: Path) -> None:
    assert kept.headings("ada") == []
    assert kept.load("ada", "x") is None
    kept.delete("ada", "x")
    kept.forget_about(["d"])
    assert kept.forget() == 0
    assert not (tmp_path / FILE).exists()


def test_a_long_question_and_half_a_surrogate_pair_can_be_kept(kept: Conversations) -> None:
    key = kept.save("ada", Place(), Said("x\n" * 500 + "\ud800", text="\udc00 it"))
    [heading] = kept.headings("ada")
    assert len(heading.title) == LONGEST_TITLE
    assert load(kept, key)[0].text == "? it"


def test_a_damaged_exchange_is_left_out(kept: Conversations, tmp_path: Path) -> None:
    key = kept.save("ada", Place(), PLAIN)
    kept.save("ada", key, SAID)
    db = sqlite3.connect(tmp_path / FILE)
    with db:
        db.execute("UPDATE exchange SET content = '{\"question\": 3}' WHERE number = 0")
    db.close()
    assert load(kept, key) == [SAID]


def test_a_file_that_is_none_is_named_with_what_to_do(kept: Conversations, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(IndexDamagedError, match="delete that file") as refused:
        kept.headings("ada")
    assert "请删除" in refused.value.zh
    kept.erase()
    assert kept.headings("ada") == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match="save_conversations"):
        Conversations(tmp_path / "gone").save("ada", Place(), PLAIN)
