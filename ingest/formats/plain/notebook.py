"""Jupyter notebooks: text, code and what the code printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.formats.blocks import Blocks
from ingest.formats.markdown.markdown import markdown_headings
from ingest.formats.markdown.pictures import without_pictures
from ingest.formats.plain.text import read, without_colours
from ingest.parsed import Parsed, all_verbatim
from ragqa.errors import DocumentError
from ragqa.text.fenced_code import FENCE

_LONGEST_OUTPUT = 4_000  # characters of one output


def load_notebook(path: Path) -> Parsed:
    """Cells in order: Markdown as it is, code and printed output between fences.

    Raises:
        DocumentError: It is no notebook.
    """
    try:
        cells = json.loads(read(path, usual="utf-8"))["cells"]
        blocks = Blocks()
        for cell in cells:
            _write_cell(cell, blocks)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentError("is not a notebook.", "不是 Jupyter 笔记本。") from error
    return blocks.parsed()


def _write_cell(cell: dict[str, Any], blocks: Blocks) -> None:
    source = _joined(cell["source"])
    if cell["cell_type"] == "markdown":
        source = without_pictures(source, lambda _: "")
        blocks.embed(0, "", Parsed(source, headings=tuple(markdown_headings(source))))
    elif source.strip() and cell["cell_type"] == "code":
        blocks.embed(0, "", all_verbatim(f"{FENCE}\n{source}\n{FENCE}"))
    else:
        blocks.text(source)
    for output in cell.get("outputs", ()):
        if printed := _printed(output):
            blocks.text(f"{FENCE}\n{printed[:_LONGEST_OUTPUT]}\n{FENCE}")


def _printed(output: dict[str, Any]) -> str:
    """What an output shows as text: not what a picture is called, and of an error its last line."""
    if output.get("output_type") == "error":
        return f"{output.get('ename', '')}: {output.get('evalue', '')}".strip(": ")
    data = output.get("data", {})
    printed = without_colours(_joined(output.get("text") or data.get("text/plain", ""))).strip()
    is_name = printed.startswith("<") and any(kind.startswith("image/") for kind in data)
    return "" if is_name else printed


def _joined(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
