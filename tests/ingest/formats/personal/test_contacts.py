"""Contacts as phones and programs write them, and such as are made to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError

OLD = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=B8=89;;;\r
TEL;CELL;PREF:13800138000\r
TEL;WORK;VOICE:010-1234\r
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E8=80=81=E6=9C=8B=E5=8F=\r
=8B, a=3Db\r
PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQ\r
 SkZJRgABAQEA\r
\r
END:VCARD\r
"""
NEW = """BEGIN:VCARD
VERSION:3.0
FN:Anna Berg
N:Berg;Anna;;;
ORG:ACME\\, Inc.;Sales
item1.EMAIL;type=INTERNET;type=WORK:anna@acme.example
TEL;VALUE=uri;TYPE="cell,home":tel:+49-30-1234
ADR;TYPE=HOME:;;Hauptstr. 5;Berlin;;10115;Germany
BDAY:19800102
CATEGORIES:Friends,Chess
NOTE:Line one\\nline two\\; with a long folded te
 xt
X-ABLABEL:_$!<Other>!$_
END:VCARD
BEGIN:VCARD
N:Doe;John;Q.;Dr.;Jr.
AGENT:
BEGIN:VCARD
FN:Somebody else
END:VCARD
END:VCARD
"""


def text_of(folder: Path, data: bytes) -> str:
    path = folder / "a.vcf"
    path.write_bytes(data)
    return load(path).text


def test_a_contact_of_an_old_phone_is_read(tmp_path: Path) -> None:
    assert text_of(tmp_path, OLD.encode()) == (
        "# 张三\n\nName (姓名): 张三\nPhone (电话), cell: 13800138000\n"
        "Phone (电话), work: 010-1234\nNote (备注): 老朋友, a=b"
    )


def test_contacts_stand_under_their_names(tmp_path: Path) -> None:
    assert text_of(tmp_path, NEW.encode()) == (
        "# Anna Berg\n\nName (姓名): Anna Berg\nOrganization (单位): ACME, Inc., Sales\n"
        "Phone (电话), cell, home: +49-30-1234\nMail (邮箱), work: anna@acme.example\n"
        "Address (地址), home: Hauptstr. 5, Berlin, 10115, Germany\nBirthday (生日): 1980-01-02\n"
        "Groups (分组): Friends,Chess\n"
        "Note (备注): Line one line two; with a long folded text\n\n# Dr. John Q. Doe Jr."
    )
    parsed = load(tmp_path / "a.vcf")
    assert parsed.parts == (parsed.text.index("# Dr."),)  # no chunk is of two people


def test_a_contact_without_a_name_has_no_line_for_it(tmp_path: Path) -> None:
    said = "# ACME\n\nOrganization (单位): ACME\nPhone (电话): 1"
    assert text_of(tmp_path, b"BEGIN:VCARD\nORG:ACME\nTEL:1\nEND:VCARD") == said


def test_a_backslash_at_the_end_of_a_value_takes_nothing_from_it(tmp_path: Path) -> None:
    said = "# x\n\nName (姓名): x\nOrganization (单位): ACME, Sales"
    assert text_of(tmp_path, b"BEGIN:VCARD\nFN:x\nORG:ACME;Sales\\\nEND:VCARD") == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_names_in_any_encoding_are_the_same(tmp_path: Path, encoding: str) -> None:
    note = "住在北京市朝阳区，周末喜欢爬山，也喜欢和朋友下棋。"
    said = f"BEGIN:VCARD\nFN:欧阳娜娜\nNOTE:{note}\nEND:VCARD\n"
    folded = said.replace("朝阳区", "朝阳\n 区")
    assert text_of(tmp_path, folded.encode(encoding)).startswith(
        "# 欧阳娜娜\n\nName (姓名): 欧阳娜娜\nNote (备注): 住在北京市朝阳区"
    )


def test_a_fold_within_a_character_is_undone(tmp_path: Path) -> None:
    name = "张三".encode()
    data = b"BEGIN:VCARD\r\nFN:" + name[:4] + b"\r\n " + name[4:] + b"\r\nTEL:1\r\nEND:VCARD"
    assert text_of(tmp_path, data).startswith("# 张三")


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCARD\n" * 50_000 + b"FN:x",
        b"END:VCARD\n" * 50_000 + b"BEGIN:VCARD\nFN:x",
        b"BEGIN:VCARD\nFN:x\nTEL;" + b'"' * 200_001 + b":1\nEND:VCARD",
        b"BEGIN:VCARD\nFN:x\nTEL" + b";A=b" * 200_000 + b":1\nEND:VCARD",
        b"BEGIN:VCARD\nFN:x\nN" + b";" * 500_000 + b":" + b"\\;" * 200_000 + b"\\\nEND:VCARD",
        b"BEGIN:VCARD\nFN:x\nORG:" + b"x" * 200_000 + b"\\\nEND:VCARD",
        b"BEGIN:VCARD\nFN:x\nNOTE;QUOTED-PRINTABLE:" + b"=\n" * 200_000 + b"END:VCARD",
        b"BEGIN:VCARD\nFN:x\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=rot13:=FF=80\nEND:VCARD",
    ],
)
def test_what_is_made_to_do_harm_costs_little(tmp_path: Path, data: bytes) -> None:
    try:
        assert len(text_of(tmp_path, data)) < 1_000_000
    except DocumentError as error:
        assert error.en.startswith("a.vcf ")  # noqa: PT017 - either outcome is right


def test_a_file_without_contacts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds no contacts"):
        text_of(tmp_path, b"nothing\nhere: is one\n")
