"""OpenDocument texts as text with headings, lists and tables, read from their XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest import zipped
from ingest.blocks import Blocks, one_line
from ingest.clean import scrub
from ingest.parsed import Parsed
from ragqa.errors import DocumentError

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE = _ODF % "text", _ODF % "table", _ODF % "office"
_MOST_REPEATED = 100  # cells and spaces that OpenDocument writes once with a count


def load_odt(path: Path) -> Parsed:
    """Paragraphs, headings, lists and tables in document order.

    Raises:
        DocumentError: It is no OpenDocument text, is encrypted or damaged.
    """
    with zipped.opened(path) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names:
            manifest = zipped.xml(zipped.read(archive, "META-INF/manifest.xml"))
            if next(manifest.iter("{*}encryption-data"), None) is not None:
                raise DocumentError(
                    "is encrypted; save it without a password.", "已加密；请去掉密码后保存。"
                )
        root = zipped.xml(zipped.read(archive, "content.xml"))
        meta = zipped.xml(zipped.read(archive, "meta.xml")) if "meta.xml" in names else None
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise zipped.damaged("content.xml")
    blocks = Blocks()
    _odt_blocks(body, blocks)
    title = (
        None if meta is None else next(meta.iter("{http://purl.org/dc/elements/1.1/}title"), None)
    )
    return blocks.parsed("" if title is None else scrub(title.text or ""))


_ODT_SKIPPED = frozenset(
    f"{_TEXT}{name}" for name in ("tracked-changes", "table-of-content", "note-citation")
) | {f"{_OFFICE}annotation"}


def _odt_blocks(body: Any, blocks: Blocks) -> None:
    waiting: list[tuple[Any, int]] = [(child, 0) for child in reversed(body)]
    while waiting:
        element, depth = waiting.pop()
        if element.tag in _ODT_SKIPPED:
            continue
        if element.tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level", "1")
            blocks.heading(int(level) if level.isdigit() else 1, _odt_text(element))
        elif element.tag == f"{_TEXT}p":
            text = _odt_text(element)
            blocks.item(text, depth - 1) if depth else blocks.text(text)
        elif element.tag == f"{_TABLE}table":
            blocks.table(_odt_rows(element))
        else:
            inner = depth + (element.tag == f"{_TEXT}list")
            waiting.extend((child, inner) for child in reversed(element))


def _odt_text(element: Any) -> str:
    """All text within; counted spaces and line breaks made real."""
    parts: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is not element and node.tail:
            waiting.append(_one_space(node.tail))
        if not isinstance(node.tag, str) or node.tag in _ODT_SKIPPED:
            continue
        if node.tag == f"{_TEXT}s":
            parts.append(" " * _count(node, f"{_TEXT}c"))
        elif node.tag == f"{_TEXT}tab":
            parts.append(" ")
        elif node.tag in (f"{_TEXT}line-break", f"{_TEXT}p") and node is not element:
            parts.append("\n")
        waiting.extend(reversed(node))
        if node.text:
            waiting.append(_one_space(node.text))
    return scrub("".join(parts)).strip()


def _one_space(text: str) -> str:
    """Runs of white space in OpenDocument's XML stand for one space."""
    ends = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    inner = one_line(text)
    return f"{ends[0]}{inner}{ends[1]}" if inner else " "


def _odt_rows(table: Any) -> list[list[str]]:
    rows = []
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                cells += [_odt_text(cell)] * _count(cell, f"{_TABLE}number-columns-repeated")
        rows.append(cells)
    return rows


def _count(element: Any, attribute: str) -> int:
    value = element.get(attribute, "1")
    return min(_MOST_REPEATED, int(value)) if value.isdigit() else 1
