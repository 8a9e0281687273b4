"""The names by which texts say in which encoding they are. Pure."""

from __future__ import annotations

import re


def declared_in(data: bytes) -> str:
    """The encoding that a text names in its first two lines, as editors and XML do; "" for none."""
    head = b"\n".join(data[:1000].split(b"\n")[:2])
    found = _DECLARATION.search(head)
    return found[1].decode("ascii") if found else ""


_DECLARATION = re.compile(rb"coding\s?[:=]\s?[\"']?([a-zA-Z][\w.-]{1,30})")


def named(encoding: str) -> str | None:
    """Python's name of an encoding that a text calls so; None for one that is not known."""
    return _NAMED.get(encoding.strip().lower().replace("_", "-"))


# What web pages mean by these names (WHATWG Encoding Standard), as far as Python has them.
_NAMED = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16-le"), "utf-16-le"),
    **dict.fromkeys(("utf-16be", "utf-16-be"), "utf-16-be"),
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "euc-cn", "gb-2312-80", "chinese"),
        "gb18030",
    ),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(
        ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252", "cp1252"), "cp1252"
    ),
    **dict.fromkeys(
        ("shift-jis", "sjis", "x-sjis", "windows-31j", "ms-kanji", "ms932", "cp932"), "cp932"
    ),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "ksc5601", "cp949", "uhc"), "cp949"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc-jp"),
    **dict.fromkeys(("koi8-r", "koi8", "koi"), "koi8-r"),
    **dict.fromkeys(("koi8-u", "koi8-ru"), "koi8-u"),
    **dict.fromkeys(("ibm866", "cp866", "866"), "cp866"),
    **dict.fromkeys(("tis-620", "windows-874", "iso-8859-11"), "cp874"),
    **dict.fromkeys(("iso-8859-9", "latin5", "windows-1254"), "cp1254"),
    **dict.fromkeys(("macintosh", "x-mac-roman"), "mac-roman"),
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 5, 6, 7, 8)},
    **{f"cp125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{name: name for name in ("iso-2022-jp", "iso-2022-kr", "hz")},
}
