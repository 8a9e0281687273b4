"""Headings that a PDF is tagged with are told where it has no outline."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter

from ingest.formats.pdf import pdf
from ingest.parsed import Heading
from tests.ingest.pdfs import write_tagged

TOOLS = [["Tool", "Language"], ["debuild", "Perl"], ["sbuild", "Perl"]]


def test_tagged_headings_are_those_of_a_file_without_an_outline(tmp_path: Path) -> None:
    titles = [("H1", "1 Tools"), ("P", "They build."), ("H2", "1.1 In use")]
    parsed = pdf.load(write_tagged(tmp_path / "a.pdf", TOOLS, [60, 200], titles=titles))

    assert [(h.level, h.title) for h in parsed.headings] == [(1, "1 Tools"), (2, "1.1 In use")]
    assert all(parsed.text.startswith(h.title, h.start) for h in parsed.headings)
    assert "| debuild | Perl |" in parsed.text


def test_a_paragraph_that_is_tagged_as_a_heading_is_none(tmp_path: Path) -> None:
    titles = [("H1", "made large for its looks, " * 7), ("H3", "Names")]
    parsed = pdf.load(write_tagged(tmp_path / "a.pdf", TOOLS, [60, 200], titles=titles))

    assert [(h.level, h.title) for h in parsed.headings] == [(3, "Names")]


def test_the_outline_says_it_where_there_is_one(tmp_path: Path) -> None:
    path = write_tagged(tmp_path / "a.pdf", TOOLS, [60, 200], titles=[("H1", "1 Tools")])
    writer = PdfWriter(clone_from=path)
    writer.add_outline_item(title="All tools", page_number=0)
    writer.write(path)

    assert pdf.load(path).headings == (Heading(0, 1, "All tools"),)
