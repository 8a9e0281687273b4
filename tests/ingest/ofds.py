"""OFD files made by hand, as the programs that write them make them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.ingest.small_files import packed

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(words: str, x: float, y: float, attributes: str = 'Size="4"', code: str = "") -> str:
    """A text object whose line begins at a place of the page, in millimetres."""
    step = " ".join("4" if ord(char) > 0x2E80 else "2" for char in words[:-1])
    code = code or (f'DeltaX="{step}"' if step else "")
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - 4} 90 5" {attributes} Font="1">'
        f'<ofd:TextCode X="0" Y="4" {code}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str, template: str = "", resources: str = "") -> str:
    """A page, or a template."""
    used = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    listed = f"<ofd:PageRes>{resources}</ofd:PageRes>" if resources else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {NS}>{used}{listed}<ofd:Area>'
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="2">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd(
    pages: Sequence[str],
    more: Mapping[str, str | bytes] = {},
    *,
    common: str = "",
    document: str = "",
    title: str = "",
) -> bytes:
    """A file of one document.

    Args:
        pages: Their Content.xml.
        more: Further files.
        common: What is within CommonData.
        document: What is within Document beside it and the pages, which are 100, 101…
        title: Of the document.
    """
    listed = "".join(
        f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
        for n in range(len(pages))
    )
    files: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {NS} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>1</ofd:DocID><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{document}</ofd:Document>",
        **{f"Doc_0/Pages/Page_{n}/Content.xml": made for n, made in enumerate(pages)},
        **more,
    }
    return packed(files)
