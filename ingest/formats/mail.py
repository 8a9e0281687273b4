"""Mail, as eml and as Outlook's msg: head, body, and what is attached.

The standard library takes mail apart. unstructured's partitioner, built on it, is not used: it
imports a spaCy pipeline to part a body into paragraphs, drops the tables of HTML mail, and reads a
head in GBK as replacement characters.
"""

from __future__ import annotations

import email
import email.parser
import email.policy
import functools
import io
import mimetypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.clean import scrub, unwrap, usual_width
from ingest.formats.encodings import decode, decode_as
from ingest.formats.hyphens import words_of
from ingest.formats.inner import Members, Reading
from ingest.formats.web import write_page
from ingest.parsed import Parsed
from ingest.saved_pages import PICTURES
from ragqa.errors import DocumentError

_SHOWN = ("From", "To", "Cc", "Date")
_LONGEST_FIELD = 100_000  # characters of a header; a thousand receivers have half of that
_LONGEST_KEPT, _MOST_KEPT = 500, 256  # characters of a header that is kept taken apart; headers
_CALENDAR = "text/calendar"
_LONGEST_STUB = 300  # characters of a plain text that says no more than to look at the page
_MUCH_MORE = 1.5  # times as long is a page that such a text stands for
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


class _Policy(email.policy.EmailPolicy):
    """That of the standard library, which takes a header apart each time that it is asked for.

    It is asked a dozen times for the type of each part, and most mails have the same few.
    """

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return _fetched(name, value) if len(value) <= _LONGEST_KEPT else _fetch(name, value)


_fetch = email.policy.default.header_fetch_parse
_fetched = functools.lru_cache(maxsize=_MOST_KEPT)(_fetch)
_POLICY = cast("email.policy.EmailPolicy[EmailMessage]", _Policy())


def parse(data: bytes) -> EmailMessage:
    """A mail taken apart; one of a broken head has what could be made of it."""
    return email.message_from_bytes(data, policy=_POLICY)


def parse_head(data: bytes) -> EmailMessage:
    """As ``parse``, of the head alone: how a body is built cannot make it fail."""
    return email.parser.BytesHeaderParser(policy=_POLICY).parsebytes(data)


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
    attached = list(_attached(message))
    fields = {name: header(message, name) for name in _SHOWN}
    _write_head(blocks, heading, fields, [name for name, _ in attached])
    _write_body(blocks, message)
    for name, data in attached:
        if wanted(name, data):
            members.add(name, io.BytesIO(data))


def load_msg(path: Path, reading: Reading) -> Parsed:
    """As ``load_eml``, of a mail that Outlook has saved.

    Raises:
        DocumentError: It is no Outlook mail.
    """
    from oxmsg import Message

    with path.open("rb") as stream:
        message = Message.load(stream)
    receivers = ", ".join(_address(person) for person in message.recipients)
    sent = message.sent_date.isoformat(" ", "minutes") if message.sent_date else ""
    attached = [(part.file_name or "?", part.file_bytes) for part in message.attachments]
    blocks = Blocks()
    members = Members(blocks, 2, reading)
    fields = {"From": message.sender or "", "To": receivers, "Date": sent}
    _write_head(blocks, scrub(message.subject), fields, [name for name, _ in attached])
    if (message.body or "").strip():
        _write_plain(blocks, message.body or "")
    elif message.html_body:
        _write_html(blocks, message.html_body.encode(), "utf-8")
    for name, data in attached:
        if data is None:
            members.leave_out(_elsewhere(name))
        else:
            members.add(name, io.BytesIO(data))
    return members.parsed(scrub(message.subject))


def _write_head(
    blocks: Blocks, heading: str, fields: dict[str, str], attached: Iterable[str]
) -> None:
    blocks.heading(1, heading)
    fields["Attachments"] = ", ".join(attached)
    lines = (f"{name}: {one_line(scrub(value))}" for name, value in fields.items() if value)
    blocks.text("\n".join(lines))


# --- eml ----------------------------------------------------------------------------------------


def header(message: EmailMessage, name: str) -> str:
    """A header's value; bytes in an undeclared encoding are recognised as in a text file.

    One that the standard library trips over, as it does over "From: a@", is given as it is, and so
    is a very long one, as that would take it time by the square of the length.
    """
    raw = str(next((v for key, v in message.raw_items() if key.lower() == name.lower()), ""))
    parsed = raw
    if len(raw) <= _LONGEST_FIELD:
        with suppress(AttributeError, LookupError, RecursionError, TypeError, ValueError):
            parsed = str(message.get(name, ""))
    return _recognised(raw, parsed)


def _recognised(raw: str, parsed: str) -> str:
    if any("\udc80" <= char <= "\udcff" for char in raw):
        try:
            return scrub(decode(raw.encode("utf-8", "surrogateescape")))
        except (DocumentError, UnicodeEncodeError):
            pass
    return scrub(parsed)


def _attached(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    parts: Sequence[Any] = list(message.iter_attachments())
    if not message.is_multipart() and message.get_content_maintype() != "text":
        parts = (message,)
    for part in (*parts, *_inline(message)):
        name = _file_name(part)
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            subject = one_line(header(inner, "Subject"))
            yield name if name != "?" else f"{subject or '?'}.eml", bytes(inner)
        else:
            data = part.get_payload(decode=True)
            yield name, data if isinstance(data, bytes) else b""
    if not any(_is_calendar(part) for part in parts):
        yield from _invitations(message)


def _is_calendar(part: Any) -> bool:
    return part.get_content_type() == _CALENDAR or _file_name(part).lower().endswith(".ics")


def _invitations(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """The calendars that stand in place of a body: what is invited to, when and where."""
    waiting: list[Any] = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(part.iter_parts())
        elif part.get_content_type() == _CALENDAR:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                yield "invite.ics", data


def _inline(message: EmailMessage) -> Iterator[Any]:
    """The pictures that stand in the body: a screenshot that was pasted, a signature."""
    related = message.get_body(("related",))
    if related is None or related is message or not related.is_multipart():
        return
    yield from (
        part for part in related.iter_attachments() if part.get_content_maintype() == "image"
    )


def _file_name(part: EmailMessage) -> str:
    raw = next((v for k, v in part.raw_items() if k.lower() == "content-disposition"), "")
    name = part.get_filename() or ""
    if "\ufffd" in name or any("\udc80" <= char <= "\udcff" for char in name):
        _, _, named = _recognised(str(raw), "").partition("filename=")
        name = named.split(";")[0].strip().strip('"') or name
    if named := one_line(scrub(name)):
        return named
    # Pictures in the body often have none.
    ending = mimetypes.guess_extension(part.get_content_type()) or ""
    return f"{part.get_content_maintype()}{ending}" if ending in PICTURES else "?"


def _write_body(blocks: Blocks, message: EmailMessage) -> None:
    """Write the plain text, or the page where that is all there is, or says much more."""
    plain, page = _part(message, "plain"), _part(message, "html")
    text = "" if plain is None else decode_as(*plain)
    if page is not None and len(text) < _LONGEST_STUB:
        said = _said(*page, all_there_is=not text.strip())
        if said is not None and len(said.text) > _MUCH_MORE * len(text.strip()):
            blocks.embed(1, "", said)
            return
    _write_plain(blocks, text)


def _said(page: bytes, charset: str, *, all_there_is: bool) -> Parsed | None:
    """What the page of a mail says; None for a broken one beside a plain text."""
    body = Blocks()
    try:
        write_page(page, body, charset)
        return body.parsed()
    except DocumentError:
        if all_there_is:
            raise
        return None


def _part(message: EmailMessage, kind: str) -> tuple[bytes, str] | None:
    """Bytes and encoding of a body of a kind; None where there is none, or nothing in it."""
    part = message.get_body((kind,))
    if part is None or part.get_content_maintype() != "text":
        return None
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


def _write_html(blocks: Blocks, data: bytes, charset: str) -> None:
    body = Blocks()
    write_page(data, body, charset)
    blocks.embed(1, "", body.parsed())


def _address(person: Any) -> str:
    name, address = person.name, person.email_address
    return f"{name} <{address}>" if name and address and name != address else name or address


def _elsewhere(name: str) -> DocumentError:
    return DocumentError(
        f"{name} is only linked to the mail, or is a mail itself; save it as a file.",
        f"{name} 只是邮件中的链接，或本身是邮件；请另存为文件。",
    )
