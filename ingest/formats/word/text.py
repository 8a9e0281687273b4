"""The text within an element of a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.formats.blocks import BULLET
from ingest.formats.office.alternate import FALLBACK
from ingest.formats.office.formulas import word_formula
from ingest.formats.pages.clean import scrub
from ingest.formats.raised import LOWERED, RAISED, told
from ingest.formats.symbols import symbol
from ingest.formats.word.numbers import Numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_BOX = f"{_W}txbxContent"
OFF = ("0", "false", "off")
"""How an element says no."""

_CODE = re.compile("[0-9A-Fa-f]{1,6}")
# Second copies, what was deleted or moved away, readings above characters, which would cut words.
_SKIPPED = frozenset((FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}rt", _BOX))


def word_text(element: Any, numbers: Numbers | None = None) -> str:
    """All text within, insertions and formulas too, but not what was deleted or is in text boxes.

    Args:
        element: A paragraph, a cell, a box.
        numbers: Counts the paragraphs inside; None leaves their numbers out.
    """
    parts: list[str] = []
    skipped: set[Any] = set()
    raised = None  # the run that is
    for node in element.iter():
        if node.getparent() in skipped or (node.tag in _SKIPPED and node is not element):
            skipped.add(node)
        elif node.tag == f"{_W}t":
            text = node.text or ""
            parts.append(f"{RAISED}{text}{LOWERED}" if node.getparent() is raised else text)
        elif node.tag == f"{_W}vertAlign":
            if node.get(f"{_W}val") == "superscript":
                raised = node.getparent().getparent()
        elif node.tag == f"{_W}sym":
            parts.append(_symbol(node))
        elif node.tag in _CHOSEN:
            parts.append(_CHOSEN[node.tag](node))
        elif node.tag == _FORMULA:
            skipped.add(node)
            parts.append(word_formula(node))
        elif node.tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append(" ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag == f"{_W}p" and node is not element:
            point = numbers.of(node) if numbers else None
            shown = point is not None and point.label not in ("", BULLET)
            parts.append(f"\n{point.label} " if point and shown else "\n")
    return scrub(told("".join(parts))).strip()


def _symbol(node: Any) -> str:
    code = node.get(f"{_W}char", "")
    return symbol(node.get(f"{_W}font", ""), int(code, 16)) if _CODE.fullmatch(code) else ""


def _ticked(field: Any) -> str:
    """The box of an old form as Word shows it."""
    said = [state for kind in ("checked", "default") for state in field.iterfind(f"{_W}{kind}")]
    return "☒" if said and said[0].get(_VAL, "true") not in OFF else "☐"


def _selected(field: Any) -> str:
    """What is chosen of a list in an old form: the first entry unless it says otherwise."""
    said = [number for kind in ("result", "default") for number in field.iterfind(f"{_W}{kind}")]
    number = said[0].get(_VAL, "") if said else "0"
    entries = field.findall(f"{_W}listEntry")
    known = number.isdecimal() and len(number) < 4 and int(number) < len(entries)
    return str(entries[int(number)].get(_VAL, "")) if known else ""


_CHOSEN = {f"{_W}checkBox": _ticked, f"{_W}ddList": _selected}


def boxes_in(element: Any) -> Iterator[Any]:
    """The text boxes that hang on an element, each once."""
    for box in element.iter(_BOX):
        if next(box.iterancestors(FALLBACK), None) is None:
            yield box


def whole_text(element: Any, numbers: Numbers | None = None) -> str:
    """As ``word_text``, and that of the boxes below."""
    texts = [word_text(element, numbers), *(word_text(box, numbers) for box in boxes_in(element))]
    return "\n".join(filter(None, texts))
