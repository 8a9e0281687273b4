"""The copies of uploaded files in the folder of an index: they go when their document does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ragqa.sources import UPLOADS


def delete_copies(paths: Iterable[str], folder: Path) -> None:
    """Delete those of ``paths`` that are copies in the index at ``folder``.

    Other files are their owner's and never touched; "" is of a document without one.
    """
    home = folder.resolve() / UPLOADS
    for path in map(Path, filter(None, paths)):
        if path.resolve().parent == home:
            path.unlink(missing_ok=True)
