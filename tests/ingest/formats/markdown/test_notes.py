from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.markdown.markdown import load_markdown
from ingest.formats.markdown.notes import as_shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("See [[Beta]] and [[a/Beta|the project]].", "See Beta and the project."),
        ("参见[[笔记]]与[[#费用]]", "参见笔记与费用"),
        ("[[Beta#Costs#2024]] [[Beta#^a1b2c3]]", "Beta > Costs > 2024 Beta"),
        (r"| [[Beta\|shown]] | b |", "| shown | b |"),
        ("a ![[plan.PNG|300]] ![[Other note]] b", "a  Other note b"),
        ("> [!warning] Careful\n> Never.", "> Careful\n> Never."),
        ("> > [!NOTE]-\n> > Text.", "> > Note:\n> > Text."),
        ("Sell it. ^a1b2c3\n\nx ^2", "Sell it.\n\nx ^2"),
        ("a %%not this%% b\n%% nor this %%\nc", "a  b\nc"),
        ("正文%%注释%%继续", "正文继续"),
        ("a\n%%\nno\n```\n# no\n%%\n\nb", "a\n\nb"),
        ("a\n%% kanban:settings\n```\n{}\n```\n%%", "a"),
    ],
)
def test_notes_are_as_their_program_shows_them(source: str, shown: str) -> None:
    assert as_shown(source) == shown


@pytest.mark.parametrize(
    "source",
    [
        "as [[1]](#ref) and [[Beta]](x.md) and Smith[[2]] and [[3]]",
        "`[[ $a == $b ]]`, `[[x]]` and x[[y]] and [[ $a ]]",
        "```sh\n[[x]] %%y%%\n> [!note]\n```",
        "    [[x]] %%y%%",
        "100%% sure, 5%% of it; %%i and LIKE '%%foo%%'; use %% to write 5%% so",
        "%%\nno end",
        "[!note]\n> text [!note]",
        "[[https://example.org][words of Org]]",
        "a[[",
    ],
)
def test_what_only_looks_so_is_left(source: str) -> None:
    assert as_shown(source) == source


@pytest.mark.parametrize("piece", ["[[", "[[a", "%%a ", "%% ", "%%\n", "[[a|", "> [!a]", "`[[a]]"])
def test_what_never_ends_is_read_in_bounds(piece: str) -> None:
    assert len(as_shown(piece * 100_000)) <= len(piece) * 110_000


def test_headings_and_links_of_a_note_are_found(tmp_path: Path) -> None:
    source = "---\ntags: [a]\n---\n# Pump of [[Hall|hall 2]] %%old%%\n%%\n# Old\n%%\nText.\n"
    (tmp_path / "a.md").write_text(source)
    parsed = load_markdown(tmp_path / "a.md")
    assert parsed.text == "tags: a\n\n# Pump of hall 2 \nText.\n"
    assert [heading.title for heading in parsed.headings] == ["Pump of hall 2"]
