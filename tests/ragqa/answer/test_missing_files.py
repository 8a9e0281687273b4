"""A refusal says which file of the question is no document, and only what is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ragqa.answer.missing_files import told
from ragqa.index import Index
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
