"""Which sentences say nothing without the one before them."""

from __future__ import annotations

import re

# One that begins like this speaks of what was named before.
_BEGINNING = re.compile(
    r"他|她|它|其(?![他它余实中])|该|这|此(?!外)|因此|因而|所以|于是|后者|前者"
    r"|[在对为由从据]此|同时|然而|但是?|不过|而且|否则|不然|例如|比如|原因[是为在]|例外[是：:]"
    r"|(?:He|She|It|They|His|Her|Its|Their|This|These|Those|That|Such|However|But|Therefore|Thus"
    r"|The (?:latter|former)|Otherwise|Instead|For (?:example|instance)|After that|If (?:so|not))\b"
    r"|(?:Examples?|Workaround|Exceptions?|Reasons?|Remedy)[:：]"
)
# One that says this anywhere points at a time that was told before.
_POINTING = re.compile(
    r"届时|当[天日晚]|在此期间"
    r"|\b(?:during|at|on|by|until|after|before|since|from) (?:that|this|those|these)"
    r" (?:times?|days?|dates?|periods?|weeks?|months?|years?|evenings?|nights?)\b"
)
# One behind this tells more of it: "Yes. You only need the key."
_ANSWER = re.compile(
    r"\W*(?:yes|no|nope|sure|certainly|of course(?: not)?|not (?:yet|at all|really)|never"
    r"|unfortunately,? (?:not|no)|(?:是|可以|会|有|对)的?|不(?:是|可以|能|会|对|行|支持)"
    r"|能|没有|行|否|当然(?:可以)?|(?:暂不)?支持)\s*[.!。！]\W*",
    re.IGNORECASE,
)
# One behind this is the reply.
_ASKED = re.compile(r"\basked (?:whether|if|why|when|who|how|what)\b|询问|提问")


def leans(sentence: str, before: str) -> bool:
    """Whether ``sentence`` cannot be understood without the one ``before`` it."""
    found = _BEGINNING.match(sentence) or _POINTING.search(sentence) or _ASKED.search(before)
    return found is not None or answers(before)


def answers(sentence: str) -> bool:
    """Whether ``sentence`` says yes or no and nothing else, which tells nothing alone."""
    return _ANSWER.fullmatch(sentence) is not None
