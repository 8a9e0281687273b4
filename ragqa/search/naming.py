"""What a question names by a number or a code, and whether that is what was found.

To an embedder article 45 is nearly article 42, and QY-1000 nearly QY-800: of a thing that no
document has, its neighbours look like an answer, and a question of little more than a number looks
like nothing that was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragqa.text.analysis import codes
from ragqa.text.articles import Articles, named
from ragqa.text.language import fold
from ragqa.types import Hit

# An ISBN, a phone or an order number, however its digits are parted; a day has fewer.
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d.,])\d(?:[- ]?\d){8,}(?![A-Za-z\d,]|\.\d)")


def is_named_there(question: str, hits: Sequence[Hit]) -> bool | None:
    """Whether ``hits`` hold what the question names.

    Returns:
        True where an article begins that it names, or a number of many digits is; False where only
        other articles are, or none of its codes or such numbers; None where that tells nothing.
    """
    if articles := named(question):
        begun = frozenset[str]().union(*(Articles(hit.chunk.text).names for hit in hits))
        if articles & begun:
            return True
        if {name[-1] for name in articles if not name[-1].isdigit()} & {n[-1] for n in begun}:
            return False
    if numbers := [_bare(found) for found in _LONG_NUMBER.findall(question)]:
        return any(number in _bare(hit.chunk.text) for hit in hits for number in numbers)
    wanted = [_bare(code) for code in codes(question)]
    if wanted and not any(code in _bare(hit.chunk.text) for hit in hits for code in wanted):
        return False
    return None


def _bare(text: str) -> str:
    """Letters and digits alone: "Python 3" is python3."""
    return "".join(filter(str.isalnum, fold(text)))
