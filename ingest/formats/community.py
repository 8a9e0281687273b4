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
from pathlib import Path
from xml.sax.saxutils import escape

from ingest.formats.blocks import Blocks
from ingest.formats.office import ooxml
from ingest.formats.packed import zipped
from ingest.formats.pages.clean import scrub
from ingest.parsed import Parsed

_PAGES, _TITLES = "visio/pages/pages.xml", "docProps/app.xml"
_ESCAPES = re.compile(r"(?:\\u[0-9a-f]{4})+")


def load_vsdx(path: Path) -> Parsed:
    """The texts of a Visio drawing, page by page, with those of its background.

    Raises:
        DocumentError: It is no Visio drawing, is encrypted or damaged.
    """
    with zipped.opened(path) as archive:
        if lost := ooxml.damaged_parts(archive):
            raise zipped.damaged(lost[0].rsplit("/", 1)[-1][:60])
        if _PAGES not in archive.namelist():
            raise zipped.damaged("pages.xml")
        pages = _with_titles(archive)
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
        blocks.text(scrub(_ESCAPES.sub(_meant, page.page_content)))
    return blocks.parsed()


def _with_titles(archive: zipfile.ZipFile) -> bytes:
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
                pages.writestr(part, zipped.read(archive, part))
        pages.writestr(_TITLES, titles)
    return copy.getvalue()


def _meant(escapes: re.Match[str]) -> str:
    """The characters that the parser leaves as JSON writes them: all that are not ASCII."""
    units = escapes[0].replace("\\u", "")
    return bytes.fromhex(units).decode("utf-16-be", "replace")
