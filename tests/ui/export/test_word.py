from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ragqa.answer.quoted.quoting import NAME as QUOTING
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


LISTED = r"""Steps:

3. Take `dh\_x`, then **b** [1].
   It is heated.
   - deep
4. dh\_install
7. Last.

1. New.

| What | When |
|---|--:|
| a \| b | 1 [1] |

## Then
```sh
ls  -l
```
- end"""


def test_lists_tables_headings_and_code_of_an_answer_are_those_of_word() -> None:
    content = word("t", [said(LISTED)], EN, TALKS)
    document = docx.Document(io.BytesIO(content))
    found = [(p.style.name, p.text) for p in document.paragraphs if p.text][2:-2]  # type: ignore[union-attr]
    assert found == [
        ("Normal", "Steps:"),
        ("List Number", "Take dh\\_x, then b [1].\nIt is heated."),
        ("List Bullet 2", "deep"),
        ("List Number", "dh_install"),
        ("List Number", "Last."),
        ("List Number", "New."),
        ("Heading 2", "Then"),
        ("Normal", "ls  -l"),
        ("List Bullet", "end"),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["What", "When"],
        ["a | b", "1 [1]"],
    ]


def test_a_numbered_list_keeps_its_numbers() -> None:
    document = docx.Document(io.BytesIO(word("t", [said(LISTED)], EN, TALKS)))
    known = [p for p in document.paragraphs if p.style.name == "List Number"]  # type: ignore[union-attr]
    numbers = [p._p.pPr.numPr.numId.val for p in known]  # type: ignore[union-attr]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    numbering = document.part.numbering_part.element
    firsts = {n.numId: o.startOverride.val for n in numbering.num_lst for o in n.lvlOverride_lst}
    assert [firsts[number] for number in numbers] == [3, 3, 7, 1]


def test_quoted_lines_stand_as_in_their_document() -> None:
    quoted = said("- **a** dh\\_x [1]\n| b | [1]")
    assert quoted.answer is not None
    quoted = replace(quoted, answer=replace(quoted.answer, model=QUOTING))
    assert lines(word("t", [quoted], EN, TALKS))[2:4] == ["- **a** dh\\_x [1]", "| b | [1]"]


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
