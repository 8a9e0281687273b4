r"""Headings of rich text, as Word (outline levels) and LibreOffice (named styles) write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.rtf.headings import with_headings_marked
from ingest.formats.rtf.rtf import load_rtf
from tests.ingest.formats.rtf.test_rtf import escaped

STYLES = rb"{\stylesheet{\s0 Normal;}{\s1\sbasedon0\b{\*\keycode n} heading 1;}{\s7 Title;}"
STYLES += rb"{\*\cs16\b Heading 1 Char;}{\s8\outlinelevel2 Part;}{\s9 Heading;}}"


def headings(folder: Path, body: bytes) -> list[tuple[int, str]]:
    path = folder / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi\ansicpg936\deff0" + STYLES + body + b"}")
    parsed = load_rtf(path)
    found = [(heading.level, heading.title) for heading in parsed.headings]
    assert parsed.text.count("#") == sum(min(level, 6) for level, _ in found)
    assert all(parsed.text[h.start :].lstrip("# ").startswith(h.title) for h in parsed.headings)
    return found


def test_outline_levels_are_headings(tmp_path: Path) -> None:
    body = rb"\pard\outlinelevel0 {\b " + escaped("第一章", "gbk") + rb" Rent}\par"
    body += rb"\pard Text.\par \pard\plain\outlinelevel3 When\par\pard\outlinelevel9 Text.\par"
    assert headings(tmp_path, body) == [(1, "第一章 Rent"), (4, "When")]


def test_paragraphs_in_styles_named_so_are_headings(tmp_path: Path) -> None:
    body = rb"\pard\s7 Book\par\pard\s1 Rent\par{\pard\s8 When\par}More\par\pard\s9 No\par"
    # A paragraph that says nothing of itself is as the one before it; a group ends what it said.
    assert headings(tmp_path, body) == [(1, "Book"), (1, "Rent"), (3, "When"), (1, "More")]


def test_a_heading_may_have_a_line_end_and_a_note(tmp_path: Path) -> None:
    body = rb"\pard\s1 The\line rent{\footnote \pard\plain\s0 Not here.\par}\par\pard\s0 Due.\par"
    assert headings(tmp_path, body) == [(1, "The rent")]
    text = load_rtf(tmp_path / "a.rtf").text
    assert text.split("\n\n") == ["# The rent", "Not here.", "Due."]


def test_cells_are_no_headings(tmp_path: Path) -> None:
    body = rb"\trowd\pard\intbl\s1 a\par b\cell\pard\intbl\s1 c\cell\row\pard\s0 d\par"
    assert headings(tmp_path, body) == []


@pytest.mark.parametrize("body", [rb"\pard\\s1 a\par", rb"\pard\s10 a\par", rb"\pard\sb1 a\par"])
def test_what_only_looks_like_a_style_is_none(tmp_path: Path, body: bytes) -> None:
    assert headings(tmp_path, body) == []


def test_a_source_without_headings_is_as_it_was() -> None:
    source = r"{\rtf1{\stylesheet{\s0 Normal;}}\pard\outlinelevel9 a\line b\par}"
    assert with_headings_marked(source) is source


def test_groups_without_end_are_read() -> None:
    assert with_headings_marked(r"\outlinelevel0 " + "{" * 200_000 + r"a\par").endswith(r"\par")
    assert with_headings_marked(r"{\stylesheet" + r"{\s1{}" * 50_000).startswith("{")
    assert with_headings_marked(r"\outlinelevel0 }}}a\par").startswith(r"\outlinelevel0 }}}a")
