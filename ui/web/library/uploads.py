"""Files that come from a browser: their name is only shown, their place is ours."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from ragqa.disk import unwritable
from ragqa.errors import IndexDamagedError
from ragqa.sources import UPLOADS
from ragqa.store.stores import open_catalog
from ragqa.text.hidden import HIDDEN

LONGEST_NAME = 200  # bytes in UTF-8
DEEPEST = 12  # folders in folders
_LOST = "lost+found"  # collection of copies of which nothing is known any more

_UNWANTED = re.compile(rf"[{HIDDEN}/\\]")


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


def shown_path(name: str) -> str:
    """A path within an uploaded folder as it is safe to list: each part as in ``shown_name``.

    Never absolute, never with "..", at most ``DEEPEST`` parts, of which the last ones are kept.
    """
    parts = [part for part in re.split(r"[/\\]", name) if part.strip(" .")]
    return "/".join(shown_name(part) for part in parts[-DEEPEST:]) or shown_name(name)


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that a browser says it has sent.

    Attributes:
        name: To show; see ``shown_path``.
        path: Where the server has put it; None when it was not sent.
        size: Bytes, as the browser says.
    """

    name: str
    path: Path | None
    size: int


def offered(data: Mapping[str, Any], take: Callable[[str], Path | None]) -> list[Offered]:
    """The files of an upload event; what a browser says is not believed.

    Args:
        data: ``{"files": [{"name": …, "file": …, "size": …}, …]}``; what is not so is left out.
        take: Gives a file that the server received, by what it was called then.
    """
    given = data.get("files")
    entries = given if isinstance(given, list) else []
    return [_offer(entry, take) for entry in entries if isinstance(entry, Mapping)]


def _offer(entry: Mapping[str, Any], take: Callable[[str], Path | None]) -> Offered:
    token, size = entry.get("file"), entry.get("size")
    name = shown_path(str(entry.get("name", "")))
    path = take(token) if isinstance(token, str) and token else None
    return Offered(name, path, size if isinstance(size, int) else 0)


def store(
    files: Sequence[Offered], folder: Path, suffixes: Collection[str]
) -> list[tuple[Path, str]]:
    """Copy uploaded files to ``folder`` under random names.

    Args:
        files: Those with a path.
        folder: Made when missing.
        suffixes: Known ones, lower case, with the dot; another one is not kept, so that such a
            file is reported and not read.

    Returns:
        Where each copy is, and the name to show.

    Raises:
        IndexUnusableError: The folder cannot be written; none of the copies stays.
    """
    stored: list[tuple[Path, str]] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in files:
            if file.path is None:
                continue
            copy = folder / (secrets.token_hex(16) + _endings(file.name, suffixes))
            stored.append((copy, file.name))
            shutil.copyfile(file.path, copy)
    except OSError as error:
        for copy, _ in stored:
            with suppress(OSError):
                copy.unlink(missing_ok=True)
        raise unwritable(folder.parent, error) from error
    return stored


def _endings(name: str, suffixes: Collection[str]) -> str:
    """The known endings of a name: two of a packed file, of which the first says what is in it."""
    endings = [ending.lower() for ending in Path(name).suffixes[-2:]]
    return "".join(reversed([*takewhile(suffixes.__contains__, reversed(endings))]))


def stored_uploads(index: Path) -> dict[str, list[tuple[Path, str]]]:
    """The copies of uploaded files in the folder of an index, by collection, as
    ``ingest.sync.add_files`` takes them: where each is, and the name it is shown under.

    Where the catalog cannot be read names and collections are lost: a copy is shown under its own,
    to those who may see everything.
    """
    known: dict[Path, tuple[str, str]] = {}
    with suppress(IndexDamagedError):
        catalog = open_catalog(index)
        try:
            known = {
                Path(source.path).resolve(): (source.source, source.collection)
                for source in catalog.sources()
            }
        finally:
            catalog.close()
    folder = (index / UPLOADS).resolve()
    stored: dict[str, list[tuple[Path, str]]] = {}
    for copy in sorted(path for path in folder.glob("*") if path.is_file()):
        name, collection = known.get(copy, (copy.name, _LOST))
        stored.setdefault(collection, []).append((copy, name))
    return stored
