"""Where the entries of a list of questions and answers begin.

Each answers its own question alone. Of several in one piece the words of a question are met
strewn, each by another entry: asked about what no entry tells, such a piece looks like an answer.

Of 130 questions, one for each entry of four lists (a gym, a shop, a hall of residence, a library;
Chinese and English), asked with their entry in the index and without, refused wrongly and rightly:
7 and 94 under headings before, 2 and 102 with each entry a piece; of the same marked "Q:" 6 and 96,
1 and 100. To compare the question with that of the entry alone tells less (AUC .80 to .86) than
with the whole entry (.94 to 1.0): people ask about what stands in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.parsed import Heading, Parsed

_FEWEST = 3  # questions that make a list
_LONGEST = 160  # characters of one
_LINES_FOR_ONE = 6  # at most, of a list without marks: a story with some questions is none
_NUMBER = r"(?:#+[^\S\n]+)?(?:\(?\d{1,3}[.、)）:：][^\S\n]*)?"
_MARKED = re.compile(
    r"^[^\S\n]*[*_]{0,3}(?:Q(?:uestion)?|问题?)[^\S\n]*\d{0,3}[*_]{0,3}[.、:：)）][^\S\n]*\S",
    re.MULTILINE,
)
_QUESTION = re.compile(
    rf"^[^\S\n]*{_NUMBER}[*_]{{0,3}}[^\s|>*_\"“「『-][^\n|]{{2,{_LONGEST}}}[?？][*_]{{0,3}}[^\S\n]*$",
    re.MULTILINE,
)


def entries(parsed: Parsed) -> tuple[int, ...]:
    """Offsets at which entries begin, in order, but that of the first: what leads to it is its own.

    Told by headings that are questions, by marks ("Q:", 问：), or by lines that are nothing but a
    question, where there are many. None where a document is no such list.
    """
    for found in (_by_headings(parsed), _by_marks(parsed), _by_lines(parsed)):
        if found:
            return found
    return ()


def _by_headings(parsed: Parsed) -> tuple[int, ...]:
    """A title above the first of its entries stays with it, and what follows the last does not."""
    if sum(map(_asks, parsed.headings)) < _FEWEST:
        return ()
    ends = [*(heading.start for heading in parsed.headings[1:]), len(parsed.text)]
    starts: list[int] = []
    level = 0  # of the entry that a section is in; 0 where it is in none
    led = not parsed.text[: parsed.headings[0].start].strip()
    for heading, end in zip(parsed.headings, ends, strict=True):
        ended = 0 < heading.level <= level
        if (_asks(heading) or ended) and not led:
            starts.append(heading.start)
        led = _is_bare(heading, parsed.text[heading.start : end]) and not _asks(heading)
        level = heading.level if _asks(heading) else 0 if ended else level
    return tuple(starts)


def _asks(heading: Heading) -> bool:
    return heading.title.rstrip().endswith(("?", "？")) or _MARKED.match(heading.title) is not None


def _is_bare(heading: Heading, text: str) -> bool:
    return not text.rpartition(heading.title)[2].strip(" \t\r\n#=*_-")


def _by_marks(parsed: Parsed) -> tuple[int, ...]:
    starts = [found.start() for found in _MARKED.finditer(parsed.text)]
    return tuple(starts[1:]) if len(starts) >= _FEWEST else ()


def _by_lines(parsed: Parsed) -> tuple[int, ...]:
    starts = list(_answered(parsed.text))
    lines = sum(1 for line in parsed.text.splitlines() if line.strip())
    is_list = len(starts) >= _FEWEST and len(starts) * _LINES_FOR_ONE >= lines
    return tuple(starts[1:]) if is_list else ()


def _answered(text: str) -> Iterator[int]:
    """Where the lines begin that are a question with something else below."""
    found = [*_QUESTION.finditer(text), None]
    for one, following in pairwise(found):
        if one is not None and text[one.end() : following.start() if following else None].strip():
            yield one.start()
