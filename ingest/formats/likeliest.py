"""Bytes that are no UTF-8 in the likeliest of the other encodings. Pure.

GB18030, Big5, Windows-1252 and bare UTF-16 among them, judged by how common the characters are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.formats.scripts import (
    central,
    chinese,
    cyrillic,
    has_chinese_words,
    japanese,
    korean,
    turkish,
    western,
)
from ragqa.errors import DocumentError

SAMPLE = 100_000
"""Characters that are scored; decoding is always of the whole."""

_LEAST_SCORE = 0.45  # below, no reading of the bytes is believable
# Text that is none of these, or might be two, is refused.
_OLD = {"Chinese", "Western", "Central", "Turkish"}  # are told apart by any difference
_CLEAR = 0.25
_LEAST_FOREIGN = 1.2
_CANDIDATES: tuple[tuple[str, str, Callable[[str], float]], ...] = (
    ("gb18030", "Chinese", chinese),
    ("cp950", "Chinese", chinese),
    ("big5hkscs", "Chinese", chinese),
    ("cp1252", "Western", western),
    ("cp1250", "Central", central),
    ("cp1254", "Turkish", turkish),
    ("utf-16-le", "Chinese", chinese),
    ("utf-16-be", "Chinese", chinese),
    ("cp932", "Shift JIS", japanese),
    ("euc_jp", "EUC-JP", japanese),
    ("cp949", "EUC-KR", korean),
    ("cp1251", "Windows-1251", cyrillic),
    ("koi8-r", "KOI8", cyrillic),
    ("koi8-u", "KOI8", cyrillic),
)


def likeliest(data: bytes) -> str:
    """The text in the encoding whose script its characters are likeliest of.

    Raises:
        DocumentError: None is likely, or more than one.
    """
    read: dict[str, tuple[float, str]] = {}
    for encoding, script, likely in _CANDIDATES:
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        if (text := strict(data, encoding)) is None:
            continue
        score = likely(text[:SAMPLE])
        if score > read.get(script, (_LEAST_SCORE, ""))[0]:
            read[script] = score, text
    ranked = sorted(((*found, script) for script, found in read.items()), reverse=True)
    if ranked and _is_clear(ranked):
        return ranked[0][1]
    _, text = read.get("Chinese", (0.0, ""))
    if text and has_chinese_words(text):
        return text
    raise DocumentError(
        "is in no encoding that could be recognised without doubt (UTF-8, UTF-16, GB18030, "
        "Big5, Windows-1252, Windows-1251, KOI8-R, Shift JIS, EUC-JP, EUC-KR); save it as "
        "UTF-8.",
        "文字编码无法可靠识别（UTF-8、UTF-16、GB18030、Big5、Windows-1252、Windows-1251、"
        "KOI8-R、Shift JIS、EUC-JP、EUC-KR）；请另存为 UTF-8。",
    )


def _is_clear(ranked: Sequence[tuple[float, str, str]]) -> bool:
    """Whether the likeliest reading is far enough from the next; short texts often are not."""
    score, _, script = ranked[0]
    following = next((r for r in ranked[1:] if r[2] not in _OLD), None)
    if script in _OLD:
        return following is None or score - following[0] >= _CLEAR
    return score >= _LEAST_FOREIGN and (not ranked[1:] or score - ranked[1][0] >= _CLEAR)


def strict(data: bytes, encoding: str) -> str | None:
    """The text, None where the encoding does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
