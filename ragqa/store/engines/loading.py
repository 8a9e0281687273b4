"""Chroma loaded, kept in step with the catalog, and made anew from it where it cannot be trusted.

It is loaded when first needed, anew when another process has changed the index, and rebuilt from
the catalog when a process died while changing it or its folder is missing. Where the index folder
cannot be written, it is not used at all.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from ragqa.disk import refusal
from ragqa.errors import IndexDamagedError, IndexUnusableError
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.engines.served import FOLDER, elsewhere, mark, marked, new_collection
from ragqa.store.engines.vectors import ChromaVectors, forget
from ragqa.store.lock import turn

_VECTORS = "vectors"
_DIRTY = "vectors.dirty"
_LOCK = "vectors.lock"
_BYTES_OF_NUMBER = 12  # of a vector, in all files of Chroma


class LoadedVectors:
    """The vectors of one index. Safe to use from several threads.

    Args:
        folder: Of the index.
        catalog: Of it; the truth.
        dimension: Length of every vector.
        chroma: As in ``Stores``.

    Raises:
        SettingsError: ``chroma`` is no address.
        IndexDamagedError: By all methods, where Chroma or its files cannot be used.
    """

    def __init__(self, folder: Path, catalog: Catalog, dimension: int, chroma: str) -> None:
        self._folder = folder
        self._catalog = catalog
        self._chroma = chroma
        self._dimension = dimension
        self._dirty = folder / _DIRTY
        self._guard = threading.RLock()
        self._vectors: ChromaVectors | None = None
        self._loaded = -1  # the catalog's generation when Chroma was loaded
        self._loaded_settled = False

    def nearest(
        self, vector: Sequence[float], n: int, documents: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """As ``ChromaVectors.search``, over what every process has written."""
        if self._catalog.read_only:  # Chroma writes even to be read
            return self._catalog.nearest(vector, n, documents)
        with self._guard:
            try:
                return self._up_to_date().search(vector, n, documents=documents)
            except IndexDamagedError:
                # Chroma fails when a filter selects what was written since its graph was loaded.
                try:
                    with turn_of(self._folder):
                        return self._load().search(vector, n, documents=documents)
                except IndexUnusableError:
                    # A full disk, where it cannot be written anew after it was half changed.
                    return self._catalog.nearest(vector, n, documents)

    @property
    def all_live(self) -> bool:
        """Whether all that ``nearest`` has just given is live, as far as can be told at once.

        What another process has deleted since Chroma was loaded is still there, so that it also
        matters what was doomed then.
        """
        return self._loaded_settled and self._catalog.settled()

    @contextmanager
    def changing(self) -> Iterator[ChromaVectors]:
        """The vectors, to be changed while no other process loads them. Only for the writer."""
        with self._guard, turn_of(self._folder):
            vectors = self._loaded_vectors() or self._load()
            self._dirty.touch()
            try:
                yield vectors
            except BaseException:
                # Half changed, as if this process had died: rebuilt when next needed.
                self._unload()
                raise
            self._dirty.unlink()

    def written(self) -> None:
        """Note that this process made the catalog's last change, so its Chroma knows it."""
        with self._guard:
            if self._catalog.generation() == self._loaded + 1:  # else another has rebuilt a store
                self._loaded += 1

    @property
    def stale(self) -> bool:
        """Whether Chroma must be written anew before it can be searched."""
        return not are_whole(self._folder)

    def loaded(self) -> ChromaVectors:
        """What Chroma holds now; to look at only."""
        with self._guard:
            return self._up_to_date()

    def count(self) -> int:
        """How many vectors there are."""
        with self._guard:
            return self._up_to_date().count()

    def close(self) -> None:
        """Give the files back. Nothing else may be called after it."""
        with self._guard:
            self._unload()

    def rebuild(self) -> None:
        """Write all of Chroma anew from the catalog. Only for the writer."""
        with self._guard, turn_of(self._folder):
            self._dirty.touch()
            self._load()

    def _up_to_date(self) -> ChromaVectors:
        if vectors := self._loaded_vectors():
            return vectors
        with turn_of(self._folder):
            return self._load()

    def _loaded_vectors(self) -> ChromaVectors | None:
        """None when not loaded, or when another process has changed the index since."""
        return self._vectors if self._catalog.generation() == self._loaded else None

    def _load(self) -> ChromaVectors:
        """Load Chroma anew. The caller has the turn."""
        self._unload()
        folder = self._found()
        if folder is None or self._dirty.exists() or self._moves(folder):
            folder = self._written_anew()
        # Read first: what is written in between is loaded, and then loaded once more.
        self._loaded = self._catalog.generation()
        served = marked(folder)
        vectors = ChromaVectors(folder, self._dimension, served)
        if served and vectors.count() < self._catalog.count():  # a server that has lost some
            vectors.close()
            folder = self._written_anew()
            vectors = ChromaVectors(folder, self._dimension, marked(folder))
        self._vectors = vectors
        self._loaded_settled = self._catalog.settled()
        return vectors

    @property
    def _server(self) -> str:
        """The address of who is to keep the vectors; "" for the folder."""
        return "" if self._chroma == FOLDER else self._chroma

    def _moves(self, folder: Path) -> bool:
        """Whether the vectors are elsewhere than they are to be.

        Raises:
            IndexUnusableError: A server has them that the settings do not name.
        """
        kept = marked(folder)
        if kept and not kept.address:
            return True
        address = kept.address if kept else ""
        if address and not self._chroma:
            raise elsewhere(self._folder, address)
        return address != self._server

    def _unload(self) -> None:
        if self._vectors is not None:
            vectors, self._vectors = self._vectors, None
            vectors.close()

    def _found(self) -> Path | None:
        numbers = _numbers(self._folder / _VECTORS)
        return self._folder / _VECTORS / str(numbers[-1]) if numbers else None

    def _written_anew(self) -> Path:
        """Write all vectors of the catalog to a new folder; the caller has the turn."""
        self._dirty.touch()
        old = _numbers(self._folder / _VECTORS)
        # Never in a folder that was used before: a process that still has its files open deletes
        # the write-ahead log of that path when it closes them, even though it is another's by then.
        folder = self._folder / _VECTORS / str(max(old, default=0) + 1)
        for number in old:  # first: of no more use, and on a full disk in the way
            self._remove(self._folder / _VECTORS / str(number))
        needed = 0 if self._server else self._catalog.count() * self._dimension * _BYTES_OF_NUMBER
        if refused := refusal(self._folder, needed):
            raise refused
        if self._server:
            mark(folder, new_collection(self._server))
        vectors = ChromaVectors(folder, self._dimension, marked(folder))
        try:
            for chunks, rows in self._catalog.everything():
                vectors.add(chunks, rows)
        finally:
            vectors.close()
        self._catalog.bump()
        self._dirty.unlink()
        return folder

    def _remove(self, folder: Path) -> None:
        """Delete vectors. A server that the settings do not name is not asked."""
        kept = marked(folder)
        if kept and kept.address and (self._chroma == FOLDER or kept.address == self._server):
            forget(kept)
        shutil.rmtree(folder, ignore_errors=True)


def turn_of(folder: Path) -> AbstractContextManager[None]:
    """While it is held, no other process loads or changes the vectors of this index."""
    return turn(folder / _LOCK)


def mark_dirty(folder: Path) -> None:
    """Have the vectors of an index written anew from its catalog when they are next needed."""
    (folder / _DIRTY).touch()


def are_whole(folder: Path) -> bool:
    """Whether an index has vectors that nobody died changing; they are not looked at."""
    return bool(_numbers(folder / _VECTORS)) and not (folder / _DIRTY).exists()


def _numbers(folder: Path) -> list[int]:
    """The numbers among the names of the folders in ``folder``, lowest first."""
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
