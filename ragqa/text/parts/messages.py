"""Messages of a chat: where each begins, and to which question it replies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ragqa.text.dates import DAY

# Phones write the day as their country does: "[14/04/2025, 09:12:03] ", "4/14/25, 9:12 PM - ".
_HERE = r"\d{1,2}(?P<here>[-/.])\d{1,2}(?P=here)(?:\d\d){1,2}"
_NOON = "(?:上午|下午|中午|凌晨|晚上)?"
_SENT = rf"\[?(?:{DAY}|{_HERE})(?:[T ]|, ?){_NOON}\d{{1,2}}:\d\d|\[\d{{1,2}}:\d\d"
SENT = re.compile(rf"(?:{_SENT})(?::\d\d)?(?:[ \u202f][AaPp][Mm]\b)?\]?(?:[ \t]*-[ \t])?[ \t]*")
"""What a message begins with: "[2026-02-11 09:14] "."""

BREAK = re.compile(rf"\s*\n\s*(?={_SENT})")
"""What stands before a message that is not the first."""

QUESTION_END = re.compile(r"[?？][”’」』）)\"'*]*$")


_LONGEST_OPENING = 80  # characters; what is longer says something by itself


def opening(text: str, start: int, end: int) -> str:
    """What a message opens with up to another sentence of it: "[…] Mei: Lovely. "; "" where that
    is no opening, as it is long or has a line of its own.

    Args:
        text: What the message is in.
        start: Where the sentence before begins, 0-based.
        end: Where the other sentence does.
    """
    before = text[start:end]
    short = end - start <= _LONGEST_OPENING and "\n" not in before
    return before if short and SENT.match(text, start) else ""


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
