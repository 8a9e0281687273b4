"""Running heads and feet whose words change, told by the page's own number in them. Pure.

A book has the name of the chapter on one page, that of the section on the next one, and beside each
the number of the page: "48 Drawing", "1.2 Lines 49". The numbers count up, so they tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_FEWEST_PAGES = 3
_LONGEST = 120  # characters of a running line
_SHARE = 4  # at least one in so many pages, of the odd or the even ones, has such a line
_LEFT = re.compile(r"(\d{1,4}|[ivxl]{1,7})(?=[ \t]|\||$)")
_RIGHT = re.compile(r"(?:^|[ \t|])(\d{1,4}|[ivxl]{1,7})$")
_MARKS = "-–—|·•. \t"  # around the number
_NO_NUMBER = re.compile(r"[^\d]*")

Form = tuple[bool, bool]
"""Whether the number of a page stands before the words, and whether it is even."""


def numbers_of(edges: Mapping[int, Sequence[str]], labels: Sequence[str]) -> list[str]:
    """What number each page has by its label, or by how those at the edges count up; "" if none.

    Args:
        edges: For each page that has text, by its 0-based number, the lines at its ends.
        labels: What is printed on each page, "" where unknown.
    """
    ahead: Counter[int] = Counter()
    for index, lines in edges.items():
        found = {number for line in lines for number in _numbers(line)}
        ahead.update({int(number) - index for number in found if number.isdecimal()})
    (most, pages), *_ = ahead.most_common(1) or [(0, 0)]
    counted = pages >= max(_FEWEST_PAGES, (len(edges) + 1) // 2)
    own = [
        str(index + most) if counted and index + most > 0 else "" for index in range(len(labels))
    ]
    if sum(_is_told(edges[i], labels[i]) for i in edges) > (pages if counted else 0):
        return list(labels)
    return own


def numbered(edges: Mapping[int, str], numbers: Sequence[str]) -> set[int]:
    """The pages whose line at one edge is a running one by the page's own number in it.

    Args:
        edges: The line of each page, by its 0-based number.
        numbers: Of the pages, from ``numbers_of``; "" where unknown.
    """
    ends = {index: _end(line, numbers[index]) for index, line in edges.items()}
    forms: dict[int, Form] = {
        index: (end == "left", index % 2 == 0) for index, end in ends.items() if end
    }
    worded = {index: form for index, form in forms.items() if ends[index] != "alone"}
    counts = Counter(worded.values())
    for even in (True, False):
        pages = sum((index % 2 == 0) == even for index in edges)
        for left in (True, False):
            if counts[left, even] * _SHARE < pages or counts.total() < _FEWEST_PAGES:
                del counts[left, even]
    if counts[True, True] and counts[True, False] and _differ(edges, worded):
        # Each page begins with a numbered title of its own.
        del counts[True, True], counts[True, False]
    alone = {index for index, end in ends.items() if end == "alone"}
    return alone | {index for index, form in worded.items() if counts[form]}


def _end(line: str, own: str) -> str | None:
    """At which end of a line a page's number stands: "left", "right", "alone"; None for neither."""
    if not own or own not in _numbers(line):
        return None
    bare = line.strip(_MARKS)
    if bare == own:
        return "alone"
    left = _LEFT.match(bare)
    return "left" if left and left[1] == own else "right"


def _numbers(line: str) -> list[str]:
    if len(line) > _LONGEST or line.startswith("|"):
        return []
    bare = line.strip(_MARKS)
    return [match[1] for match in (_LEFT.match(bare), _RIGHT.search(bare)) if match]


def _is_told(lines: Sequence[str], label: str) -> bool:
    return any(_end(line, label) for line in lines)


def _differ(edges: Mapping[int, str], worded: Mapping[int, Form]) -> bool:
    """Whether most of the lines that begin with the number have words of their own."""
    words = [_NO_NUMBER.findall(edges[index]) for index, (left, _) in worded.items() if left]
    return 2 * len(set(map(tuple, words))) > len(words)
