r"""The source of rich text with its headings marked.

They have an outline level (\outlinelevel0), as Word writes it, or a style that has one or is named
"heading 1", whatever the language of the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_MOST = 9  # levels
_MARKS = [chr(0xFDD1 + level) for level in range(1, _MOST + 1)]  # which no text has
_MARK = re.compile(f"[{_MARKS[0]}-{_MARKS[-1]}]")
_LEVEL = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_INNER = r"\{[^{}]*+\}"
_STYLES = re.compile(rf"\{{\\stylesheet((?:[^{{}}]++|\{{(?:[^{{}}]++|{_INNER})*+\}})*+)")
_STYLE = re.compile(rf"\{{\\s(\d{{1,4}})(?!\d)((?:[^{{}}]++|{_INNER})*+)\}}")
_UNNAMED = re.compile(rf"{_INNER}|\\[a-z]+-?\d*+ ?")  # what is no part of a style's name
_NAMED = re.compile(r"heading ([1-9])|(title)", re.IGNORECASE)
_TOKEN = re.compile(
    r"\\(?P<word>pard|par|sect|line|intbl|outlinelevel|s)(?P<number>\d{1,4})?(?![a-zA-Z\d-]) ?"
    r"|\\[\\{}]|[{}]"
)


def with_headings_marked(source: str) -> str:
    """The source with a mark at the end of each heading, which goes on one line; see ``level_of``.

    Those in tables are none.
    """
    styles = _levels_of_styles(source)
    return "".join(_marked(source, styles)) if styles or _LEVEL.search(source) else source


def level_of(line: str) -> tuple[int, str]:
    """The level of a line that was marked, 0 for no heading, and the line without marks."""
    marks = _MARK.findall(line)
    return (_MARKS.index(marks[-1]) + 1, _MARK.sub("", line)) if marks else (0, line)


def _levels_of_styles(source: str) -> dict[str, int]:
    """The levels of those styles that headings have, by their numbers."""
    found: dict[str, int] = {}
    sheet = _STYLES.search(source)
    for number, says in _STYLE.findall(sheet[1]) if sheet else ():
        name = _NAMED.fullmatch(_UNNAMED.sub("", says).strip("; \r\n"))
        if name:
            found[number] = int(name[1] or 1)
        elif level := _LEVEL.search(says):
            found[number] = int(level[1]) + 1
    return found


def _marked(source: str, styles: Mapping[str, int]) -> Iterator[str]:
    outer: list[tuple[int, bool]] = []
    level, in_table = 0, False
    done = 0
    for token in _TOKEN.finditer(source):
        word, number = token["word"], token["number"]
        if word is None:
            if token.group() == "{":
                outer.append((level, in_table))
            elif token.group() == "}" and outer:
                level, in_table = outer.pop()
        elif word == "pard":
            level, in_table = 0, False
        elif word == "intbl":
            in_table = True
        elif word == "outlinelevel" and number:
            level = int(number) + 1 if int(number) < _MOST else 0
        elif word == "s" and number:
            level = styles.get(number, 0)
        elif level and not in_table and word in ("par", "sect", "line"):
            yield source[done : token.start()]
            done = token.end() if word == "line" else token.start()
            yield " " if word == "line" else f"{{\\uc1\\u{ord(_MARKS[level - 1])}?}}"
    yield source[done:]
