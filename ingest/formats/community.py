"""Visio drawings, by langchain_community: the one format that it reads and nothing else here does.

It is archived upstream, hence one deprecation warning, which is let pass by name. What else it
offers for files needs a service, a model or a library under the GPL, or is read better here: its
notebook loader gives the Python list of the lines, its subtitle loader drops the times, its MHTML
loader knows UTF-8 only.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from ingest.formats.blocks import Blocks
from ingest.formats.office import malformed, ooxml
from ingest.formats.office.malformed import Mended
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.parsed import Parsed

_PAGES, _TITLES = "visio/pages/pages.xml", "docProps/app.xml"
_ESCAPES = re.compile(r"(?:\\u[0-9a-f]{4})+")
_PAGE = re.compile(r"visio/pages/[^/]+\.xml")
# The parser takes these for marks of JSON; no text has the characters that stand for them.
_HIDDEN = {'"': "\ue000", "\\": "\ue001"}
_HIDE = str.maketrans(_HIDDEN)
_SHOW = str.maketrans({hidden: char for char, hidden in _HIDDEN.items()})


def load_vsdx(path: Path) -> Parsed:
    """The texts of a Visio drawing, page by page, with those of its background.

    A page that is damaged is read as far as it can be.

    Raises:
        DocumentError: It is no Visio drawing, is encrypted or damaged.
    """
    with zipped.opened(path) as archive:
        if lost := ooxml.damaged_parts(archive):
            raise zipped.damaged(lost[0].rsplit("/", 1)[-1][:60])
        if _PAGES not in archive.namelist():
            raise zipped.damaged("pages.xml")
        parts = [name for name in archive.namelist() if _PAGE.fullmatch(name)]
        broken = malformed.mended(archive, parts)
        pages = _with_titles(archive, broken)
    with warnings.catch_warnings():
        known = "`langchain-community` is being sunset"
        warnings.filterwarnings("ignore", known, DeprecationWarning)
        from langchain_community.document_loaders.blob_loaders import Blob
        from langchain_community.document_loaders.parsers.vsdx import VsdxParser
    blocks = Blocks()
    for page in VsdxParser().lazy_parse(Blob.from_data(pages)):
        blocks.page()
        blocks.part()
        blocks.heading(1, scrub(str(page.metadata["page_name"])))
        blocks.text(scrub(_ESCAPES.sub(_meant, page.page_content).translate(_SHOW)))
    in_part = tuple(name for name, part in broken.items() if not part.is_whole)
    return blocks.parsed(remarks=ooxml.remarks_on((), in_part))


def _with_titles(archive: zipfile.ZipFile, broken: Mapping[str, Mended]) -> bytes:
    """The pages alone, their names listed as the parser takes them.

    It looks for them in the list of all parts, and takes that of a drawing with one page and
    nothing else for the letters of its name.
    """
    root = zipped.xml(zipped.read(archive, _PAGES))
    names = [page.get("Name", "") for page in root.iterchildren("{*}Page")]
    listed = "".join(f"<vt:lpstr>{escape(name)}</vt:lpstr>" for name in (*names, ""))
    titles = (
        '<Properties xmlns:vt="vt"><TitlesOfParts><vt:vector>'
        f"{listed}</vt:vector></TitlesOfParts></Properties>"
    )
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as pages:
        for part in archive.namelist():
            if part.startswith("visio/pages/"):
                data = broken[part].data if part in broken else zipped.read(archive, part)
                is_page = part != _PAGES and _PAGE.fullmatch(part)
                pages.writestr(part, _marked(data or b"<PageContents/>") if is_page else data)
        pages.writestr(_TITLES, titles)
    return copy.getvalue()


def _marked(page: bytes) -> bytes:
    """A page each of whose texts is one, with an attribute: the parser sees no other.

    A text in parts, of several fonts or with a field, would lose their order.
    """
    from lxml import etree  # type: ignore[import-untyped]

    root = zipped.xml(page)
    for text in list(root.iter("{*}Text")):
        said, tail = "".join(text.itertext()), text.tail
        text.clear()
        text.text, text.tail = said.translate(_HIDE), tail
        text.set("IX", "0")
    return bytes(etree.tostring(root, encoding="UTF-8"))


def _meant(escapes: re.Match[str]) -> str:
    """The characters that the parser leaves as JSON writes them: all that are not ASCII."""
    units = escapes[0].replace("\\u", "")
    return bytes.fromhex(units).decode("utf-16-be", "replace")
