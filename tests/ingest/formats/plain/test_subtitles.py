from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>你好</i>，
世界

2
00:01:00,000 --> 00:01:02,000
再见
"""
VTT = """WEBVTT

NOTE x

intro
00:05.000 --> 00:06.000 align:start
<v Ann>Hello

01:02:03.000 --> 01:02:04.000
bye"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_what_is_said_has_the_time_of_its_first_cue(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.srt").write_bytes(SRT.replace("\n", "\r\n").encode(encoding))
    parsed = load(tmp_path / "a.srt")
    assert parsed.text == "你好，\n世界\n再见"
    assert [(h.start, h.title) for h in parsed.headings] == [(0, "00:00:01")]


def test_a_web_subtitle_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(VTT)
    assert load(tmp_path / "a.vtt").text == "Ann: Hello\nbye"


def test_remarks_and_names_between_web_subtitles_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(
        VTT.replace("\n\n01:", "\n\nNOTE not\nsaid\n\nSTYLE\nx {}\n\nb\n01:")
    )
    assert load(tmp_path / "a.vtt").text == "Ann: Hello\nbye"


def test_who_speaks_is_told_where_it_changes(tmp_path: Path) -> None:
    said = (
        "<v Ann>One &amp; two",
        "<v.loud Ann>&lt;b&gt;</v>",
        "<v Bob\u3000Lee><i>Three</i>",
        "Four",
    )
    cues = [f"00:{n:02}.000 --> 00:59.000\n{text}\n" for n, text in enumerate(said)]
    (tmp_path / "a.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    assert load(tmp_path / "a.vtt").text == "Ann: One & two\n<b>\nBob Lee: Three\nFour"


def test_what_rolls_on_from_cue_to_cue_is_told_once(tmp_path: Path) -> None:
    said = (
        "First words",
        "First words\nand<00:01.000><c> more</c>",
        "and more\nto the end",
        "to the end",
    )
    cues = [f"00:{n:02}.000 --> 00:59.000\n{text}\n" for n, text in enumerate(said)]
    (tmp_path / "a.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    assert load(tmp_path / "a.vtt").text == "First words\nand more\nto the end"
    (tmp_path / "a.srt").write_text(SRT.replace("再见", "世界\n世界"))
    assert load(tmp_path / "a.srt").text == "你好，\n世界\n世界"


def test_the_first_line_that_is_shown_word_by_word_is_told_once(tmp_path: Path) -> None:
    said = (
        " \nso<00:00:00.400><c> today</c>",
        "so today\n ",
        "so today\nwe<00:02.000><c> talk</c>",
    )
    cues = [f"00:{n:02}.000 --> 00:59.000\n{text}\n" for n, text in enumerate(said)]
    (tmp_path / "a.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    assert load(tmp_path / "a.vtt").text == "so today\nwe talk"


def test_the_time_is_said_again_every_few_cues(tmp_path: Path) -> None:
    cues = [f"{n}\n00:00:{n:02},000 --> 00:00:59,000\n{'x' * 150}\n" for n in range(10, 20)]
    (tmp_path / "a.srt").write_text("\n".join(cues))
    parsed = load(tmp_path / "a.srt")
    titles = [heading.title for heading in parsed.headings]
    assert titles == ["00:00:10", "00:00:13", "00:00:16", "00:00:19"]
    assert parsed.text.count("x" * 150) == 10


def test_a_file_without_cues_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("nothing")
    with pytest.raises(DocumentError, match="has no subtitles"):
        load(tmp_path / "a.srt")
