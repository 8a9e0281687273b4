from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ragqa.errors import IndexDamagedError
from ragqa.store.engines.keywords import TantivyKeywords
from tests.builders import chunk
from tests.contracts import KeywordContract


class TestTantivyKeywords(KeywordContract):
    def open(self, folder: Path) -> TantivyKeywords:
        return TantivyKeywords(folder / "keywords")


def test_a_very_long_query_is_answered(tmp_path: Path) -> None:
    store = TantivyKeywords(tmp_path)
    store.add([chunk("word0 word1")])
    store.commit()
    query = " ".join(f"word{n}" for n in range(20_000))
    assert list(store.search(query, 5).scores) == ["d.1.0"]
    store.close()


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


def test_chunks_that_have_every_word_of_a_phrase_are_found(tmp_path: Path) -> None:
    texts = ["清华大学的校长", "大学在清华园", "the XG-2000/A pump", "an XG-2000 pump", "一只猫"]
    with closing(TantivyKeywords(tmp_path)) as store:
        store.add([chunk(text, n=n) for n, text in enumerate(texts)])
        store.commit()
        assert set(store.holding("清华大学", 9).scores) == {"d.1.0"}
        assert set(store.holding("xg-2000 pump", 9).scores) == {"d.1.2", "d.1.3"}
        assert set(store.holding("XG-2000/A", 9, documents=["d"]).scores) == {"d.1.2"}
        assert store.holding("XG-2000/A", 9, documents=["x"]).scores == {}
        assert store.holding("，", 9).scores == {}


def test_how_much_of_a_question_the_index_knows(tmp_path: Path) -> None:
    with closing(TantivyKeywords(tmp_path)) as store:
        store.add([chunk("红酒 Merlot", n=0), chunk("白酒", n=1), chunk("啤酒", n=2)])
        store.commit()
        assert store.search("Merlot", 5).known == 1.0
        assert 0 < store.search("which Merlot grapes ripen earliest", 5).known < 0.35
        unknown = store.search("which grapes", 5)
    assert (unknown.scores, unknown.known, unknown.coverage("d.1.0")) == ({}, 0.0, 0.0)


def test_a_code_counts_in_full_beside_words_of_another_language(tmp_path: Path) -> None:
    with closing(TantivyKeywords(tmp_path)) as store:
        store.add([chunk(f"version 1.{n}.0 fixed a crash", n=n) for n in range(20)])
        store.commit()
        found = store.search("1.7.0 版本修复了什么问题？", 5)
        assert next(iter(found.scores)) == "d.1.7"
        assert found.coverage("d.1.7") > 0.4
        assert found.known == 1
        assert store.scores("1.7.0 版本修复了什么问题？", ["d.1.7"]).coverage(
            "d.1.7"
        ) == pytest.approx(found.coverage("d.1.7"))
        # Without the code these words count for little, and nothing is left out.
        assert store.search("1.77.0 版本修复了什么问题？", 5).known < 0.5


def test_what_is_only_read_goes_on_while_its_owner_writes(tmp_path: Path) -> None:
    owner = TantivyKeywords(tmp_path / "keywords")
    owner.add([chunk("red apples")])
    owner.commit()
    reader = TantivyKeywords(tmp_path / "keywords", read_only=True)
    assert list(reader.search("apples", 5).scores) == ["d.1.0"]
    for n in range(1, 20):  # some commits merge segments, whose files are then deleted
        owner.add([chunk("green apples", n=n)])
        owner.commit()
        assert len(reader.search("apples", 50).scores) == n + 1
    owner.delete("d", 1)
    owner.commit()
    assert reader.count() == 0
    reader.close()
    owner.close()


@pytest.mark.parametrize("further", [0, 2])
def test_more_chunks_get_the_scores_that_a_search_gives_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, further: int
) -> None:
    store = TantivyKeywords(tmp_path)
    store.add([chunk(f"apple {'pear ' * n}", n=n) for n in range(6)])
    store.add([chunk("plum", n=9)])
    store.commit()
    every = store.search("apple pear", 10)
    assert (every.complete, len(every.scores)) == (True, 6)
    assert store.more(every, ["d.1.9"]) is every
    monkeypatch.setattr("ragqa.store.engines.keywords._FURTHER", further)
    best = store.search("apple pear", 2)
    assert (best.complete, len(best.scores), len(best.further)) == (False, 2, further)
    last = list(every.scores.values())[1 + further] / every.ceiling
    assert best.most_of_others() == pytest.approx(last, rel=1e-3)
    wanted = [*every.scores, "d.1.9", "nowhere"]
    assert store.more(best, wanted).scores == {
        **{key: pytest.approx(score) for key, score in every.scores.items()},
        "d.1.9": 0.0,
        "nowhere": 0.0,
    }
    assert store.more(store.search("？", 2), wanted).scores == {}
    store.close()


def test_given_chunks_of_a_long_question_get_the_sum_over_all_its_words(tmp_path: Path) -> None:
    """As many words as a question can have, each in another half of 300 chunks."""
    words = [f"word{n}" for n in range(256)]
    with closing(TantivyKeywords(tmp_path)) as store:
        texts = (" ".join(w for i, w in enumerate(words) if (n >> i % 8) & 1) for n in range(300))
        store.add([chunk(text, n=n) for n, text in enumerate(texts)])
        store.commit()
        question = " ".join(words)
        every = store.search(question, 300).scores
        given = store.scores(question, [f"d.1.{n}" for n in range(0, 300, 7)]).scores
    assert {key: pytest.approx(every[key], rel=1e-4) for key in given} == given
    assert len(given) == sum(n % 256 > 0 for n in range(0, 300, 7))
