"""The lines that calendars and contacts are written in: folded, encoded, escaped, in components."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.blocks import MAX_CHARACTERS, one_line, too_long
from ingest.formats.encodings import decode_as
from ingest.formats.pages.clean import scrub
from ragqa.errors import DocumentError

_FOLD = re.compile(rb"\r?\n[ \t]")  # anywhere, also within a character of several bytes
_TEXT_FOLD = re.compile(r"\r?\n[ \t]")
_CHARSET = re.compile(rb"CHARSET=\"?([A-Za-z][\w-]{1,30})", re.IGNORECASE)
# What is matched stays so ("++"): to go back in a long line would take much time and memory.
_LINE = re.compile(r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:"[^"]*"|[^":]++)*+)?):')
_PARAMETER = re.compile(r';([\w-]+)(?:=((?:"[^"]*"|[^";]++)*+))?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SCHEMES = ("tel:", "mailto:")
_FIELD = re.compile(r"((?:[^;\\]++|\\.)*+)\\?(?:;|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One line.

    Attributes:
        name: In capitals.
        parameters: By their names in capitals; what has no name is a "TYPE".
        value: As it is written, its escapes too.
    """

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value without escapes, its lines kept."""
        return _unescaped(self.value)

    @property
    def line(self) -> str:
        """The value without escapes, as one line."""
        return one_line(self.text)

    @property
    def address(self) -> str:
        """``line``, of an address that is written as a link without what kind of one it is."""
        line = self.line
        scheme = next((s for s in _SCHEMES if line.lower().startswith(s)), "")
        return line[len(scheme) :]

    def fields(self) -> list[str]:
        """The parts of a value that semicolons part, each in one line."""
        return [one_line(_unescaped(part)) for part in _FIELD.findall(self.value)]


Component = dict[str, list[Property]]
"""The properties of a component by name, in order; not those of components within it."""


def components(path: Path, *kinds: str) -> Iterator[tuple[str, Component]]:
    """The components of some kinds, in the order in which they end, and what stands around them.

    Components within one of these are left out. What is around them comes last, under "": the
    first line of each name.

    Raises:
        DocumentError: It is no text, or too long.
    """
    around: Component = {}
    current: Component | None = None
    kind, inside = "", 0
    for line in _properties(path):
        value = line.value.strip().upper()
        if current is None:
            if line.name == "BEGIN" and value in kinds:
                kind, current, inside = value, {}, 0
            else:
                around.setdefault(line.name, [line])
        elif line.name == "BEGIN":
            inside += 1
        elif line.name == "END" and not inside:
            yield kind, current
            current = None
        elif line.name == "END":
            inside -= 1
        elif not inside:
            current.setdefault(line.name, []).append(line)
    if current is not None:  # the file is cut off
        yield kind, current
    yield "", around


def _properties(path: Path) -> Iterator[Property]:
    data = path.read_bytes()
    charset = _CHARSET.search(data)
    if b"\0" not in data:  # as UTF-16 has
        data = _FOLD.sub(b"", data)
    text = decode_as(data, charset[1].decode("ascii") if charset else "")
    text = _TEXT_FOLD.sub("", text)
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    lines = iter(scrub(text).split("\n"))
    for line in lines:
        if (match := _LINE.match(line)) is None:
            continue
        parameters = _parameters(match["parameters"])
        value = line[match.end() :]
        if "QUOTED-PRINTABLE" in ",".join(parameters.values()).upper():
            value = _unquoted(value, lines, parameters.get("CHARSET", ""))
        yield Property(match["name"].upper(), parameters, value)


def _parameters(written: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, given in _PARAMETER.findall(written):
        key, value = (name.upper(), given.replace('"', "")) if given else ("TYPE", name)
        found.setdefault(key, []).append(value)
    return {key: ",".join(values) for key, values in found.items()}


def _unquoted(value: str, following: Iterator[str], charset: str) -> str:
    """A quoted-printable value, which goes on where its line ends with "="."""
    parts = [value]
    while parts[-1].endswith("="):
        parts[-1] = parts[-1][:-1]
        parts.append(next(following, ""))
    data = quopri.decodestring("".join(parts).replace("==", "=").encode("utf-8"))
    try:
        return scrub(decode_as(data, charset))
    except DocumentError:
        return scrub(data.decode("utf-8", "replace"))


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda mark: "\n" if mark[1] in "nN" else mark[1], value)
