"""Mail, as eml and as Outlook's msg: head, body, and what is attached.

The standard library takes mail apart. unstructured's partitioner, built on it, is not used: it
imports a spaCy pipeline to part a body into paragraphs, drops the tables of HTML mail, and reads a
head in GBK as replacement characters.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks, letters, one_line
from ingest.formats.encodings import decode_as
from ingest.formats.mail import people
from ingest.formats.mail.flowed import unflowed
from ingest.formats.mail.head import header, parse
from ingest.formats.mail.outlook import BROKEN, attachment, opened, page_in
from ingest.formats.mail.parts import Body, Parts
from ingest.formats.mail.tnef import SIGNATURE
from ingest.formats.packed.inner import Members, Reading
from ingest.formats.pages.clean import scrub, unwrap, usual_width
from ingest.formats.pages.hyphens import words_of
from ingest.formats.web.web import write_page
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from ragqa.text.language import detect

_SHOWN = ("From", "To", "Cc", "Date")
# Beside a Chinese mail: questions about it are Chinese, too.
_CALLED = {"From": "发件人", "To": "收件人", "Cc": "抄送", "Date": "日期", "Attachments": "附件"}
_LONGEST_STUB = 300  # characters of a plain text that says no more than to look at the page
_MUCH_MORE = 1.5  # times as long is a page that such a text stands for
_PARTS = {
    "subject": "主题",
    "list of receivers": "收件人",
    "date": "日期",
    "sender": "发件人",
    "text": "正文",
    "attachment": "附件",
}
_POINTS = ("- ", "* ", "• ", "· ")


def load_eml(path: Path, reading: Reading) -> Parsed:
    """Subject, sender, receivers and date, the body, then each attachment as a section.

    Raises:
        DocumentError: It is no mail.
    """
    message = parse(path.read_bytes())
    if not message.keys():
        raise DocumentError("is not a mail: it has no head.", "不是邮件：没有邮件头。")
    blocks = Blocks()
    members = Members(blocks, 2, reading)
    write_mail(message, header(message, "Subject"), blocks, members)
    return members.parsed(header(message, "Subject"))


def write_mail(
    message: EmailMessage,
    heading: str,
    blocks: Blocks,
    members: Members,
    wanted: Callable[[str, bytes], bool] = lambda _name, _data: True,
) -> None:
    """Write a mail's head, body and attachments.

    Args:
        message: The mail.
        heading: What it stands under.
        blocks: What head and body are written into.
        members: What attachments are written by.
        wanted: Whether an attachment is to be read, by its name and bytes.
    """
    parts = Parts(message)
    attached = list(parts.attached())
    fields = {name: header(message, name) for name in _SHOWN}
    bodies = list(_bodies(parts))
    said = "\n".join(map(_plain_text, bodies))
    _write_head(blocks, heading, fields, [name for name, _ in attached], said)
    for body in bodies:
        _write_body(blocks, body)
    for name, data in attached:
        if wanted(name, data):
            is_another_form = data.startswith(SIGNATURE)
            members.add(name, io.BytesIO(data), said if is_another_form else "")


def load_msg(path: Path, reading: Reading) -> Parsed:
    """As ``load_eml``, of a mail that Outlook has saved; what is damaged of it is told.

    Raises:
        DocumentError: It is no Outlook mail, or is damaged as a whole.
    """
    with path.open("rb") as stream:
        message = opened(stream)
    blocks = Blocks()
    members = Members(blocks, 2, reading)

    def whole(part: str, get: Callable[[], Any], else_: Any = "") -> Any:
        try:
            return get() or else_
        except BROKEN:
            members.leave_out(DocumentError(f"its {part} is damaged", f"{_PARTS[part]}已损坏"))
            return else_

    subject = scrub(whole("subject", lambda: message.subject))
    to, copied = whole("list of receivers", lambda: people.receivers(message), ("", ""))
    sent = whole("date", lambda: message.sent_date)
    sender = whole("sender", lambda: people.sender(message))
    body = whole("text", lambda: message.body)
    attached = [
        whole("attachment", partial(attachment, part), None)
        for part in whole("attachment", lambda: message.attachments, ())
    ]
    fields = {"From": sender, "To": to, "Cc": copied}
    fields["Date"] = sent.isoformat(" ", "minutes") if sent else ""
    named = [part for part in attached if part]
    _write_head(blocks, subject, fields, [name for name, _ in named], body)
    if body.strip():
        _write_plain(blocks, body)
    elif page := whole("text", lambda: page_in(message), None):
        blocks.embed(1, "", _page(*page))
    for name, data in named:
        if data is None:
            members.leave_out(_elsewhere(name))
        else:
            members.add(name, io.BytesIO(data))
    return members.parsed(subject)


def _write_head(
    blocks: Blocks, heading: str, fields: dict[str, str], attached: Iterable[str], said: str
) -> None:
    blocks.heading(1, heading)
    fields["Attachments"] = ", ".join(attached)
    is_chinese = detect(f"{heading}\n{said}") == "zh"
    lines = (
        f"{f'{name} ({_CALLED[name]})' if is_chinese else name}: {one_line(scrub(value))}"
        for name, value in fields.items()
        if value
    )
    blocks.text("\n".join(lines))


def _bodies(parts: Parts) -> Iterator[Body]:
    """The texts of a mail; one and a page beside it that says the same are one."""
    before: Body | None = None
    for body in parts.bodies:
        if before and not before.pages and not body.plain and _say_the_same(before, body):
            before = Body(before.plain, body.pages)
            continue
        if before:
            yield before
        before = body
    if before:
        yield before


def _say_the_same(text: Body, page: Body) -> bool:
    plain = letters(_plain_text(text))
    said = letters("".join(one.text for one in _said(page, all_there_is=False)))
    return bool(plain) and plain in said and len(said) < _MUCH_MORE * len(plain)


def _write_body(blocks: Blocks, body: Body) -> None:
    """Write the plain text, or the page where that is all there is, or says much more."""
    text = _plain_text(body)
    if len(text) < _LONGEST_STUB:
        said = _said(body, all_there_is=not text.strip())
        if sum(len(one.text) for one in said) > _MUCH_MORE * len(text.strip()):
            for one in said:
                blocks.embed(1, "", one)
            return
    _write_plain(blocks, text)


def _plain_text(body: Body) -> str:
    return "\n\n".join(filter(None, map(_decoded, body.plain)))


def _decoded(part: EmailMessage) -> str:
    if (data := _data(part)) is None:
        return ""
    text = decode_as(*data)
    if str(part.get_param("format")).lower() != "flowed":
        return text
    text = text.replace("\r\n", "\n")
    return unflowed(text, spaces_deleted=str(part.get_param("delsp")).lower() == "yes")


def _said(body: Body, *, all_there_is: bool) -> list[Parsed]:
    """What the pages of a mail say; nothing of a broken one beside a plain text."""
    said = []
    for data in filter(None, map(_data, body.pages)):
        try:
            said.append(_page(*data))
        except DocumentError:
            if all_there_is:
                raise
            return []
    return said


def _data(part: EmailMessage) -> tuple[bytes, str] | None:
    """Bytes and encoding of a text; None where there is nothing in it."""
    data = part.get_payload(decode=True)
    charset = (part.get_content_charset() or "").replace("us-ascii", "")  # the default
    return (data, charset) if isinstance(data, bytes) and data.strip() else None


# --- both ---------------------------------------------------------------------------------------


def _write_plain(blocks: Blocks, text: str) -> None:
    text = scrub(text)
    text = unwrap(text, usual_width([text]), words_of(text))
    for paragraph in text.split("\n\n"):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        if lines and all(line.lstrip().startswith(_POINTS) for line in lines):
            for line in lines:
                blocks.item(line.lstrip()[2:])
        else:
            blocks.text("\n".join(lines))


def _page(data: bytes, charset: str) -> Parsed:
    blocks = Blocks()
    write_page(data, blocks, charset, is_mail=True)
    return blocks.parsed()


def _elsewhere(name: str) -> DocumentError:
    return DocumentError(
        f"{name} is only linked to the mail; save it as a file.",
        f"{name} 只是邮件中的链接；请另存为文件。",
    )
