"""The heads of mails: who wrote one, to whom and when, and which of it a question asks for. Pure.

Nothing in a head is near to what a mail says, and what it says is nearer to every question about
it: "who sent the mail about the heating?" is answered by the line "From", and nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ragqa.types import Passage

Part = Literal["from", "to", "cc", "date", "attachments"]

_CALLED: dict[str, Part] = {
    "from": "from",
    "发件人": "from",
    "to": "to",
    "收件人": "to",
    "cc": "cc",
    "抄送": "cc",
    "date": "date",
    "sent": "date",
    "日期": "date",
    "发送时间": "date",
    "时间": "date",
    "attachments": "attachments",
    "附件": "attachments",
}
_LINE = re.compile(
    rf"^(?P<name>{'|'.join(_CALLED)})(?: \([^()\n]{{1,9}}\))?[:：][ \t]*\S.*$",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL = re.compile(
    r"\b(?:e-?)?mail(?:s|ed)?\b|\bmessages?\b|\bletters?\b|\b(?:write|writes|wrote) (?:to|about)\b"
    r"|\b(?:write|wrote|written) (?:to|about)?\W*$|邮件|电邮|来信|信件|写信|发信|封信",
    re.IGNORECASE,
)
_ASKED: tuple[tuple[re.Pattern[str], frozenset[Part]], ...] = (
    (
        re.compile(
            r"\bto whom\b|\bwhom? (?:got|gets|received|receives)\b|\b(?:receivers?|recipients?)\b"
            r"|\bwhom?\b.*\b(?:write|wrote|written|sen[dt]|mail(?:ed)?|addressed|go|went) to\W*$"
            r"|\bwhom?\b.*\bsen[dt] (?:it|this|that|the [a-z-]+) to\W*$"
            r"|\bwho (?:was|were|is|are)\b.*\b(?:sent|addressed|copied)\b"
            r"|(?:[发写寄](?:送|信)?给|发送?到)(?:了|过)?(?:谁|哪)|给谁[发写寄]|收件人|谁收到|抄送",
            re.IGNORECASE,
        ),
        frozenset(("to", "cc")),
    ),
    (
        re.compile(
            r"\bwhen\b.*\b(?:sent|send|written|write|wrote|mailed|dated|come|arrived?)\b"
            r"|\b(?:what|which) (?:day|date)\b.*\b(?:sen[dt]|writ(?:e|ten)|wrote|mail(?:ed)?)\b"
            r"|\bdate of the\b"
            r"|(?:什么时[候间]|何时|哪[一]?[天日年月]|几[号月日点]).{0,8}(?:[发写寄]|收到)"
            r"|(?:[发写寄]送?的?|邮件的?)(?:时间|日期)|邮件.{0,3}(?:什么时候|哪天|几号)的",
            re.IGNORECASE,
        ),
        frozenset(("date",)),
    ),
    (
        re.compile(
            r"\bwho\b.*\b(?:sent|sends?|wrote|writes?|written|mailed|e-?mailed|from)\b"
            r"|\bfrom whom\b|\bsenders?\b|\bwhose (?:e-?)?mail\b"
            r"|谁(?:给.{1,8})?[发写寄]|(?:邮件|信)是?(?:来自)?谁的?\W*$|来自谁|[发写]件人|发信人",
            re.IGNORECASE,
        ),
        frozenset(("from",)),
    ),
)
# What asks after a mail, around what it is about.
_FRAME = re.compile(
    r"\b(?:to whom|from whom|whom?|whose|when|(?:what|which) (?:day|date|time))\b"
    r"|\b(?:was|were|is|did|does|has|have|had|been)\b"
    r"|\b(?:sen[dt]s?|wrote|writes?|written|mail(?:ed)?|e-?mail(?:ed)?|received?|got|gets?|addressed)\b"
    r"|\b(?:e-?mails?|mails|messages?|letters?|senders?|recipients?|receivers?)\b"
    r"|\b(?:about|regarding|concerning|of|to|from|on|the|an?|it|that|this|us|me|by)\b"
    r"|(?:[是由]|请问)?谁(?:给.{1,8})?[发写寄]送?[来出]?[了过]?的?(?:一封)?"
    r"|(?:什么时[候间]|何时|哪一?[天日年月]|几[号月日点])[发写寄]送?[来出]?[了过]?的?"
    r"|[发写寄]送?[给到][了过]?(?:谁|哪些?人|哪里?)?|[发收]件人|是?谁的?|谁?收到"
    r"|关于|有关|的?[那这]?封?(?:邮件|电邮|信件|来信)的?|[发写寄]送?的?(?:时间|日期)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\be-?mail\b|\bmail address|邮箱|邮件地址|邮址", re.IGNORECASE)
_ATTACHED = re.compile(r"\battach|附件|附上|附了", re.IGNORECASE)
_ANSWERED = re.compile(
    r"(?:(?:re|fwd?|aw|wg|回复|答复|转发)\s*[:：]\s*)+", re.IGNORECASE
)  # before the subject of the mail that it answers
_PLACE = re.compile(r" \([^()]*\d{4}-\d\d-\d\d \d\d:\d\d\)$")  # behind it, in a mailbox


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail's head: [start, end) in its text, and what it tells."""

    start: int
    end: int
    part: Part


def head_lines(text: str) -> Iterator[Line]:
    """The lines of the heads in ``text``: of lines that follow one another, the sender's and one
    more at least.
    """
    block: list[Line] = []
    for match in _LINE.finditer(text):
        if block and text[block[-1].end : match.start()].strip(" \r") != "\n":
            yield from _head(block)
            block = []
        name = match["name"].lower()
        block.append(
            Line(match.start(), match.start() + len(match.group().rstrip()), _CALLED[name])
        )
    yield from _head(block)


def _head(block: list[Line]) -> list[Line]:
    parts = {line.part for line in block}
    return block if "from" in parts and len(parts) > 1 else []


def idle_lines(text: str, question: str) -> frozenset[int]:
    """Where the lines of heads begin that tell nothing a question asks for."""
    wanted = _wanted(question)
    return frozenset(line.start for line in head_lines(text) if line.part not in wanted)


def told_by_heads(question: str, passages: Sequence[Passage]) -> list[tuple[int, Line, str]]:
    """The lines that answer a question about a mail, of what mail it is with all of them.

    Search has found the mail by all that it says; so it is the first passage, if that is one, and
    those with the same subject.

    Returns:
        The number of each one's passage, 1-based, the line, and the subject; none where nothing is
        asked that a head tells.
    """
    wanted = _asked(question)
    if not wanted or not passages or not _MAIL.search(question):
        return []
    about = _subject(passages[0].headings)
    found = [
        (number, line, about)
        for number, passage in enumerate(passages, 1)
        for line in head_lines(passage.text)
        if line.part in wanted
        and _subject(passage.headings_at(passage.start + line.start)) == about
        and (about or number == 1)
    ]
    return found if found and found[0][0] == 1 else []


def is_mail(text: str) -> bool:
    """Whether ``text`` has the head of one."""
    return any(True for _ in head_lines(text))


def asked_about(question: str) -> str:
    """What the mail is about whose head a question asks for; "" for none.

    The words that ask for it stand in no mail.
    """
    if not _asked(question) or not _MAIL.search(question):
        return ""
    return " ".join(_FRAME.sub(" ", question).split()).strip(" ?？。.!！的是")


def _asked(question: str) -> frozenset[Part]:
    """What of a head answers a question; nothing where it asks for none."""
    return next((parts for asks, parts in _ASKED if asks.search(question)), frozenset())


def _wanted(question: str) -> frozenset[Part]:
    """What of a head may tell something of what a question asks."""
    wanted = set(_asked(question))
    if _ADDRESS.search(question):
        wanted |= {"from", "to", "cc"}
    if _ATTACHED.search(question):
        wanted.add("attachments")
    return frozenset(wanted)


def _subject(headings: Sequence[str]) -> str:
    subject = headings[0] if headings else ""
    return _ANSWERED.sub("", _PLACE.sub("", subject)).strip()
