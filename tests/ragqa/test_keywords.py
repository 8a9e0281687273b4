from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.errors import IndexDamagedError
from ragqa.keywords import LexicalScores, TantivyKeywords, query_tokens, tokens
from tests.builders import chunk
from tests.contracts import KeywordContract


class TestTantivyKeywords(KeywordContract):
    def open(self, folder: Path) -> TantivyKeywords:
        return TantivyKeywords(folder / "keywords")


def test_chinese_gives_bigrams_and_longer_words_and_no_word_twice() -> None:
    found = tokens("清华大学")
    assert sorted(found) == sorted(["清华", "华大", "大学", "清华大学"])


def test_a_single_character_is_found_within_a_text() -> None:
    assert tokens("猫") == ["猫"]
    assert "猫" in tokens("我有一只猫。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glm-4", ["glm-4", "glm", "4"]),
        ("2.0.1", ["2.0.1", "2", "0", "1"]),
        ("dh_install", ["dh_install", "dh", "install"]),
        ("python3-dev", ["python3-dev", "python3", "dev"]),
        ("C++ and C#.", ["c++", "c", "and", "c#", "c"]),
        ("Build the package.", ["build", "the", "package"]),
        ("ＧＬＭ－４", ["glm-4", "glm", "4"]),
        ("(see foo...)", ["see", "foo"]),
    ],
)
def test_codes_are_kept_whole_and_in_parts(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_codes_within_chinese_are_kept() -> None:
    assert "glm-4" in tokens("安装glm-4模型")
    assert "模型" in tokens("安装glm-4模型")


def test_traditional_and_simplified_are_the_same() -> None:
    assert tokens("軟體測試") == tokens("软体测试")


def test_punctuation_gives_nothing() -> None:
    assert tokens("，。！？ … —— \n\t ** ") == []


@given(st.text(max_size=200))
def test_tokens_are_never_empty_and_hold_no_white_space(text: str) -> None:
    for token in tokens(text):
        assert token
        assert len(token.split()) == 1


def test_a_text_of_one_long_word_is_cut() -> None:
    assert [len(token) for token in tokens("x" * 100_000)] == [64]


def test_a_very_long_query_is_answered(tmp_path: Path) -> None:
    store = TantivyKeywords(tmp_path)
    store.add([chunk("word0 word1")])
    store.commit()
    query = " ".join(f"word{n}" for n in range(20_000))
    assert list(store.search(query, 5).scores) == ["d.1.0"]
    store.close()


def test_no_ceiling_gives_no_coverage() -> None:
    assert LexicalScores().coverage("x") == 0.0


def test_a_part_of_a_code_finds_it_and_the_whole_scores_higher(tmp_path: Path) -> None:
    store = TantivyKeywords(tmp_path)
    store.add([chunk("the glm-4 model", n=0), chunk("the glm and a 4", n=1)])
    store.commit()
    assert set(store.search("glm", 5).scores) == {"d.1.0", "d.1.1"}
    assert next(iter(store.search("glm-4", 5).scores)) == "d.1.0"
    store.close()


def test_two_writers_at_once_are_reported(tmp_path: Path) -> None:
    first, second = TantivyKeywords(tmp_path), TantivyKeywords(tmp_path)
    first.add([chunk("a")])
    with pytest.raises(IndexDamagedError, match="lock"):
        second.add([chunk("b")])
    first.release()
    second.add([chunk("b")])
    second.commit()
    assert first.count() == 1
    first.close()
    second.close()


def test_a_folder_of_rubbish_is_reported(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("rubbish")
    with pytest.raises(IndexDamagedError, match=str(tmp_path)):
        TantivyKeywords(tmp_path)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How do I drop the parts that are not free?", ["drop", "parts", "free"]),
        ("debmake 是代替哪个命令的？", ["debmake", "代替", "命令"]),
        ("什么是软件包？", ["软件", "件包", "软件包"]),
        ("GLM-4 的版本是多少", ["glm-4", "glm", "4", "版本"]),
    ],
)
def test_a_query_looks_for_no_word_that_only_asks(question: str, wanted: list[str]) -> None:
    assert query_tokens(question) == wanted


@pytest.mark.parametrize("question", ["to be or not to be", "是什么", "what is it"])
def test_a_query_of_function_words_alone_keeps_them(question: str) -> None:
    assert query_tokens(question) == list(dict.fromkeys(tokens(question)))


def test_a_writer_that_was_killed_while_it_committed_is_no_hindrance(tmp_path: Path) -> None:
    with closing(TantivyKeywords(tmp_path / "index")) as store:
        store.add([chunk("red apples", document="a"), chunk("red pears", document="b")])
        store.commit()
    # What the same commit wrote elsewhere before the step that makes it count.
    shutil.copytree(tmp_path / "index", tmp_path / "other")
    with closing(TantivyKeywords(tmp_path / "other")) as other:
        other.delete("a", 1)
        other.commit()
    written = {path.name for path in (tmp_path / "other").glob("*.del")}
    assert written
    for name in (*written, ".managed.json"):
        shutil.copy(tmp_path / "other" / name, tmp_path / "index" / name)
    with closing(TantivyKeywords(tmp_path / "index")) as store:
        store.delete("a", 1)
        store.commit()
        assert store.ids() == ["b.1.0"]
