from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.markdown.markdown import load_markdown
from ingest.formats.markdown.tags import without_tags


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd>.", "Press Ctrl+C."),
        ("<details>\n<summary>安装</summary>\n\nRun `a`.\n\n</details>", "\n安装\n\nRun `a`.\n\n"),
        ("A.<br/>B.<BR>C", "A.\nB.\nC"),
        ("| x<br>y | `<br>` |", "| x y | `<br>` |"),
        ('<p align="center"><img src="a.png"><a href="x">Pump</a></p>', "Pump"),
        ("5<sup>th <b>day</b>", "5th day"),
        ("10<sup>6</sup> and H<sub>2</sub>O", "10^6 and H2O"),
        ('<h2 align="center"><b>Pump</b></h2>\ntext', "## Pump\ntext"),
    ],
)
def test_what_stands_between_tags_is_told(source: str, shown: str) -> None:
    assert without_tags(source) == shown


@pytest.mark.parametrize(
    "source",
    [
        "a < b and c > d </ <https://ex.org> <a@b.c> <Tabs></Tabs>",
        "```html\n<p>x</p>\n```\n    <b>x</b>\n`<b>x</b>`",
        "<table><tr><td>A</td></tr></table>",
        "<p unclosed\n</",
    ],
)
def test_code_tables_and_what_only_looks_so_is_left(source: str) -> None:
    assert without_tags(source) == source


@pytest.mark.parametrize("piece", ["<p ", "<b>", "</", "<h1>", "<sup>", "<a x='"])
def test_what_never_ends_is_read_in_bounds(piece: str) -> None:
    assert len(without_tags(f"{piece * 50_000}</b>")) <= len(piece) * 100_000


def test_a_heading_in_html_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("<h1 align=center>Pump</h1>\n\n<div>\n\n## Parts\n\n</div>\n")
    parsed = load_markdown(tmp_path / "a.md")
    assert [(heading.level, heading.title) for heading in parsed.headings] == [
        (1, "Pump"),
        (2, "Parts"),
    ]
