"""Takes apart what a server would read as marks of a chat template.

A server gets text and makes tokens of it with its special tokens known, so that ``</s>`` inside a
document would end the document's turn. Documents and questions never hold such marks for a reason
that matters, and a reader sees what was meant all the same.
"""

from __future__ import annotations

import re

_LOOK_ALIKE = re.compile(
    r"""
    <\|(?=[^<>|\s]{1,48}\|?>)                       # <|im_start|>, <|eot_id|>, <|end_of_text|>
    | <｜(?=[^<>｜\s]{1,48}｜>)                      # DeepSeek writes them full-width
    | <(?=/?(?:s|bos|eos|pad|unk|mask|start_of_turn|end_of_turn|think|tool_call)>)
    | <(?=</?SYS>>)                                 # Llama 2
    | \[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|IMG|gMASK|sMASK)\])
    """,
    re.IGNORECASE | re.VERBOSE,
)


def neutralise(text: str) -> str:
    """The text with a space in each look-alike: ``<|im_end|>`` → ``< |im_end|>``."""
    return _LOOK_ALIKE.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)
