from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.rtf import rtf
from ingest.formats.rtf.rtf import load_rtf
from ragqa.errors import DocumentError

FONTS = r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset134 SimSun;}}"


def read(folder: Path, body: bytes) -> str:
    path = folder / "a.rtf"
    path.write_bytes(b"{\\rtf1\\ansi\\ansicpg936\\deff0" + FONTS.encode() + body + b"}")
    return load_rtf(path).text


def escaped(text: str, encoding: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in text.encode(encoding))


def test_chinese_is_read_by_the_character_set_of_its_font(tmp_path: Path) -> None:
    body = rb"\f1 " + escaped("软件包的维护者", "gb18030") + rb"\par\f0 caf" + b"\\'e9" + rb"\par"
    assert read(tmp_path, body) == "软件包的维护者\n\ncafé"


def test_unicode_escapes_and_raw_bytes_are_read(tmp_path: Path) -> None:
    body = (
        "".join(f"\\u{ord(c) - 65536 * (ord(c) > 32767)}?" for c in "龙飞") + "\\u-10179?\\u-8704?"
    )
    assert read(tmp_path, body.encode()) == "龙飞\U0001f600"
    assert read(tmp_path, b"\\f1 " + "原文".encode("gbk")) == "原文"


@pytest.mark.parametrize("number", ["1114112", "99999999999", "-99999999999"])
def test_a_number_of_no_character_costs_nothing_else(tmp_path: Path, number: str) -> None:
    assert read(tmp_path, f"one \\u{number}? two".encode()) == "one  two"


def test_the_title_is_that_which_the_file_says_of_itself(tmp_path: Path) -> None:
    info = rb"{\info{\author A}{\title " + escaped("租房", "gbk") + rb" \u8364? \{x\}}}"
    assert read(tmp_path, info + rb"Text\par") == "Text"
    assert load_rtf(tmp_path / "a.rtf").title == "租房 € {x}"
    assert read(tmp_path, rb"{\title" * 50_000 + rb"Text") == ""  # nor does it take long


def test_rows_become_a_table(tmp_path: Path) -> None:
    rows = rb"Before\par\trowd a\cell b\cell\row\trowd 1\cell 2\cell\row\pard After\par"
    assert read(tmp_path, rows) == "Before\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nAfter"


def test_pictures_are_left_out(tmp_path: Path) -> None:
    body = rb"a{\*\shppict{\pict\pngblip " + b"89504e47" * 1000 + rb"}}{\pict\bin4 }}{{}b\par"
    assert read(tmp_path, body) == "ab"


def test_what_is_no_rich_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(DocumentError, match="is not rich text"):
        load_rtf(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "_MOST_BYTES", 10)
    with pytest.raises(DocumentError, match="million characters"):
        read(tmp_path, b"a")


def test_groups_without_end_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"{" * 200_000 + b"deep") == "deep"


@pytest.mark.parametrize("star", [b"", rb"\*"])
def test_footnotes_come_below_their_paragraph(tmp_path: Path, star: bytes) -> None:
    note = rb"{" + star + rb"\footnote \pard\plain{\super\chftn}%s\{x\}\par}"
    body = rb"The rent{\super\chftn" + note % b"First" + rb"} is due" + note % b"Second" + rb" now."
    assert read(tmp_path, body + rb"\par Next.\par") == (
        "The rent is due now.\n\nFirst{x}\n\nSecond{x}\n\nNext."
    )
    assert read(tmp_path, body) == "The rent is due now.\n\nFirst{x}\n\nSecond{x}"


def test_a_footnote_that_does_not_end_costs_no_other_text(tmp_path: Path) -> None:
    assert read(tmp_path, rb"Before\par {\footnote open {{{").startswith("Before")


def test_many_footnotes_take_no_longer_than_their_number(tmp_path: Path) -> None:
    text = read(tmp_path, rb"a{\footnote n}" * 20_000 + rb"\par")
    assert text.count("n") == 20_000


@pytest.mark.parametrize("mark", [rb"", rb"\v\fs16 "])
def test_comments_are_told_as_such_below_their_paragraph(tmp_path: Path, mark: bytes) -> None:
    name = escaped("王五", "gbk")
    one = (
        rb"{\*\atnid W}{\*\atnauthor \f1 %s}\chatn{\*\annotation{\*\atnref 0}{\*\atndate 9}" % name
    )
    body = rb"The rent{" + mark + one + rb"\pard\plain \f0 Too\par {\b high}?}} is due.\par Next"
    body += rb"{\*\annotation Who?}.\par"
    assert read(tmp_path, body) == (
        "The rent is due.\n\nComment (批注), 王五: Too high?\n\nNext.\n\nComment (批注): Who?"
    )


def test_a_comment_on_deleted_text_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, rb"a{\deleted b{\*\annotation c}}\par") == "a\n\nComment (批注): c"


def test_raised_digits_are_no_part_of_what_they_stand_at(tmp_path: Path) -> None:
    body = (
        rb"In 2019{\super 1} it made 10{\super\insrsid12 6} of 20 m{\super 2}, "
        rb"the 1{\super st} hall\par"
    )
    assert read(tmp_path, body) == "In 2019[^1] it made 10^6 of 20 m², the 1st hall"


def test_many_words_that_raise_take_no_longer_than_their_number(tmp_path: Path) -> None:
    assert read(tmp_path, rb"a" + rb"\super" * 50_000 + rb" 1}\par").startswith("a")


def test_heads_and_feet_come_once_at_the_end(tmp_path: Path) -> None:
    head = r"{\header\pard\f1\'c4\'da\'b2\'bf{\b \'d7\'ca\'c1\'cf}\par}"
    foot = r"{\footer\trowd Tel\cell 010-1234\cell\row}{\footerf\pard {\field{\fldrslt 3}}\par}"
    source = rf"{{\rtf1\ansi{FONTS}{head}{foot}Body.\par\sect {head}{{\v hidden}}More.\par}}"
    (tmp_path / "a.rtf").write_text(source)
    assert load_rtf(tmp_path / "a.rtf").text == "Body.\n\nMore.\n\n内部资料\n\nTel 010-1234"


def test_words_that_only_begin_like_heads_are_none(tmp_path: Path) -> None:
    source = (
        r"{\rtf1\ansi{\headery720 x}\headery720\footery9 Body.\par{\header}{\header never closed"
    )
    (tmp_path / "a.rtf").write_text(source)
    assert load_rtf(tmp_path / "a.rtf").text == "xBody."


@pytest.mark.parametrize("first", [r"{\f0 Arial;}", r"{\f0\fswiss\fcharset1{\*\panose 02}Arial;}"])
def test_a_font_without_a_character_set_is_in_that_of_the_file(tmp_path: Path, first: str) -> None:
    fonts = rf"{{\fonttbl{first}{{\f1\fnil\fcharset134 SimSun;}}}}"
    text = r"\f0 caf\'e9 \f1 \'c4\'da\'b2\'bf\f0\par"
    (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi\ansicpg1252{fonts}{text}}}")
    assert load_rtf(tmp_path / "a.rtf").text == "café 内部"
    chinese = rf"{{\fonttbl{first}}}\f0 \'c4\'da\'b2\'bf\par"
    (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi\ansicpg936{chinese}}}")
    assert load_rtf(tmp_path / "a.rtf").text == "内部"
