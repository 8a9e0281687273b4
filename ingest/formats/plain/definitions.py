"""Where in source code what is defined, told by its lines alone. Pure.

No parser: half a file, a template, an old or new dialect are read as well. What is not recognised
costs a name in the breadcrumb, never text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.parsed import Heading

_LONGEST_LINE = 300  # characters of a line that are looked at
_LONGEST_NAME = 80
_TAB = 4
_COMMENT = re.compile(r"//|/\*|\*|#(?!\w+\()|--(?!-$)|;|%|'|<!--|@|\[|rem\b", re.IGNORECASE)
"""How a line begins that belongs to what follows it: remarks, decorators, attributes."""

_GOES_ON = re.compile(
    r"[)}\]{:>]|-\s|-$|(?:public|private|protected)\b[\w\s]*:$"
    r"|(?:end\w*|rescue|ensure|begin|as|is|returns|where|language|throws|extends|implements)\b",
    re.IGNORECASE,
)
"""How a line begins, as far to the left as a definition did, that still is a part of it."""

_BLOCKS = {"/*": "*/", "<#": "#>", "--[[": "]]", "=begin": "=end"}
"""Remarks of several lines: how they begin and end."""

_TYPE_ALONE = re.compile(r"[A-Za-z_][\w:<>,*& \t]*$")  # above the name of a function of C
_CALLABLE = re.compile(r"(?P<before>[\w$:<>\[\],.*&~? \t]+)\(")
_ANNOTATION = re.compile(r"\A(?:@\w+(?:\([^)]*\))?\s+)+")
_NO_DEFINITION = frozenset(
    """
    if else for foreach while do switch case catch try return throw new delete await yield assert
    sizeof typeof using lock fixed goto import package include require defined elif not and or in
    function super this with
    """.split()  # noqa: SIM905 - a list of 40 quoted words cannot be read
)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a language says that something is defined.

    Attributes:
        kinds: Matches the begin of what may hold further definitions, but for white space. Its
            group ``name`` is the name, ``kind`` what is put before that.
        functions: The same of what holds none; None for none of its own.
        bare: Where a name before a parenthesis may be a function as well, as in C.
        deepest: How many may be one in another.
        indented: Whether what is as far to the left as a definition ends it.
    """

    kinds: re.Pattern[str]
    functions: re.Pattern[str] | None = None
    bare: Literal["nowhere", "within kinds", "anywhere"] = "nowhere"
    deepest: int = 3
    indented: bool = True


@dataclass(frozen=True, slots=True)
class _Open:
    """A definition that has not ended: how far in it begins, and whether others may be in it."""

    indent: int
    holds: bool


def definitions(text: str, syntax: Syntax) -> Iterator[Heading]:
    """A heading for each definition, from the remarks above it on; "" where one has ended."""
    lines = text.split("\n")
    within: list[_Open] = []
    start = 0
    lead: int | None = None  # where the remarks above the next line begin
    typed = False  # whether the line above is the type of a function of C
    remark = ""  # how the one ends that goes on over several lines
    for number, line in enumerate(lines):
        stripped = line.strip()
        at, start = start, start + len(line) + 1
        if remark:
            remark = "" if remark in line else remark
            continue
        if not stripped:
            lead, typed = None, False
            continue
        if remark := _goes_on(stripped):
            lead = at if lead is None else lead
            continue
        indent = _indent(line)
        outer = [one for one in within if one.indent < indent]
        opens = stripped.endswith("{") or typed or _next(lines, number) == "{"
        named = _named(stripped, outer, syntax, opens=opens and (bool(outer) or not indent))
        typed = not outer and _is_type_alone(stripped, syntax)
        if named:
            within = [*outer, _Open(indent, named[1])]
            yield Heading(at if lead is None else lead, len(within), named[0])
        elif typed or _COMMENT.match(stripped):
            lead = at if lead is None else lead
            continue
        elif syntax.indented and len(outer) < len(within) and not _GOES_ON.match(stripped):
            within = outer
            yield Heading(at if lead is None else lead, len(within) + 1, "")
        lead = None


def _goes_on(line: str) -> str:
    """How the remark ends that begins here and goes on in the next line; "" where none does."""
    for begin, end in _BLOCKS.items():
        if line.startswith(begin) and end not in line[len(begin) :]:
            return end
    return ""


def _is_type_alone(line: str, syntax: Syntax) -> bool:
    return syntax.bare == "anywhere" and bool(_TYPE_ALONE.match(line[:_LONGEST_LINE]))


def _indent(line: str) -> int:
    """Columns before the first character; of a long line only its begin counts."""
    head = line[:_LONGEST_LINE]
    return len(head.expandtabs(_TAB)) - len(head.lstrip().expandtabs(_TAB))


def _next(lines: Sequence[str], number: int) -> str:
    return lines[number + 1].strip()[:1] if number + 1 < len(lines) else ""


def _named(
    line: str, outer: Sequence[_Open], syntax: Syntax, *, opens: bool
) -> tuple[str, bool] | None:
    """What a line begins to define, and whether that may hold more; None for nothing.

    ``opens`` says that a body follows, of a function if this is one.
    """
    if len(outer) >= syntax.deepest or (outer and not outer[-1].holds):
        return None
    line = line[:_LONGEST_LINE]
    for pattern, holds in ((syntax.kinds, True), (syntax.functions, False)):
        found = pattern.match(line) if pattern else None
        if found and not (holds and line.endswith(";") and "{" not in line):  # only announced
            return _title(found), holds
    may_be_bare = syntax.bare == "anywhere" or (syntax.bare == "within kinds" and outer)
    name = _called(_ANNOTATION.sub("", line), opens=opens) if may_be_bare else ""
    return (f"{name}()", False) if name else None


def _title(found: re.Match[str]) -> str:
    parts = found.groupdict()
    kind = " ".join((parts.get("kind") or "").lower().split())
    name = (parts["name"] or "").strip(" \t\"'`:")
    return f"{kind} {name}".strip()[:_LONGEST_NAME]


def _called(line: str, *, opens: bool) -> str:
    """The name of a function as C and its kin define it; "" where a line does something else.

    One that says no type before its name is one only where its body opens.
    """
    found = _CALLABLE.match(line)
    if not found or line.endswith(";") or line.startswith("["):
        return ""
    words = found["before"].replace("*", " ").replace("&", " ").split()
    if not words or words[0] in _NO_DEFINITION or words[-1] in _NO_DEFINITION:
        return ""
    in_macro = len(words) > 1 and words[-1].isupper() and line.startswith("((", found.end() - 1)
    name = words[-2] if in_macro else words[-1]  # int main OF((void))
    if not re.fullmatch(r"[\w$~:]+", name) or name[0].isdigit():
        return ""
    return name if opens or len(words) > 1 or "::" in name else ""
