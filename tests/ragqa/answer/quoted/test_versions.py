"""What a later version of a document says otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.answer.quoted.versions import superseded
from ragqa.text.parts.sentences import candidates
from ragqa.types import Passage
from tests.builders import passage

OLD, NEW = "第九条 出差餐补每天 100 元，无需发票。", "第九条 出差餐补每天 120 元，无需发票。"
WAS, IS = "夜班改为每周两天，自三月起执行。", "装配二部的夜班恢复为每周三天。"


def named(*texts: tuple[str, str]) -> list[Passage]:
    return [replace(passage(text), source=source) for source, text in texts]


def told(question: str, *texts: tuple[str, str]) -> list[str]:
    """The sentences that are superseded."""
    passages = named(*texts)
    found = candidates(question, passages)
    return [
        s.text for s, old in zip(found, superseded(question, found, passages), strict=True) if old
    ]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("a/员工手册2023.docx", "a/员工手册2025.md"),
        ("SOP-014 v2.1.md", "SOP-014 v3.0.md"),
        ("SOP v2.1.md", "SOP v2.3.md"),
        ("例会 2025-02-26.docx", "例会 2025-03-26.docx"),
        ("手册（第2版）.pdf", "手册（第3版）.pdf"),
    ],
)
def test_the_later_version_holds(older: str, newer: str) -> None:
    assert told("出差每天餐补多少？", (older, OLD), (newer, NEW)) == [OLD]
    assert told("出差每天餐补多少？", (newer, NEW), (older, OLD)) == [OLD]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chapter 1.md", "chapter 2.md"),
        ("SOP-014.md", "SOP-021.md"),
        ("员工手册2025.md", "考勤制度2025.md"),
        ("a/手册2023.md", "b/手册2025.md"),
        ("手册.md", "手册.md"),
    ],
)
def test_other_documents_are_no_versions(one: str, other: str) -> None:
    assert told("出差每天餐补多少？", (one, OLD), (other, NEW)) == []


@pytest.mark.parametrize(
    "question", ["2023版手册里出差餐补多少？", "2023 年出差餐补多少？", "手册 2023 的餐补？"]
)
def test_the_earlier_one_may_be_asked_for(question: str) -> None:
    assert told(question, ("手册2023.md", OLD), ("手册2025.md", NEW)) == []


def test_what_holds_now_is_in_no_earlier_version() -> None:
    texts = ("例会2024-02.md", WAS), ("例会2024-03.md", IS)
    assert told("夜班每周几天？", *texts) == []
    assert told("现在夜班每周几天？", *texts) == [WAS]
