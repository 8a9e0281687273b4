"""What a question names by a number or a code, and whether that is what was found.

To an embedder article 45 is nearly article 42, and QY-1000 nearly QY-800: of a thing that no
document has, its neighbours look like an answer, and a question of little more than a number looks
like nothing that was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ragqa.text.analysis import codes
from ragqa.text.articles import Articles, beside, named
from ragqa.text.language import FUNCTION_WORDS, fold
from ragqa.text.segmentation import cut
from ragqa.types import Hit

_ASKING = FUNCTION_WORDS.union(
    """
    内容 规定 约定 讲的 说的 写的 说了 讲了 写了 关于 具体 怎么说 怎么写
    say says state states rule rules about content contents provide provides
    """.split()  # noqa: SIM905  # easier to read
)
# An ISBN, a phone or an order number, however its digits are parted; a day has fewer.
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d.,])\d(?:[- ]?\d){8,}(?![A-Za-z\d,]|\.\d)")


def is_named_there(question: str, hits: Sequence[Hit]) -> bool | None:
    """Whether ``hits`` hold what the question names.

    Returns:
        True where an article begins that it names, of the law that it names, or a number of many
        digits is; False where only other articles are, or none of its codes or such numbers; None
        where that tells nothing.
    """
    if articles := named(question):
        read = [(hit, Articles(hit.chunk.text).names) for hit in hits]
        if beginning := [hit for hit, names in read if articles.intersection(names)]:
            return True if _is_of(_law(question), beginning) else None  # of another law
        begun = frozenset[str]().union(*(names for _, names in read))
        if {name[-1] for name in articles if not name[-1].isdigit()} & {n[-1] for n in begun}:
            return False
    if numbers := _LONG_NUMBER.findall(question):
        return _is_any_held(numbers, hits)
    wanted = codes(question)
    return False if wanted and not _is_any_held(wanted, hits) else None


def _law(question: str) -> list[str]:
    """The words beside the articles in a question that may say of which law they are."""
    return [w for w in cut(beside(question)) if len(w) > 1 and w.isalnum() and w not in _ASKING]


def _is_of(words: Sequence[str], hits: Sequence[Hit]) -> bool:
    """Whether one of ``words``, if there are any, is in one of ``hits``."""
    if not words:
        return True
    chunks = (hit.chunk for hit in hits)
    texts = (fold("\n".join((c.text, c.source, *c.headings))) for c in chunks)
    return any(word in text for text in texts for word in words)


def _is_any_held(written: Iterable[str], hits: Sequence[Hit]) -> bool:
    """Whether a code or number stands in one of ``hits``, however its parts are parted."""
    wanted = [_bare(each) for each in written]
    texts = (_bare(hit.chunk.text) for hit in hits)
    return any(each in text for text in texts for each in wanted)


def _bare(text: str) -> str:
    """Letters and digits alone: "Python 3" is python3."""
    return "".join(filter(str.isalnum, fold(text)))
