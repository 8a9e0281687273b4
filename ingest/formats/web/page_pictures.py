"""Where the pictures of a page are: in itself, or in files beside it; never on the network."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from pathlib import Path

from ingest.saved_pages import is_folder_of

MOST_BYTES = 64 * 1024 * 1024
"""Larger pictures are left out."""

_DATA = "data:image/"


def inside(source: str) -> bytes | None:
    """The picture that a page has in itself (``data:``), b"" for one that cannot be read.

    None when it is somewhere else.
    """
    if source[: len(_DATA)].lower() != _DATA:
        return None
    head, _, body = source.partition(",")
    if len(body) > 2 * MOST_BYTES:
        return b""
    data = urllib.parse.unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error:
        return b""


def saved_with(page: Path, source: str) -> bytes:
    """The picture that is in a page, or was saved with it; b"" when it is neither.

    Args:
        page: A file; its parts lie in the folder beside it that has its name
            (``saved_pages.is_folder_of``).
        source: What the page says.
    """
    if (data := inside(source)) is not None:
        return data
    name = local_name(source)
    if not name:
        return b""
    try:
        # Links are followed to where they lead, and that is what must be in the folder.
        path, home = (page.parent / name).resolve(), page.parent.resolve()
        inside_home = path.relative_to(home).parts if path.is_relative_to(home) else ()
        if len(inside_home) < 2 or not is_folder_of(page.name, inside_home[0]):
            return b""
        if not path.is_file():
            return b""
        return b"" if path.stat().st_size > MOST_BYTES else path.read_bytes()
    except (OSError, ValueError, RuntimeError):  # a NUL in it, a circle of links
        return b""


def local_name(source: str) -> str:
    """A place relative to the page, "" when it is on the network or an absolute one."""
    try:
        parts = urllib.parse.urlsplit(source.strip())
    except ValueError:
        return ""
    name = urllib.parse.unquote(parts.path)
    return "" if parts.scheme or parts.netloc or name.startswith(("/", "\\")) else name
