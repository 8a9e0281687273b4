"""The copies of uploaded files in the folder of an index: they go when their document does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ragqa.sources import UPLOADS, Source


def delete_copies(sources: Iterable[Source], folder: Path) -> None:
    """Delete those files of ``sources`` that are copies in the index at ``folder``.

    Other files are their owner's and never touched.
    """
    home = folder.resolve() / UPLOADS
    for source in sources:
        path = Path(source.path)
        if source.path and path.resolve().parent == home:
            path.unlink(missing_ok=True)
