"""Outlook mails by oxmsg, and what is attached to them: files, and mails made ordinary ones."""

from __future__ import annotations

import struct
from email.errors import MessageError
from email.message import EmailMessage
from typing import IO, Any

from ingest.formats.blocks import one_line
from ingest.formats.mail import people
from ingest.formats.mail.code_pages import INNER, encoding_of_page, in_unicode, outermost
from ingest.formats.pages.clean import scrub
from ragqa.errors import DocumentError

BROKEN = (
    *(KeyError, ValueError, IndexError, TypeError, AttributeError, struct.error),
    MessageError,
)
"""What oxmsg raises where a part of a mail is damaged, and email where one cannot be made of it."""

_SHORT_NAME = 0x3704  # "REPORT~1.DOC"
_METHOD, _AS_MAIL = 0x3705, 5
_LONGEST_FIELD = 2_000  # characters


def opened(stream: IO[bytes]) -> Any:
    """The mail in a file.

    Raises:
        DocumentError: It is none, or is damaged as a whole.
    """
    from oxmsg import Message

    try:
        message = Message(in_unicode(Message.load(stream).properties._storage))
        message.message_class  # noqa: B018 - the first look at its properties
        return message
    except (*BROKEN, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # by the system, not by what is in the file
        raise DocumentError(
            "is damaged, or is no mail that Outlook has saved; save it again in Outlook.",
            "已损坏，或不是 Outlook 保存的邮件；请在 Outlook 中重新保存。",
        ) from error


def attachment(part: Any) -> tuple[str, bytes | None]:
    """The name of an attachment and its bytes; None where it is only linked.

    Args:
        part: Of oxmsg.
    """
    if mail := _mail(part):
        return f"{mail['Subject'] or '?'}.eml", mail.as_bytes()
    return _name(part), part.file_bytes


def page_in(message: Any) -> tuple[bytes, str] | None:
    """The page of an Outlook mail, and its encoding; None where there is none."""
    from oxmsg.domain.constants import PID_HTML

    if data := message.properties.binary_prop_value(PID_HTML):
        return data, encoding_of_page(message.properties._storage)
    return (message.html_body.encode(), "utf-8") if message.html_body else None


def _name(part: Any) -> str:
    return part.file_name or part.properties.str_prop_value(_SHORT_NAME) or "?"


def _mail(part: Any) -> EmailMessage | None:
    """The mail that is attached; None where a file is."""
    from oxmsg import Message

    inner = next((one for one in part._storage.storages if one.name == INNER), None)
    if inner is None or part.properties.int_prop_value(_METHOD) != _AS_MAIL:
        return None
    return _ordinary(Message(outermost(inner)))


def _ordinary(message: Any) -> EmailMessage:
    mail = EmailMessage()
    to, copied = people.receivers(message)
    fields = {"Subject": message.subject, "From": people.sender(message), "To": to, "Cc": copied}
    for name, value in fields.items():
        if value and (line := one_line(scrub(value))):
            mail[name] = line[:_LONGEST_FIELD]
    if message.sent_date:
        mail["Date"] = message.sent_date
    if message.body:
        mail.set_content(scrub(message.body))
    elif page := page_in(message):
        data, encoding = page
        mail.set_content(data, "text", "html", params={"charset": encoding or "utf-8"})
    for part in message.attachments:
        if inner := _mail(part):
            mail.add_attachment(inner)
        elif part.file_bytes is not None:
            mail.add_attachment(
                part.file_bytes, "application", "octet-stream", filename=_name(part)
            )
    return mail
