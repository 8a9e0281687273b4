"""The files that an OpenDocument file holds: its text, styles, pictures and formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ingest.formats import zipped
from ingest.formats.clean import scrub
from ingest.formats.formulas import math_formula
from ingest.formats.odt_hidden import drop_hidden
from ingest.formats.odt_raised import mark_raised
from ingest.formats.pictures import Pictures
from ragqa.errors import DocumentError

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _OFFICE, _DRAW = _ODF % "text", _ODF % "office", _ODF % "drawing"
_STYLE = _ODF % "style"
_RUNNING = tuple(
    f"{{*}}{place}{pages}" for place in ("header", "footer") for pages in ("", "-left", "-first")
)
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_HREF = "{http://www.w3.org/1999/xlink}href"


def reader(path: Path, pictures: Pictures) -> Callable[[Any], str]:
    """What gives the text of a ``draw:image``; one that is only linked has none."""

    def read(image: Any) -> str:
        name = image.get(_HREF, "").removeprefix("./")
        with zipfile.ZipFile(path) as archive:
            if name not in archive.namelist():
                return ""
            try:
                return scrub(pictures.text(archive.read(name)))
            except zipped.BROKEN:
                return ""

    return read


def styles(path: Path) -> Iterator[Any]:
    """The root of the file of styles, if there is one that can be read."""
    with zipfile.ZipFile(path) as archive:
        if (root := _or_none(archive, "styles.xml")) is not None:
            yield root


def running(path: Path) -> Iterator[Any]:
    """The heads and feet of pages that are shown, of all kinds of pages."""
    for root in styles(path):
        drop_hidden(root, [root])
        for master in root.iter(f"{_STYLE}master-page"):
            for place in master.iterchildren(*_RUNNING):
                if place.get(f"{_STYLE}display") != "false":
                    yield place


def opened(path: Path, kind: str) -> tuple[Any, str]:
    """The body of a document of a kind, and its title.

    Its formulas are written into it, and what is hidden is taken out.

    Raises:
        DocumentError: It is of another kind, encrypted or damaged.
    """
    with zipped.opened(path) as archive:
        manifest = _or_none(archive, "META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            raise DocumentError(
                "is encrypted; save it without a password.", "已加密；请去掉密码后保存。"
            )
        root = zipped.xml(zipped.read(archive, "content.xml"))
        meta = _or_none(archive, "meta.xml")
        body = root.find(f"{_OFFICE}body/{_OFFICE}{kind}")
        if body is None:
            raise zipped.damaged("content.xml")
        styles_root = _or_none(archive, "styles.xml")
        roots = [root] if styles_root is None else [root, styles_root]
        drop_hidden(body, roots)
        mark_raised(body, roots)
        _write_formulas(archive, body)
    title = (
        None if meta is None else next(meta.iter("{http://purl.org/dc/elements/1.1/}title"), None)
    )
    return body, "" if title is None else scrub(title.text or "")


def _write_formulas(archive: zipfile.ZipFile, body: Any) -> None:
    """Put the text of each formula, which is a file of its own, where its frame stands."""
    for object_ in list(body.iter(f"{_DRAW}object")):
        frame, formula = object_.getparent(), object_.find(_MATH)
        if formula is None:
            inner = _or_none(archive, f"{object_.get(_HREF, '').removeprefix('./')}/content.xml")
            formula = inner if inner is not None and inner.tag == _MATH else None
        if formula is not None and frame.tag == f"{_DRAW}frame":
            tail = frame.tail
            frame.clear()
            frame.tag, frame.text, frame.tail = f"{_TEXT}span", math_formula(formula), tail


def _or_none(archive: zipfile.ZipFile, name: str) -> Any:
    """A part without which a document can be read; None when it is missing or damaged."""
    if name not in archive.namelist():
        return None
    try:
        return zipped.xml(zipped.read(archive, name))
    except DocumentError:
        return None
