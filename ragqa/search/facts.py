"""Whether two texts of nearly the same words say the same; other numbers and names make them two.

Of chunks of one manual in two formats that share half of their words, 3 to 8 % are told apart by
it, most of them rightly: examples with another version, lists with another file.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from ragqa.text.language import is_cjk

_RUN = 8  # letters and digits in a row that are the same in both
_LETTERS = re.compile(r"[^\W_]+")  # letters and digits
_LONGEST_FACT = 24  # of them that stand in the place of others
_LONGEST_END = 12  # the same where a text begins or ends: texts are cut elsewhere, too
_SHORTEST_WORD = 3  # letters: fewer may be a misprint


def other_facts(text: str, other: str) -> bool:
    """Whether something stands in the place of something else in two texts of the same words.

    What only one of them has, such as the mark of a footnote, tells nothing.
    """
    own, theirs = _letters(text), _letters(other)
    known = {theirs[i : i + _RUN] for i in range(len(theirs) - _RUN + 1)}
    shared = [i for i in range(len(own) - _RUN + 1) if own[i : i + _RUN] in known]
    if not shared:
        return False
    first, last = shared[0], shared[-1] + _RUN
    if _replaced(own[:first], theirs[: theirs.find(own[first : first + _RUN])], _LONGEST_END):
        return True
    tail = theirs[theirs.rfind(own[last - _RUN : last]) + _RUN :]
    if _replaced(own[last:], tail, _LONGEST_END):
        return True
    for before, after in pairwise(shared):
        end = before + _RUN
        if after <= end:
            continue
        ahead, behind = own[before:end], own[after : after + _RUN]
        if theirs.count(ahead) > 1 or theirs.count(behind) > 1:
            continue  # where it stands there is not known
        start, until = theirs.find(ahead) + _RUN, theirs.find(behind)
        if start <= until and _replaced(own[end:after], theirs[start:until], _LONGEST_FACT):
            return True
    return False


def _replaced(own: str, theirs: str, longest: int) -> bool:
    """Whether both say something else here, which is no misprint."""
    own, theirs = _parted(*_parted(own, theirs, 1), -1)
    if not (own and theirs) or max(len(own), len(theirs)) > longest:
        return False
    telling = any(char.isdecimal() or is_cjk(char) for char in own + theirs)
    return telling or min(len(own), len(theirs)) >= _SHORTEST_WORD


def _parted(one: str, other: str, step: Literal[1, -1]) -> tuple[str, str]:
    """Two texts without what both begin with, or end with for a ``step`` of -1."""
    same = 0
    for a, b in zip(one[::step], other[::step], strict=False):
        if a != b:
            break
        same += 1
    if step == 1:
        return one[same:], other[same:]
    return one[: len(one) - same], other[: len(other) - same]


def _letters(text: str) -> str:
    """Its letters and digits, in lower case: what counts when texts are compared."""
    return "".join(_LETTERS.findall(text)).casefold()
