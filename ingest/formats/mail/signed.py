"""Signed files (p7m): a mail, or a document, within its signature."""

from __future__ import annotations

import base64
import binascii
import io
import re
from pathlib import Path, PurePosixPath

from ingest.formats.mail.cms import signed_content
from ingest.formats.packed.inner import Reading
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_PEM = re.compile(rb"-----[A-Z0-9 ]+-----")
_ENCRYPTED = (  # the names of what is only for its receivers: enveloped, and that with a check
    bytes.fromhex("06092a864886f70d010703"),
    bytes.fromhex("060b2a864886f70d0109100117"),
)
_HEAD = 40  # bytes in which the kind is named
_MAIL = "smime"  # what programs call the mail that they sign


def load_p7m(path: Path, reading: Reading) -> Parsed:
    """The mail or document that is signed. The signature is not checked.

    Raises:
        DocumentError: It is encrypted, damaged, or what is within cannot be read.
    """
    data = _binary(path.read_bytes())
    try:
        content = signed_content(data)
    except ValueError as error:
        raise _unreadable(data) from error
    name = PurePosixPath(reading.name).stem
    named = name if PurePosixPath(name).suffix and name != _MAIL else "smime.eml"
    return reading.inner(named, io.BytesIO(content or b""))


def _binary(data: bytes) -> bytes:
    """The structure itself; some programs write it as Base64."""
    if data[:1] == b"\x30":
        return data
    try:
        return base64.b64decode(_PEM.sub(b"", data))
    except binascii.Error:
        return data


def _unreadable(data: bytes) -> DocumentError:
    if any(kind in data[:_HEAD] for kind in _ENCRYPTED):
        return DocumentError(
            "is encrypted; decrypt it in the mail program and save it without encryption.",
            "已加密；请在邮件程序中解密后另存。",
        )
    return DocumentError(
        "is damaged, or no signed file; save what is in it by itself.",
        "已损坏，或不是签名文件；请将其中内容单独另存。",
    )
