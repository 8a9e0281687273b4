"""Bytes to text, strictly: the encoding is found out, and no character is replaced unasked.

Order: byte order mark, the pattern of NUL bytes (UTF-16/32 without a mark), strict UTF-8, then the
likeliest of the others (``likeliest``).

A ``DocumentError`` from here (as from every loader) is a predicate, "is not a text file …":
``ingest.loading.loaders.load`` puts the file's name before it.
"""

from __future__ import annotations

import codecs
import re

from ingest.formats.declared import named
from ingest.formats.likeliest import SAMPLE, likeliest, strict
from ingest.formats.scripts import is_common
from ragqa.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the old Office formats begin, and encrypted new ones."""

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (OLE, "Microsoft Office"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.01  # more control characters than this and it is no text
# The rest of a character of UTF-8 that a text begins with, or the begin of one that it ends with,
# where a program has cut it by bytes, as logs are.
_CUT = re.compile(
    rb"\A[\x80-\xbf]{1,3}|(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)
_LEAST_EVERYDAY = 0.6
_TEXT = 0.95  # so much of a text is everyday, and of nothing else
# Whole characters beyond ASCII for each damaged one: what is read, what is read where the text says
# that it is UTF-8, and what is told to be damaged. Other encodings give hardly any whole ones.
_MENDED, _MENDED_IF_SAID, _MOSTLY = 19, 3, 9
_NULS = re.compile(rb"\0{8,}")


DAMAGED = "\ufffd"
"""What stands for characters that are damaged."""


def decode(data: bytes) -> str:
    """The text of ``data``, each character as it was written; line ends are left as they are.

    Raises:
        DocumentError: The bytes are no text, are damaged, or fit no known encoding.
    """
    _refuse_others(data)
    return _checked(_decode(data, whole_for_each=None))


def _checked(text: str) -> str:
    if len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
        raise _binary()
    return text


def decode_as(data: bytes, *declared: str) -> str:
    """As ``decode``, but declared encodings (of a mail's head, an HTML meta tag) are tried first.

    Few damaged characters of UTF-8 become ``DAMAGED``. A name that is not in the list of known
    ones, or that does not fit the bytes, is not believed; nor is any when the bytes are clearly
    UTF-8, as those of a page that was saved in another encoding than it says.
    """
    _refuse_others(data)
    known = [e for name in declared if (e := named(name))]
    is_said = "utf-8" in known or data.startswith(codecs.BOM_UTF8)
    if any(data.startswith(bom) for bom, _ in _BOMS) or _is_clearly_utf8(data):
        known = []
    for encoding in known:
        if encoding.startswith("utf-16") and b"\0" not in data:
            continue  # a page of ASCII would be one of ideographs
        text = strict(data, encoding)
        if text is not None and not _CONTROLS.search(text):
            return text
    whole = _MENDED_IF_SAID if is_said else _MENDED
    return _checked(_decode(data, whole_for_each=whole))


def kind_of(head: bytes) -> str:
    """What kind of file begins so, "" for a text or another."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def _refuse_others(data: bytes) -> None:
    if kind := kind_of(data):
        raise DocumentError(
            f"is not a text file but {kind}; give it the file name ending it should have.",
            f"不是文本文件，而是 {kind}；请改成正确的扩展名。",
        )


_FEWEST_UTF8 = 4  # characters: fewer may be Chinese of another encoding by chance


def _is_clearly_utf8(data: bytes) -> bool:
    text = strict(data, "utf-8")
    return text is not None and len(text) - len(text.encode("ascii", "ignore")) >= _FEWEST_UTF8


def _decode(data: bytes, *, whole_for_each: int | None) -> str:
    """The text in whatever encoding; UTF-8 with more than so many whole characters is mended."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _marked(data, encoding, whole_for_each)
    if b"\0" in data[:65536]:
        return _wide(data)
    if b"\x1b$" in data and (text := strict(data, "iso2022_jp_ext")) is not None:
        return text  # nothing else has such marks
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_clearly_utf8(whole := _CUT.sub(b"", data)):
            return whole.decode("utf-8")
        if mended := _mended(data, whole_for_each):
            return mended
        _refuse_damaged_utf8(data, error)
    return likeliest(data)


def _marked(data: bytes, encoding: str, whole_for_each: int | None) -> str:
    """What a byte order mark says of ``data`` is true, or they are damaged."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig" and (
            mended := _mended(data.removeprefix(codecs.BOM_UTF8), whole_for_each)
        ):
            return mended
        name = encoding.removesuffix("-sig").upper()
        raise DocumentError(
            f"is {name} text, but is damaged at byte {error.start}; save it again as UTF-8.",
            f"是 {name} 文本，但在第 {error.start} 字节处已损坏；请另存为 UTF-8。",
        ) from error


def _wide(data: bytes) -> str:
    """UTF-32 or UTF-16 without a mark, by where the zero bytes of ASCII characters are."""
    sample = data[: 65536 // 4 * 4]
    zeros = [sample[k::4].count(0) / max(1, len(sample[k::4])) for k in range(4)]
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if len(data) % 4 == 0 and min(zeros[2:]) > 0.9 > zeros[0]:
        encoding = "utf-32-le"
    elif len(data) % 4 == 0 and min(zeros[:2]) > 0.9 > zeros[3]:
        encoding = "utf-32-be"
    else:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = strict(data, encoding)
    if text is not None and _everyday(text[:SAMPLE]) >= _LEAST_EVERYDAY:
        return text
    # What a crash leaves of a log: blocks of zeros in the midst of it.
    if (rest := _NULS.sub(b"", data)) and b"\0" not in rest:
        text = strict(rest, "utf-8")
        if text is not None and not _CONTROLS.search(text) and _everyday(text[:SAMPLE]) > _TEXT:
            return text
    raise _binary()


def _everyday(text: str) -> float:
    """The share of characters that are printable ASCII, white space, letters, kana, hangul or
    common Chinese.
    """
    usual = sum(
        " " <= c <= "~"
        or c.isspace()
        or "\xa0" <= c <= "\u04ff"
        or "\u3041" <= c <= "\u30ff"
        or "\uac00" <= c <= "\ud7a3"
        or is_common(c)
        for c in text
    )
    return usual / max(1, len(text))


def _binary() -> DocumentError:
    return DocumentError(
        "is not a text file: it holds binary data; give it the file name ending it should have.",
        "不是文本文件，其中是二进制数据；请改成正确的扩展名。",
    )


def _mended(data: bytes, whole_for_each: int | None) -> str:
    """UTF-8 of which few characters are damaged, as a disk or a program that cuts leaves it.

    Args:
        data: The bytes.
        whole_for_each: More whole characters than so many there must be for each damaged one; None
            where nothing is to be mended.
    """
    if whole_for_each is None:
        return ""
    text, good, bad = _replaced(data)
    return text if good > whole_for_each * bad else ""


def _replaced(data: bytes) -> tuple[str, int, int]:
    """The text read as UTF-8, and how many of its characters beyond ASCII are whole and damaged."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count(DAMAGED)
    return text, len(text) - len(text.encode("ascii", "ignore")) - bad, bad


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Bytes that are nearly all well-formed UTF-8 are damaged UTF-8, not another encoding."""
    _, good, bad = _replaced(data)
    if good > _MOSTLY * bad:
        raise DocumentError(
            f"is UTF-8 text, but is damaged at byte {error.start}; save it again as UTF-8.",
            f"是 UTF-8 文本，但在第 {error.start} 字节处已损坏；请另存为 UTF-8。",
        )
