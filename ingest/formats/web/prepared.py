"""What programs write into pages in their own way, said in the usual one before a page is read.

That is what is ticked off, the code of notes, remarks of Google Docs, icons, and names and times
that only a style parts from what stands beside them.
"""

from __future__ import annotations

import re
from typing import Any

from ingest.formats.blocks import comment

_BOOKMARKS = "NETSCAPE-Bookmark-file"
_ADDRESS = re.compile(r"(?:https?|ftp|file|mailto):\S{1,500}$", re.IGNORECASE)
_TICKED, _OPEN = "[x] ", "[ ] "
_NOTE_TICK = re.compile(r"--en-checked\s*:\s*(?P<on>true|false)", re.IGNORECASE)
_NOTE_CODE = re.compile(r"-en-codeblock\s*:\s*true", re.IGNORECASE)
_APART = re.compile(
    r"(?:^|[\s_-])(?:time|date|timestamp|datetime|nick-?name|nick|user-?name|sender|author|badge)"
    r"(?:$|\s)",
    re.IGNORECASE,
)
_IN_LINE = frozenset(("span", "time", "b", "strong", "i", "em", "small", "a", "label"))
_NEAR = 4  # elements in which the box of a task may be


def prepare(root: Any, doctype: str) -> None:
    """Say it so, in the tree of the page.

    Args:
        root: Its outermost element.
        doctype: What it says of itself at its begin.
    """
    is_bookmarks = _BOOKMARKS in doctype
    for element in list(root.iter("*")):
        tag, said = element.tag, element.attrib
        if is_bookmarks and tag == "a" and _ADDRESS.match(said.get("href", "")):
            element.tail = f" ({said['href']})" + (element.tail or "")
        elif tag in ("input", "en-todo", "li", "div") and (box := _box(element)):
            _put(element, box)
        elif tag == "a" and said.get("href", "").startswith("#cmnt"):
            _remark(element)
        elif "style" in said and _NOTE_CODE.search(said["style"]):
            element.tag = "pre"
            said["class"] = "code"
        elif "icon" in said.get("class", "").split() and _is_only_shown(element):
            element.drop_tree()
        elif tag == "time" or (tag in _IN_LINE and _APART.search(said.get("class", ""))):
            _set_apart(element)


def title_of(root: Any) -> str:
    """The title that Google Docs gives a document, which its head lacks."""
    found = root.xpath("//body[contains(@class, 'doc-content')]//p[contains(@class, ' title')]")
    return "".join(found[0].itertext()) if found else ""


def _box(element: Any) -> str:
    """Whether something is ticked off; "" for what is no box, or is one of a form."""
    said = element.attrib
    names = said.get("class", "").split()
    if element.tag == "en-todo":
        return _TICKED if said.get("checked") == "true" else _OPEN
    if element.tag == "li":
        state = _NOTE_TICK.search(said.get("style", ""))
        return "" if state is None else _TICKED if state["on"].lower() == "true" else _OPEN
    if element.tag == "div":
        on = {"checkbox-on": _TICKED, "checkbox-off": _OPEN}
        return next((on[name] for name in names if name in on), "")
    if said.get("type") != "checkbox" or not ("disabled" in said or "task" in " ".join(names)):
        return ""
    is_task = any(one.tag == "li" for one, _ in zip(element.iterancestors(), range(_NEAR)))  # noqa: B905
    return (_TICKED if "checked" in said else _OPEN) if is_task else ""


def _put(element: Any, box: str) -> None:
    if element.tag == "li":
        _put_within(element, box)
        return
    element.tag, element.text = "span", box
    element.attrib.clear()


def _put_within(item: Any, box: str) -> None:
    """Before the first text of a point of a list."""
    while not (item.text or "").strip() and len(item) and item[0].tag in ("div", "p", "span"):
        item = item[0]
    item.text = box + (item.text or "").lstrip()


def _remark(link: Any) -> None:
    """A remark is told as such; what refers to it is no part of the sentence."""
    if link.get("href", "").startswith("#cmnt_ref"):
        link.tag, link.text = "span", comment("", "")
        link.attrib.clear()
    else:
        link.drop_tree()


def _is_only_shown(element: Any) -> bool:
    if element.tag in ("html", "body") or next(element.iter("img"), None) is not None:
        return False
    return not any(map(str.isalnum, "".join(element.itertext())))


def _set_apart(element: Any) -> None:
    before = element.getprevious()
    if before is not None and not before.tail:
        before.tail = " "
    if not element.tail and element.getnext() is not None:
        element.tail = " "
