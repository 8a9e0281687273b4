"""Messages of a chat: where each begins, and to which question it replies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ragqa.text.dates import DAY

_SENT = rf"\[?{DAY}[T ,]{{1,2}}\d{{1,2}}:\d\d|\[\d{{1,2}}:\d\d"
SENT = re.compile(rf"(?:{_SENT})(?::\d\d)?\]?[ \t]*")
"""What a message begins with: "[2026-02-11 09:14] "."""

BREAK = re.compile(rf"\s*\n\s*(?={_SENT})")
"""What stands before a message that is not the first."""

QUESTION_END = re.compile(r"[?？][”’」』）)\"'*]*$")


def replies(text: str, spans: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Where a message begins that follows one that asks something, and where the question does.

    Args:
        text: What the messages are in.
        spans: Its sentences, each in one message, in order.
    """
    found: dict[int, int] = {}
    asked = -1
    for start, end in spans:
        if SENT.match(text, start):
            if asked >= 0:
                found[start] = asked
            asked = -1
        if QUESTION_END.search(text[start:end]):
            asked = start
    return found
