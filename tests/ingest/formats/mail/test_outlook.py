"""Mails that Outlook has saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.errors import DocumentError
from tests.ingest.formats.mail.test_mail import read
from tests.ingest.msgs import mail_with_a_mail, mail_within_a_firm, old_outlook_mail, outlook_mail


def test_an_outlook_mail_is_read_with_its_attachments(tmp_path: Path) -> None:
    data = outlook_mail("会议通知", "甲 <a@b.c>", "正文第一句。", {"表.csv": "列\n值\n".encode()})
    parsed = read(tmp_path, data, "a.msg")
    assert parsed.text == (
        "# 会议通知\n\nFrom (发件人): 甲 <a@b.c>\nAttachments (附件): 表.csv\n\n正文第一句。\n\n"
        "## 表.csv\n\n| 列 |\n| --- |\n| 值 |"
    )


def test_an_outlook_mail_that_is_cut_off_is_an_error_of_that_file(tmp_path: Path) -> None:
    data = outlook_mail("S", "a@b.c", "body" * 500, {})
    for size in (8, 100, 600, len(data) // 2):
        with pytest.raises(DocumentError, match=r"^a\.msg "):
            read(tmp_path, data[:size], "a.msg")


@pytest.mark.parametrize("data", [b"no mail", bytes(600)])
def test_what_is_no_outlook_mail_is_told_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.msg is damaged, or is no mail that Outlook"):
        read(tmp_path, data, "a.msg")


@pytest.mark.parametrize(
    ("number", "lost", "kept"),
    [
        ("0037", "its subject is damaged", "First sentence."),
        ("0042", "its sender is damaged", "First sentence."),
        ("1000", "its text is damaged", "# Subject"),
        ("3707", "its attachment is damaged", "First sentence."),
    ],
)
def test_a_part_of_an_outlook_mail_that_is_damaged_costs_itself(
    tmp_path: Path, number: str, lost: str, kept: str
) -> None:
    data = outlook_mail("Subject", "a@b.c", "First sentence.", {"t.csv": b"a\n1\n"})
    name = f"substg1.0_{number}".encode("utf-16-le")
    assert name in data
    parsed = read(tmp_path, data.replace(name, name.replace(b"g", b"x")), "a.msg")

    assert kept in parsed.text
    assert [lost in remark.en for remark in parsed.remarks] == [True]


@pytest.mark.parametrize(
    ("encoding", "numbers", "said"),
    [
        ("cp950", {0x3FFD: 950}, "會議改在星期二"),
        ("cp950", {0x3FDE: 950}, "會議改在星期二"),
        ("gbk", {0x3FFD: 936, 0x3FDE: 65001}, "朱镕基来信"),  # GB 2312 has no 镕
        ("cp1251", {0x3FFD: 1251, 0x3FDE: 20866}, "Дмитрий пишет"),
        ("cp1252", {0x3FFD: 1252, 0x3FDE: 20127}, "30 € “bar”"),
        ("cp1252", {}, "30 € “bar”"),
    ],
)
def test_texts_of_an_outlook_mail_may_be_in_a_code_page(
    tmp_path: Path, encoding: str, numbers: dict[int, int], said: str
) -> None:
    data = old_outlook_mail({0x0037: said, 0x1000: f"{said}."}, encoding, numbers)
    text = read(tmp_path, data, "a.msg").text
    assert text.startswith(f"# {said}\n")
    assert text.endswith(f"\n\n{said}.")
    assert f": {said}\n" in text  # the receiver's name


def test_a_page_of_an_outlook_mail_may_be_in_another_code_page(tmp_path: Path) -> None:
    page = "<p>朱镕基来信</p>".encode("gbk")
    pages = {0x3FFD: 1252, 0x3FDE: 936}
    data = old_outlook_mail({0x0037: "Letter"}, "cp1252", pages, page)
    assert read(tmp_path, data, "a.msg").text.endswith("朱镕基来信")


def test_a_code_page_that_a_text_is_not_in_costs_what_is_not(tmp_path: Path) -> None:
    texts = {0x0037: "Letter", 0x1000: "30 € in all"}
    data = old_outlook_mail(texts, "cp1252", {0x3FFD: 65001})
    assert "in all" in read(tmp_path, data, "a.msg").text


_ENTRY = "/O=FIRM/OU=EXCHANGE ADMINISTRATIVE GROUP/CN=RECIPIENTS/CN=0A1B-ANN"


@pytest.mark.parametrize(
    ("sender", "told"),
    [
        ({0x0C1A: "Ann Lee", 0x0C1F: _ENTRY}, "Ann Lee"),
        (
            {0x0C1A: "Ann Lee", 0x0C1F: _ENTRY, 0x5D01: "ann@firm.example"},
            '"Ann Lee" <ann@firm.example>',
        ),
    ],
)
def test_people_of_a_firm_are_told_without_their_entry_in_its_directory(
    tmp_path: Path, sender: dict[int, str], told: str
) -> None:
    receivers = [
        ({0x3001: "Bob Ray", 0x3003: _ENTRY.lower()}, 1),
        ({0x3001: "Cy Orr", 0x3003: _ENTRY, 0x39FE: "cy@firm.example"}, 2),
    ]
    text = read(tmp_path, mail_within_a_firm(sender, receivers), "a.msg").text
    assert text == f"# Subject\n\nFrom: {told}\nTo: Bob Ray\nCc: Cy Orr <cy@firm.example>\n\nBody."


def test_an_attachment_may_have_a_short_name_alone(tmp_path: Path) -> None:
    data = outlook_mail("S", "a@b.c", "Body.", {"RENTS~1.CSV": b"rent\n12\n"})
    data = data.replace("3707".encode("utf-16-le"), "3704".encode("utf-16-le"))
    data = data.replace(b"\x1f\x00\x07\x37", b"\x1f\x00\x04\x37")
    assert "| rent |" in read(tmp_path, data, "a.msg").text


@pytest.mark.parametrize(
    ("encoding", "numbers"),
    [("utf-16-le", {}), ("gb18030", {0x3FFD: 936}), ("cp950", {0x3FFD: 950})],
)
def test_a_mail_within_an_outlook_mail_is_read_with_its_files(
    tmp_path: Path, encoding: str, numbers: dict[int, int]
) -> None:
    inner = {0x0037: "Rent 租金", 0x1000: "The rent is 950 euros.", 0x0042: "Ada Roth <ada@b.c>"}
    data = mail_with_a_mail(
        "FW: rent", inner, numbers=numbers, encoding=encoding, file=b"month,euros\nMay,950\n"
    )
    parsed = read(tmp_path, data, "a.msg")

    assert "See below." in parsed.text
    assert "## Rent 租金.eml" in parsed.text
    assert "From: Ada Roth <ada@b.c>" in parsed.text
    assert "The rent is 950 euros." in parsed.text
    assert "| May | 950 |" in parsed.text
    assert not parsed.remarks
