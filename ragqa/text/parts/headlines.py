"""Lines of a plain text that are titles of what stands below them.

A document of a format with headings says which lines these are; minutes, leaflets and rules are
often plain text, and then numbers, brackets, capitals or a blank line above tell them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ragqa.text.language import is_cjk
from ragqa.text.numerals import NUMERALS_ZH

_LONGEST = 60  # characters
# Of one that only the blank line above it tells; shorter than lines of text that is broken.
_LONGEST_PLAIN, _LONGEST_PLAIN_ZH = 30, 12
_LINE = re.compile(r"[^\n]+")
_MARKDOWN = re.compile(r"#{1,6}\s")
# "3. How to take it", "二、車位", "第三条 付款", "【用法】".
_NUMBERED = re.compile(
    rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*[.)、．]?[ \t\u3000]+|\d{{1,2}}[.、．](?=[^\W\d])"
    rf"|[{NUMERALS_ZH}]{{1,3}}、|第[\d{NUMERALS_ZH}]{{1,6}}[章节節条條部]|[（(][{NUMERALS_ZH}]{{1,3}}[)）])"
)
_BRACKETED = re.compile(r"【[^】\n]{1,20}】$")
_NO_TITLE = re.compile(r"[。.!！?？;；:：,，、…|]$|^[|>•▪■◦‣·*+\-–—`$\[]|[：:]\s*\S|\d{5,}|[。；;]")
# What a line ends with that a numbered title may stand right below, as in the text of a PDF.
_ENDED = re.compile(r"[。！？.!?；;|][”’」』】》）)\]\"']*$")
_NUMBER_OF_TIME = re.compile(r"\d{1,2}[:：]\d\d|\d{1,2}[./-]\d{1,2}")
_BEGIN = re.compile(r"[^\W_]|[（(《“\"]")  # of a sentence below a title
_LETTERS = re.compile(r"[^\W\d_]")


def headlines(text: str, *, opens: bool = False) -> list[tuple[int, int]]:
    """[start, end) of the lines that are titles, in order; without white space around them.

    Args:
        text: A part of a document, or all of it.
        opens: Whether it begins the document, whose own title may stand there.
    """
    found = []
    above = ""
    for (start, end, open_above), (below, below_end, far) in pairwise(_lines(text)):
        line, following = text[start:end], text[below:below_end]
        far = far and not (opens and not text[:start].strip())
        if _is_title(line, following, above="" if open_above else above, far=far):
            found.append((start, end))
        above = line
    return found


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each line, and whether a blank one or nothing stands above it."""
    last = None
    for match in _LINE.finditer(text):
        line = match.group()
        if bare := line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            yield start, start + len(bare), last is None or "\n\n" in text[last : match.start() + 1]
            last = match.end()


def _is_title(line: str, following: str, *, above: str, far: bool) -> bool:
    """Whether a line is the title of the next one.

    Args:
        line: Without white space around it.
        following: The line below.
        above: The line right above it, "" where nothing or a blank line is.
        far: Whether a blank line parts the two.
    """
    if _MARKDOWN.match(line):
        return True
    if len(line) > _LONGEST or not _LETTERS.search(line):
        return False
    if _BRACKETED.match(line):
        return True
    bare, numbered = line, _NUMBERED.match(line)
    if numbered:
        bare = line[numbered.end() :]
    if not bare or _NO_TITLE.search(bare) or _NUMBER_OF_TIME.match(bare):
        return False
    if above and not (numbered and _ENDED.search(above) and len(line) < len(following)):
        return False
    if numbered:  # one of a list stands beside its like
        return not (_NUMBERED.match(following) or (above and following[0].islower()))
    if far or following[0].islower() or not _BEGIN.match(following):
        return False
    capitals = bare.isupper() and len(_LETTERS.findall(bare)) > 1
    longest = _LONGEST_PLAIN_ZH if any(map(is_cjk, bare)) else _LONGEST_PLAIN
    return capitals or (len(bare) <= longest and len(bare) < len(following))
