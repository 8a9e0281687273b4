from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.formats.markdown.callouts import with_callouts
from ingest.formats.markdown.markdown import load_markdown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("!!! note\n    Text here.\n\nOut.", "Note:\n\nText here.\n\nOut."),
        ('??? warning "Careful"\n    Hot.\n', "Careful\n\nHot.\n"),
        ('!!! danger inline end ""\n    Hot.', "Hot."),
        ("!!! note\n    A.\n\n    ??? tip\n        B.\n    C.", "Note:\n\nA.\n\nTip:\n\nB.\nC."),
        ("!!! note\n    ```\n    x\n    ```\n", "Note:\n\n```\nx\n```\n"),
        (":::tip\n\nText.\n\n:::\nOut.", "Tip:\n\nText.\n\n\nOut."),
        (":::note[Your title]\nText.\n:::", "Your title\n\nText.\n"),
        ("::: details 点我\n文字。\n:::", "点我\n\n文字。\n"),
        ('::: {.callout-note title="T"}\nText.\n:::', "T\n\nText.\n"),
        ("::: {.callout-tip}\n## T\nText.\n:::", "T\n\nText.\n"),
        ("::: {.callout-tip}\nText.\n:::", "Tip:\n\nText.\n"),
    ],
)
def test_callouts_are_lines_of_text(source: str, shown: str) -> None:
    assert with_callouts(source) == shown


@pytest.mark.parametrize(
    "source",
    [
        "```\n:::tip\n!!! note\n    x\n```",
        "    !!! note\n        x",
        "Stop!!! note this\n:::\n::: \nWhat??? no",
        "a ::: b\n!!!note\n!!! `x`",
    ],
)
def test_what_only_looks_so_is_left(source: str) -> None:
    assert with_callouts(source) == source


@pytest.mark.parametrize("piece", ["!!! a ", "!!! a\n    ", ":::a\n", "::: {", '!!! a "', ":::a["])
def test_what_never_ends_is_read_in_bounds(piece: str) -> None:
    assert len(with_callouts(piece * 50_000)) <= len(piece) * 100_000


def test_a_callout_has_no_headings_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n:::tip\nText.\n:::\n\n!!! note\n    Text.\n")
    parsed = load_markdown(tmp_path / "a.md")
    assert [heading.title for heading in parsed.headings] == ["A"]
    assert not re.search("!!!|:::", parsed.text)
