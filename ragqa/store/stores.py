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
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

from ragqa.errors import IndexDamagedError, IndexUnusableError, os_reason
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.copies import delete_copies
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.engines.loading import LoadedVectors, are_whole, mark_dirty, turn_of
from ragqa.store.engines.served import checked_address
from ragqa.store.health import Health
from ragqa.store.kept.conversations import Conversations
from ragqa.store.kept.pins import Pins
from ragqa.store.kept.records import Records
from ragqa.store.lock import only_writer
from ragqa.text.analysis import ANALYSIS

CATALOG = "catalog.db"
KEYWORDS = "keywords"
_STALE = "keywords.dirty"
_ANALYSIS = "keywords.analysis"


class Stores:
    """Opens, refreshes and rebuilds the stores.

    Args:
        folder: Of the index; created when missing.
        dimension: Length of every vector.
        locked: The caller is the one writer already.
        chroma: The setting of that name: the address of a server that is to keep the vectors, or
            "folder"; they are moved. "" leaves them where they are, but asks no server.

    Attributes:
        folder: As given.
        catalog: Safe to use from any thread.
        vectors: The same; loaded when first needed.
        keywords: Searched from any thread, written by the one writer.
        threads: Do what can be done beside another search of the same question.

    Raises:
        IndexDamagedError: A store cannot be read or written. So do all methods.
        SettingsError: ``chroma`` is no address.
    """

    def __init__(
        self, folder: Path, dimension: int, *, locked: bool = False, chroma: str = ""
    ) -> None:
        self.folder = folder
        chroma = checked_address(chroma)
        try:
            make_folder(folder)
        except OSError as error:
            en, zh = os_reason(error)
            raise IndexDamagedError(
                f"The index folder {folder} cannot be made ({en}); choose another.",
                f"无法创建索引文件夹 {folder}（{zh}），请换一个。",
            ) from error
        self.threads = ThreadPoolExecutor(thread_name_prefix="ragqa-search")
        self.catalog = open_catalog(folder)
        self.vectors = LoadedVectors(folder, self.catalog, dimension, chroma)
        try:
            self.keywords = TantivyKeywords(folder / KEYWORDS, read_only=self.catalog.read_only)
            if not self.catalog.read_only and self._keywords_stale():
                with nullcontext() if locked else only_writer(folder):
                    self.rebuild_keywords()
        except BaseException:
            self.catalog.close()
            raise

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
        return Health(
            sources=len(self.catalog.sources()),
            chunks_catalog=self.catalog.count(),
            chunks_vectors=self.vectors.count(),
            chunks_keywords=self.keywords.count(),
            doomed=len(self.catalog.doomed()),
        )

    def close(self) -> None:
        """Give all files back. Nothing else may be called after it."""
        self.threads.shutdown()
        self.vectors.close()
        self.keywords.close()
        self.catalog.close()

    def _keywords_stale(self) -> bool:
        # Empty beside a catalog that is not: its folder was deleted, for its commits come first.
        lost = self.keywords.count() == 0 and self.catalog.count() > 0
        return lost or (self.folder / _STALE).exists()


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
    """Whether there is an index at ``folder``. Raises IndexUnusableError where nobody may look."""
    try:
        return (folder / CATALOG).exists()
    except OSError as error:
        en, zh = os_reason(error)
        raise IndexUnusableError(
            f"It cannot be seen whether there is an index at {folder} ({en}); check the path and "
            "its permissions.",
            f"无法查看 {folder} 处有没有索引（{zh}），请检查路径和权限。",
        ) from error


def mark_stale(folder: Path) -> None:
    """Have Chroma and tantivy written anew from the catalog when the index is next opened."""
    mark_dirty(folder)
    (folder / _STALE).touch()


def needs_care(folder: Path) -> bool:
    """Whether the next writer has something to mend, as far as can be told without loading."""
    if not (folder / KEYWORDS).is_dir() or not are_whole(folder):
        return True
    return (folder / _STALE).exists() or _analysed_otherwise(folder)


def erase(folder: Path) -> None:
    """Empty the index at ``folder``, so that it can be made anew with another embedder.

    Nothing else that lies in the folder is touched.

    Raises:
        IndexLockedError: It is being written.
    """
    if not exists(folder):
        return
    with only_writer(folder), turn_of(folder):
        # Rebuilt from what is then in the catalog.
        mark_dirty(folder)
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
        delete_copies((trashed.source.path for trashed in catalog.trashed()), folder)
        # Emptied, not deleted: other processes may have it open.
        catalog.clear()
        catalog.close()


def _analysed_otherwise(folder: Path) -> bool:
    """Whether the tokens in tantivy are of another analysis than ours; also when not known."""
    try:
        return (folder / _ANALYSIS).read_text(encoding="utf-8") != ANALYSIS
    except (OSError, UnicodeDecodeError):
        return True
