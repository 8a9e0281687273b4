"""The sentences of passages that might be quoted as an answer."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ragqa.text.fenced_code import unfenced
from ragqa.text.language import sentence_spans, words
from ragqa.text.numerals import NUMERALS_ZH
from ragqa.text.parts.code_blocks import code_blocks
from ragqa.text.parts.commented import commented
from ragqa.text.parts.keyed import keyed
from ragqa.text.parts.leaning import answers, leans
from ragqa.text.parts.mail_heads import idle_lines, told_by_heads
from ragqa.text.parts.messages import BREAK, QUESTION_END, SENT, opening, replies
from ragqa.text.parts.records import Records, is_form, is_labelled
from ragqa.text.parts.rows import headers, is_row, titles
from ragqa.text.parts.sections import Sections, title_lines
from ragqa.text.parts.unbroken import unbroken
from ragqa.types import Passage

_CONTEXT = 60  # characters of the passage's opening that are embedded before a later sentence
_FEWEST_WORDS = 3
_HEADING_WORDS = 8  # a line without an end mark and with fewer words is taken for a heading
_FEWEST_CELLS = 2  # words of a row or a line of a record: a name and a value
_LONGEST = 400  # characters; what is longer is no prose and is cut at its line ends
_LONGEST_LEAD = 200  # characters of a sentence that is quoted only to explain the next

# A line above an article of a contract, "第三条 付款", or above a remark of a manual.
_ABOVE = re.compile(
    rf"(?:第[\d{NUMERALS_ZH}]+条[ \u3000]*[^，。；：\n]{{0,20}}"
    r"|(?:Tip|Note|Hint|Caution|Warning|Important|Attention|Danger|Example)s?[ \t]*[:!]?"
    r"|(?:提示|注意(?:事项)?|警告|小心|危险|重要|说明|备注|小贴士|示例)[ \u3000]*[：:！]?)\n\s*"
)
_SPOKEN = re.compile(r"[?？][”’」』\"']+$")  # in a story, not above its answer
_ANSWERED = re.compile(r"\s*(?:\*\*)?(?:A|Answer|答案?|回答)\s?[:：]")
# The break before a line that begins with what it tells of: "【规格】每瓶装120毫升".
_TOLD = re.compile(r"\s*\n\s*(?=【[^】\n]{1,12}】)")
# A line that belongs to no sentence though it has no end mark: "Dear parents,", 各位家长：, and one
# of a form above prose.
_HEAD = re.compile(
    r"(?:(?:(?:各位|尊敬的|亲爱的)[^\n，。：:]{0,16}|(?:全体|各)[^\n，。：:]{1,10})[：:，,！!]"
    r"|(?:Dear|Hi|Hello) [^\n.:]{1,30}[,:!]"
    r"|[^\W\d_][^\n，。；：:,.;|]{0,20}[：:][ \u3000]*"
    r"(?:[^\s，。；]{1,12}|[^\s,.;]+(?: [^\s,.;]+){0,4}))"
    r"[ \u3000]*(?P<end>\n\s*)(?=[A-Z\u4e00-\u9fff])"
)
SENTENCE_END = re.compile(r"[。！!；;….][”’」』】》）)\]\"'*]*$")
_CLAUSE_END = re.compile(r"；[ \u3000]*\Z")  # on the same line: items of a list stand alone

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that might be quoted.

    Attributes:
        number: Of the passage, 1-based.
        start: Where it begins in the passage's text, 0-based.
        text: Letter for letter from the passage.
        words: Its distinct words.
        before: Distinct words of the passage before it.
        context: The opening of the passage; "" for its first sentence.
        section: The title of the part of the passage where it stands; "" for none.
        lead: The passage from the sentence before up to this one, when this one leans on it
            ("He was…", "该法令…") and cannot be understood alone; else "".
        parts: How many sentences of the passage ``text`` is (``joining``).
        title: What says what it is about and is not quoted: what stands above a list (``lists``),
            the header of a row's table, the question that it answers, of whom a record is.
    """

    number: int
    start: int
    text: str
    words: frozenset[str]
    before: frozenset[str]
    context: str
    section: str = ""
    lead: str = ""
    parts: int = 1
    title: str = ""

    @property
    def end(self) -> int:
        """Where it ends in the passage's text, 0-based, exclusive."""
        return self.start + len(self.text)

    @property
    def above(self) -> str:
        """What is read right before ``text`` and counts nearly as much; "" for most."""
        return self.lead or (f"{self.title} " if self.title else "")


def candidates(question: str, passages: Sequence[Passage]) -> list[Sentence]:
    """Sentences worth quoting, in the order of ``passages``.

    Questions, headings, headers of tables, fragments and what only repeats the question are left
    out, unless there is nothing else; so are lines of a record that tell but of whom it is
    (``records``). Slides and lists are all short lines: these stay where a passage has no other.
    """
    if heads := list(_heads(question, passages)):
        return heads
    asked = set(words(question))
    found: list[Sentence] = []
    telling: list[Sentence] = []
    for number, passage in enumerate(passages, start=1):
        if lines := [*_keyed(number, passage), *_commented(number, passage)]:
            telling += [line for line in lines if line.words - asked]
            found += lines
            continue
        above = title_lines(passage)
        records = Records(passage.text, question)
        own = [s for s in _sentences(number, passage, above, records) if s.words]
        headings = {*passage.headings, *(h for _, some in passage.sections for h in some)}
        names = titles(passage.text).union(start for start, _ in above)
        lines = [
            s
            for s in own
            if _is_line(s, headings, records) and s.words - asked and s.start not in names
        ]
        idle = idle_lines(passage.text, question)
        lines = [s for s in lines if not (records.is_idle(s.start) or s.start in idle)] or lines
        found += own
        telling += [s for s in lines if _is_prose(s) or s.above] or lines
    return telling or found


def _heads(question: str, passages: Sequence[Passage]) -> Iterator[Sentence]:
    """What tells who wrote a mail, to whom or when, where that is asked."""
    for number, line, about in told_by_heads(question, passages):
        text = passages[number - 1].text[line.start : line.end]
        yield Sentence(
            number, line.start, text, frozenset(words(text)), frozenset(), "", title=about
        )


def _keyed(number: int, passage: Passage) -> Iterator[Sentence]:
    """What a configuration file says, each under its keys."""
    for start, end, above in keyed(passage):
        text = passage.text[start:end]
        own = frozenset(words(text))
        yield Sentence(number, start, text, own, frozenset(), "", title=above)


def _commented(number: int, passage: Passage) -> Iterator[Sentence]:
    """What source code says, each piece under what it is part of."""
    for start, end in commented(passage):
        text = passage.text[start:end]
        [*_, section] = ("", *passage.headings_at(passage.start + start))
        yield Sentence(number, start, text, frozenset(words(text)), frozenset(), "", section)


def _sentences(
    number: int, passage: Passage, above: Sequence[Span], records: Records
) -> Iterator[Sentence]:
    before: frozenset[str] = frozenset()
    context = ""
    last = first = 0
    columns = headers(passage)
    sections = Sections(passage, above)
    spans = list(_with_questions(passage.text, dict(above)))
    replied = replies(passage.text, ((start, end) for start, end, _ in spans))
    for start, end, asked in spans:
        alone = not leans(passage.text[start:end], passage.text[last:start])
        lead = opening(passage.text, last, start)
        lead = lead or ("" if alone else _lead(passage, last, start))
        if start in replied:
            lead = _within(passage.text[replied[start] : start])
        if _CLAUSE_END.search(passage.text, last, start):
            lead = lead or _lead(passage, first, start)
        else:
            first = start
        for at, text in _cut(start, passage.text[start:end]):
            own = frozenset(words(text))
            title = columns.get(at) or asked or records.title(at)
            section = sections.at(at)
            yield Sentence(number, at, text, own, before, context, section, lead, title=title)
            before |= own
            context = context or text[:_CONTEXT]
        last = start


def _with_questions(text: str, ends: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    """Start and end of each sentence, and the question that it answers, or ""; see ``_parted``.

    That is how "frequently asked questions" are written: the question on a line above, or before
    what is marked as an answer ("A:"); it holds for the paragraph below.
    """
    asked, done, answered, is_message = "", 0, False, False
    for start, end in _parted(text, _apart(text, unbroken(text, sentence_spans(text))), ends):
        between, sentence = text[done:start], text[start:end]
        is_question = QUESTION_END.search(sentence) is not None
        is_message |= SENT.match(sentence) is not None
        if is_question and not is_message:
            alone = text[end : end + 1] == "\n" and (not start or "\n" in between)
            titles = (alone and not _SPOKEN.search(sentence)) or _ANSWERED.match(text, end)
            asked, answered = sentence if titles else "", False
        elif answered and "\n\n" in between:
            asked = ""
        yield start, end, "" if is_question else asked
        answered = not is_question
        done = end


def _parted(text: str, spans: Iterable[Span], ends: Mapping[int, int]) -> Iterator[Span]:
    """``spans``, cut where a message of a chat begins, and around titles: few end with a mark.

    ``ends`` tells of each title, by where it begins, where it ends, in order.
    """
    starts = list(ends)
    for start, end in spans:
        for at in starts[bisect_left(starts, start) : bisect_left(starts, end)]:
            if before := text[start:at].rstrip():
                yield start, start + len(before)
            yield at, (title := min(ends[at], end))
            start = end - len(text[title:end].lstrip())
        while head := _HEAD.match(text, start, end):
            yield start, head.start("end")
            start = head.end("end")
        breaks = [*BREAK.finditer(text, start, end), *_TOLD.finditer(text, start, end)]
        for match in sorted(breaks, key=re.Match.start):
            yield start, match.start()
            start = match.end()
        if start < end:
            yield start, end


def _apart(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """``spans``, but each block of code as one, parted from what stands before and after it."""
    blocks = code_blocks(text)
    done = 0
    for start, end in spans:
        for first, last in blocks:
            if first >= end or last <= max(start, done):
                continue
            if before := text[max(start, done) : first].strip():
                yield (at := text.find(before, max(start, done))), at + len(before)
            yield first, last
            done = last
        if rest := unfenced(text[max(start, done) : end].strip()):
            at = text.find(rest, max(start, done))
            yield at, at + len(rest)


def _lead(passage: Passage, start: int, end: int) -> str:
    """The passage from ``start`` to ``end`` if that is a sentence of the same paragraph.

    A mere yes or no may be a paragraph of its own.
    """
    lead = passage.text[start:end]
    if answers(lead):
        return lead
    is_heading = lead.strip() in passage.headings or not SENTENCE_END.search(lead.strip())
    return "" if is_heading else _within(lead)


def _within(lead: str) -> str:
    return "" if "\n\n" in lead or len(lead) > _LONGEST_LEAD else lead


def _cut(start: int, text: str) -> Iterator[tuple[int, str]]:
    """``text``, which begins at ``start``, or its lines when it is long or a form, with where they
    begin.
    """
    if heading := _ABOVE.match(text):
        yield start, heading.group().rstrip()
        start, text = start + heading.end(), text[heading.end() :]
    if len(text) <= _LONGEST and not is_form(text):
        yield start, text
        return
    for part in text.splitlines(keepends=True):
        if line := part.strip():
            yield start + len(part) - len(part.lstrip()), line
        start += len(part)


def _is_line(sentence: Sentence, headings: Collection[str], records: Records) -> bool:
    if is_row(sentence.text) or sentence.start in records:
        return len(sentence.words) >= _FEWEST_CELLS
    if len(sentence.words) < _FEWEST_WORDS or QUESTION_END.search(sentence.text):
        return False
    return sentence.text.lstrip("#").strip() not in headings


def _is_prose(sentence: Sentence) -> bool:
    if len(sentence.words) >= _HEADING_WORDS or SENTENCE_END.search(sentence.text):
        return True
    return is_labelled(sentence.text)
