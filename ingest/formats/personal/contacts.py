"""Contacts (vcf): names, phones, mails and what else is told of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.formats.blocks import Blocks, one_line
from ingest.formats.personal.content_lines import Component, Property, components
from ingest.parsed import Parsed
from ragqa.errors import DocumentError
from ragqa.text.language import is_cjk

_NAME = "Name (姓名)"
_TOLD = {
    "NICKNAME": "Nickname (昵称)",
    "ORG": "Organization (单位)",
    "TITLE": "Title (职务)",
    "ROLE": "Role (职责)",
    "TEL": "Phone (电话)",
    "EMAIL": "Mail (邮箱)",
    "ADR": "Address (地址)",
    "BDAY": "Birthday (生日)",
    "ANNIVERSARY": "Anniversary (纪念日)",
    "URL": "Web (网址)",
    "IMPP": "Messages (即时通讯)",
    "RELATED": "Related (相关的人)",
    "CATEGORIES": "Groups (分组)",
    "NOTE": "Note (备注)",
}
_NAMELESS = ("ORG", "NICKNAME", "EMAIL", "TEL")  # what stands for a name
_NOT_TOLD = frozenset(("INTERNET", "PREF", "VOICE", "QUOTED-PRINTABLE", "8BIT", "X-INTERNET"))


def load_vcf(path: Path) -> Parsed:
    """Each contact under its name, which is a line too: whose phone it is must be quotable.

    Raises:
        DocumentError: It holds no contact.
    """
    blocks = Blocks()
    found = False
    for kind, contact in components(path, "VCARD"):
        if kind:
            found = True
            blocks.part()
            lines, called = list(_lines(contact)), _name(contact, ("FN", "N"))
            blocks.heading(1, called or _name(contact, _NAMELESS))
            named = [f"{_NAME}: {called}"] if lines and called else []
            blocks.text("\n".join(named + lines))
    if not found:
        raise DocumentError("holds no contacts.", "没有联系人。")
    return blocks.parsed()


def _name(contact: Component, fields: Iterable[str]) -> str:
    for name in fields:
        for line in contact.get(name, ()):
            if shown := _in_order(line) if name == "N" else _value(line):
                return shown
    return ""


def _in_order(line: Property) -> str:
    """Prefix, given and other names, family name, suffix; a Chinese family name comes first."""
    family, given, other, prefix, suffix = [*line.fields(), "", "", "", "", ""][:5]
    if family and all(map(is_cjk, family + given)):
        return f"{family}{given}"
    return one_line(" ".join((prefix, given, other, family, suffix)))


def _lines(contact: Component) -> Iterator[str]:
    for name, label in _TOLD.items():
        for value, kinds in _distinct(contact.get(name, ())).items():
            yield f"{', '.join((label, *kinds))}: {value}"


def _distinct(lines: list[Property] | tuple[()]) -> dict[str, list[str]]:
    """The values, each with what kinds of it there are: "work", "cell"."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if value := _value(line):
            kinds = [one_line(kind) for kind in line.parameters.get("TYPE", "").split(",")]
            shown = [kind.lower() for kind in kinds if kind and kind.upper() not in _NOT_TOLD]
            found.setdefault(value, []).extend(shown)
    return {value: list(dict.fromkeys(kinds)) for value, kinds in found.items()}


def _value(line: Property) -> str:
    if line.name in ("ORG", "ADR"):
        return ", ".join(filter(None, line.fields()))
    if line.name == "BDAY" and len(line.line) == 8 and line.line.isdecimal():
        return f"{line.line[:4]}-{line.line[4:6]}-{line.line[6:]}"
    return line.address
