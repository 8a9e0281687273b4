from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError

LRC = """[ti:台灯]
[ar:李伟]
[by:nobody]
[offset:500]
[00:12.50]灯亮了
[00:20]<00:20.10>夜 <00:20.80>深了
[00:15.00][01:05.00]啦啦啦
[00:30.00]
no time
"""
ASS = """[Script Info]
Title: x

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not said
Dialogue: 0,0:01:05.00,0:01:07.00,Default,,0,0,0,,Later, as it is.
Dialogue: 1,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\an8\\b1}Hello,{\\b0}\\Nworld
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello,\\Nworld
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_lyrics_are_told_in_the_order_of_their_times(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.lrc").write_bytes(LRC.replace("\n", "\r\n").encode(encoding))
    parsed = load(tmp_path / "a.lrc")
    assert parsed.text == "李伟 - 台灯\n\n灯亮了\n啦啦啦\n夜 深了\n啦啦啦"
    assert parsed.title == "台灯"
    assert [heading.title for heading in parsed.headings] == ["00:00:12"]


def test_styled_subtitles_are_told_without_their_styles(tmp_path: Path) -> None:
    (tmp_path / "a.ass").write_text(ASS)
    parsed = load(tmp_path / "a.ass")
    assert parsed.text == "Hello, world\nLater, as it is."
    assert [heading.title for heading in parsed.headings] == ["00:00:01"]


def test_a_time_is_said_again_after_some_lines(tmp_path: Path) -> None:
    lines = "".join(f"[{n:02}:00.00]{'word ' * 30}{n}\n" for n in range(60, 66))
    (tmp_path / "a.lrc").write_text(lines)
    titles = [heading.title for heading in load(tmp_path / "a.lrc").headings]
    assert titles == ["01:00:00", "01:03:00"]


@pytest.mark.parametrize("name", ["a.lrc", "a.ass", "a.ssa"])
def test_what_has_no_times_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[ti:nothing]\nwords\nDialogue: x,y\n")
    with pytest.raises(DocumentError, match="no lines with times"):
        load(tmp_path / name)
