"""Which row of a table a superlative asks for: "Which fee is the lowest?", "谁的工资最高？"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from ragqa.text.dates import DAY
from ragqa.text.language import FUNCTION_WORDS, fold, words
from ragqa.text.parts.rows import cells, header_rows
from ragqa.text.parts.sentences import Sentence
from ragqa.text.time.timely import asked_times, tells_of_others
from ragqa.types import Passage

_MOST = re.compile(
    r"最(?:高|多|大|贵|长|重|久|晚|新|远|深|厚|宽|快|老)"
    r"|\b(?:highest|largest|biggest|greatest|dearest|longest|heaviest|latest|newest|tallest|deepest"
    r"|farthest|furthest|fastest|oldest|priciest|most (?:expensive|money|costly))\b|\bthe most\b"
)
_LEAST = re.compile(
    r"最(?:低|少|小|便宜|短|轻|早|近|浅|薄|窄|慢)"
    r"|\b(?:lowest|smallest|fewest|cheapest|shortest|lightest|earliest|nearest|slowest|youngest"
    r"|least (?:expensive|money|costly))\b|\bthe least\b"
)
# A bound that one thing has: "最多可以带几件", "at most", "the latest I may pay".
_BOUND = re.compile(
    r"最\w{1,2}(?:可以?|能够?|允许|不得|不能|不超过|要|得|须|需|应)|最\w到"
    r"|\b(?:at (?:the )?(?:most|least|latest|earliest)|(?:may|can|must|could|should) \w+)\b"
)
_OF_PRICE = re.compile(r"[贵宜]|expensive|cheap|dear|pric|cost|money")
_PRICE = re.compile(
    r"价|费|额|款|钱|£|\$|€|¥|amount|price|cost|fee|monthly|total|sum|premium|limit"
)
_OF_TIME = re.compile(r"最[早晚新]|earliest|latest|newest")
_DATE = re.compile(
    rf"(?<!\d)(?:{DAY}|[12]\d{{3}}[-/](?:0\d|1[0-2]))(?!\d)|\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}:\d\d"
)
_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")
_DIGITS = re.compile(r"\d+")
_FEWEST = 2  # different values

Value = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One of a table, with the values that its rows have there; None where one has none."""

    name: str
    values: Sequence[Value | None]


def extreme_rows(
    question: str, good: Sequence[Sentence], found: Sequence[Sentence], passages: Sequence[Passage]
) -> list[Sentence]:
    """The rows of ``found`` that a superlative asks for, of the table of the first row in ``good``.

    A table in several passages of a document is one.
    """
    if _extreme(fold(question)) is None:
        return []  # as nearly always: no table need be read
    by_passage = [header_rows(passage) for passage in passages]

    def table(sentence: Sentence) -> tuple[str, str]:
        header = by_passage[sentence.number - 1].get(sentence.start, "")
        return (passages[sentence.number - 1].document_id if header else "", header)

    meant = next((named for named in map(table, good) if named[1]), None)
    if meant is None:
        return []
    rows = [sentence for sentence in found if table(sentence) == meant]
    return [rows[n] for n in ranked_first(question, meant[1], [row.text for row in rows])]


def ranked_first(question: str, header: str, rows: Sequence[str]) -> list[int]:
    """The places of those of ``rows`` whose value is the highest or the lowest, as asked for.

    Only rows count that hold the most of the question's words, and do not tell of other times.
    None where the question asks for neither, for a bound, or no column can be told; where all are
    equal, and where the table gives extremes itself.

    Args:
        question: As asked.
        header: Names of the columns, a row of Markdown.
        rows: Below it, as Markdown.
    """
    asked = fold(question)
    extreme = _extreme(asked)
    names = [fold(name) for name in cells(header)]
    if extreme is None or any(_MOST.search(name) or _LEAST.search(name) for name in names):
        return []
    among = _meant(asked, names, rows)
    parse = _date if _OF_TIME.search(asked) else _number
    values = _asked_values(asked, names, [cells(rows[place]) for place in among], parse)
    known = [value for value in values if value is not None]
    if len(set(known)) < _FEWEST:
        return []
    found = extreme(known)
    return [place for place, value in zip(among, values, strict=True) if value == found]


def _extreme(asked: str) -> Callable[[Iterable[Value]], Value] | None:
    """``max`` or ``min``, as a superlative asks for; None for neither, both or a bound."""
    highest, lowest = _MOST.search(asked), _LEAST.search(asked)
    if (highest is None) == (lowest is None) or _BOUND.search(asked):
        return None
    return max if highest else min


def _meant(asked: str, names: Collection[str], rows: Sequence[str]) -> list[int]:
    """The places of rows with the most of the question's words, and of its time."""
    telling = set(words(asked)).difference(FUNCTION_WORDS, *map(words, names))
    held = [len(telling.intersection(words(row))) for row in rows]
    most, times = max(held, default=0), asked_times(asked)
    return [
        place
        for place, row in enumerate(rows)
        if held[place] == most and not tells_of_others(row, times)
    ]


def _asked_values(
    asked: str,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    parse: Callable[[str], Value | None],
) -> Sequence[Value | None]:
    """Those in the column that is asked about; none where several may be."""
    columns = [
        _Column(name, [parse(row[n]) if n < len(row) else None for row in rows])
        for n, name in enumerate(names)
    ]
    columns = [c for c in columns if 2 * sum(v is not None for v in c.values) > len(rows)]
    if parse is _date or len(columns) == 1:
        return columns[0].values if len(columns) == 1 else []
    wanted = set(words(asked))
    by_words = sorted(columns, key=lambda c: -len(wanted.intersection(words(c.name))))
    shared = [len(wanted.intersection(words(c.name))) for c in by_words]
    if shared and shared[0] and shared[0] > max(shared[1:], default=0):
        return by_words[0].values
    prices = [c for c in columns if _PRICE.search(c.name)] if _OF_PRICE.search(asked) else []
    return prices[0].values if prices else []


def _number(cell: str) -> Value | None:
    """The first number of a cell that is one, with its sign and unit."""
    found = None if _DATE.search(cell) else _NUMBER.search(cell)
    return (float(found.group().replace(",", "")),) if found else None


def _date(cell: str) -> Value | None:
    found = _DATE.search(cell)
    return tuple(map(float, _DIGITS.findall(found.group()))) if found else None
