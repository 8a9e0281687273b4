"""The files that an OpenDocument file holds: its text, styles, pictures, formulas and charts."""

from __future__ import annotations

import base64
import binascii
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ingest.formats.odt.hidden import drop_hidden
from ingest.formats.odt.raised import mark_raised
from ingest.formats.office.formulas import math_formula
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.formats.pictures import Pictures
from ragqa.errors import DocumentError

FLAT = (".fodt", ".fods", ".fodp", ".fodg")
"""Lower-case endings of documents that are one file of XML."""

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _OFFICE, _DRAW = _ODF % "text", _ODF % "office", _ODF % "drawing"
_STYLE, _CHART, _TABLE = _ODF % "style", _ODF % "chart", _ODF % "table"
_RUNNING = tuple(
    f"{{*}}{place}{pages}" for place in ("header", "footer") for pages in ("", "-left", "-first")
)
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document taken apart.

    Attributes:
        body: Its body, formulas and charts written into it and what is hidden taken out.
        title: What it says of itself.
        roots: Of the parts that hold styles.
        image: Gives the bytes of a ``draw:image``; none of one that is only linked or damaged.
    """

    body: Any
    title: str
    roots: tuple[Any, ...]
    image: Callable[[Any], bytes]

    def running(self) -> Iterator[Any]:
        """The heads and feet of pages that are shown, of all kinds of pages."""
        for root in self.roots:
            masters = list(root.iter(f"{_STYLE}master-page"))
            for master in masters:
                drop_hidden(master, [root])
                for place in master.iterchildren(*_RUNNING):
                    if place.get(f"{_STYLE}display") != "false":
                        yield place


def reader(document: OpenDocument, pictures: Pictures) -> Callable[[Any], str]:
    """What gives the text of a ``draw:image``."""
    return lambda image: scrub(pictures.text_of(lambda: document.image(image)))


def opened(path: Path, kind: str) -> OpenDocument:
    """A document of a kind, of several files in one or flat (one file of XML).

    Raises:
        DocumentError: It is of another kind, encrypted or damaged.
    """
    flat = path.suffix.lower() in FLAT
    return _flat(path, kind) if flat else _packed(path, kind)


def _flat(path: Path, kind: str) -> OpenDocument:
    root = zipped.xml(path.read_bytes(), is_huge=True)  # pictures are texts of many megabytes
    body = root.find(f"{_OFFICE}body/{_OFFICE}{kind}")
    if root.tag != f"{_OFFICE}document" or body is None:
        raise zipped.damaged("XML")
    return _document(body, root, [root], lambda _name: None, _written)


def _written(image: Any) -> bytes:
    try:
        return base64.b64decode(image.findtext(f"{_OFFICE}binary-data") or "")
    except (binascii.Error, ValueError):
        return b""


def _packed(path: Path, kind: str) -> OpenDocument:
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
        styles = _or_none(archive, "styles.xml")
        roots = [root] if styles is None else [root, styles]
        part = partial(_or_none, archive)
        return _document(body, meta, roots, part, partial(_stored, path))


def _stored(path: Path, image: Any) -> bytes:
    name = image.get(_HREF, "").removeprefix("./")
    with zipfile.ZipFile(path) as archive:
        if name not in archive.namelist():
            return b""
        try:
            return archive.read(name)
        except zipped.BROKEN:
            return b""


def _document(
    body: Any,
    meta: Any,
    roots: Sequence[Any],
    part: Callable[[str], Any],
    image: Callable[[Any], bytes],
) -> OpenDocument:
    drop_hidden(body, roots)
    mark_raised(body, roots)
    _write_formulas(part, body)
    if body.tag != f"{_OFFICE}spreadsheet":  # there the numbers stand in cells
        _write_charts(part, body)
    title = None if meta is None else next(meta.iter(_DC_TITLE), None)
    told = "" if title is None else scrub(title.text or "")
    return OpenDocument(body, told, tuple(roots), image)


def _write_formulas(part: Callable[[str], Any], body: Any) -> None:
    """Put the text of each formula, which is a file of its own, where its frame stands."""
    for object_ in list(body.iter(f"{_DRAW}object")):
        frame, formula = object_.getparent(), object_.find(_MATH)
        if formula is None:
            inner = part(f"{object_.get(_HREF, '').removeprefix('./')}/content.xml")
            formula = inner if inner is not None and inner.tag == _MATH else None
        if formula is not None and frame.tag == f"{_DRAW}frame":
            tail = frame.tail
            frame.clear()
            frame.tag, frame.text, frame.tail = f"{_TEXT}span", math_formula(formula), tail


def _write_charts(part: Callable[[str], Any], body: Any) -> None:
    """Put the titles and numbers of each chart, which is a file of its own, into its frame."""
    for object_ in list(body.iter(f"{_DRAW}object")):
        frame, inner = object_.getparent(), object_.find(f"{_OFFICE}document")
        if inner is None:
            inner = part(f"{object_.get(_HREF, '').removeprefix('./')}/content.xml")
        chart = None if inner is None else inner.find(f"{_OFFICE}body/{_OFFICE}chart/{_CHART}chart")
        if chart is None or frame.tag != f"{_DRAW}frame":
            continue
        tail = frame.tail
        frame.clear()  # a picture of the chart too
        frame.tail = tail
        for title in chart.iterchildren(f"{_CHART}title", f"{_CHART}subtitle"):
            frame.extend(list(title.iterchildren(f"{_TEXT}p")))
        frame.extend(list(chart.iterchildren(f"{_TABLE}table")))


def _or_none(archive: zipfile.ZipFile, name: str) -> Any:
    """A part without which a document can be read; None when it is missing or damaged."""
    if name not in archive.namelist():
        return None
    try:
        return zipped.xml(zipped.read(archive, name))
    except DocumentError:
        return None
