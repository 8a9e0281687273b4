"""Mailboxes (mbox), as Thunderbird and Gmail's export write them: each mail is a part of its own.

The standard library's ``mailbox`` is not used: it takes each line that begins with "From " for the
begin of a mail, and opens the file to write.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.formats import pictures
from ingest.formats.blocks import MAX_CHARACTERS, Blocks, one_line
from ingest.formats.mail.head import header, parse, parse_head
from ingest.formats.mail.mail import load_eml, write_mail
from ingest.formats.packed.inner import Members, Reading
from ingest.names import shown
from ingest.parsed import Parsed, Remark
from ingest.saved_pages import PICTURES
from ragqa.errors import DocumentError, FileUnavailableError

MOST_BYTES = 64 << 20
"""Of one mail; its text and attachments are several times that in memory."""

_PIECE = 1 << 20  # longest part of a line that is looked at
_LONGEST_HEAD = 1 << 16  # bytes that are looked at, of what may be a single mail
_BEGIN = b"From "
_TIME = re.compile(rb"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_NO_DATE = (b"", b"-")  # all that Thunderbird writes after it
_FIELD = re.compile(rb"[!-9;-~]{1,200}:|>From ")
_ESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_EXPUNGED = 0x8  # of X-Mozilla-Status: deleted, though the file still holds it


def load_mbox(path: Path, reading: Reading) -> Parsed:
    """Each mail under its subject, sender and time, its attachments below; deleted ones left out.

    A mail that cannot be read costs itself alone.

    Raises:
        DocumentError: It is no mailbox, or nothing in it can be read.
    """
    blocks, room = Blocks(), MAX_CHARACTERS
    members, wanted = Members(blocks, 2, reading), _Wanted()
    number = unread = 0
    with path.open("rb") as stream:
        for number, data in enumerate(mails(stream), 1):  # noqa: B007 - told below
            if unread:
                unread += 1
                continue
            written = _written(data, members, wanted)
            reading.renew()
            room -= len(written.text) + 2
            if room < 0:
                unread = 1
                continue
            blocks.part()
            blocks.embed(0, "", written)
    if not number:
        return _single(path, reading)
    for remark in (*_too_many(unread, number), *wanted.remarks()):
        members.tell(remark)
    return members.parsed()


def _single(path: Path, reading: Reading) -> Parsed:
    """One mail by itself: some programs save a mail under the ending of a mailbox."""
    with path.open("rb") as stream:
        head = parse_head(stream.read(_LONGEST_HEAD))
    if "From" not in head:
        raise DocumentError(
            "is not a mailbox: no mail begins in it.", "不是邮箱文件：其中没有邮件。"
        )
    return load_eml(path, reading)


def mails(stream: IO[bytes]) -> Iterator[bytes]:
    """The mails of a mailbox, one after another; of a very long one only its begin.

    A mail begins with a line "From …" with a time, or without anything after an empty line, if what
    follows looks like the head of a mail: so does no sentence within one.
    """
    kept: bytearray | None = None
    held, last = b"", b""
    for line in iter(partial(stream.readline, _PIECE), b""):
        if held and _FIELD.match(line):
            if kept is not None:
                yield _mail(kept)
            kept = bytearray()
        elif kept is not None and len(kept) <= MOST_BYTES:
            kept += held
        held = line if _may_begin(line, last) else b""
        last = line
        if kept is not None and not held and len(kept) <= MOST_BYTES:
            kept += line
    if kept is not None:
        yield _mail(kept + held)


def _may_begin(line: bytes, last: bytes) -> bool:
    if not line.startswith(_BEGIN) or not (not last or last.endswith(b"\n")):
        return False
    if line[len(_BEGIN) :].strip() in _NO_DATE:
        return not last.strip()
    return not last or bool(_TIME.search(line) and _YEAR.search(line))


def _mail(stored: bytearray) -> bytes:
    """A mail as it was before it was put into the mailbox."""
    return bytes(_ESCAPED.sub(b"", stored))


def _written(data: bytes, members: Members, wanted: _Wanted) -> Parsed:
    """A mail as text, without any where it was deleted or cannot be read."""
    blocks = Blocks()
    head = parse_head(data[:_PIECE])
    heading = _heading(head)
    try:
        if len(data) > MOST_BYTES:
            raise _too_large()
        if not _is_deleted(head):
            write_mail(parse(data), heading, blocks, members.within(blocks), wanted)
    except (FileUnavailableError, MemoryError):
        raise
    except DocumentError as error:
        members.leave_out(_named(error, heading))
    except Exception as error:  # noqa: BLE001 - whatever trips the library is the fault of this mail
        members.leave_out(_named(_damaged(type(error).__name__), heading))
    return blocks.parsed()


def _heading(head: EmailMessage) -> str:
    """Subject, sender and time: what tells one mail of a mailbox from another."""
    subject = one_line(header(head, "Subject"))
    sender = header(head, "From")
    name, address = parseaddr(sender)
    place = ", ".join(filter(None, (one_line(name or address or sender), _time(head))))
    return f"{subject} ({place})" if subject and place else subject or place


def _time(head: EmailMessage) -> str:
    try:
        return f"{parsedate_to_datetime(header(head, 'Date')):%Y-%m-%d %H:%M}"
    except (TypeError, ValueError, OverflowError, IndexError):
        return ""


def _is_deleted(head: EmailMessage) -> bool:
    try:
        return bool(int(header(head, "X-Mozilla-Status"), 16) & _EXPUNGED)
    except ValueError:
        return False


class _Wanted:
    """Which attachments are read: of pictures, such as the logo under each mail, not all."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._passed_over = 0

    def __call__(self, name: str, data: bytes) -> bool:
        """Whether to read one: each picture once, and no more of them than of any document."""
        if PurePosixPath(name).suffix.lower() not in PICTURES:
            return True
        key = hashlib.sha256(data).digest()
        if key in self._seen:
            return False
        if len(self._seen) == pictures.MOST:
            self._passed_over += 1
            return False
        self._seen.add(key)
        return True

    def remarks(self) -> tuple[Remark, ...]:
        return pictures.passed_over(self._passed_over)


def _too_many(unread: int, number: int) -> tuple[Remark, ...]:
    if not unread:
        return ()
    millions = MAX_CHARACTERS // 1_000_000
    return (
        Remark(
            f"Of its {number} mails the last {unread} were not read: together they have more than "
            f"{millions} million characters; split it into smaller mailboxes.",
            f"{number} 封邮件中最后 {unread} 封未读取：文字合计超过 {millions * 100} 万字；"
            "请拆成较小的邮箱文件。",
        ),
    )


def _named(error: DocumentError, heading: str) -> DocumentError:
    name = shown(heading or "?")
    return DocumentError(f"{name} {error.en}", f"{name} {error.zh}")


def _too_large() -> DocumentError:
    most = MOST_BYTES >> 20
    return DocumentError(f"has more than {most} MB.", f"超过 {most} MB。")


def _damaged(why: str) -> DocumentError:
    return DocumentError(
        f"could not be read and may be damaged ({why}).", f"无法读取，可能已损坏（{why}）。"
    )
