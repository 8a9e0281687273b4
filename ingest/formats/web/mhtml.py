"""Web archives (mht, mhtml): a page with its pictures, put together as a mail is."""

from __future__ import annotations

from email.message import Message
from pathlib import Path

from ingest.formats.blocks import Blocks
from ingest.formats.mail.head import parse
from ingest.formats.pictures import Pictures
from ingest.formats.web import page_pictures
from ingest.formats.web.web import write_page
from ingest.parsed import Parsed
from ragqa.errors import DocumentError


def load_mhtml(path: Path, pictures: Pictures | None = None) -> Parsed:
    """The page in a web archive (mht, mhtml), with the text in its pictures.

    Args:
        path: The file.
        pictures: Reads pictures; None leaves them out.

    Raises:
        DocumentError: There is no page in it.
    """
    return page_in(path.read_bytes(), pictures or Pictures(ocr=False))


def page_in(archive: bytes, pictures: Pictures) -> Parsed:
    """The same of the bytes of a web archive.

    Raises:
        DocumentError: There is no page in it.
    """
    message = parse(archive)

    def text_of(source: str) -> str:
        return pictures.text_of(lambda: page_pictures.inside(source) or _stored(message, source))

    for part in message.walk():
        data = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(data, bytes):
            blocks = Blocks()
            charset = part.get_content_charset() or ""
            title = write_page(data, blocks, charset, picture=text_of)
            return blocks.parsed(title, pictures.remarks())
    raise DocumentError("is not a web archive: it holds no page.", "不是网页归档：其中没有网页。")


def _stored(message: Message, source: str) -> bytes:
    """The picture that a web archive holds for what its page says of the place, b"" for none."""
    for part in message.walk():
        names = (part.get("Content-Location", ""), f"cid:{part.get('Content-ID', '').strip('<>')}")
        if part.get_content_maintype() == "image" and source in names:
            data = part.get_payload(decode=True)
            return data if isinstance(data, bytes) else b""
    return b""
