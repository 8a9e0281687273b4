"""To which part of an index a question is kept: by collection, document, folder, type, date, page.

A pure value: which documents it means in an index is worked out by ``choosing``.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from typing import Any

from ragqa.errors import QuestionError

Pages = tuple[int, int]
"""First and last page, 1-based, both included."""

_DATES = (
    re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?"),
    re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?"),
)
_COMMA = re.compile(r"[,，、]")
_YEARS = range(1970, 3000)  # that any file system can hold
_MOST_PAGES = 10**9
_PAGES = re.compile(r"\s*(\d{1,9})(?:\s*[-–—~]\s*(\d{1,9}))?\s*")
_LONGEST_SHOWN = 80
_OF_COLLECTIONS = frozenset({"collection", "collections"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched; each condition must hold, one that is empty or None always does.

    Attributes:
        collection: Only documents of this one.
        collections: Only documents of any of these.
        sources: Only these documents, by what ``Library.find`` takes.
        folder: Only documents below it: a path relative to the ingested folder, a whole path, or
            the name of a folder anywhere on the way.
        types: Only files of these endings, lower case without dot ("pdf").
        since: Only files last changed on this day or later (of this machine's time zone).
        until: Only files last changed on this day or earlier.
        pages: Only chunks that touch these pages; none of a document without pages.
    """

    collection: str = ""
    collections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    folder: str = ""
    types: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    pages: Pages | None = None

    def __post_init__(self) -> None:
        """Take plain values, too, as ``read_scope`` does. Raises QuestionError."""
        for name, read in _READ.items():
            object.__setattr__(self, name, read(getattr(self, name)))
        if self.since and self.until and self.since > self.until:
            raise _refused(
                "since",
                self.since,
                f"a day that is not after {self.until}",
                f"不晚于 {self.until} 的日期",
            )

    def within(self, other: Scope) -> Scope:
        """This one, with the conditions of ``other`` where it has none of its own."""
        empty = {f.name for f in fields(Scope) if not getattr(self, f.name)}
        if not empty.issuperset(_OF_COLLECTIONS):  # one condition in two forms
            empty -= _OF_COLLECTIONS
        return replace(self, **{name: getattr(other, name) for name in empty})


def read_scope(given: Mapping[str, Any]) -> Scope:
    """A scope from plain values, as a command line or a program gives them.

    Args:
        given: Fields of ``Scope``; None and "" are as if not given. ``collections``, ``sources``
            and ``types`` may be one text, endings may be "pdf", ".pdf", "*.pdf" or several with
            commas; days may be "2026", "2026-01" (its first or its last day) or "2026-01-31"; pages
            may be 3, "3", "3-10" or a pair.

    Raises:
        QuestionError: A field is unknown or its value cannot be.
    """
    if unknown := sorted(map(str, set(given) - set(FIELDS))):
        raise _refused(unknown[0], "", ", ".join(FIELDS), "、".join(FIELDS))
    values = {name: value for name, value in given.items() if value not in (None, "")}
    return Scope(**values)


def as_scope(given: Scope | Mapping[str, Any] | None) -> Scope:
    """A scope where one or the mapping for one is given. Raises QuestionError as ``read_scope``."""
    if isinstance(given, Scope):
        return given
    if given and not isinstance(given, Mapping):
        raise QuestionError(
            f"{str(given)[:_LONGEST_SHOWN]!r} says not to what search is kept; give a Scope or a "
            f"mapping with {', '.join(FIELDS)}.",
            f"“{str(given)[:_LONGEST_SHOWN]}” 没有说明检索范围的种类；"
            f"请给出 Scope 或含 {'、'.join(FIELDS)} 的映射。",
        )
    return read_scope(given or {})


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _refused(name, value, "a text", "文字")


def _texts(name: str, value: Any) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    if isinstance(values, list | tuple) and all(isinstance(each, str) for each in values):
        return tuple(values)
    raise _refused(name, value, "texts", "文字的列表")


def _collection(value: Any) -> str:
    """The name as ``ingest`` keeps it."""
    return unicodedata.normalize("NFC", _text("collection", value)).strip()


def _collections(value: Any) -> tuple[str, ...]:
    return tuple(map(_collection, _texts("collections", value)))


def _endings(value: Any) -> tuple[str, ...]:
    return tuple(_ending(part) for text in _texts("types", value) for part in _COMMA.split(text))


def _ending(text: str) -> str:
    ending = text.strip().removeprefix("*").lstrip(".").lower()
    if ending and "*" not in ending:
        return ending
    raise _refused("types", text, 'endings such as "pdf"', "扩展名，例如 pdf")


def _day(name: str, value: Any, *, last: bool) -> date | None:
    """The day; of a whole month or year its first or ``last`` one."""
    if value is None:
        return None
    # A date, too, is read from its text: a datetime would carry a time of day along.
    text = value.isoformat() if type(value) is date else value
    found = _found_day(text.strip()) if isinstance(text, str) else None
    try:
        if found is None or int(found[1]) not in _YEARS:
            raise ValueError
        year = int(found[1])
        month = int(found[2] or (12 if last else 1))
        return date(year, month, int(found[3] or (_days(year, month) if last else 1)))
    except ValueError as error:
        raise _refused(
            name, value, 'a day such as "2026-01-31"', "日期，例如 2026-01-31"
        ) from error


def _found_day(text: str) -> re.Match[str] | None:
    return next((found for form in _DATES if (found := form.fullmatch(text))), None)


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _pages(value: Any) -> Pages | None:
    if value is None:
        return None
    pair: tuple[Any, ...] = ()
    if isinstance(value, str) and (found := _PAGES.fullmatch(value)):
        pair = (int(found[1]), int(found[2] or found[1]))
    elif type(value) is int:
        pair = (value, value)
    elif isinstance(value, list | tuple):
        pair = tuple(value)
    match pair:
        case (int(first), int(end)) if 1 <= first <= end < _MOST_PAGES:
            return first, end
    raise _refused("pages", value, 'pages such as "3-10", from 1', "页码，从 1 起，例如 3-10")


def _refused(name: str, value: Any, wanted_en: str, wanted_zh: str) -> QuestionError:
    shown = str(value)[:_LONGEST_SHOWN]
    if name not in FIELDS:
        return QuestionError(
            f'Search cannot be kept to "{name[:_LONGEST_SHOWN]}"; it can by {wanted_en}.',
            f"无法按 “{name[:_LONGEST_SHOWN]}” 限定检索范围；可用：{wanted_zh}。",
        )
    return QuestionError(
        f'Search cannot be kept to {name} "{shown}"; give {wanted_en}.',
        f"检索范围 {name} 不能是 “{shown}”；请给出{wanted_zh}。",
    )


_READ: Mapping[str, Callable[[Any], Any]] = {
    "collection": _collection,
    "collections": _collections,
    "sources": partial(_texts, "sources"),
    "folder": partial(_text, "folder"),
    "types": _endings,
    "since": partial(_day, "since", last=False),
    "until": partial(_day, "until", last=True),
    "pages": _pages,
}
FIELDS = tuple(_READ)
EVERYWHERE = Scope()
