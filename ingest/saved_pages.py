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


def pages_of_pictures(sources: Sequence[str]) -> dict[str, str]:
    """Of the pictures that are read with a page, that page.

    Args:
        sources: Paths of files, '/'-separated.
    """
    pages: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source.lower().endswith(PAGES):
            pages[str(PurePosixPath(source).parent)].append(source)
    if not pages:
        return {}
    pictures = (source for source in sources if source.lower().endswith(PICTURES))
    found = ((picture, _page(PurePosixPath(picture), pages)) for picture in pictures)
    return {picture: page for picture, page in found if page}


def _page(picture: PurePosixPath, pages: dict[str, list[str]]) -> str:
    """The page of the folder that a picture is in, however deep; "" when it is of none."""
    for folder in picture.parents[:-1]:
        for page in pages.get(str(folder.parent), ()):
            if is_folder_of(PurePosixPath(page).name, folder.name):
                return page
    return ""
