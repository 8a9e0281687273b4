"""Which line of a form tells who was there: "Present: …", 参加人员：…, whichever language asks."""

from __future__ import annotations

import re
from collections.abc import Callable

from ragqa.text.language import fold

_LONGEST = 300  # characters of a question: the patterns look from each "who" to its end
_BEFORE = r"[\s>#*_\-•·\d.、)）]*"
_BEHIND = r"[ \u3000]*(?:[(（][^()（）\n]{0,12}[)）])?[*_]{0,2}[ \u3000]*[:：]\s*\S"
# What asks for those who had a part in a meeting, and what the line is called that names them.
_ROLES = tuple(
    (re.compile(asked), re.compile(f"{_BEFORE}(?:{called}){_BEHIND}"))
    for asked, called in (
        (
            r"\bwho\b.*\b(?:absent|missing|(?:did|could) ?n[o']t (?:come|attend)"
            r"|sent (?:\w+ )?apologies|not (?:there|present))\b"
            r"|(?:谁|哪些人|哪[几位]+个?人?).*(?:没有?(?:来|到|参加|出席)|未(?:到|参加|出席)|缺席|请假)"
            r"|(?:没有?(?:来|到|参加|出席)|未(?:到|参加|出席)|缺席|请假)的?(?:人?有?|是|都有)(?:谁|哪些)",
            r"apologies(?: for absence)?|absent|absentees|regrets|not present"
            r"|缺席(?:人员|者|名单)?|请假(?:人员)?|未(?:到|出席|参加)(?:人员|者)?",
        ),
        (
            r"\bwho\b.*\b(?:chaired|chairs|presided|moderated|led the meeting)\b"
            r"|(?:谁|哪位)(?:来|是)?主持|主持(?:的?人|者)?(?:是|为)?(?:谁|哪位)",
            r"chair(?:ed by|person|man|woman)?|presiding|moderator|(?:会议)?主持人?|(?:会议)?主席",
        ),
        (
            r"\bwho\b.*\b(?:took|wrote|kept|writes|takes) (?:the )?(?:minutes|notes)\b"
            r"|(?:谁|哪位)(?:来|是|做|作)*的?(?:会议)?记录|记录(?:的?人|者|员)?(?:是|为)?(?:谁|哪位)",
            r"minutes(?: taken)?(?: by)?|note-?taker|notes(?: taken)? by|recorded by|secretary"
            r"|(?:会议)?记录(?:人|员|者)?",
        ),
        (
            r"\bwho\b.*\b(?:took part|take part|participat\w+|attend\w*|present|came to"
            r"|(?:was|were) (?:there|(?:all )?(?:at|in) (?:the|that|this|our|last)\b))"
            r"|\b(?:attendees|participants)\b"
            r"|(?:谁|哪些人|哪[几位]+个?人?).*(?:参加|出席|参会|与会|到会|到场|来开会|开了?会|来了)"
            r"|(?:参加|出席|参会|与会|到会|到场)了?.*(?:谁|哪些|哪几|名单)",
            r"present|in attendance|attendance|attending|attended(?: by)?|attendees|participants"
            r"|(?:members|those) present"
            r"|(?:参加|参会|与会|出席|到会|到场|列席)(?:会议)?(?:人员|人|者|名单|代表)?|应到|实到",
        ),
    )
)


def names_those(question: str) -> Callable[[str], bool] | None:
    """Says of a line whether it is labelled as what names those that ``question`` asks for.

    Who took part, was absent, led or wrote it down. None where nothing such is asked for.
    """
    if len(question) > _LONGEST:
        return None
    asked = fold(question)
    label = next((called for asks, called in _ROLES if asks.search(asked)), None)
    if label is None:
        return None
    return lambda line: label.match(fold(line)) is not None
