"""Takes what is in layers that are off from pages that pypdf reads: it reads that, too."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from typing import Any

from ingest.formats.pdf.layers import Layers, got, layers_of, reference_in
from ingest.formats.pdf.pypdf_reader import operations, set_operations

_SHOWS = (b"Tj", b"TJ", b"Do")
_SHOWS_ON_NEXT_LINE = (b"'", b'"')
_DEEPEST = 10  # forms within forms
_MOST_FORMS = 1_000


def hide(reader: Any, page: Any) -> None:
    """Take it from a page, in memory.

    Args:
        reader: Of pypdf, for the file.
        page: One of its pages.

    Raises:
        Exception: One of ``foreign_errors``: it is not known what is off.
    """
    layers = None
    with suppress(KeyError):  # as most files, it has none
        layers = layers_of(reader)
    if layers is not None:
        _hide_in(page, reader, layers, iter(range(_MOST_FORMS)), 0)


def _hide_in(holder: Any, reader: Any, layers: Layers, budget: Iterator[int], deep: int) -> Any:
    """What holds content without what is off in it: a page itself, of a form another one."""
    resources = got(holder, "/Resources", {})
    named = got(resources, "/Properties", {})
    hidden = {name for name in named if layers.hide(reference_in(named, name))}
    if hidden:
        holder = set_operations(holder, reader, _shown(operations(holder, reader), hidden))
    drawn = got(resources, "/XObject", {})
    for name in list(drawn):
        form = drawn[name].get_object()
        if form.get("/Subtype") != "/Form":
            continue
        if layers.hide(reference_in(form, "/OC")) or deep == _DEEPEST or next(budget, None) is None:
            del drawn[name]
        else:
            drawn[name] = _hide_in(form, reader, layers, budget, deep + 1)
    return holder


def _shown(content: Iterable[Any], hidden: Container[str]) -> Iterator[Any]:
    """The operations of a content, those that show something within a mark that is off left out."""
    within: list[bool] = []
    for operands, operator in content:
        if operator in (b"BDC", b"BMC"):
            is_layer = operator == b"BDC" and operands[0] == "/OC" and isinstance(operands[1], str)
            within.append(any(within[-1:]) or (is_layer and operands[1] in hidden))
        elif operator == b"EMC":
            del within[-1:]
        if any(within[-1:]) and operator in _SHOWS_ON_NEXT_LINE:
            yield [], b"T*"
        elif not (any(within[-1:]) and operator in _SHOWS):
            yield operands, operator
