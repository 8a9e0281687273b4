from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages import text as pdf_text
from ingest.formats.pdf import pdf
from ingest.formats.pdfium import pdfium
from ingest.parsed import PageStart, Parsed
from ragqa.errors import DocumentError
from tests.ingest.devset import DOCS, ROBUST
from tests.ingest.pdfs import write_pdf

PROSE = "It takes many hours to properly create and maintain the packages of a distribution"
PASSWORD = "open sesame"  # noqa: S105 - of a file made here


def page_text(parsed: Parsed, number: int) -> str:
    starts = [page.start for page in parsed.pages] + [len(parsed.text) + 2]
    return parsed.text[starts[number - 1] : starts[number] - 2]


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[A-Za-z0-9]+|[\u4e00-\u9fff]", text))


def refusal(path: Path, *passwords: str) -> str:
    with pytest.raises(DocumentError) as caught:
        pdf.load(path, passwords)
    return caught.value.en


@pytest.fixture(scope="module")
def guides() -> dict[str, Parsed]:
    return {name: pdf.load(DOCS / f"debmake-doc.{name}.pdf") for name in ("en", "zh-cn")}


def test_pages_labels_headings_and_title(tmp_path: Path) -> None:
    pages = [["Preface", "hello"], [], ["1 Begin", "world"], ["more", "1.1 Then", "end"]]
    outline = [("Preface", 0), ("Begin", 2), ("Then", 3), ("Not on the page", 3)]
    path = write_pdf(tmp_path / "a.pdf", pages, outline=outline, roman=2, title=" A\nbook ")
    parsed = pdf.load(path)
    assert parsed.text == "Preface\nhello\n\n\n\n1 Begin\nworld\n\nmore\n1.1 Then\nend"
    assert parsed.pages == (
        PageStart(0, 1, "i"),
        PageStart(15, 2, "ii"),
        PageStart(17, 3, "1"),
        PageStart(32, 4, "2"),
    )
    assert [(h.title, parsed.text[h.start :][:5]) for h in parsed.headings] == [
        ("Preface", "Prefa"),
        ("Begin", "1 Beg"),
        ("Not on the page", "more\n"),
        ("Then", "1.1 T"),
    ]
    assert (parsed.title, parsed.pages_without_text) == ("A book", (2,))


def test_a_file_without_labels_has_none(tmp_path: Path) -> None:
    assert pdf.load(write_pdf(tmp_path / "a.pdf", [["x"], ["y"]])).pages[1] == PageStart(3, 2, "")


def test_running_lines_go_and_paragraphs_are_joined(tmp_path: Path) -> None:
    pages = [
        ["A GUIDE", f"{c} {PROSE}", f"and more of {c}.", f"1{n}"] for n, c in enumerate("ABCD")
    ]
    parsed = pdf.load(write_pdf(tmp_path / "a.pdf", pages))
    assert page_text(parsed, 2) == f"B {PROSE} and more of B."


@pytest.mark.parametrize("given", [(), ("wrong",)])
def test_an_encrypted_file_asks_for_its_password(tmp_path: Path, given: tuple[str, ...]) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["secret"]], password=PASSWORD)
    assert refusal(path, *given) == "is encrypted; add its password to pdf_passwords."


def test_every_password_is_tried(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["secret"]], password=PASSWORD, outline=[("secret", 0)])
    parsed = pdf.load(path, ("wrong", PASSWORD))
    assert parsed.text == "secret"
    assert parsed.headings[0].title == "secret"


def test_a_page_of_unreadable_characters_counts_as_without_text(tmp_path: Path) -> None:
    parsed = pdf.load(write_pdf(tmp_path / "a.pdf", [["\xc4\xbf\xa1\xa1\xc2\xbc\xd8"], ["fine"]]))
    assert parsed.text == "\n\nfine"
    assert parsed.pages_without_text == (1,)


def test_the_better_of_two_readings_is_taken() -> None:
    bad, good = "\ue001\ue002\ue003", "readable"
    assert pdf_text.better(good, "") == good
    assert pdf_text.better(bad, good) == good
    assert pdf_text.better(bad, "") == ""
    assert pdf_text.better(bad, bad) == ""


@given(st.text(st.sampled_from("a\r\n\x02\x0b\xad\ufffd\ufffe\u2028ﬁ⼀中 ")))
def test_a_page_is_scrubbed_the_same_with_and_without_the_first_look(text: str) -> None:
    at_once = pdf_text.scrubbed(text)
    with patch.object(pdf_text, "_UNPLAIN", re.compile("")):
        assert pdf_text.scrubbed(text) == at_once


def test_a_broken_page_does_not_cost_the_others() -> None:
    parsed = pdf.load(ROBUST / "pdf" / "Pages-tree-refs.pdf")
    assert parsed.text.startswith("Testcase")
    assert parsed.pages_without_text == (2,)


def test_a_file_without_any_text_is_refused_as_a_scan(tmp_path: Path) -> None:
    assert refusal(write_pdf(tmp_path / "a.pdf", [[], []])).startswith(
        "has no readable text on any page (2 in all); if it is a scan"
    )


@pytest.mark.parametrize("data", [b"", b"no pdf at all", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert refusal(path).startswith("is damaged, or is not a PDF")


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium, "MAX_PAGES", 2)
    assert "has more than 2 pages" in refusal(write_pdf(tmp_path / "a.pdf", [["x"]] * 3))


def test_too_much_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 5)
    assert "million characters" in refusal(write_pdf(tmp_path / "a.pdf", [["abc"], ["def"]]))


@pytest.mark.parametrize(("name", "least"), [("en", 0.98), ("zh-cn", 0.98)])
def test_a_guide_gives_nearly_all_words_of_its_text(
    guides: dict[str, Parsed], name: str, least: float
) -> None:
    wanted = tokens((DOCS / f"debmake-doc.{name}.txt").read_text("utf-8"))
    assert (wanted & tokens(guides[name].text)).total() / wanted.total() > least


def test_a_guide_reads_well(guides: dict[str, Parsed]) -> None:
    assert "with the dh-make package and decided to create an alternative" in page_text(
        guides["en"], 9
    )
    assert "Debian 维护者在接受这项挑战时一定要确保" in page_text(guides["zh-cn"], 9)
    assert "$ git reset --hard\n$ git clean -dfx\n$ debuild\n" in page_text(guides["zh-cn"], 61)
    # Only the head of a chapter of one page is left: nothing tells it from a heading.
    assert len(re.findall(r"^CHAPTER \d", guides["en"].text, re.MULTILINE)) <= 1


def test_the_outline_of_a_guide_is_found_on_its_pages(guides: dict[str, Parsed]) -> None:
    parsed = guides["zh-cn"]
    assert len(parsed.headings) == 158
    for heading in parsed.headings:
        near = parsed.text[heading.start : heading.start + 120]
        assert "".join(heading.title.split()) in "".join(near.split())
    assert (parsed.pages[8].label, parsed.pages[9].label) == ("vii", "1")


def test_the_text_of_a_tex_manual_is_complete() -> None:
    def chinese(text: str) -> Counter[str]:
        return Counter(re.findall(r"[\u4e00-\u9fff]", text))

    sources = (DOCS / "tlmgr-intro-zh-cn.tex").glob("*.tex")
    wanted = chinese("".join(path.read_text("utf-8") for path in sources))
    found = chinese(pdf.load(DOCS / "tlmgr-intro-zh-cn.pdf").text)
    assert (wanted & found).total() / wanted.total() > 0.99


def test_a_long_title_of_a_bookmark_is_whole(tmp_path: Path) -> None:
    title = "long " * 200 + "end"
    path = write_pdf(tmp_path / "a.pdf", [["text"]], outline=[(title, 0), ("章", 0)])
    assert [heading.title for heading in pdf.load(path).headings] == [title, "章"]
