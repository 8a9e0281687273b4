"""File names: how they are shown to people, and which are passed over."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from ragqa.errors import DocumentError

_LITTER = frozenset(
    (
        *("__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN"),
        # What programs put beside code: others' code, and lists of it that nobody writes.
        *("__pycache__", "node_modules", "bower_components", "site-packages"),
        *("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "go.sum"),
        *("Cargo.lock", "composer.lock", "Gemfile.lock", "Pipfile.lock", "poetry.lock", "uv.lock"),
    )
)
_MOST_NAMED, _LONGEST_NAMED = 5, 60  # names in a sentence, characters of one
_LITTER_ENDINGS = (".egg-info", ".dist-info", ".min.js", ".min.mjs", ".min.css")

MADE_BY_PROGRAMS = ("pyvenv.cfg", "CACHEDIR.TAG")
"""A folder with a file of such a name is a virtual environment or a cache, as cargo's target."""


def shown(name: str) -> str:
    """A file name with control characters, direction marks and bytes that are no text escaped."""
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
        else char.encode("unicode_escape").decode("ascii")
        for char in name
    )


def listed(names: Sequence[str]) -> tuple[str, str]:
    """The first few of some names as they are shown in an English and a Chinese sentence."""
    first = [shown(name)[:_LONGEST_NAMED] for name in names[:_MOST_NAMED]]
    etc = ", …" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(first)}{etc}", f"{'、'.join(first)}{etc}"


def as_shown(error: DocumentError, path: Path, source: str) -> DocumentError:
    """An error that names the document as it is shown: an upload is called otherwise on the disk.

    Args:
        error: Of reading the file.
        path: Where it is.
        source: What it is shown as.
    """
    on_disk, name = shown(path.name), PurePosixPath(source).name
    if on_disk in ("", name):
        return error
    return type(error)(error.en.replace(on_disk, name), error.zh.replace(on_disk, name))


def distinct(files: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """The files with "name (2).txt" for the second "name.txt" and so on."""
    times: Counter[str] = Counter()
    for path, name in files:
        times[name] += 1
        stem, dot, suffix = name.rpartition(".")
        number = f" ({times[name]})" if times[name] > 1 else ""
        yield path, f"{stem}{number}{dot}{suffix}" if dot else f"{name}{number}"


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is passed over in silence, on disk and in archives."""
    return name.startswith((".", "~$")) or name in _LITTER or name.endswith(_LITTER_ENDINGS)
