"""The same statement with different numbers or dates in two documents: shown side by side.

Precise rather than eager: both sentences must say the same words apart from one number, so that
"sales of 2019" never contradict "sales of 2020", nor the leave of managers that of staff.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ragqa.text.figures.quantities import Quantity, quantities
from ragqa.text.language import FUNCTION_WORDS, fold, sentence_spans
from ragqa.text.markers import blanked
from ragqa.text.segmentation import cut
from ragqa.types import Citation, Contradiction, Passage

MOST = 5  # of one answer

_LONGEST = 300  # characters; longer ones are tables or lists
_ALIKE = 0.75  # share of the longer sentence's telling words that the other one has
_FEWEST = 2  # telling words in common, unless both have no other
_DATE = frozenset({"year", "month", "day", ""})
_DATE_GAP = 3  # characters between the parts of a date
_WORD = re.compile(r"\w+(?:-\w+)*")
_NUMBER = re.compile(r"\d+")
# Two rules say the same with these and without: 可以保留到, 可保留至; 须在30天内, 必须在30天之内.
_FILLERS = FUNCTION_WORDS | frozenset("可 至 须 必须 需 需要 应当 内 之内 以内 均 请".split())  # noqa: SIM905
# With one of these it is another rule: 无须, 不可, 工作时间外, can't (which is cut into three).
_TURNING = re.compile(r"[不无未没非勿].?|[之以]?外|not?|never|cannot|without|t")
# A number after these is a name: "Table 3" and "Table 4" are two things.
_LABEL = re.compile(
    r"(?:第|表|图|附件|附录|版本|编号|型号|步骤|方案|工号|房间|发票|订单|单号|账号|学号|车次|航班|"
    r"\b(?:tables?|figures?|fig\.?|chapters?|sections?|"
    r"sec\.?|steps?|versions?|v|articles?|pages?|pp?\.|parts?|volumes?|no\.?|numbers?|items?|rules?|"
    r"invoices?|orders?|tickets?|rooms?|cases?|flights?|gates?|models?|lots?|batch|ids?|accounts?|"
    r"employees?|buildings?|apartments?|lines?|"
    r"§|#))\s*$"
)
_LABEL_AFTER = re.compile(r"室|房间|号(?:楼|线|房|机|门|院|文件|令)")
_NUMERIC_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)")
# Within a code it is a part of a name too: 2.3.1, E-1042; but 2025.03.05 is a date.
_CODE = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d\.)\d+(?:\.\d+){2,}|(?<![a-z])[a-z]{1,4}-\d+")
# A year there says of what time the sentence speaks: it is another statement for another year…
_SPEAKS_OF = re.compile(r"(?:^\W*|\b(?:in|of|during|for)\s+|[于在])$")
# …unless it tells what happens only once.
_ONCE = re.compile(
    r"\b(?:found|establish|born|sign|publish|releas|launch|built|build|open|die|creat|introduc"
    r"|invent|complet|adopt|enact|start|beg[iau]n|end|clos)"
    r"|成立|创立|创办|建立|建成|签订|签署|发布|出版|出生|去世|开业|上市|颁布|通过|启用|竣工|投产|开始|结束"
)
_YEARS = range(1000, 3000)
_HALF = re.compile(
    r"(?P<am>上午|早上|凌晨|清晨)|(?P<pm>下午|晚上|傍晚)"
    r"|(?<=[\d ])(?:(?P<am_>a)|(?P<pm_>p))\.?m\b(?:(?<=\.m)\.)?",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"^\W*\d+(?:\.\d+)*[.)、)）]?\s")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence with numbers, and its telling words without them."""

    number: int
    passage: Passage
    span: tuple[int, int]
    words: frozenset[str]
    counts: tuple[Quantity, ...]


def find(passages: Sequence[Passage], citations: Sequence[Citation]) -> tuple[Contradiction, ...]:
    """What is cited in an answer and stated with another number in another document.

    Args:
        passages: What the answer was given, number 1 first.
        citations: Of the answer; one of each pair of sentences is quoted by one of them.

    Returns:
        At most ``MOST``, the cited one first.
    """
    every = [s for number, p in enumerate(passages, 1) for s in _statements(number, p)]
    cited = [s for s in every if any(_is_quoted(s, citation) for citation in citations)]
    found: dict[frozenset[tuple[str, int]], Contradiction] = {}
    for one in cited:
        for other in every:
            if other.passage.document_id == one.passage.document_id:
                continue
            differing = _differing(one, other)
            pair = frozenset({_place(one), _place(other)})
            if differing is not None and pair not in found:
                found[pair] = Contradiction(_quote(one), _quote(other), differing)
    return tuple(found.values())[:MOST]


def _statements(number: int, passage: Passage) -> Iterator[_Statement]:
    for start, end in sentence_spans(passage.text):
        # A reference mark of the document, such as [2], is no number of what it says.
        sentence = blanked(passage.text[start:end])
        counts = tuple(quantities(sentence)) if end - start <= _LONGEST else ()
        if counts:
            yield _Statement(number, passage, (start, end), _words(sentence, counts), counts)


def _words(sentence: str, counts: Sequence[Quantity]) -> frozenset[str]:
    """The telling words besides numbers and their units, English plurals as singulars."""
    for count in reversed(counts):
        sentence = f"{sentence[: count.start]} {sentence[count.stop :]}"
    sentence = _HALF.sub(" ", sentence)
    found = (word for word in cut(fold(sentence)) if _WORD.fullmatch(word))
    return frozenset(_singular(word) for word in found if word not in _FILLERS or word == "not")


def _singular(word: str) -> str:
    return word[:-1] if word.isascii() and len(word) > 3 and word.endswith("s") else word


def _is_quoted(statement: _Statement, citation: Citation) -> bool:
    start = statement.passage.start + statement.span[0]
    end = statement.passage.start + statement.span[1]
    return (
        citation.document_id == statement.passage.document_id
        and citation.start < end
        and start < citation.end
    )


def _differing(one: _Statement, other: _Statement) -> tuple[str, str] | None:
    """The values, as written, in which two sentences differ; None when they do not contradict."""
    if not _same_words(one.words, other.words):
        return None
    if Counter(q.unit for q in one.counts) != Counter(q.unit for q in other.counts):
        return None
    mine, theirs = _rest(one.counts, other.counts), _rest(other.counts, one.counts)
    if [half for half, _ in _halves(one)] != [half for half, _ in _halves(other)]:
        return None if mine or theirs else _other_half(one, other)
    if not mine or len(mine) != len(theirs):
        return None
    if len(mine) > 1 and not (_is_date(mine) and _is_date(theirs)):
        return None
    if _is_label(one, mine[0]) or _is_label(other, theirs[0]):
        return None
    if _is_time_of(one, mine) and _is_time_of(other, theirs):
        return None
    return _written(one, mine), _written(other, theirs)


def _is_time_of(statement: _Statement, counts: Sequence[Quantity]) -> bool:
    """Whether they are the year or month that the document has in its name: of "Pay 2025-01" and
    "Pay 2025-02" each tells of its own.
    """
    named = {int(number) for number in _NUMBER.findall(statement.passage.source)}
    return all(
        count.unit in ("year", "month") and count.value.isdecimal() and int(count.value) in named
        for count in counts
    )


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both speak of the same: nothing exchanged, and little that only one of them says."""
    shared = one & other
    if one - shared and other - shared:
        return False
    if any(map(_TURNING.fullmatch, one ^ other)):
        return False
    if len(shared) < _FEWEST and one != other:
        return False
    return bool(shared) and len(shared) >= _ALIKE * max(len(one), len(other))


def _rest(counts: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """Those of ``counts`` that ``others`` do not have."""
    left = list(others)
    rest: list[Quantity] = []
    for count in counts:
        same = next((o for o in left if count.agrees(o)), None)
        if same is None:
            rest.append(count)
        else:
            left.remove(same)
    return rest


def _is_date(counts: Sequence[Quantity]) -> bool:
    near = all(b.start - a.stop <= _DATE_GAP for a, b in pairwise(counts))
    return near and all(count.unit in _DATE for count in counts)


def _halves(statement: _Statement) -> list[tuple[str, int]]:
    """The halves of a day in a sentence, "am" or "pm", each with its place."""
    found = _HALF.finditer(_text(statement))
    return [(str(match.lastgroup).rstrip("_"), match.start()) for match in found]


def _other_half(one: _Statement, other: _Statement) -> tuple[str, str] | None:
    """The times of day that differ only in their half: 上午9点 and 下午9点."""
    pairs = zip(_halves(one), _halves(other), strict=False)
    differing = next(((mine, its) for mine, its in pairs if mine[0] != its[0]), None)
    if differing is None:
        return None
    (_, mine), (_, its) = differing
    return _time(one, mine), _time(other, its)


def _time(statement: _Statement, half: int) -> str:
    """The word for a half of the day with the number beside it, as written."""
    text = _text(statement)
    match = _HALF.match(text, half)
    end = match.end() if match else half
    near = min(statement.counts, key=lambda count: abs(count.start - half))
    stop = near.stop + (text[near.stop : near.stop + 1] in ("点", "點", "时", "時"))
    return text[min(near.start, half) : max(stop, end)]


def _is_label(statement: _Statement, count: Quantity) -> bool:
    sentence = fold(_text(statement))
    before = sentence[: count.start]
    if _LABEL.search(before) or _LABEL_AFTER.match(sentence, count.end):
        return True
    if any(code.start() <= count.start < code.end() for code in _CODE.finditer(sentence)):
        return True
    if _is_year(count) and _SPEAKS_OF.search(before) and not _ONCE.search(sentence):
        return True
    item = _LIST_ITEM.match(sentence)
    return item is not None and count.start < item.end()


def _is_year(count: Quantity) -> bool:
    known = count.unit in ("year", "") and len(count.value) == 4 and count.value.isdecimal()
    return known and int(count.value) in _YEARS


def _written(statement: _Statement, counts: Sequence[Quantity]) -> str:
    """The numbers as they stand there; of a date all of it, since a month alone says little."""
    first, last = counts[0], counts[-1]
    for date in _NUMERIC_DATE.finditer(_text(statement)):
        if date.start() <= first.start and last.stop <= date.end():
            return date.group()
    if any(count.unit in ("year", "month", "day") for count in counts):
        every = statement.counts
        at, end = every.index(first), every.index(last) + 1
        while at and _is_date(every[at - 1 : end]):
            at -= 1
        while end < len(every) and _is_date(every[at : end + 1]):
            end += 1
        first, last = every[at], every[end - 1]
    return _text(statement)[first.start : last.stop]


def _text(statement: _Statement) -> str:
    start, end = statement.span
    return statement.passage.text[start:end]


def _place(statement: _Statement) -> tuple[str, int]:
    return statement.passage.document_id, statement.passage.start + statement.span[0]


def _quote(statement: _Statement) -> Citation:
    return statement.passage.cite(statement.number, statement.span, score=1.0, verified=True)
