"""Code and commands in a text: never prose, and what a sentence above them speaks of."""

from __future__ import annotations

import re
from statistics import median_high

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
_INDENTED = 4  # columns by which code stands further in than the text around it
_PROSE_END = re.compile(r"[。！？.!?][”’」』\"')）]*[ \t]*$", re.MULTILINE)
_PROSE_LINE = re.compile(rf"^[^\n]*{_PROSE_END.pattern}", re.MULTILINE)


def code_blocks(text: str) -> list[tuple[int, int]]:
    """[start, end) of the blocks of code in a text, in order, fences included.

    What is indented is code where no line of it ends as a sentence does, and most sentences around
    it are not indented as far: in some texts all is, titles and captions too.
    """
    said = [_indent(found.group()) for found in _PROSE_LINE.finditer(text)]
    margin = median_high(said) if said else 0  # a text may begin within its first line
    return [
        (match.end() - len(match.group().lstrip()), match.start() + len(match.group().rstrip()))
        for match in _BLOCK.finditer(text)
        if len(match.group()) <= _LONGEST
        and not (match["indented"] and _is_prose(match.group(), margin))
    ]


def _is_prose(indented: str, margin: int) -> bool:
    return _PROSE_END.search(indented) is not None or _indent(indented) < margin + _INDENTED


def _indent(line: str) -> int:
    """Columns before the first letter; a text may have spaces there that do not break."""
    columns = line.expandtabs(_INDENTED)
    return len(columns) - len(columns.lstrip())
