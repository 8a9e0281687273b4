"""Pages that a browser has saved: the folder beside them with their pictures and other parts. Pure.

A picture is read once. One in the folder of a saved page is read with the page; any other that a
page shows is a document of its own, for many pages may show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

PAGES = (".html", ".htm", ".xhtml")
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
"""Lower-case file name endings."""

# Frames are pages of their own: what they show may be the text.
_PARTS = (*PICTURES, ".css", ".js", ".mjs", "/filelist.xml", "/colorschememapping.xml")

# What browsers and Office put behind the name of the page, in the languages of Windows.
_ENDINGS = frozenset(
    (
        *("_files", ".files", "-dateien", "_fichiers", "_bestanden", "_file", "_archivos"),
        *("-filer", "_tiedostot", "_pliki", "_soubory", "_elemei", "_ficheiros", "_arquivos"),
        *("_dosyalar", "_datoteke", "_fitxers", "_failid", "_fails", "_bylos", "_fajlovi"),
        *("_fitxategiak",),
    )
)


def is_folder_of(page: str, folder: str) -> bool:
    """Whether a folder of this name, beside a page of that name, holds the page's parts."""
    stem = PurePosixPath(page).stem
    return folder.startswith(stem) and folder[len(stem) :].lower() in _ENDINGS


def pages_of_parts(sources: Sequence[str]) -> dict[str, str]:
    """Of what belongs to a page, that page: pictures, read with it, and how it looks and works.

    Args:
        sources: Paths of files, '/'-separated.
    """
    pages: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source.lower().endswith(PAGES):
            pages[str(PurePosixPath(source).parent)].append(source)
    if not pages:
        return {}
    parts = (source for source in sources if source.lower().endswith(_PARTS))
    found = ((part, _page(PurePosixPath(part), pages)) for part in parts)
    return {part: page for part, page in found if page}


def _page(part: PurePosixPath, pages: dict[str, list[str]]) -> str:
    """The page of the folder that a part is in, however deep; "" when it is of none."""
    for folder in part.parents[:-1]:
        for page in pages.get(str(folder.parent), ()):
            if is_folder_of(PurePosixPath(page).name, folder.name):
                return page
    return ""
