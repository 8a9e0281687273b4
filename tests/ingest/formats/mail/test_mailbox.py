"""Mailboxes: each mail is found under its own head, whatever stands in the ones beside it."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from ingest.formats import pictures
from ingest.formats.mail import mailbox
from ingest.formats.mail.mailbox import mails
from ingest.loading.loaders import load
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from tests.ingest.formats.mail.test_mail import attach, letter, word
from tests.ingest.formats.test_images import picture

BEGIN = "From - Sat Jan 01 00:00:00 2022"


def box(messages: Iterable[EmailMessage | str], begin: str = BEGIN) -> bytes:
    """As Thunderbird writes it."""
    parts = []
    for message in messages:
        text = message.encode() if isinstance(message, str) else bytes(message)
        parts.append(f"{begin}\n".encode() + text.rstrip(b"\n") + b"\n\n")
    return b"".join(parts)


def read(folder: Path, data: bytes, name: str = "a.mbox") -> Parsed:
    (folder / name).write_bytes(data)
    return load(folder / name)


def test_each_mail_is_a_part_under_its_subject_sender_and_time(tmp_path: Path) -> None:
    first, second = letter("Text of the first."), letter("Text of the second.")
    first["Date"] = "Wed, 01 May 2024 10:00:00 +0800"
    second.replace_header("Subject", "Re: 会议通知")
    second.replace_header("From", "b@c.d")
    attach(second, "报告.docx", word("利润上升。"))
    parsed = read(tmp_path, box([first, second]))
    assert parsed.text == (
        "# 会议通知 (甲, 2024-05-01 10:00)\n\nFrom (发件人): 甲 <a@b.c>\n"
        "To (收件人): d@e.f\nDate (日期): Wed, 01 May 2024 10:00:00 +0800\n\nText of the first.\n\n"
        "# Re: 会议通知 (b@c.d)\n\nFrom: b@c.d\nTo: d@e.f\nAttachments: 报告.docx\n\n"
        "Text of the second.\n\n## 报告.docx\n\n# 第一章\n\n利润上升。"
    )
    assert [(h.level, h.title) for h in parsed.headings] == [
        (1, "会议通知 (甲, 2024-05-01 10:00)"),
        (1, "Re: 会议通知 (b@c.d)"),
        (2, "报告.docx"),
        (3, "第一章"),
    ]
    assert parsed.parts == (parsed.text.index("# Re:"), parsed.text.index("## 报告"))
    assert parsed.remarks == ()


@pytest.mark.parametrize(
    "begin",
    [
        BEGIN,
        "From - ",
        "From ",
        "From 1790000000000000001@xxx Wed May 01 02:00:00 +0000 2024",
        "From a@b.c  Wed May  1 02:00:00 2024",
        "From a@b.c Wed, 1 May 2024 02:00",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_programs_write_before_a_mail_is_known(begin: str, end: str) -> None:
    data = box([letter("one"), letter("two")], begin).replace(b"\n", end.encode())
    assert [b"one" in mail for mail in mails(io.BytesIO(data))] == [True, False]


@pytest.mark.parametrize(
    "line",
    [
        "From my point of view at 10:30 in 2024\nNote that it is so.",
        "From the start\nNote: it is so.",
        "From \nNote that an empty one is none.",
        ">From what I hear at 10:30 in 2024\nNote: it is so.",
        "The words\nFrom \nNote: these follow no empty line.",
    ],
)
def test_a_line_of_a_mail_that_begins_so_does_not_part_it(tmp_path: Path, line: str) -> None:
    text = read(tmp_path, box([letter(f"Hello,\n\n{line}\n\nBye"), letter("Next.")])).text
    assert line.removeprefix(">").split("\n")[0].strip() in text
    assert ">From" not in text
    assert text.count("# 会议通知") == 2


def test_a_mail_with_a_broken_head_or_body_costs_itself_alone(tmp_path: Path) -> None:
    broken = [
        "Subject: odd\nFrom: a@\nDate: never\n\nstill read",
        "Content-Type: multipart/mixed; boundary=b\n\nno part of it begins",
        f"Subject: {'=?x?b?' * 99}\nContent-Type: text/html; charset=\xff\n\n<p>odd",
    ]
    deep = "\n".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}" for n in range(3000))
    parsed = read(tmp_path, box([*broken, f"Subject: deep\n{deep}", letter("Last words.")]))
    assert "# odd (a@)" in parsed.text
    assert "still read" in parsed.text
    assert parsed.text.endswith("Last words.")
    assert "deep could not be read and may be damaged" in parsed.remarks[0].en


def test_a_mail_that_was_deleted_but_is_still_there_is_left_out(tmp_path: Path) -> None:
    for status, there in (("0009", False), ("0001", True), ("odd", True)):
        gone = letter("The secret.")
        gone["X-Mozilla-Status"] = status
        text = read(tmp_path, box([gone, letter("Kept.")])).text
        assert "Kept." in text
        assert ("The secret." in text) is there


def test_attachments_that_cannot_be_read_are_told_once_for_all_mails(tmp_path: Path) -> None:
    letters = [letter(str(n)) for n in range(7)]
    for n, mail in enumerate(letters):
        attach(mail, f"{n}.exe", b"MZ")
    [remark] = read(tmp_path, box(letters)).remarks
    assert remark.en.startswith("7 of the files inside were not read: 0.exe is of no kind")


def test_a_picture_that_is_in_many_mails_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    picture("Invoice 4711").save(out, "PNG")
    letters = [letter(str(n)) for n in range(3)]
    for mail in letters:
        attach(mail, "logo.png", out.getvalue())
    parsed = read(tmp_path, box(letters))
    assert parsed.text.count("Attachments (附件): logo.png") == 3
    assert parsed.text.count("## logo.png") == 1
    monkeypatch.setattr(pictures, "MOST", 1)
    other = io.BytesIO()
    Image.new("RGB", (60, 30), "red").save(other, "PNG")
    attach(letters[2], "photo.png", other.getvalue())
    remarks = [remark.en for remark in read(tmp_path, box(letters)).remarks]
    assert "1 picture after the first 1 was not looked at." in remarks


def test_when_there_is_too_much_the_first_mails_are_read_and_the_rest_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MAX_CHARACTERS", 1000)
    parsed = read(tmp_path, box([letter(f"{n} " + "word " * 50) for n in range(9)]))
    assert parsed.text.count("# 会议通知") == 3
    assert parsed.remarks[0].en.startswith("Of its 9 mails the last 6 were not read")
    assert parsed.remarks[0].zh.startswith("9 封邮件中最后 6 封未读取")


def test_a_mail_that_is_too_large_is_told_and_never_held_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_BYTES", 5000)
    data = box([letter("x" * 70 + "\n" + ("y" * 70 + "\n") * 9999), letter("Next.")])
    assert [len(mail) < 6000 for mail in mails(io.BytesIO(data))] == [True, True]
    parsed = read(tmp_path, data)
    assert parsed.text.count("# 会议通知") == 1
    assert "会议通知 (甲) has more than" in parsed.remarks[0].en


@pytest.mark.parametrize("line", [b"a\n", b"From Monday 10:00 on, 2024 ended.\n"])
def test_a_mail_of_short_lines_takes_little_more_memory_than_its_bytes(line: bytes) -> None:
    data = box(["Subject: s\n"]) + line * (200_000 // len(line))
    tracemalloc.start()
    try:
        assert [len(mail) > 190_000 for mail in mails(io.BytesIO(data))] == [True]
        assert tracemalloc.get_traced_memory()[1] < 5 * len(data)
    finally:
        tracemalloc.stop()


def test_lines_that_look_like_the_begin_of_a_mail_make_none_larger_than_it_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailbox, "MOST_BYTES", 5000)
    data = box(["Subject: s\n"]) + b"From Monday 10:00 on, 2024 ended.\n" * 1000
    assert [len(mail) < 6000 for mail in mails(io.BytesIO(data))] == [True]


def test_each_mail_has_the_time_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(box([letter(str(n)) for n in range(5)]))
    told: list[None] = []
    load(tmp_path / "a.mbox", on_page=lambda: told.append(None))
    assert len(told) == 5


@pytest.mark.parametrize("data", [b"words\n", b"From \n", b"From me to you\nwords", b"\n\nFrom x"])
def test_what_is_no_mailbox_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.mbox is not a mailbox"):
        read(tmp_path, data)


def test_a_single_mail_may_have_the_ending_of_a_mailbox(tmp_path: Path) -> None:
    data = b"Received: by x\nFrom: Ann <a@b.example>\nSubject: Rent\n\nIt is 12 euros.\n"
    assert read(tmp_path, data).text == "# Rent\n\nFrom: Ann <a@b.example>\n\nIt is 12 euros."
