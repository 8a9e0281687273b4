"""What a Markdown file says of itself before its text: YAML between two lines of ``---``, or TOML
between two of ``+++``.

YAML is read without types, so that a version "1.10" stays one, and without aliases, which let a
few lines stand for gigabytes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.formats.blocks import one_line
from ingest.formats.pages.clean import scrub

_FRONT = re.compile(r"\A---[ \t]*\n(?P<body>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(?P<body>(?:.*?\n)?)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(['\"]?)(?P<title>.+?)\1[ \t]*$", re.MULTILINE)
_LONGEST = 20_000  # characters that are read
_DEEPEST = 6  # mappings and lists within one another; more take YAML's reader very long


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the text of a file.

    Attributes:
        title: Of the document, "" when it has none.
        told: The other values as lines, "author: Anna".
        end: Offset at which the text begins.
    """

    title: str
    told: str
    end: int


def front_matter(text: str) -> Front | None:
    """What a text says of itself; None when it only begins with a rule.

    What cannot be read, or is not read for safety, is told as it is written.
    """
    match = _FRONT.match(text)
    if match is None:
        return _toml(text)
    body = match["body"]
    try:
        values = _values(body)
    except ValueError:
        named = _TITLE.search(body)
        title = one_line(named["title"]) if named else ""
        return Front(title, body.strip(), match.end())
    if not isinstance(values, dict):
        return None if body.strip() else Front("", "", match.end())
    return _front(values, match.end())


def _toml(text: str) -> Front | None:
    match = _TOML.match(text)
    if match is None or len(match["body"]) > _LONGEST:
        return None
    try:
        values = _as_told(tomllib.loads(match["body"], parse_float=str))
    except (ValueError, RecursionError):
        return None  # it is another thing, or stays as it is written
    return _front(values, match.end()) if isinstance(values, dict) else None


def _front(values: dict[str, object], end: int) -> Front:
    title = values.pop("title", "")
    if not isinstance(title, str):
        values["title"], title = title, ""
    return Front(one_line(scrub(title)), "\n".join(_lines("", values)), end)


def _values(body: str) -> object:
    """Mappings, lists and strings.

    Raises:
        ValueError: It is no YAML, of a kind that is not read for safety, or says a name twice.
    """
    import yaml  # type: ignore[import-untyped]

    if len(body) > _LONGEST:
        raise ValueError
    try:
        deep = 0
        for event in yaml.parse(body, yaml.BaseLoader):
            deep += isinstance(event, yaml.CollectionStartEvent)
            deep -= isinstance(event, yaml.CollectionEndEvent)
            if deep > _DEEPEST or isinstance(event, yaml.AliasEvent):
                raise ValueError
        loader = yaml.BaseLoader(body)
        root = loader.get_single_node()
        if _says_twice(root):
            raise ValueError
        return None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        raise ValueError from error


def _as_told(value: object) -> object:
    if isinstance(value, dict):
        return {key: _as_told(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_told(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _says_twice(root: Any) -> bool:
    """Whether a mapping gives a name twice; of these the reader would keep the last alone."""
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop()
        if node.id == "sequence":
            waiting += node.value
        elif node.id == "mapping":
            names = [str(name.value) for name, _ in node.value]
            if len(set(names)) < len(names):
                return True
            waiting += [value for _, value in node.value]
    return False


def _lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(one_line(scrub(f"{name} {key}")), inner)
    elif isinstance(value, list):
        plain = [one_line(scrub(inner)) for inner in value if isinstance(inner, str)]
        yield from _lines(name, ", ".join(filter(None, plain)))
        for inner in value:
            if not isinstance(inner, str):
                yield from _lines(name, inner)
    elif isinstance(value, str) and (text := one_line(scrub(value))):
        yield f"{name}: {text}"
