"""What of a mail is its text and what is attached, whichever way its program has built it.

The standard library takes the first text for the body and looks for attachments beside it: those of
a signed mail, which is a mail within another, and texts between attachments would be lost.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

from ingest.formats.blocks import one_line
from ingest.formats.mail.head import header, recognised
from ingest.formats.pages.clean import scrub

_PLAIN, _PAGE, _CALENDAR = "text/plain", "text/html", "text/calendar"
_MAIL = "message/rfc822"
_STATUS = "message/delivery-status"
_SIGNATURES = (
    *("application/pkcs7-signature", "application/x-pkcs7-signature"),
    "application/pgp-signature",
)
_SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")  # all of a mail is in it


@dataclass(slots=True)
class Body:
    """A text of a mail in one form or two: plain, and as a page."""

    plain: list[EmailMessage] = field(default_factory=list)
    pages: list[EmailMessage] = field(default_factory=list)


class Parts:
    """A mail taken apart.

    Attributes:
        bodies: Its texts, in order.
    """

    def __init__(self, message: EmailMessage) -> None:
        self.bodies: list[Body] = []
        self._attached: list[Any] = []
        self._pictures: list[Any] = []  # within a text
        self._invitations: list[Any] = []  # that stand in place of a text
        if message.get_content_type() in (_PLAIN, _PAGE) and not message.is_attachment():
            self._add_text(message)
        else:
            self._walk(message, "")

    def attached(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each attachment, and after these of each picture within a text.

        A calendar in place of a text is one where no other is attached.
        """
        for part in (*self._attached, *self._pictures):
            if part.get_content_type() == _MAIL:
                inner = part.get_payload(0)
                name = _said_name(part) or one_line(header(inner, "Subject")) or "?"
                # "forwarded message", say: what it is, its kind says and no ending of a subject.
                is_told = name.lower().endswith(".eml")
                yield name if is_told else f"{name}.eml", bytes(inner)
            else:
                yield _name(part), _data(part)
        if not any(_is_calendar(part) for part in self._attached):
            yield from (("invite.ics", _data(part)) for part in self._invitations)

    def _walk(self, part: Any, within: str) -> None:
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            before = len(self.bodies)
            for inner in part.iter_parts():
                self._walk(inner, kind.partition("/")[2])
            if kind == "multipart/alternative":
                self.bodies[before:] = _as_one(self.bodies[before:])
        elif kind in _SIGNATURES:
            pass
        elif within == "related" and kind.startswith("image/"):
            self._pictures.append(part)
        elif part.is_attachment() or _said_name(part):
            self._attached.append(part)
        elif kind in (_PLAIN, _PAGE):
            self._add_text(part)
        elif kind == _CALENDAR:
            self._invitations += [part] if _data(part).strip() else []
        elif within not in ("alternative", "related"):
            # There it is another form of the same text, or makes a page look nice.
            self._attached.append(part)

    def _add_text(self, part: EmailMessage) -> None:
        is_page = part.get_content_type() == _PAGE
        self.bodies.append(Body(pages=[part]) if is_page else Body(plain=[part]))


def _as_one(bodies: Sequence[Body]) -> list[Body]:
    plain = [part for body in bodies for part in body.plain]
    pages = [part for body in bodies for part in body.pages]
    return [Body(plain, pages)] if bodies else []


def _data(part: Any) -> bytes:
    if part.get_content_type() == _STATUS and part.is_multipart():
        return b"".join(map(bytes, part.get_payload()))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _is_calendar(part: Any) -> bool:
    return part.get_content_type() == _CALENDAR or _said_name(part).lower().endswith(".ics")


def _name(part: Any) -> str:
    """The name that an attachment has, with an ending by its kind where it has none."""
    said = _said_name(part)
    if PurePosixPath(said).suffix:
        return said
    main, kind = part.get_content_maintype(), part.get_content_type()
    otherwise = ".txt" if main == "text" or kind == _STATUS else ""
    ending = ".p7m" if kind in _SIGNED else mimetypes.guess_extension(kind) or otherwise
    if kind == "application/octet-stream" or not ending:
        return said or "?"
    return f"{said or main}{ending}"


def _said_name(part: Any) -> str:
    raw = next((v for k, v in part.raw_items() if k.lower() == "content-disposition"), "")
    name = part.get_filename() or ""
    if "\ufffd" in name or any("\udc80" <= char <= "\udcff" for char in name):
        _, _, named = recognised(str(raw), "").partition("filename=")
        name = named.split(";")[0].strip().strip('"') or name
    return one_line(scrub(name))
