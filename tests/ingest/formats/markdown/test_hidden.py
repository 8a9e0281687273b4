from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.markdown.hidden import without_comments
from ingest.formats.markdown.markdown import load_markdown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a <!-- no --> b<!---->.", "a  b."),
        ("one\n<!-- no\n# nor this\n--> two\n", "one\n two\n"),
        ("one\n<!--\nno\n-->\n\ntwo", "one\n\ntwo"),
        ("a <!-- b", "a <!-- b"),
        ("a --> b <!-- c", "a --> b <!-- c"),
        ("write `<!-- x -->` so", "write `<!-- x -->` so"),
        ("`a` <!-- no -->b `c`", "`a` b `c`"),
        ("```html\n<!-- code -->\n```\n<!-- no -->b", "```html\n<!-- code -->\n```\nb"),
        ("    <!-- code -->\n<!-- no -->b", "    <!-- code -->\nb"),
        ("<!--\n```\n-->\na <!-- no -->b", "a b"),
        ("no comment\n\n", "no comment\n\n"),
    ],
)
def test_comments_are_left_out_but_not_code(source: str, shown: str) -> None:
    assert without_comments(source) == shown


@pytest.mark.parametrize("source", ["<!--" * 400_000, "<!-- -->" * 200_000, "<!--\n" * 300_000])
def test_comments_without_end_are_read_in_bounds(source: str) -> None:
    assert without_comments(source) in (source, "")


def test_a_heading_in_a_comment_is_none(tmp_path: Path) -> None:
    source = "---\ntitle: T\ntags: [a]\n---\n<!-- Fill in.\n# Old -->\n# New\n\nText.\n"
    (tmp_path / "a.md").write_text(source)
    parsed = load_markdown(tmp_path / "a.md")
    assert parsed.text == "tags: a\n\n# New\n\nText.\n"
    (heading,) = parsed.headings
    assert (heading.title, parsed.text[heading.start :][:5]) == ("New", "# New")
