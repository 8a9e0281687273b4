"""What the words of a line say of whether it goes on with the next one. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.formats.pages.widths import ENDS, near

# Where one of these ends a line or begins the next one, a sentence goes on.
_GOES_ON = frozenset(
    (
        *("a", "an", "the", "of", "to", "and", "or", "in", "on", "at", "by", "for", "from", "with"),
        *("as", "is", "are", "was", "were", "be", "been", "may", "must", "can", "will", "should"),
        *("that", "which", "this", "these", "you", "it", "not", "if", "when", "than", "into"),
        *("since", "during", "under", "over", "about", "between", "within", "until", "before"),
        *("has", "have", "had", "its", "their", "our", "your", "no", "up", "per", "through"),
    )
)
# An end mark that ends no sentence.
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:refs?|nos?|nr|figs?|eqs?|arts?|secs?|chap|pp?|vols?|approx|cf|e\.g|i\.e|vs|dr|mrs?"
    r"|prof)\.\Z",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(r"[/\\_=$<>{}#@|*`~^]|\s-")  # paths, code, addresses
_SHORTEST, _LONGEST = 16, 60  # characters of a line in a narrow column
_USUAL = 0.8  # of the lines near one are not wider than is usual there
_FULL, _ROOM = 0.7, 0.92  # of that: a line is full, and has no room for one word more
_FEWEST = 4  # lines near one that are full, and that have words of sentences
_TELLING = 0.5  # of the lines near one have such words
_LONGEST_ABBREVIATION = 8


def tells(line: str, following: str) -> bool:
    """Whether the last word of ``line``, or the first of ``following``, tells of one sentence."""
    return not _GOES_ON.isdisjoint((line[line.rfind(" ") + 1 :], following.split(" ", 1)[0]))


def needs_more(line: str) -> bool:
    """Whether the last word of a line tells that more follows, as a number may."""
    return tells(line, "") or is_abbreviated(line)


def is_abbreviated(line: str) -> bool:
    """Whether the mark that a line ends with is that of an abbreviation."""
    return line[-1] == "." and _ABBREVIATED.search(line[-_LONGEST_ABBREVIATION:]) is not None


def is_wrapped(lines: Sequence[str], at: int) -> bool:
    """Whether a line of words stands in a narrow column and had no room for the next word.

    Lists of names and paths may be as even; they lack the words that hold sentences together. Those
    of sentences often begin alike.

    Args:
        lines: Of a page.
        at: 0-based number of the line; there is one after it.
    """
    line, following = lines[at], lines[at + 1]
    if not _SHORTEST <= len(line) <= _LONGEST or not following or line[-1] in ENDS:
        return False
    if not following[0].islower() or line.split(" ", 1)[0] == following.split(" ", 1)[0]:
        return False
    if " " not in line or _NO_PROSE.search(line) or _NO_PROSE.search(following):
        return False
    about = near(lines, at)
    widths = sorted(map(len, about))
    usual = widths[int(_USUAL * (len(widths) - 1))]
    if usual > _LONGEST or len(line) + 1 + len(following.split(" ", 1)[0]) < _ROOM * usual:
        return False
    full = sum(width >= _FULL * usual for width in widths)
    telling = sum(not _GOES_ON.isdisjoint(other.split()) for other in about)
    return min(full, telling) >= _FEWEST and full * 2 >= len(about) <= telling / _TELLING
