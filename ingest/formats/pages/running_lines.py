"""Running heads and feet of pages, page numbers among them, found and dropped. Pure.

A line is only dropped when it clearly is one.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.formats.pages import page_numbers, section_heads
from ingest.formats.pages.section_heads import Mark

_EDGE = 2  # lines looked at, at the top and at the bottom of each page
_FEWEST_PAGES = 3
_MOST_ROWS = 6  # lines of a running head that is a table
_DIGITS = re.compile(r"\d+")
# The first word is looked at twice and no more, however long a line without spaces is.
_NUMBERED = re.compile(r"(?=\S*?[^\W\d])\S++ \d\S*+(?= )|第\s*\d+\s*[章节篇部]")
_PAGE_NUMBER = "\0page"
_ROMAN = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")  # as pages before page 1 have
_PAGE_OF = re.compile(
    r"(?:page|第)? ?0 ?页?(?: ?(?:of|/|,|，|共) ?(?:第|共)? ?0 ?页?)?", re.IGNORECASE
)


def without_running_lines(
    pages: Sequence[str], labels: Sequence[str], outline: Sequence[Mark] = ()
) -> list[str]:
    """Pages without the lines that recur at the top or bottom of at least half of them.

    A table recurs as a whole or not at all: each page may begin with the names of its columns.
    Digits count as equal, and so do page numbers in any script when the file gives ``labels``.
    A head that begins with a numbered name ("CHAPTER 3. Tools") recurs when half of the pages begin
    so and most of them repeat the number of another page, or when many pages have their own number
    beside it (``page_numbers``), or when it is the title of a section that has begun before
    (``section_heads``). A page that would be left empty is kept,
    unless all it has is its number and lines that are the very same on half of the pages: a stamp
    on a scan. Of two pages a line recurs where each has its own page's number in it, and beside
    such a line one that is the very same: two forms may begin alike.

    Args:
        pages: Text of each page, lines parted by "\\n".
        labels: What is printed on each page, "" where unknown; as long as ``pages``.
        outline: Bookmarks in reading order.
    """
    split = [page.strip("\n").split("\n") for page in pages]
    filled = [index for index, page in enumerate(pages) if page.strip()]
    if len(filled) < _FEWEST_PAGES:
        return _without_ends(pages, split, filled, labels)
    enough = max(_FEWEST_PAGES, (len(filled) + 1) // 2)
    ends = {i: [ln.strip() for ln in (*split[i][:_EDGE], *split[i][-_EDGE:])] for i in filled}
    numbers = page_numbers.numbers_of(ends, labels)
    for top in (True, False):
        for _ in range(_EDGE):
            heights = {i: _height(split[i], top=top) for i in filled if split[i]}
            edges = {i: _edge(split[i], n, top=top) for i, n in heights.items() if n}
            doomed = _recurring(edges, labels, enough, numbered=top)
            doomed |= page_numbers.numbered(edges, numbers)
            for index in doomed:
                at = slice(heights[index]) if top else slice(-heights[index], None)
                del split[index][at]
            if not doomed:
                break
    for index in section_heads.repeated({i: split[i] for i in filled}, outline):
        del split[index][0]
    bare = ["\n".join(lines).strip("\n") for lines in split]
    emptied = [index for index in filled if not bare[index]]
    if emptied:
        same = Counter(line for page in pages for line in set(_lines(page)))
        for index in emptied:
            own = [ln for ln in _lines(pages[index]) if _key(ln, labels[index]) != _PAGE_NUMBER]
            if any(same[line] < enough for line in own):
                bare[index] = pages[index].strip("\n")
    return bare


def _height(lines: Sequence[str], *, top: bool) -> int:
    """How many lines recur together, if they do: a table as a whole, and none that is long."""
    ordered = lines if top else lines[::-1]
    rows = sum(1 for _ in itertools.takewhile(lambda line: line.startswith("|"), ordered))
    return (rows or 1) if rows <= _MOST_ROWS else 0


def _edge(lines: Sequence[str], height: int, *, top: bool) -> str:
    return "\n".join(lines[:height] if top else lines[-height:]).strip()


def _without_ends(
    pages: Sequence[str], split: list[list[str]], filled: Sequence[int], labels: Sequence[str]
) -> list[str]:
    """The same for two pages, which must be all of the file."""
    if len(filled) != len(pages) or len(pages) != _FEWEST_PAGES - 1:
        return [page.strip("\n") for page in pages]
    for last in (0, -1):
        numbered = False
        for _ in range(_EDGE):
            edges = [lines[last].strip() if len(lines) > 1 else "" for lines in split]
            numbered |= _are_numbered(edges, labels)
            if not numbered or not edges[0] or _key(edges[0], "") != _key(edges[1], ""):
                break
            for lines in split:
                del lines[last]
    return ["\n".join(lines).strip("\n") for lines in split]


def _are_numbered(edges: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether lines differ by nothing but the numbers of their pages."""
    numbers = [_DIGITS.findall(edge) for edge in edges]
    changed = [pair for pair in zip(*numbers, strict=False) if pair[0] != pair[1]]
    own = [("1", "2"), tuple(labels)]
    return _key(edges[0], "") == _key(edges[1], "") and len(changed) == 1 and changed[0] in own


def _lines(page: str) -> list[str]:
    return [line.strip() for line in page.split("\n") if line.strip()]


def _recurring(
    edges: Mapping[int, str], labels: Sequence[str], enough: int, *, numbered: bool
) -> set[int]:
    """The pages whose edge line is a running one."""
    keys = {i: _key(line, labels[i]) for i, line in edges.items() if line}
    often = {key for key, n in Counter(keys.values()).items() if n >= enough}
    doomed = {i for i, key in keys.items() if key in often}
    if numbered:
        doomed |= _numbered(edges, enough)
    return doomed


def _key(line: str, label: str) -> str:
    bare = line.strip("-–—·. ")
    if label in (line, bare) or (bare and _ROMAN.fullmatch(bare)):
        return _PAGE_NUMBER
    key = _DIGITS.sub("0", line)
    return _PAGE_NUMBER if _PAGE_OF.fullmatch(key.strip("-–—·|. ")) else key


def _numbered(edges: Mapping[int, str], enough: int) -> set[int]:
    heads = {i: match.group() for i, line in edges.items() if (match := _NUMBERED.match(line))}
    counts = Counter(heads.values())
    doomed: set[int] = set()
    for key, n in Counter(_DIGITS.sub("0", head) for head in heads.values()).items():
        same = [i for i, head in heads.items() if _DIGITS.sub("0", head) == key]
        if n >= enough and 2 * len({heads[i] for i in same}) <= n:
            doomed |= {i for i in same if counts[heads[i]] > 1}
    return doomed
