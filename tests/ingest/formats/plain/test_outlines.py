from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.plain import outlines
from ingest.loading.loaders import load
from ragqa.errors import DocumentError


def write(folder: Path, body: str) -> Path:
    (folder / "a.opml").write_text(
        f'<?xml version="1.0"?><opml version="2.0"><head><title>计划</title></head>{body}</opml>',
        encoding="utf-8",
    )
    return folder / "a.opml"


def test_an_outline_is_points_within_points(tmp_path: Path) -> None:
    parsed = load(
        write(
            tmp_path,
            "<body><outline text='Buy'><outline text='牛奶' _note='2 litres&#10;fresh'/><outline "
            "text='Eggs' _complete='true'><outline text='brown'/></outline></outline>"
            "<outline text='Feeds'><outline type='rss' text='News' xmlUrl='https://x/rss'/></outline>"
            "<outline url='https://y'/><outline/></body>",
        )
    )
    assert parsed.text == (
        "# 计划\n\n- Buy\n  - 牛奶\n    2 litres fresh\n  - [x] Eggs\n    - brown\n- Feeds\n"
        "  - News (https://x/rss)\n- https://y"
    )
    assert parsed.title == "计划"


def test_deep_outlines_are_read_in_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "_DEEPEST", 1)
    body = "<outline text='a'>" * 4 + "</outline>" * 4
    assert load(write(tmp_path, f"<body>{body}</body>")).text == (
        "# 计划\n\n- a\n  - a\n  - a\n  - a"
    )


def test_an_outline_without_points_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text("<opml><body/></opml>")
    with pytest.raises(DocumentError, match="contains no text"):
        load(tmp_path / "a.opml")
