"""Questions that one sentence seldom answers: after a way, a reason, what to do or what follows.

The sentence that is nearest to such a question often says no more than it does ("If the text is
in an old encoding, it should be converted"), and the one behind it answers.
"""

from __future__ import annotations

import re

_WAY = re.compile(
    r"(?<!会)怎么(?!回事|样\W*$)|怎样|如何|步骤|流程|方法"
    r"|(?:^|[.,;:?!]\s)\W*how (?:do|does|can|could|should|must|would)\b"
    r"|\bhow to\b|\b(?:steps?|procedure)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"为什么|为何|为啥|何以|\bwhy\b|\bhow come\b", re.IGNORECASE)
_NEXT = re.compile(
    r"怎么办|咋办|该做什么|会怎[样么]|什么后果"
    r"|\bwhat (?:should|can|must|shall|do|could) (?:i|we|you|one)\b|\bwhat (?:to do|now|happens)\b"
    r"|\bwhat will happen\b",
    re.IGNORECASE,
)


def asks_for_way(question: str) -> bool:
    """Whether it asks how something is done."""
    return _WAY.search(question) is not None


def is_explained(question: str) -> bool:
    """Whether a way, a reason, what to do or what follows answers it."""
    return any(asked.search(question) for asked in (_WAY, _REASON, _NEXT))
