"""How believable a text is: fonts without a usable character map give nonsense. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_USUAL_SCRIPTS = frozenset(
    (
        *("LATIN", "GREEK", "CYRILLIC", "MICRO", "FEMININE", "MASCULINE", "MODIFIER"),
        *("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KANGXI", "IDEOGRAPHIC"),
        *("FULLWIDTH", "HALFWIDTH", "MATHEMATICAL", "SUPERSCRIPT", "DOUBLE", "SCRIPT"),
    )
)
_MOST_RARE_SCRIPTS = 2
# Anything but Latin, usual signs, kana, ideographs, hangul and full-width forms. (Some fonts map
# the semicolon to U+037E, the Greek question mark.)
_USUAL = (
    "\t\n\r -~\xa0\u0100-\u024f\u037e\u2010-\u2027\u2030-\u205e\u2190-\u2426\u2460-\u2b73"
    "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff60"
)
_UNUSUAL = re.compile(f"[^{_USUAL}\xa1-\xff]")
_NOTEWORTHY = re.compile(f"[^{_USUAL}]")  # of these, and of no others, may some be bad


def badness(text: str) -> float:
    """The share of characters, 0 to 1, that show a font without a usable character map.

    Counted are private-use, unassigned and replacement characters, controls, single bytes shown
    as Latin-1 (not beside a plain letter), and letters of rare scripts when there are many such
    scripts on a page.
    """
    if not _NOTEWORTHY.search(text):
        return 0.0
    lone = _LONE_BYTES.findall(text)
    if not lone and not _UNUSUAL.search(text):
        return 0.0
    counts = Counter(text)
    for space in " \t\n\r\u3000\xa0":
        counts.pop(space, None)
    total = counts.total()
    if not total:
        return 0.0
    bad = sum(n for char, n in counts.items() if _is_bad(char))
    rare: Counter[str] = Counter()
    for char, n in counts.items():
        if char > "\u02ff" and char.isalpha() and (script := _script(char)) not in _USUAL_SCRIPTS:
            rare[script] += n
    if len(rare) > _MOST_RARE_SCRIPTS:
        bad += rare.total()
    return min(1.0, (bad + sum(map(len, lone))) / total)


# Latin-1 letters and signs one after another, without a plain letter, digit or space between.
_LONE_BYTES = re.compile(r"[\xa1-\xff][\xa1-\xff]+")


def _is_bad(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs")


def _script(char: str) -> str:
    return unicodedata.name(char, "UNNAMED").split(" ")[0].split("-")[0]
