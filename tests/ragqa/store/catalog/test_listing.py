"""Pages of the list of documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.errors import UnknownSourceError
from ragqa.index import Index
from ragqa.sources import uploads_of
from ragqa.store.catalog.listing import Wanted
from tests.ragqa.library import opened, put

NAMES = ("年假手册.pdf", "年報（繁體）.pdf", "Budget 2024.xlsx", "budget-2025.xlsx", "a%b_c.txt")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with opened(tmp_path) as index:
        with index.writer() as writer:
            for n, name in enumerate(NAMES):
                put(writer, index, f"d{n}", f"text {n}", source=name)
            writer.flush()
            writer.assign(["d2", "d3"], "money")
            broken = index.document("d4")
            assert broken is not None
            never = replace(broken, document_id="x", source="x.pdf", revision=0, reason="Broken.")
            writer.fail(never)
        yield index


def names(index: Index, wanted: Wanted) -> list[str]:
    return [source.source for source in index.page(wanted).sources]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("BUDGET", ["Budget 2024.xlsx", "budget-2025.xlsx"]),
        ("2025 budget", ["budget-2025.xlsx"]),
        ("年报", ["年報（繁體）.pdf"]),
        ("Ｂｕｄｇｅｔ　2024", ["Budget 2024.xlsx"]),
        ("%", ["a%b_c.txt"]),
        ("'; DROP TABLE source", []),
        ("  ", sorted([*NAMES, "x.pdf"])),
    ],
)
def test_every_word_must_be_in_the_name_however_it_is_written(
    index: Index, words: str, shown: list[str]
) -> None:
    assert names(index, Wanted(words=words)) == shown


def test_a_page_is_a_part_of_the_whole_list(index: Index) -> None:
    whole = names(index, Wanted())
    page = index.page(Wanted(start=2, count=3))
    assert [source.source for source in page.sources] == whole[2:5]
    assert page.total == len(whole) == 6
    assert index.page(Wanted(start=100)).sources == ()


def test_only_a_collection_and_only_those_that_may_be_seen(index: Index) -> None:
    assert names(index, Wanted(collection="money")) == ["Budget 2024.xlsx", "budget-2025.xlsx"]
    seen = index.seen_by(frozenset({"money"}))
    assert seen.page(Wanted()).total == 2
    assert index.seen_by(frozenset()).page(Wanted()).total == 0
    assert seen.page(Wanted(collection="default")).total == 0
    assert index.collections() == {"default": 4, "money": 2}


def test_a_single_file_that_is_moved_never_takes_anothers_place(index: Index) -> None:
    with index.writer() as writer:
        for key, collection in (("u1", "default"), ("u2", "law")):
            put(writer, index, key, key, source="same.txt", folder=uploads_of(collection))
            writer.flush()
            writer.assign([key], collection)
        with pytest.raises(UnknownSourceError, match="has another") as refused:
            writer.assign(["u1"], "law")
        assert "已有另一个" in refused.value.zh
        writer.assign(["u2", "unknown"], "money")
        writer.assign(["u1"], "law")
    known = {s.document_id: (s.collection, s.folder) for s in index.sources() if s.is_upload}
    assert known == {"u1": ("law", uploads_of("law")), "u2": ("money", uploads_of("money"))}


def test_states_and_order(index: Index) -> None:
    assert names(index, Wanted(state="failed")) == ["x.pdf"]
    assert names(index, Wanted(state="remarkable")) == ["x.pdf"]
    assert names(index, Wanted(order="newest"))[0] == "x.pdf"
