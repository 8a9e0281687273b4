"""Mail: heads and bodies in any encoding, attachments read, and mails that are meant to harm."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from PIL import Image

from ingest.formats.mail.head import header, parse
from ingest.loading.loaders import load
from ingest.parsed import Heading, Parsed
from ingest.unsupported import READABLE
from ragqa.errors import DocumentError
from tests.calls import calls
from tests.ingest.devset import ROBUST
from tests.ingest.formats.test_images import picture


def read(folder: Path, mail: EmailMessage | bytes, name: str = "a.eml") -> Parsed:
    path = folder / name
    path.write_bytes(mail if isinstance(mail, bytes) else bytes(mail))
    return load(path)


def letter(text: str = "Text of the mail.") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "会议通知", "甲 <a@b.c>", "d@e.f"
    mail.set_content(text)
    return mail


def attach(mail: EmailMessage, name: str, data: bytes) -> None:
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)


def word(text: str) -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_heading("第一章", 1)
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def test_a_chinese_mail_keeps_its_head_and_sentences(tmp_path: Path) -> None:
    first = "各位同事，本季度的预算会议改在下个星期三的下午三点，请大家务必准时到场并带上各自部门的"
    mail = letter()
    mail.set_content(f"{first}\n材料。\n\n- 预算\n- 人员\n", charset="gb18030")
    parsed = read(tmp_path, mail)
    assert parsed.text == (
        "# 会议通知\n\nFrom (发件人): 甲 <a@b.c>\nTo (收件人): d@e.f\n\n"
        f"{first}材料。\n\n- 预算\n- 人员"
    )
    assert parsed.title == "会议通知"


@pytest.mark.parametrize("name", ["fake-email", "fake-email-malformed-encoding"])
def test_the_body_of_a_mail_comes_once(name: str) -> None:
    text = load(ROBUST / "other" / f"{name}.eml").text
    assert text.count("This is a test email to use for unit tests.") == 1
    assert text.endswith("Important points:\n\n- Roses are red\n- Violets are blue")


@pytest.mark.parametrize(
    "date",
    ["Mon, 12 May 99999999999 08:50:40 +0100", "Mon, 12 May 2025 08:50:40 +9999999999999999"],
)
def test_a_time_that_cannot_be_costs_no_mail(tmp_path: Path, date: str) -> None:
    parsed = read(tmp_path, f"Date: {date}\nFrom: a@b.c\n\nThe text.\n".encode())
    assert parsed.text.endswith("The text.")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
@pytest.mark.parametrize("charset", ["", "; charset=us-ascii", "; charset=no-such"])
def test_bytes_without_a_true_declaration_are_recognised(
    tmp_path: Path, encoding: str, charset: str
) -> None:
    text = "這是一個測試的信件。" if encoding == "big5" else "这是一个测试的邮件。"
    head = f"Subject: {text}\nFrom: a@b.c\nContent-Type: text/plain{charset}\n"
    source = f"{head}Content-Transfer-Encoding: 8bit\n\n{text}\n"
    parsed = read(tmp_path, source.encode(encoding))
    assert parsed.text == f"# {text}\n\nFrom (发件人): a@b.c\n\n{text}"


def test_the_tables_and_headings_of_a_html_mail_are_kept(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "S"
    page = "<h1>章</h1><p>正文</p><table><tr><td>a</td><td>b</td></tr><tr><td>1<td>2</table>"
    mail.set_content(page, subtype="html", charset="gb18030")
    parsed = read(tmp_path, mail)
    assert parsed.text == "# S\n\n# 章\n\n正文\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert parsed.headings == (Heading(0, 1, "S"), Heading(5, 2, "章"))


def test_what_a_mail_hides_is_left_out(tmp_path: Path) -> None:
    hidden = "<div style='DISPLAY : none'>Beside the subject<p>too</p></div>"
    small = "<span style='color:red;mso-hide:all'>Small screens</span>"
    mail = letter()
    mail.set_content(f"<body>{hidden}<p>The rent{small} is due.</p>", subtype="html")
    assert read(tmp_path, mail).text.endswith("\n\nThe rent is due.")
    mail.set_content("<body style='display:none'><p>All that it says.", subtype="html")
    assert read(tmp_path, mail).text.endswith("\n\nAll that it says.")


def test_attachments_are_sections_of_their_own(tmp_path: Path) -> None:
    mail = letter()
    attach(mail, "报告.docx", word("利润上升。"))
    attach(mail, "run.exe", b"MZ")
    inner = letter("The inner mail.")
    inner.replace_header("Subject", "Forwarded")
    attach(inner, "a.txt", "纯文本".encode("gb18030"))
    mail.add_attachment(inner)
    parsed = read(tmp_path, mail)
    assert "Attachments: 报告.docx, run.exe, Forwarded.eml" in parsed.text
    assert "## 报告.docx\n\n# 第一章\n\n利润上升。" in parsed.text
    assert [(h.level, h.title) for h in parsed.headings] == [
        (1, "会议通知"),
        (2, "报告.docx"),
        (3, "第一章"),
        (2, "Forwarded.eml"),
        (3, "Forwarded"),
        (4, "a.txt"),
    ]
    assert parsed.text.endswith("纯文本")
    begins = ("## 报告.docx", "## Forwarded.eml", "## a.txt")
    assert parsed.parts == tuple(parsed.text.index(title) for title in begins)
    assert [remark.en for remark in parsed.remarks] == [
        f"1 of the files inside was not read: run.exe is of no kind that can be read ({READABLE})."
    ]


@pytest.mark.parametrize(("name", "shown"), [("s.png", "s.png"), (None, "image.png")])
def test_a_picture_that_stands_in_the_text_is_read_as_the_attached_ones_are(
    tmp_path: Path, name: str | None, shown: str
) -> None:
    mail = letter("See the picture.")
    mail.add_alternative('<p>See <img src="cid:1"></p>', subtype="html")
    html = mail.get_payload(1)
    assert isinstance(html, EmailMessage)
    out = io.BytesIO()
    picture("Invoice 4711").save(out, "PNG")
    html.add_related(out.getvalue(), "image", "png", cid="<1>", filename=name)
    attach(mail, "a.txt", b"attached")
    parsed = read(tmp_path, mail)
    assert f"Attachments (附件): a.txt, {shown}" in parsed.text
    assert f"## {shown}\n\nInvoice4711" in parsed.text.replace("Invoice 4711", "Invoice4711")


def test_mails_within_mails_end_at_a_depth(tmp_path: Path) -> None:
    mail = letter("innermost")
    for depth in range(30):
        outer = letter(f"depth {depth}")
        outer.add_attachment(mail)
        mail = outer
    parsed = read(tmp_path, mail)
    assert "depth 26" in parsed.text
    assert "depth 25" not in parsed.text
    assert "is a file within more than 3 others" in parsed.remarks[0].en


def test_parts_within_parts_without_end_are_an_error_of_that_file(tmp_path: Path) -> None:
    lines = ["Subject: deep"]
    for n in range(20_000):
        lines += [f"Content-Type: multipart/mixed; boundary=b{n}", "", f"--b{n}"]
    with pytest.raises(DocumentError, match=r"^a\.eml "):
        read(tmp_path, "\n".join(lines).encode())


def test_the_name_of_an_attachment_is_no_path(tmp_path: Path) -> None:
    mail = letter()
    for name in ("../../x.txt", "/etc/y.txt", "C:\\z.txt", "a\0b.txt", "x" * 5000 + ".txt"):
        attach(mail, name, b"fine words")
    parsed = read(tmp_path, mail)
    assert parsed.text.count("fine words") == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.eml"]


def test_a_bomb_in_a_mail_costs_one_attachment(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(40 << 20))
    mail = letter()
    attach(mail, "bomb.zip", out.getvalue())
    parsed = read(tmp_path, mail)
    assert "Text of the mail." in parsed.text
    assert "bomb.zip unpacks to more than" in parsed.remarks[0].en


def test_a_mail_that_is_only_a_file_is_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "fax"
    mail.set_content(b"a,b\n1,2\n", maintype="application", subtype="csv", filename="t.csv")
    assert "| 1 | 2 |" in read(tmp_path, mail).text


@pytest.mark.parametrize("sender", ["a@", "a@[1.2", "(" * 3000])
def test_a_head_that_the_library_trips_over_is_shown_as_it_is(tmp_path: Path, sender: str) -> None:
    parsed = read(tmp_path, f"Subject: S\nFrom: {sender}\n\nbody".encode())
    assert parsed.text == f"# S\n\nFrom: {sender}\n\nbody"


def test_a_very_long_head_is_not_taken_apart() -> None:
    mail = parse(b"Subject: " + b"a b " * 30_000 + b"\n\nText.\n")
    assert calls(lambda: header(mail, "Subject")) < 5 * 120_000
    assert header(mail, "Subject").startswith("a b a b")


def test_a_head_is_not_taken_apart_each_time_that_it_is_asked_for() -> None:
    mail = parse(b"Content-Type: text/plain; charset=utf-8; format=flowed\n\nText.\n")
    assert mail.get_content_charset() == "utf-8"
    assert calls(lambda: [mail.get_content_type() for _ in range(100)]) < 100 * 50


def test_an_attached_mail_whose_subject_the_library_cannot_decode_has_a_name(
    tmp_path: Path,
) -> None:
    mail, inner = letter(), letter("Inside.")
    mail.add_attachment(inner)
    data = bytes(mail).replace(b"=?utf-8?b?5Lya6K6u6YCa55+l?=", "会议".encode("gb18030"))
    assert "会议.eml" in read(tmp_path, data).text


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is not a mail"):
        read(tmp_path, b"\n\njust text")


def test_a_picture_without_text_is_no_failure(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "red").save(out, "PNG")
    mail = letter()
    attach(mail, "logo.png", out.getvalue())
    parsed = read(tmp_path, mail)
    assert parsed.remarks == ()
    assert parsed.text.endswith("Text of the mail.")


STUB = """From: a@example.com
Subject: Repair
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=X

--X
Content-Type: text/plain

{plain}
--X
Content-Type: text/html

<p>The boiler was repaired on 3 May by Mr Kuhn. It cost 312 euros, parts included.</p>
--X--
"""


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("This mail is in HTML; use another viewer.", "Mr Kuhn"),
        ("\n", "Mr Kuhn"),
        ("The boiler was repaired on 3 May by Mr Kuhn. It cost 312 euros, parts incl.", "incl."),
    ],
)
def test_a_plain_text_that_only_stands_for_the_page_is_not_taken(
    tmp_path: Path, plain: str, told: str
) -> None:
    (tmp_path / "a.eml").write_text(STUB.format(plain=plain))
    text = load(tmp_path / "a.eml").text
    assert told in text
    assert ("another viewer" in text, text.count("312")) == (False, 1)


INVITATION = "BEGIN:VEVENT\nSUMMARY:Budget talk\nDTSTART:20240501T100000\nEND:VEVENT\n"


@pytest.mark.parametrize("form", ["alone", "beside a text", "attached", "as a file"])
def test_what_a_mail_invites_to_is_read_once(tmp_path: Path, form: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Invitation"
    if form == "alone":
        mail.set_content(INVITATION, subtype="calendar")
    else:
        mail.set_content("Please come.")
        mail.add_alternative(INVITATION, subtype="calendar")
    if form == "attached":
        mail.add_attachment(INVITATION, subtype="calendar", filename="i.ics")
    if form == "as a file":
        attach(mail, "i.ics", INVITATION.encode())
    text = read(tmp_path, mail).text
    assert text.count("# Budget talk\n\nWhen (时间): 2024-05-01 10:00") == 1
    name = "invite.ics" if form in ("alone", "beside a text") else "i.ics"
    assert text.startswith(f"# Invitation\n\nAttachments: {name}")
