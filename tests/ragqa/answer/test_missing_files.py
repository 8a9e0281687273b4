"""A refusal says which file of the question is no document, and only what is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.answer.missing_files import told
from ragqa.index import Index
from ragqa.store.catalog.listing import Page, Wanted
from ragqa.text.language import Language
from tests.ragqa.chains import chain_of
from tests.stocked import open_stocked

TEXT = ("The rover is painted red and has six wheels.",)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    documents = {"reports/Annual Report.pdf": TEXT, "指南.docx": TEXT}
    with open_stocked(tmp_path / "index", documents) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("What is guide.pdf about?", "en", "No document is called guide.pdf."),
        (
            "Compare guide.pdf and b.docx, guide.pdf",
            "en",
            "No document is called guide.pdf, b.docx.",
        ),
        ("Is it in guide.docx?", "en", "No document is called guide.docx."),
        ("What does annual report.PDF say?", "en", ""),
        ("What does reports/annual report.pdf say?", "en", ""),
        ("Which Node.js does v1.2 need, and e.g. ASP.NET?", "en", ""),
        ("请问指南.docx讲了什么？", "zh", ""),  # nothing parts the name from the words before it
        ("《手册.pdf》讲了什么？", "zh", "文档中没有名为 手册.pdf 的文件。"),
    ],
)
def test_only_files_that_are_no_documents_are_named(
    index: Index, question: str, language: Language, sentence: str
) -> None:
    assert told(question, index, language) == sentence


def test_a_refusal_tells_it(index: Index) -> None:
    chain, _ = chain_of(index, threshold=1.0)
    assert chain.invoke("Is the moon in guide.pdf?").text == (
        "Your documents do not answer this question. No document is called guide.pdf."
    )


def test_nothing_is_said_where_there_are_more_documents_than_are_looked_at(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragqa.answer.missing_files._LOOKED_AT", 0)
    assert told("What is guide.pdf about?", index, "en") == ""
    assert told("What is guide.txt about?", index, "en") == "No document is called guide.txt."


def test_documents_are_listed_once_for_an_ending_and_only_for_a_refusal(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []
    page = index.page

    def noted(wanted: Wanted) -> Page:
        listed.append(wanted.words)
        return page(wanted)

    monkeypatch.setattr(index, "page", noted)
    told("Compare one.pdf with two.PDF and a.docx", index, "en")
    assert sorted(listed) == [".docx", ".pdf"]
    listed.clear()
    chain, _ = chain_of(index, "It is red. [1]")
    assert not chain.invoke("Is the rover red in guide.pdf?").refused
    assert listed == []
