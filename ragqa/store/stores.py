"""The three stores of an index, kept in step: catalog (the truth), vectors, keywords.

folder/catalog.db     SQLite
folder/vectors/       Chroma, loaded and changed in turns (vectors.lock), or which server has it
folder/vectors.dirty  there while Chroma is being changed; left by a process that died doing it
folder/keywords/      tantivy
folder/keywords.dirty there while all of tantivy is written anew
folder/keywords.analysis  of which its tokens are; the next writer brings others up to date
folder/write.lock     held by the one writer, who is named in write.owner.json
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from ragqa.disk import refusal
from ragqa.errors import IndexDamagedError, IndexUnusableError, os_reason
from ragqa.store.catalog import Catalog
from ragqa.store.conversations import Conversations
from ragqa.store.copies import delete_copies
from ragqa.store.health import Health
from ragqa.store.keywords import TantivyKeywords
from ragqa.store.lock import only_writer, turn
from ragqa.store.pins import Pins
from ragqa.store.records import Records
from ragqa.store.served import FOLDER, checked_address, elsewhere, mark, marked, new_collection
from ragqa.store.vectors import ChromaVectors, forget
from ragqa.text.analysis import ANALYSIS

CATALOG = "catalog.db"
_VECTORS = "vectors"
KEYWORDS = "keywords"
_DIRTY = "vectors.dirty"
_STALE = "keywords.dirty"
_ANALYSIS = "keywords.analysis"
_LOCK = "vectors.lock"
_BYTES_OF_NUMBER = 12  # of a vector, in all files of Chroma


class Stores:
    """Opens, refreshes and rebuilds the stores.

    Chroma is loaded when first needed, anew when another process has changed the index, and
    rebuilt from the catalog when a process died while changing it or its folder is missing. Where
    the folder cannot be written, it is not used at all.

    Args:
        folder: Of the index; created when missing.
        dimension: Length of every vector.
        locked: The caller is the one writer already.
        chroma: The setting of that name: the address of a server that is to keep the vectors, or
            "folder"; they are moved. "" leaves them where they are, but asks no server.

    Attributes:
        folder: As given.
        catalog: Safe to use from any thread.
        keywords: Searched from any thread, written by the one writer.

    Raises:
        IndexDamagedError: A store cannot be read or written. So do all methods.
        SettingsError: ``chroma`` is no address.
    """

    def __init__(
        self, folder: Path, dimension: int, *, locked: bool = False, chroma: str = ""
    ) -> None:
        self.folder = folder
        self._chroma = checked_address(chroma)
        self._dimension = dimension
        self._dirty = folder / _DIRTY
        self._guard = threading.RLock()
        self._vectors: ChromaVectors | None = None
        self._loaded = -1  # the catalog's generation when Chroma was loaded
        try:
            make_folder(folder)
        except OSError as error:
            en, zh = os_reason(error)
            raise IndexDamagedError(
                f"The index folder {folder} cannot be made ({en}); choose another.",
                f"无法创建索引文件夹 {folder}（{zh}），请换一个。",
            ) from error
        self.catalog = open_catalog(folder)
        try:
            self.keywords = TantivyKeywords(folder / KEYWORDS, read_only=self.catalog.read_only)
            if not self.catalog.read_only and self._keywords_stale():
                with nullcontext() if locked else only_writer(folder):
                    self.rebuild_keywords()
        except BaseException:
            self.catalog.close()
            raise

    def nearest(
        self, vector: Sequence[float], n: int, documents: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """As ``ChromaVectors.search``, over what every process has written."""
        if self.catalog.read_only:  # Chroma writes even to be read
            return self.catalog.nearest(vector, n, documents)
        with self._guard:
            try:
                return self._up_to_date().search(vector, n, documents=documents)
            except IndexDamagedError:
                # Chroma fails when a filter selects what was written since its graph was loaded.
                try:
                    with self._turn():
                        return self._load().search(vector, n, documents=documents)
                except IndexUnusableError:
                    # A full disk, where it cannot be written anew after it was half changed.
                    return self.catalog.nearest(vector, n, documents)

    @contextmanager
    def changing_vectors(self) -> Iterator[ChromaVectors]:
        """The vectors, to be changed while no other process loads them. Only for the writer."""
        with self._guard, self._turn():
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
            if self.catalog.generation() == self._loaded + 1:  # else another has rebuilt a store
                self._loaded += 1

    @property
    def vectors_stale(self) -> bool:
        """Whether Chroma must be written anew before it can be searched."""
        return self._vectors_folder() is None or self._dirty.exists()

    def vectors(self) -> ChromaVectors:
        """What Chroma holds now; to look at only."""
        with self._guard:
            return self._up_to_date()

    def rebuild_vectors(self) -> None:
        """Write all of Chroma anew from the catalog. Only for the writer."""
        with self._guard, self._turn():
            self._dirty.touch()
            self._load()

    def rebuild_keywords(self) -> None:
        """Write all of tantivy anew from the catalog, in one commit. Only for the writer."""
        stale = self.folder / _STALE
        stale.touch()
        try:
            self.keywords.clear()
            for chunks, _ in self.catalog.everything():
                self.keywords.add(chunks)
            self.keywords.commit()
        finally:
            self.keywords.release()
        (self.folder / _ANALYSIS).write_text(ANALYSIS, encoding="utf-8")
        stale.unlink()

    def refresh_keywords(self) -> None:
        """Write tantivy anew where another analysis made its tokens. Only for the writer."""
        if _analysed_otherwise(self.folder):
            self.rebuild_keywords()

    def check(self) -> Health:
        """Count what each store holds."""
        with self._guard:
            return Health(
                sources=len(self.catalog.sources()),
                chunks_catalog=self.catalog.count(),
                chunks_vectors=self._up_to_date().count(),
                chunks_keywords=self.keywords.count(),
                doomed=len(self.catalog.doomed()),
            )

    def close(self) -> None:
        """Give all files back. Nothing else may be called after it."""
        with self._guard:
            self._unload()
            self.keywords.close()
            self.catalog.close()

    def _up_to_date(self) -> ChromaVectors:
        if vectors := self._loaded_vectors():
            return vectors
        with self._turn():
            return self._load()

    def _loaded_vectors(self) -> ChromaVectors | None:
        """None when not loaded, or when another process has changed the index since."""
        return self._vectors if self.catalog.generation() == self._loaded else None

    def _load(self) -> ChromaVectors:
        """Load Chroma anew. The caller has the turn."""
        self._unload()
        folder = self._vectors_folder()
        if folder is None or self._dirty.exists() or self._moves(folder):
            folder = self._rebuild_vectors()
        # Read first: what is written in between is loaded, and then loaded once more.
        self._loaded = self.catalog.generation()
        served = marked(folder)
        vectors = ChromaVectors(folder, self._dimension, served)
        if served and vectors.count() < self.catalog.count():  # a server that has lost some
            vectors.close()
            folder = self._rebuild_vectors()
            vectors = ChromaVectors(folder, self._dimension, marked(folder))
        self._vectors = vectors
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
            raise elsewhere(self.folder, address)
        return address != self._server

    def _unload(self) -> None:
        if self._vectors is not None:
            vectors, self._vectors = self._vectors, None
            vectors.close()

    def _vectors_folder(self) -> Path | None:
        numbers = _numbers(self.folder / _VECTORS)
        return self.folder / _VECTORS / str(numbers[-1]) if numbers else None

    def _rebuild_vectors(self) -> Path:
        """Write all vectors of the catalog to a new folder; the caller has the turn."""
        self._dirty.touch()
        old = _numbers(self.folder / _VECTORS)
        # Never in a folder that was used before: a process that still has its files open deletes
        # the write-ahead log of that path when it closes them, even though it is another's by then.
        folder = self.folder / _VECTORS / str(max(old, default=0) + 1)
        for number in old:  # first: of no more use, and on a full disk in the way
            self._remove(self.folder / _VECTORS / str(number))
        needed = 0 if self._server else self.catalog.count() * self._dimension * _BYTES_OF_NUMBER
        if refused := refusal(self.folder, needed):
            raise refused
        if self._server:
            mark(folder, new_collection(self._server))
        vectors = ChromaVectors(folder, self._dimension, marked(folder))
        try:
            for chunks, rows in self.catalog.everything():
                vectors.add(chunks, rows)
        finally:
            vectors.close()
        self.catalog.bump()
        self._dirty.unlink()
        return folder

    def _remove(self, folder: Path) -> None:
        """Delete vectors. A server that the settings do not name is not asked."""
        kept = marked(folder)
        if kept and kept.address and (self._chroma == FOLDER or kept.address == self._server):
            forget(kept)
        shutil.rmtree(folder, ignore_errors=True)

    def _keywords_stale(self) -> bool:
        # Empty beside a catalog that is not: its folder was deleted, for its commits come first.
        lost = self.keywords.count() == 0 and self.catalog.count() > 0
        return lost or (self.folder / _STALE).exists()

    def _turn(self) -> AbstractContextManager[None]:
        return turn(self.folder / _LOCK)


def make_folder(folder: Path) -> None:
    """The folder of an index, for this user alone: it will hold the text of private documents.

    One that is there and empty is made so too; one with something in it is left as its owner has
    it. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        with suppress(OSError):  # another's, or on a disk without such modes
            folder.chmod(0o700)


def open_catalog(folder: Path) -> Catalog:
    """The catalog alone: what documents there are, without loading an embedder."""
    return Catalog(folder / CATALOG)


def exists(folder: Path) -> bool:
    """Whether there is an index at ``folder``."""
    return (folder / CATALOG).exists()


def mark_stale(folder: Path) -> None:
    """Have Chroma and tantivy written anew from the catalog when the index is next opened."""
    (folder / _DIRTY).touch()
    (folder / _STALE).touch()


def needs_care(folder: Path) -> bool:
    """Whether the next writer has something to mend, as far as can be told without loading."""
    if (folder / _DIRTY).exists() or (folder / _STALE).exists() or _analysed_otherwise(folder):
        return True
    return not ((folder / KEYWORDS).is_dir() and _numbers(folder / _VECTORS))


def erase(folder: Path) -> None:
    """Empty the index at ``folder``, so that it can be made anew with another embedder.

    Nothing else that lies in the folder is touched.

    Raises:
        IndexLockedError: It is being written.
    """
    if not exists(folder):
        return
    with only_writer(folder), turn(folder / _LOCK):
        # Rebuilt from what is then in the catalog.
        (folder / _DIRTY).touch()
        Records(folder).erase()  # answers hold the text of its documents
        Pins(folder, 0).erase()
        Conversations(folder).erase()
        shutil.rmtree(folder / KEYWORDS, ignore_errors=True)
        try:
            catalog = open_catalog(folder)
        except IndexDamagedError:
            for suffix in ("", "-wal", "-shm"):
                (folder / f"{CATALOG}{suffix}").unlink(missing_ok=True)
            return
        delete_copies((trashed.source for trashed in catalog.trashed()), folder)
        # Emptied, not deleted: other processes may have it open.
        catalog.clear()
        catalog.close()


def _analysed_otherwise(folder: Path) -> bool:
    """Whether the tokens in tantivy are of another analysis than ours; also when not known."""
    try:
        return (folder / _ANALYSIS).read_text(encoding="utf-8") != ANALYSIS
    except (OSError, UnicodeDecodeError):
        return True


def _numbers(folder: Path) -> list[int]:
    """The numbers among the names of the folders in ``folder``, lowest first."""
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
