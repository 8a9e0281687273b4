"""What Outlook packs into winmail.dat: read as if it had been attached to the mail itself."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.formats.mail.tnef_properties import BINARY, OBJECT, TEXT, WIDE, properties
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from tests.ingest.formats.mail.test_packed_rtf import packed

TABLE, SHOWN = b"a,b\n1,2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"


def attribute(kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", 1, kind, len(data)) + data + b"\0\0"


def several(*inner: tuple[int, int, bytes]) -> bytes:
    """Properties: number, type and value of each."""
    said = [struct.pack("<HH", type_, name) + valued(type_, value) for name, type_, value in inner]
    return struct.pack("<I", len(inner)) + b"".join(said)


def valued(type_: int, value: bytes) -> bytes:
    if type_ not in (TEXT, WIDE, BINARY, OBJECT):
        return value
    return struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)


def wide(text: str) -> bytes:
    return f"{text}\0".encode("utf-16-le")


def tnef(*attributes: bytes) -> bytes:
    page = attribute(0x69007, struct.pack("<II", 936, 0))
    return b"\x78\x9f\x3e\x22\x01\x00" + page + b"".join(attributes)


def attached(title: bytes, data: bytes, more: bytes = b"") -> bytes:
    parts = (attribute(0x69002, b"\0" * 14), attribute(0x18010, title), attribute(0x6800F, data))
    return b"".join(parts) + (attribute(0x69005, more) if more else b"")


def read(folder: Path, data: bytes, text: str = "See the file.") -> Parsed:
    mail = EmailMessage()
    mail["Subject"] = "S"
    mail.set_content(text)
    mail.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    (folder / "a.eml").write_bytes(bytes(mail))
    return load(folder / "a.eml")


def test_what_is_attached_is_read_under_its_long_name(tmp_path: Path) -> None:
    long = several((0x0E21, 0x03, b"\0" * 4), (0x3707, 0x1F, wide("价格 表.csv")))
    data = tnef(attached(b"JIAGE~1.CSV\0", TABLE, long), attached("表.csv\0".encode("gbk"), TABLE))
    parsed = read(tmp_path, data)
    assert parsed.text.split("\n\n")[2:] == [
        "See the file.",
        "## winmail.dat",
        "## 价格 表.csv",
        SHOWN,
        "## 表.csv",
        SHOWN,
    ]
    assert parsed.remarks == ()


@pytest.mark.parametrize(
    ("name", "type_", "value"),
    [
        (0x1009, 0x102, packed(rb"{\rtf1\ansi The text of it.\par}")),
        (0x1013, 0x102, b"<html><p>The <b>text</b> of it."),
        (0x1000, 0x1F, wide("The text of it.")),
        (0x1000, 0x1E, b"The text of it.\0"),
    ],
)
def test_the_text_of_the_mail_is_read(tmp_path: Path, name: int, type_: int, value: bytes) -> None:
    own = struct.pack("<HH", 0x1F, 0x8005) + b"\0" * 16 + struct.pack("<II", 1, 6) + b"abcdef\0\0"
    own += struct.pack("<II", 1, 4) + wide("x")
    inner = several((0x1001, 0x40, b"\0" * 8), (name, type_, value))
    inner = struct.pack("<I", 3) + own + inner[4:]  # one with a name of its own comes first
    assert [p for p in properties(inner) if p[0] == name] == [(name, type_, value)]
    text = read(tmp_path, tnef(attribute(0x69003, inner))).text
    assert text.endswith("## winmail.dat\n\nThe text of it.")


def test_a_mail_within_it_is_read(tmp_path: Path) -> None:
    inner = tnef(attribute(0x2800C, "正文\0".encode("gbk")))
    more = several((0x3707, 0x1F, wide("Other mail")), (0x3701, 0x0D, b"\0" * 16 + inner))
    assert read(tmp_path, tnef(attached(b"", b"", more))).text.endswith("## Other mail\n\n正文")


def test_what_cannot_be_read_costs_no_other_part(tmp_path: Path) -> None:
    body = attribute(0x69003, several((0x1009, 0x102, packed(b"no rich text"))))
    parsed = read(tmp_path, tnef(body, attached(b"a.xyz\0", b"x"), attached(b"t.csv\0", TABLE)))
    assert parsed.text.endswith(f"## t.csv\n\n{SHOWN}")
    (remark,) = parsed.remarks
    assert "body.rtf is not rich text" in remark.en
    assert "a.xyz is of no kind that can be read" in remark.en


@pytest.mark.parametrize("end", [9, 20, -6])
def test_what_is_cut_off_is_told(tmp_path: Path, end: int) -> None:
    (remark,) = read(tmp_path, tnef(attached(b"t.csv\0", TABLE))[:end]).remarks
    assert "winmail.dat is damaged: what Outlook has packed (TNEF)" in remark.en
    assert "TNEF" in remark.zh


@pytest.mark.parametrize(
    "data", [b"", b"\1", b"\xff" * 60, several((1, 0x7777, b"")), b"\1\0\0\0\x1e\0"]
)
def test_properties_that_make_no_sense_end(data: bytes) -> None:
    assert list(properties(data)) == []


def test_other_files_of_its_ending_are_of_no_kind(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(b"other")
    with pytest.raises(DocumentError, match="is of no kind that can be read"):
        load(tmp_path / "a.dat")


def body_of(text: str) -> bytes:
    return attribute(0x69003, several((0x1000, 0x1F, wide(text))))


def test_a_text_that_the_mail_says_already_is_not_repeated(tmp_path: Path) -> None:
    data = tnef(body_of("See  the\r\nfile."), attached(b"t.csv\0", TABLE))
    parsed = read(tmp_path, data, "Hello!\n\nSee the file.")
    assert parsed.text.count("file") == 1
    assert parsed.text.endswith(f"## winmail.dat\n\n## t.csv\n\n{SHOWN}")
    alone = read(tmp_path, tnef(body_of("See the file.")))
    assert alone.text.endswith("Attachments: winmail.dat\n\nSee the file.")
    assert alone.remarks == ()


def test_a_text_that_says_more_than_the_mail_is_read(tmp_path: Path) -> None:
    parsed = read(tmp_path, tnef(body_of("See the file. 密码是 1234。")))
    assert parsed.text.endswith("See the file.\n\n## winmail.dat\n\nSee the file. 密码是 1234。")
    inner = attached(
        b"",
        b"",
        several(
            (0x3707, 0x1F, wide("Other mail")),
            (0x3701, 0x0D, b"\0" * 16 + tnef(body_of("See the file."))),
        ),
    )
    assert "## Other mail\n\nSee the file." in read(tmp_path, tnef(inner)).text
