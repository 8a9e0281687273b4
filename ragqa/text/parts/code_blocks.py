"""Code and commands in a text: never prose, and what a sentence above them speaks of."""

from __future__ import annotations

import re

from ragqa.text.fenced_code import CLOSED

_LONGEST = 1200  # characters; more is no answer
# Not "$ 100".
_PROMPT = r"(?:\$(?![ \t]+\d)|>>>|[A-Z]:\\[^>\n]*>|PS [^>\n]*>)"
_BLOCK = re.compile(
    # Between fences; lines behind a prompt, and those that a backslash goes on with; indented lines
    # below a blank one.
    rf"(?P<fenced>{CLOSED})"
    rf"|^[ \t]*{_PROMPT}[ \t]+\S[^\n]*(?:(?<=\\)\n[^\n]+|\n[ \t]*{_PROMPT}[ \t]+\S[^\n]*)*"
    r"|(?P<indented>(?:(?<=\n\n)|\A)(?:(?: {4}|\t)[ \t]*[^\s*•>|–—-][^\n]*(?:\n(?=[ \t])|$))+)",
    re.MULTILINE,
)
_PROSE_END = re.compile(r"[。！？.!?][”’」』\"')）]*[ \t]*$", re.MULTILINE)


def code_blocks(text: str) -> list[tuple[int, int]]:
    """[start, end) of the blocks of code in a text, in order, fences included.

    What is indented is code where no line of it ends as a sentence does.
    """
    return [
        (match.end() - len(match.group().lstrip()), match.start() + len(match.group().rstrip()))
        for match in _BLOCK.finditer(text)
        if len(match.group()) <= _LONGEST
        and not (match["indented"] and _PROSE_END.search(match.group()))
    ]
