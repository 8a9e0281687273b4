"""Records in forms and lists of contacts: lines such as "Name: Ann Lee", "部门：财务部". Pure.

What a question says of a record ("Ann Lee's phone", "张晓燕的部门") is the value of one line, and
tells which record is meant; what it asks for stands in another line, which does not say of whom.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ragqa.text.language import FUNCTION_WORDS, words
from ragqa.text.yes_or_no import is_yes_or_no

# "甲方：…", "Date of birth: …", "Phone, work: …", "14:00 Museum": lines of a form or a plan, which
# have no end mark and yet say something.
_LABELLED = re.compile(
    r"\d{1,2}[:：]\d\d\s*\S"
    r"|[^\W\d_](?:[^\n，。；：:,.;|]{0,22}[^\s，。；：:,.;|])?(?:, [a-z]{1,12}){0,3}"
    r"[ \u3000]*[：:](?!//)\s*\S"
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BULLET = re.compile(r"[-*+•·▪][ \t]+")
_PARTS = re.compile(r"\**(?P<label>[^：:\n]+?)\**[ \u3000]*[：:]\**\s*(?P<value>\S.*)")
_WHO = re.compile(r"\bwho(?:m|se)?\b|谁|哪位|哪个人", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:name|contact|employee|student|member|customer|patient)\b"
    r"|姓名|名字|名称|联系人|员工|学生|成员|客户|患者",
    re.IGNORECASE,
)
# What a line is called that tells what is asked for in other words than its label.
_IMPLIED = tuple(
    (re.compile(asked, re.IGNORECASE), frozenset(words(called)))
    for asked, called in (
        (
            r"\bwork(?:s|ing)?\b|\bemployer\b|上班|工作|任职|就职",
            "organization organisation company employer department 单位 公司 工作单位 部门",
        ),
        (
            r"\bnumber\b|\b(?:call|ring|reach|contact)\b|号码|联系方式|联系|打给",
            "phone mobile cell tel telephone 电话 手机 联系电话",
        ),
        (r"\blives?\b|\bliving\b|住", "address home 地址 住址 家庭住址"),
        (r"\bborn\b|\bhow old\b|出生|生于|多大|年龄", "birthday born birth date 生日 出生日期"),
        (
            r"\bjob\b|\bprofession\b|职业|职位|做什么|干什么",
            "title role position job 职务 岗位 职位",
        ),
    )
)
_FEWEST = 3  # lines of a record
_SENTENCE = re.compile(r"[。！？!?…][”’」』\"']*$|(?:\S+ ){4,}\S+\.$")  # no value: somebody says it
_LONGEST_VALUE = 60  # characters; what is longer tells more than of whom it is


def is_labelled(line: str) -> bool:
    """Whether a line, without white space before it, is one of a form or a plan."""
    return _LABELLED.match(line) is not None


def is_form(text: str) -> bool:
    """Whether at least two lines, and half of all, are such."""
    lines = text.splitlines()
    labelled = sum(is_labelled(line.strip()) for line in lines)
    return labelled > 1 and 2 * labelled >= len(lines)


@dataclass(frozen=True, slots=True, eq=False)  # each line is one of its own
class _Field:
    """A line of a record: [start, end) in the text, its label, the words of that and of the value.

    ``is_proper`` says that the value may be one's own, as no common word is; ``is_apart`` that a
    blank line stands above.
    """

    start: int
    end: int
    text: str
    label: str
    called: frozenset[str]
    value: frozenset[str]
    is_proper: bool
    is_apart: bool

    def is_said(self, asked: frozenset[str]) -> bool:
        """Whether a question says the whole value."""
        return bool(self.value) and self.value <= asked

    def is_called(self, asked: frozenset[str]) -> bool:
        """Whether a question says the label, or half of it: "Phone (电话)", and not 合同编号 where
        it is about 合同.
        """
        return bool(self.called) and 2 * len(self.called & asked) >= len(self.called)

    def tells_whom(self, asked: frozenset[str], known: Collection[str]) -> bool:
        """Whether a question says the value, or half of one ("Ann"); not of those called as in
        ``known``, one of which it says whole: XG-300 is no half of XG-200.
        """
        half = bool(self.value) and 2 * len(self.value & asked) >= len(self.value)
        return self.is_said(asked) or (half and self.label not in known)


class Records:
    """The records of a text, as a question sees them.

    Args:
        text: What is looked at.
        question: As asked.
    """

    def __init__(self, text: str, question: str) -> None:
        asked = frozenset(words(question))
        asks_whether, asks_who = is_yes_or_no(question), _WHO.search(question) is not None
        implied = frozenset[str]().union(*(c for asks, c in _IMPLIED if asks.search(question)))
        self._titles: dict[int, str] = {}
        self._idle: set[int] = set()
        told: set[str] = set()  # labels of lines that are of what the question names
        records = list(_records(text))
        fields = list(itertools.chain.from_iterable(records))
        known = {field.label for field in fields if field.is_said(asked)}
        for record in records:
            whom = [at for at, field in enumerate(record) if field.tells_whom(asked, known)]
            labels = [field.label for field in record]
            for place, field in enumerate(record):
                near = (record[at].text for at in whom if _are_of_one(labels, at, place))
                self._titles[field.start] = " ".join(near)
            telling = set(
                _telling(record, asked, implied, asks_whether=asks_whether, asks_who=asks_who)
            )
            self._idle.update(field.start for field in record if field not in telling)
            told.update(field.label for field in telling if self._titles[field.start])
        for field in fields:
            if field.label in told and not self._titles[field.start]:
                self._idle.add(field.start)  # the same of another

    def __contains__(self, start: int) -> bool:
        """Whether a line of a record begins there, 0-based."""
        return start in self._titles

    def is_idle(self, start: int) -> bool:
        """Whether the line of a record that begins there tells nothing that is asked for."""
        return start in self._idle

    def title(self, start: int) -> str:
        """The lines that say of whom the line is that begins there, "" where there are none."""
        return self._titles.get(start, "")


def _telling(
    record: list[_Field],
    asked: frozenset[str],
    implied: frozenset[str],
    *,
    asks_whether: bool,
    asks_who: bool,
) -> list[_Field]:
    """The lines that may tell what is asked for.

    Those whose value the question says do not; but where it is whether a thing has two values these
    do alone, and where it is who has one the line with the name. Without such a line the name is a
    title above, and the value itself stands for it. What the question calls as a line is called, or
    else in words that imply it, is told by that one.
    """
    said = [field for field in record if field.is_said(asked)]
    others = [field for field in record if field not in said]
    if asks_whether:
        return said if len(said) > 1 else record
    names = [field for field in others if _NAME.search(field.label)]
    shared = [field for field in others if not field.called.isdisjoint(asked)]
    known = [field for field in said if field.is_proper and not _NAME.search(field.label)]
    if asks_who and known and all(field in names for field in shared):
        return names or known
    called = [field for field in shared if field.is_called(asked)]
    return called or [field for field in others if field.is_called(implied)] or others


def _records(text: str) -> Iterator[list[_Field]]:
    """Each with its lines in order.

    What is told of several things names the fields of each again: then a blank line parts them, or
    the field that is named first.
    """
    for run in _runs(text):
        parts = _split(run, lambda field: field.is_apart)
        labels = [{field.label for field in part} for part in parts]
        again = len(set().union(*labels)) < sum(map(len, labels))
        for part in parts if again else [run]:
            first = part[0].label
            yield from _split(part, lambda field, first=first: field.label == first)  # type: ignore[misc]


def _runs(text: str) -> Iterator[list[_Field]]:
    """Lines that follow one another, but for blank ones."""
    run: list[_Field] = []
    done = 0
    for match in _LINE.finditer(text):
        field = _field(match, is_apart="\n\n" in text[done : match.start() + 1])
        done = match.end()
        if field is not None:
            run.append(field)
            continue
        if _is_record(run):
            yield run
        run = []
    if _is_record(run):
        yield run


def _is_record(run: list[_Field]) -> bool:
    """Whether lines are of records: many, or somebody's name and what is told of them."""
    return len(run) >= _FEWEST or (len(run) > 1 and _NAME.search(run[0].label) is not None)


def _split(fields: list[_Field], begins: Callable[[_Field], bool]) -> list[list[_Field]]:
    """``fields`` in parts, each but the first beginning where ``begins`` says so."""
    parts: list[list[_Field]] = []
    for field in fields:
        if begins(field) or not parts:
            parts.append([])
        parts[-1].append(field)
    return parts


def _field(match: re.Match[str], *, is_apart: bool) -> _Field | None:
    line = match.group().strip()
    bullet = _BULLET.match(line)
    bare = line[bullet.end() :] if bullet else line
    parts = _PARTS.fullmatch(bare)
    if parts is None or not is_labelled(bare.replace("*", "")) or bare[0].isdigit():
        return None
    if len(parts["value"]) > _LONGEST_VALUE or _SENTENCE.search(parts["value"]):
        return None
    start = match.start() + match.group().index(line)
    label = parts["label"].strip()
    what, _, _ = label.partition(",")  # not of which kind: "Phone, work"
    called, value = (frozenset(words(part)) - FUNCTION_WORDS for part in (what, parts["value"]))
    is_proper = not parts["value"].islower() or "@" in parts["value"]
    return _Field(start, start + len(line), bare, label, called, value, is_proper, is_apart)


def _are_of_one(labels: list[str], at: int, place: int) -> bool:
    """Whether what the line ``at`` tells holds for the one at ``place``, which has another label.

    Between them no line is called as one of them, which begins what is told of another ("Tenant").
    What stands below tells nothing of a line where the like of it stands above, or the like of the
    line below it.
    """
    whom, field = labels[at], labels[place]
    if whom == field:
        return False
    if at < place:
        return {whom, field}.isdisjoint(labels[at + 1 : place])
    return whom not in labels[:place] and field not in labels[at + 1 :]
