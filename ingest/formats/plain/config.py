"""Configuration files: the text as it is, under the names of its sections."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.formats.packed.inner import Reading
from ingest.formats.plain.definitions import Syntax, definitions
from ingest.formats.plain.text import read
from ingest.parsed import Parsed, all_verbatim

_SECTIONS = Syntax(
    re.compile(r"\[{1,2}\s*(?P<name>[^\[\]\n]{1,200})\]{1,2}\s*(?:[#;].*)?$"),
    deepest=1,
    indented=False,
)
_NESTED = Syntax(
    re.compile(r"(?:-\s+)?(?P<name>[\"']?[\w./@$ -]{1,100}[\"']?)\s*:\s*(?:[&!]\S+\s*)?(?:#.*)?$"),
    # A text of several lines is no section, whatever stands in it.
    re.compile(r"(?:-\s+)?(?P<name>[\"']?[\w./@$ -]{1,100}[\"']?)\s*:\s*[|>][-+\d]*\s*(?:#.*)?$"),
    deepest=2,
)
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u([0-9a-fA-F]{4})")


def load_ini(path: Path, reading: Reading) -> Parsed:
    """Lines under ``[sections]``, as of ini and toml; a file without any is text."""
    return _under(_SECTIONS, read(path), reading)


def load_yaml(path: Path, reading: Reading) -> Parsed:
    """YAML, its outer two levels of keys as headings. Nothing in it is built or resolved."""
    return _under(_NESTED, read(path), reading)


def load_properties(path: Path, reading: Reading) -> Parsed:
    r"""Java's properties, the characters in place of ``\u`` escapes."""
    return all_verbatim(_ESCAPE.sub(_character, read(path)), reading.name)


def _under(syntax: Syntax, text: str, reading: Reading) -> Parsed:
    return all_verbatim(text, reading.name, tuple(definitions(text, syntax)))


def _character(escape: re.Match[str]) -> str:
    char = chr(int(escape[2], 16))
    return escape[1] + (char if char.isprintable() else f"\\u{escape[2]}")
