"""Small files of several kinds without harm, for tests that put some into them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx


def packed(entries: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    """What a library saves."""
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip archive with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    old = parts[part]
    assert isinstance(old, bytes)
    parts[part] = change(old)
    return packed(parts)


def word() -> bytes:
    """A Word document of one paragraph, "words"."""
    document = docx.Document()
    document.add_paragraph("words")
    return saved(document.save)


def book() -> bytes:
    """An Excel workbook of one cell, "words"."""
    made = openpyxl.Workbook()
    made.active["A1"] = "words"
    return saved(made.save)


def deck() -> bytes:
    """A PowerPoint presentation of one slide, whose title is "words"."""
    made = pptx.Presentation()
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "words"
    return saved(made.save)


def epub(chapter: str, package_head: str = "") -> bytes:
    """A book of one chapter; ``package_head`` stands before its list of parts."""
    return packed(
        {
            "META-INF/container.xml": "<c><rootfile full-path='p.opf'/></c>",
            "p.opf": f"{package_head}<package><manifest><item id='1' href='1.xhtml'/></manifest>"
            "<spine><itemref idref='1'/></spine></package>",
            "1.xhtml": chapter,
        }
    )


def fictionbook(inside: str, head: str = "") -> bytes:
    """A FictionBook whose body holds ``inside``; ``head`` stands before its root element."""
    return f"{head}<FictionBook><body>{inside}</body></FictionBook>".encode()


def tar(
    files: Mapping[str, bytes], *more: tarfile.TarInfo, form: int = tarfile.PAX_FORMAT
) -> bytes:
    """A tar archive of ``more``, which have no content, and of files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info in more:
            archive.addfile(info)
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()
