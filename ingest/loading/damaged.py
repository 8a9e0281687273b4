"""What is told of texts some characters of which are damaged. Pure."""

from __future__ import annotations

from dataclasses import replace

from ingest.formats.encodings import DAMAGED
from ingest.parsed import Parsed, Remark

# Those whose text is decoded by ``decode_as``, which mends one that has few such characters.
_KINDS = frozenset(
    (
        *("text", "markup", "latex", "markdown", "json", "sheet", "subtitles", "notebook", "code"),
        *("config", "web", "mail", "xml", "outline", "svg", "calendar", "contacts"),
    )
)


def with_damage_told(parsed: Parsed, kind: str) -> Parsed:
    """The document of a kind, with the remark how many of its characters are damaged, if any."""
    if kind not in _KINDS or not (damaged := parsed.text.count(DAMAGED)):
        return parsed
    are = "character is" if damaged == 1 else "characters are"
    told = Remark(
        f"{damaged} {are} damaged and shown as {DAMAGED}; the rest of the text was read.",
        f"有 {damaged} 个字符已损坏，以 {DAMAGED} 代替；其余文字已读取。",
    )
    # A reader may have another one read what it has converted.
    return parsed if told in parsed.remarks else replace(parsed, remarks=(*parsed.remarks, told))
