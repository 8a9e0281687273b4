from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ragqa.answer.quoted.quoting import NAME as QUOTING
from ragqa.store.kept.said import Said
from ragqa.types import Citation, Contradiction, Copy, Unread
from tests.ui.web.chat.test_answer_html import HOSTILE, answered, passage
from ui.export.marked import markdown
from ui.texts.talks import EN as TALKS
from ui.texts.talks import ZH as TALKS_ZH
from ui.texts.web import EN, ZH
from ui.web.chat.remembering import said_of


def said(text: str = "It is **two** [1].", **citation: object) -> Said:
    cited = Citation(1, "a.pdf", 3, 3, "iii", ("Part", "Chapter"), "Two.", 0, 4, 0.9, verified=True)
    return said_of(answered(text, (replace(cited, **citation),)).exchanges[0])  # type: ignore[arg-type]


def test_answers_keep_their_emphasis_and_citations_their_places() -> None:
    page = markdown("Numbers", [said()], EN, TALKS)
    assert page == (
        "# Numbers\n\n## q\n\nIt is **two** [1].\n\n**Sources**\n\n"
        "- \\[1\\] a.pdf, p. 3, printed iii, Chapter: “Two.”\n"
    )


def test_other_documents_with_the_quote_are_told_below_it() -> None:
    copies = (Copy("b_1.pdf", 4, 4, "", (), "b", 1), Copy("c.md", None, None, "", ("Sum",), "c", 1))
    page = markdown("t", [said(also=copies)], EN, TALKS)
    assert page.endswith("Chapter: “Two.”  \n  Also in b\\_1.pdf p. 4; c.md › Sum\n")
    hostile = replace(copies[0], source=HOSTILE)
    assert ACTIVE.search(markdown("t", [said(also=(hostile,))], ZH, TALKS_ZH)) is None


def test_it_speaks_chinese() -> None:
    page = markdown("数", [said(verified=False)], ZH, TALKS_ZH)
    assert "**来源**" in page
    assert "a.pdf，第 3 页，印刷页码 iii，Chapter (未核实)" in page


def test_what_was_stopped_or_deleted_says_so() -> None:
    page = markdown("t", [Said("q", text="half"), Said("r", removed=True)], EN, TALKS)
    assert f"half\n\n*{TALKS.unfinished}*" in page
    assert f"*{TALKS.answer_removed}*" in page


def doubtful() -> Said:
    """An answer with all that a page says under it."""
    cited = replace(said().answer.citations[0], number=1, source="a_1.pdf")  # type: ignore[union-attr]
    other = replace(cited, number=2, source="b.pdf", quote="Three.")
    known = said("It is two [1]. So <b>.")
    assert known.answer is not None
    answer = replace(
        known.answer,
        contradictions=(Contradiction(cited, other, ("Two", "Three")),),
        unsupported=((15, 22),),
        finish_reason="length",
        unread=(Unread("a_1.pdf", 9, 4),),
        weak=True,
    )
    return replace(known, answer=answer)


def test_what_the_page_says_under_an_answer_is_told() -> None:
    page = markdown("t", [doubtful()], EN, TALKS, [["a_1.pdf was changed"]])
    under = page.partition("So ")[2].partition("**Sources**")[0]
    assert under.split("\n\n")[1:-1] == [
        "*Sources differ: Two (a\\_1.pdf) or Three (b.pdf)*",
        "*Not supported by the documents: “So &lt;b&gt;.”*",
        f"*{EN.weak}*",
        f"*{EN.cut_short}*",
        "*a\\_1.pdf: 4 of 9 pages have no text and were not searched*",
        "*a\\_1.pdf was changed*",
    ]
    assert "来源不一致：Two（a\\_1.pdf）还是 Three（b.pdf）" in markdown(
        "t", [doubtful()], ZH, TALKS_ZH
    )


def test_what_a_search_found_is_listed() -> None:
    found = Said("q", mode="search", passages=(passage(), passage("Four.", source="b.pdf")))
    page = markdown("t", [found], EN, TALKS)
    assert "- \\[2\\] b.pdf, pp. 3–4, printed iii, Chapter: “Four.”" in page
    assert "**Sources**" not in markdown("t", [replace(found, removed=True)], EN, TALKS)
    assert "**Sources**" not in markdown("t", [replace(found, mode="answer")], EN, TALKS)


def test_a_quoted_row_of_a_table_comes_with_its_header() -> None:
    text = "| Leave | Days |\n| --- | --- |\n| Wedding | 10 |"
    table = replace(passage(text, start=0), headings=())
    row = "| Wedding | 10 |"
    cited = table.cite(1, (text.index(row), len(text)), score=1.0, verified=True)
    known = said()
    assert known.answer is not None
    answer = replace(known.answer, citations=(cited,), passages=(table,))
    page = markdown("t", [replace(known, answer=answer, passages=(table,))], EN, TALKS)
    assert "Leave: Wedding" in page


ACTIVE = re.compile(r"(?<!\\)\]\(|(?<!\\)!\[|(?<!\\)\]:|<|://")


@pytest.mark.parametrize("text", [HOSTILE, "[x]: http://e.vil/y", "![x][y]", "http://e.vil"])
def test_nothing_in_it_is_fetched_or_run(text: str) -> None:
    page = markdown(text, [replace(said(text, quote=text, source=text), question=text)], EN, TALKS)
    assert ACTIVE.search(page) is None, page


def shown(text: str, *, model: str = "mixtral") -> str:
    """The answer as a viewer shows it: HTML of CommonMark, with tables."""
    known = said(text)
    assert known.answer is not None
    known = replace(known, answer=replace(known.answer, model=model))
    page = markdown("t", [known], EN, TALKS)
    answer = page.partition("## q")[2].rpartition("**Sources**")[0]
    return str(MarkdownIt("commonmark").enable("table").render(answer))


# A viewer takes other backticks for code than a look at the text alone would.
UNCLOSED = (
    "a ``` b\n\n![x](http://e.vil/p.png)\n\n```",
    "\\`![x](http://e.vil/p.png)`",
    "``a` `![x](http://e.vil/p.png)`",
    "`a\\`![x](http://e.vil/p.png)`",
    "~~~\n`\n~~~\n![x](http://e.vil/p.png)`",
    "    ```\n![x](http://e.vil/p.png)\n```",
    "\\``` \n![x](http://e.vil/p.png)\n```",
)


@pytest.mark.parametrize("text", UNCLOSED)
def test_what_only_looks_like_code_fetches_nothing(text: str) -> None:
    assert "<img" not in shown(text)


@given(st.text(st.sampled_from("<>&[]()!:/`*#|\\- ~ab\n")))
def test_no_text_becomes_a_link_a_picture_or_html(text: str) -> None:
    page = markdown("t", [said(text, quote=text, source=text)], EN, TALKS)
    told = MarkdownIt("commonmark").render(page)
    assert re.search("<(?!/?(?:h1|h2|p|ul|ol|li|strong|em|code|pre|br|hr)[ >/])", told) is None, (
        told
    )
    assert told.rpartition("<h2>")[2].count("<strong>Sources</strong>") == 1, told


def test_code_stays_as_it_is_and_ends() -> None:
    page = markdown("t", [said("```\nif a < b: x[1](2)\n"), said("`<b>`")], EN, TALKS)
    assert "```\nif a < b: x[1](2)\n\n```" in page
    assert "`<b>`" in page
    assert "<code>![x](y)</code>" in shown("See `![x](y)`.")


def test_lists_and_tables_of_a_written_answer_stay() -> None:
    page = shown("So:\n- one\n  - two\n\n1. three\n2. four\n\n| a | b |\n|---|---|\n| c | d |\n")
    assert page.count("<li>") == 4
    assert "<ol>" in page
    assert "<td>c</td>" in page


def test_no_line_of_a_written_answer_is_a_heading() -> None:
    page = shown("# a\n## b\nc\n---\nd\n===\ne\n-\nf\n- \n")
    assert re.search("<h|<li", page) is None


def test_a_backslash_before_a_sign_is_not_shown() -> None:
    assert shown(r"dh\_install \<f\> \*a\* \$5 \`x\` C:\dir") == (
        "<p>dh_install &lt;f&gt; *a* $5 `x` C:\\dir</p>\n"
    )


def test_quoted_lists_become_lines_and_emphasis_stays_where_a_line_begins() -> None:
    page = shown("1. one\n- two\n**three**", model=QUOTING)
    assert page == "<p>1. one<br />\n- two<br />\n<strong>three</strong></p>\n"


@pytest.mark.parametrize("name", ["mermaid", "dataviewjs", "python"])
def test_code_has_no_name_by_which_it_would_be_drawn_or_run(name: str) -> None:
    assert f"```{name}" not in markdown("t", [said(f"```{name}\na --> b\n```")], EN, TALKS)


@pytest.mark.parametrize("text", ["`= link`", "`$= run`", "$x$", "%%hidden%%"])
def test_what_programs_for_notes_work_out_is_text(text: str) -> None:
    page = markdown(text, [said(text, quote=text, source=text)], EN, TALKS)
    assert re.search(r"(?<!\\)[`$%]", page) is None, page


def test_control_characters_are_told() -> None:
    assert "\u202e" not in markdown("a\u202eb", [said("x\u202ey\x1b[0m")], EN, TALKS)
