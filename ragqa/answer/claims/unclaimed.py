"""What in an answer claims nothing of the documents, and so needs no support."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragqa.text.language import words

FEWEST_WORDS = 3
"""Of a sentence that says something of something."""

_NO_CLAIM = re.compile(
    r"[?？][^\w?？]*$|[:：]\s*\**$|^#{1,6}\s|^\*\*[^*]+\*\*$"
    r"|(?:资料|文档|文件|文中|段落|上下文).{0,8}(?:没有|未|无)|无法(?:回答|确定|判断)"
    r"|\b(?:passages?|documents?|context|sources?)\b.{0,40}\b(?:not|no)\b"
    r"|\b(?:not|no)\b.{0,40}\b(?:passages?|documents?|context)\b"
    r"|^(?:您好|你好|好的|谢谢|感谢|希望.{0,8}帮助|如(?:有|果您).{0,12}(?:问题|疑问|需要))"
    r"|^(?:hello|hi|sure|certainly|of course|thank|i hope|let me know|if you have)\b",
    re.IGNORECASE,
)
# Under the header of a table, whose names claim nothing either.
_BELOW_HEADER = re.compile(r"[ \t]*\n[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*(?:\||$))+[ \t]*$", re.MULTILINE)
# Behind a short line without an end mark, under which more is said.
_TITLE_END = re.compile(r"(?<![.。!！])[ \t]*\n\s*\S")


def is_no_claim(text: str, span: tuple[int, int], code: Sequence[tuple[int, int]]) -> bool:
    """Whether the sentence at ``span`` is a heading, a title, a question, a greeting or code.

    Args:
        text: The answer without markers.
        span: [start, end) of the sentence, 0-based.
        code: Where blocks of code are.
    """
    sentence = text[slice(*span)]
    if _NO_CLAIM.search(sentence):
        return True
    if len(words(sentence)) < FEWEST_WORDS and _TITLE_END.match(text, span[1]):
        return True
    if "|" in sentence and _BELOW_HEADER.match(text, span[1]):
        return True
    return any(start < span[1] and span[0] < end for start, end in code)
