"""Find where Chroma or tantivy differ from the catalog, and make anew what does.

The catalog is the truth and holds all text and vectors, so nothing has to be read or embedded.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ragqa.errors import EmptyIndexError, IndexDamagedError
from ragqa.store import stores
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.engines.vectors import ChromaVectors
from ragqa.store.lock import only_writer
from ragqa.store.stores import Stores
from ragqa.store.writing import Writer

# Chroma scales vectors to length 1 once more, which changes their last bits.
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Repairs:
    """What a repair found and mended.

    Attributes:
        half_written: Revisions that a killed writer had left, deleted.
        vectors: Chunks whose vector was missing, superfluous or another; -1 when Chroma could not
            be read at all. All vectors were written anew unless it is 0.
        keywords: The same of the keyword index.
        chunks: Chunks in every store now.
    """

    half_written: int
    vectors: int
    keywords: int
    chunks: int

    @property
    def needed(self) -> bool:
        """Whether anything was wrong."""
        return bool(self.half_written or self.vectors or self.keywords)


def repair(folder: Path, *, chroma: str = "") -> Repairs:
    """Compare the stores of an index chunk by chunk; write anew those that differ.

    Needs no embedder. Search goes on meanwhile with what there is.

    Args:
        folder: Of the index.
        chroma: As in ``Stores``.

    Raises:
        EmptyIndexError: There is no index.
        IndexLockedError: It is being written.
        IndexDamagedError: The catalog itself is damaged, or the folder cannot be written.
    """
    if not stores.exists(folder):
        raise EmptyIndexError(
            f"There is no index at {folder}, so there is nothing to repair.",
            f"{folder} 处没有索引，无需修复。",
        )
    with only_writer(folder):
        dimension = _checked_dimension(folder)
        readable = _make_readable(folder)
        with closing(Stores(folder, dimension, locked=True, chroma=chroma)) as opened:
            half_written = len(opened.catalog.doomed())
            if half_written:
                Writer(opened).sweep()
            keywords = 0 if readable else -1
            if differing := _keywords_differ(opened.catalog, opened.keywords):
                keywords = keywords or differing
                opened.rebuild_keywords()
            if vectors := _vectors_differ(opened):
                opened.vectors.rebuild()
            return Repairs(half_written, vectors, keywords, opened.catalog.count())


def _checked_dimension(folder: Path) -> int:
    """The length of vectors, from a catalog that was looked through for damage."""
    with closing(stores.open_catalog(folder)) as catalog:
        if damage := catalog.damage():
            raise IndexDamagedError(
                f"The catalog of {folder} is damaged ({damage}), and all else is made from it; "
                "restore a backup with `ragqa restore FILE --force`, or ingest anew with "
                "`ragqa ingest FOLDER --rebuild`.",
                f"{folder} 的目录库已损坏（{damage}），而其余部分都由它生成；请用 "
                "`ragqa restore 文件 --force` 恢复备份，"
                "或用 `ragqa ingest 文件夹 --rebuild` 重新导入。",
            )
        return int(catalog.stamp().get("dimension", "1"))


def _make_readable(folder: Path) -> bool:
    """Whether tantivy can be read; empties its folder when it cannot."""
    try:
        TantivyKeywords(folder / stores.KEYWORDS).ids()
    except IndexDamagedError:
        shutil.rmtree(folder / stores.KEYWORDS, ignore_errors=True)
        return False
    return True


def _keywords_differ(catalog: Catalog, keywords: TantivyKeywords) -> int:
    """How many chunks are in one of them only, or twice in tantivy."""
    found = keywords.ids()
    return len(catalog.ids() ^ set(found)) + len(found) - len(set(found))


def _vectors_differ(opened: Stores) -> int:
    """How many chunks have no vector, another one, or one too many; -1 when none can be read."""
    try:
        if opened.vectors.stale:
            return -1
        return _compare(opened.catalog, opened.vectors.loaded())
    except IndexDamagedError:
        return -1


def _compare(catalog: Catalog, vectors: ChromaVectors) -> int:
    missing = catalog.ids()
    differing = 0
    for ids, rows in vectors.everything():
        truth = catalog.vectors(ids)
        for key, row in zip(ids, rows, strict=True):
            same = key in truth and np.allclose(truth[key], row, atol=_TOLERANCE)
            differing += not same
        missing.difference_update(ids)
    return differing + len(missing)
