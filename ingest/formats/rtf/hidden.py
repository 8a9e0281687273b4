r"""The source of rich text without what it does not show: hidden (\v) and deleted (\deleted)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HIDES = re.compile(r"\\(?:v|deleted)(?![a-z])")
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[{}]|[^\\{}]+|\\",
    re.DOTALL,
)
_CHARACTERS = frozenset(
    [
        *("u", "line", "tab", "emdash", "endash", "emspace", "enspace", "qmspace", "bullet"),
        *("lquote", "rquote", "ldblquote", "rdblquote"),
        *("chftn", "chdate", "chtime", "chpgn", "sectnum"),
    ]
)
_SYMBOLS = frozenset(("\\~", "\\-", "\\_", "\\\\", "\\{", "\\}", "\\\n", "\\\r"))

_State = tuple[bool, bool]  # whether text is hidden, and whether it is deleted


def without_hidden(source: str) -> str:
    """The source without hidden and deleted text; what else it says stays as it is."""
    return "".join(_shown(source)) if _HIDES.search(source) else source


def _shown(source: str) -> Iterator[str]:
    outer: list[_State] = []
    state: _State = (False, False)
    for token in _TOKEN.finditer(source):
        text = token.group()
        if text == "{":
            outer.append(state)
        elif text == "}":
            state = outer.pop() if outer else state
        elif text == "\\*":  # no text of the document, such as who made a comment that hangs here
            state = (False, False)
        elif word := token["word"]:
            state = _after(word, token["number"], state)
        if not (any(state) and _is_text(text, token["word"], state)):
            yield text


def _after(word: str, number: str | None, state: _State) -> _State:
    hidden, deleted = state
    if word == "plain":
        return False, False
    if word == "v":
        return number != "0", deleted
    if word == "deleted":
        return hidden, number != "0"
    return state


def _is_text(text: str, word: str | None, state: _State) -> bool:
    if word:
        # A deleted end of a paragraph joins two of them.
        return word in _CHARACTERS or (word == "par" and state[1])
    return text in _SYMBOLS or text.startswith("\\'") or text[0] not in "\\{}"
