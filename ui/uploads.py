"""Files that come from a browser: their name is only shown, their place is ours."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from ragqa.errors import IndexDamagedError
from ragqa.stores import open_catalog

FOLDER = "uploads"  # in that of the index
LONGEST_NAME = 200  # bytes in UTF-8

# Control characters, bidi marks, embeddings, overrides and isolates, byte order mark, tag
# characters, lone surrogates, and both path separators.
_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff/\\\\]"
)


def shown_name(name: str) -> str:
    """A file name that is safe to list: NFC, no hidden characters or separators, 200 bytes.

    The suffix survives the cut. Never empty.
    """
    clean = _UNWANTED.sub("", unicodedata.normalize("NFC", name)).strip(" .")
    suffix = Path(clean).suffix
    if len(suffix.encode()) > 16:
        suffix = ""
    stem = clean.removesuffix(suffix) if suffix else clean
    room = LONGEST_NAME - len(suffix.encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip()
    return (stem or "file") + suffix


def store(files: Sequence[Path], folder: Path, suffixes: Collection[str]) -> list[tuple[Path, str]]:
    """Copy uploaded files to ``folder`` under random names.

    Args:
        files: As the web server received them; their own names are what the user called them.
        folder: Made when missing.
        suffixes: Known ones, lower case, with the dot; another one is not kept, so that such a
            file is reported and not read.

    Returns:
        Where each copy is, and the name to show.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stored = []
    for file in files:
        suffix = file.suffix.lower()
        copy = folder / (secrets.token_hex(16) + (suffix if suffix in suffixes else ""))
        shutil.copyfile(file, copy)
        stored.append((copy, shown_name(file.name)))
    return stored


def stored_uploads(index: Path) -> list[tuple[Path, str]]:
    """The copies of uploaded files in the folder of an index, as ``ingest.sync.add_files`` takes
    them: where each is, and the name it is shown under.

    Where the catalog cannot be read the names are lost, and a copy is shown under its own.
    """
    names: dict[Path, str] = {}
    with suppress(IndexDamagedError):
        catalog = open_catalog(index)
        try:
            names = {Path(source.path).resolve(): source.source for source in catalog.sources()}
        finally:
            catalog.close()
    folder = (index / FOLDER).resolve()
    copies = sorted(path for path in folder.glob("*") if path.is_file())
    return [(copy, names.get(copy, copy.name)) for copy in copies]


def discard(files: Iterable[Path], folder: Path) -> None:
    """Delete those of ``files`` that lie directly in ``folder``; others are not ours."""
    home = folder.resolve()
    for file in files:
        if file.resolve().parent == home:
            file.unlink(missing_ok=True)
