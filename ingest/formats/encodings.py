"""Bytes to text, strictly: the encoding is found out, and no character is ever replaced.

Order: byte order mark, the pattern of NUL bytes (UTF-16/32 without a mark), strict UTF-8, then the
likeliest of GB18030, Big5, Windows-1252 and bare UTF-16, judged by how common the characters are.

A ``DocumentError`` from here (as from every loader) is a predicate, "is not a text file …":
``ingest.loaders.load`` puts the file's name before it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

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
_SAMPLE = 100_000  # characters that are scored; decoding is always of the whole
_LEAST_EVERYDAY = 0.6
_LEAST_SCORE = 0.45  # below, no reading of the bytes is believable

# The characters that open most sentences of modern Chinese, simplified and traditional: about
# two in five of all characters of running text are among them.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实"
    "這個們來為國說時會對過發後裡經麼學現當沒動還進樣開從實與無體長點間問關應將機業電見張東車員話書"
)


def decode(data: bytes) -> str:
    """The text of ``data``, each character as it was written; line ends are left as they are.

    Raises:
        DocumentError: The bytes are no text, are damaged, or fit no known encoding.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(
                f"is not a text file but {kind}; give it the file name ending it should have.",
                f"不是文本文件，而是 {kind}；请改成正确的扩展名。",
            )
    text = _decode(data)
    if len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
        raise _binary()
    return text


def decode_as(data: bytes, declared: str) -> str:
    """As ``decode``, but a declared encoding (of an HTML meta tag) is tried before guessing.

    A name that is not in the list of known ones, or that does not fit the bytes, is not believed.
    """
    encoding = _DECLARED.get(declared.strip().lower().replace("_", "-"))
    if encoding and not any(data.startswith(bom) for bom, _ in _BOMS):
        text = _strict(data, encoding)
        if text is not None and not _CONTROLS.search(text):
            return text
    return decode(data)


# What web pages mean by these names (WHATWG Encoding Standard), as far as Python has them.
_DECLARED = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("shift-jis", "shift_jis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987"), "cp949"),
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{name: name for name in ("euc-jp", "iso-2022-jp", "koi8-r", "koi8-u", "utf-16", "hz")},
}


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _must(data, encoding)
    if b"\0" in data[:65536]:
        return _wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error)
    return _likeliest(data)


def _must(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise DocumentError(
            f"is {name} text, but is damaged at byte {error.start}; save it again as UTF-8.",
            f"是 {name} 文本，但在第 {error.start} 字节处已损坏；请另存为 UTF-8。",
        ) from error


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


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
    text = _strict(data, encoding)
    if text is None or _everyday(text[:_SAMPLE]) < _LEAST_EVERYDAY:
        raise _binary()
    return text


def _everyday(text: str) -> float:
    """The share of characters that are printable ASCII, white space, letters or common Chinese."""
    usual = sum(
        " " <= c <= "~" or c.isspace() or "\xa0" <= c <= "\u04ff" or _common(c) for c in text
    )
    return usual / max(1, len(text))


def _binary() -> DocumentError:
    return DocumentError(
        "is not a text file: it holds binary data; give it the file name ending it should have.",
        "不是文本文件，其中是二进制数据；请改成正确的扩展名。",
    )


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Bytes that are nearly all well-formed UTF-8 are damaged UTF-8, not another encoding."""
    trial = data.decode("utf-8", errors="replace")  # only counted, never used as the text
    bad = trial.count("\ufffd")
    good = sum(1 for char in trial if char > "\x7f") - bad
    if good > 9 * bad:
        raise DocumentError(
            f"is UTF-8 text, but is damaged at byte {error.start}; save it again as UTF-8.",
            f"是 UTF-8 文本，但在第 {error.start} 字节处已损坏；请另存为 UTF-8。",
        )


def _likeliest(data: bytes) -> str:
    best, best_score = "", _LEAST_SCORE
    for encoding, likely in _CANDIDATES:
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = _strict(data, encoding)
        if text is not None and (score := likely(text[:_SAMPLE])) > best_score:
            best, best_score = text, score
    if not best:
        raise DocumentError(
            "is in no encoding that could be recognised (UTF-8, UTF-16, GB18030, Big5, "
            "Windows-1252); save it as UTF-8.",
            "文字编码无法识别（UTF-8、UTF-16、GB18030、Big5、Windows-1252）；请另存为 UTF-8。",
        )
    return best


def _chinese(text: str) -> float:
    """Mean over the non-ASCII characters: 2 frequent, 1 common, 0 rare, -1 never in a text."""
    total = count = 0
    for char in text:
        if char <= "\x7f":
            continue
        count += 1
        if char in _FREQUENT:
            total += 2
        elif _common(char):
            total += 1
        elif "\ue000" <= char <= "\uf8ff" or char <= "\x9f":
            total -= 1
    return total / count if count else 0.0


def _common(char: str) -> bool:
    """Whether the older standards count the character as common, or it is usual punctuation.

    The first level of GB 2312 (rows B0 to D7, 3,755 characters) and of Big5 (lead bytes A4 to
    C6, 5,401 characters) hold the characters of everyday use.
    """
    if "\u3000" <= char <= "\u3002" or "\uff01" <= char <= "\uff5e" or char in "「」『』《》“”—…·":
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    gb = char.encode("gb2312", errors="ignore")
    big5 = char.encode("big5", errors="ignore")
    return b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6"


_WESTERN = re.compile(r"[^\x00-\x7f]+")
_WESTERN_MARKS = frozenset("‘’“”–—…•€£§°©®«»¡¿\xa0²³½¼¾±×·ªº¨´")


def _western(text: str) -> float:
    """Mean over the non-ASCII characters: 1.5 a letter within a word, 1 a usual mark, else 0.

    Accented letters come one or two at a time beside plain ones; Chinese read as Windows-1252
    makes long runs of them.
    """
    total, count = 0.0, 0
    for run in _WESTERN.finditer(text):
        beside = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
        for char in run.group():
            count += 1
            if char in _WESTERN_MARKS:
                total += 1
            elif char.isalpha() and len(run.group()) <= 2 and any(c.isalpha() for c in beside):
                total += 1.5
    return total / count if count else 0.0


_CANDIDATES: tuple[tuple[str, Callable[[str], float]], ...] = (
    ("gb18030", _chinese),
    ("cp950", _chinese),
    ("big5hkscs", _chinese),
    ("cp1252", _western),
    ("utf-16-le", _chinese),
    ("utf-16-be", _chinese),
)
