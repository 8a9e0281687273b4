"""What stands raised on a web page or in a book."""

from __future__ import annotations

from typing import Any

_NOTED = ("noteref", "doc-noteref")  # what books call the mark of a note


def is_raised(node: Any) -> bool:
    """Whether an element is raised, or is the mark of a note that only a style raises."""
    if node.tag != "a":
        return bool(node.tag == "sup")
    said = node.get("epub:type", node.get("role"))
    return said in _NOTED and node.getparent().tag != "sup" and node.find("sup") is None
