from __future__ import annotations

import io
import zipfile

import docx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ragqa.store.kept.said import Said
from ragqa.types import Copy
from tests.ui.export.test_marked import doubtful, said
from tests.ui.web.chat.test_answer_html import HOSTILE, passage
from ui.export.word import word
from ui.texts.talks import EN as TALKS
from ui.texts.talks import ZH as TALKS_ZH
from ui.texts.web import EN, ZH


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_a_conversation_becomes_headings_paragraphs_and_a_list_of_sources() -> None:
    content = word("Numbers", [said("It is **two** [1].\nSo.")], EN, TALKS)
    assert lines(content) == [
        "Numbers",
        "q",
        "It is two [1].",
        "So.",
        TALKS.sources,
        "[1] a.pdf, p. 3, printed iii, Chapter: “Two.”",
    ]
    document = docx.Document(io.BytesIO(content))
    assert [run.text for p in document.paragraphs for run in p.runs if run.bold] == [
        "two",
        TALKS.sources,
        "[1] ",
    ]
    assert document.core_properties.author == "ragqa"


def test_other_documents_with_the_quote_are_told_below_it() -> None:
    copy = Copy("b.pdf", 4, 4, "", (), "b", 1)
    assert lines(word("t", [said(also=(copy,))], ZH, TALKS_ZH))[-1].endswith(
        "\n另见于 b.pdf 第 4 页"
    )


def test_what_the_page_says_under_an_answer_is_told() -> None:
    told = lines(word("t", [doubtful()], EN, TALKS, [["a_1.pdf was changed"]]))
    assert told[told.index("It is two [1]. So <b>.") + 1 : told.index(TALKS.sources)] == [
        "Sources differ: Two (a_1.pdf) or Three (b.pdf)",
        "Not supported by the documents: “So <b>.”",
        EN.weak,
        EN.cut_short,
        "a_1.pdf: 4 of 9 pages have no text and were not searched",
        "a_1.pdf was changed",
    ]


def test_what_a_search_found_is_listed() -> None:
    found = Said("q", mode="search", passages=(passage("Four."),))
    assert lines(word("t", [found], EN, TALKS))[-1] == (
        "[1] a.pdf, pp. 3–4, printed iii, Chapter: “Four.”"
    )


def test_chinese_has_a_font_and_unfinished_answers_say_so() -> None:
    content = word("数", [Said("问", text="一半"), Said("另", removed=True)], ZH, TALKS_ZH)
    assert lines(content) == [
        "数",
        "问",
        "一半",
        TALKS_ZH.unfinished,
        "另",
        TALKS_ZH.answer_removed,
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"YaHei" in archive.read("word/styles.xml")


def test_hostile_text_is_only_text() -> None:
    content = word(HOSTILE, [said(HOSTILE, quote=HOSTILE, source=HOSTILE)], EN, TALKS)
    assert HOSTILE in lines(content)[0]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml")
        assert b"hyperlink" not in body
        assert b"instrText" not in body
        assert b"e.vil" not in archive.read("word/_rels/document.xml.rels")


@settings(max_examples=20, deadline=None)
@example("half a \ud800 pair, \x00, \x1b and what no XML holds: \ufffe \uffff")
@given(st.text(max_size=30))
def test_any_text_can_be_written(text: str) -> None:
    assert word(text, [said(text, quote=text)], EN, TALKS)
