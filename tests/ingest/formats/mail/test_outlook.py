"""Mails that Outlook has saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.errors import DocumentError
from tests.ingest.formats.mail.test_mail import read
from tests.ingest.msgs import outlook_mail


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
