"""What a run over a folder would do: files are listed and, only where it needs, hashed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.folder.files import Found, LeftOut, check_folder, discover, stored_path
from ingest.folder.glance import is_as_known
from ingest.folder.plan import Plan, as_found, attempt, plan
from ingest.options import Options
from ingest.reading import Hashes, too_large_or_empty
from ingest.report import FileResult, Report, Status
from ingest.results import failed_result, known_result
from ingest.saved_pages import pages_of_parts
from ragqa.errors import DocumentError, FolderError
from ragqa.sources import Source
from ragqa.store.catalog.catalog import Catalog
from ragqa.text.counted import counted


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder.

    Attributes:
        root: The folder's absolute path without links.
        found: The files to ingest.
        left_out: Those that are not, and why.
    """

    root: Path
    found: tuple[Found, ...]
    left_out: tuple[LeftOut, ...]

    def still_there(self, known: Iterable[Source]) -> list[Source]:
        """The documents without those whose file or folder could not be read: they are not gone.

        Raises:
            FolderError: There are documents, but nothing at all in the folder.
        """
        known = list(known)
        if known and not self.found and not self.left_out:
            raise _emptied(self.root, len(known))
        # What failed may be either: a folder that could not even be looked at has no "/" behind it.
        files = {entry.source.rstrip("/") for entry in self.left_out if entry.failed}
        folders = tuple(f"{name}/" if name else "" for name in files)
        return [s for s in known if s.source not in files and not s.source.startswith(folders)]


def look(folder: Path, ignore: Sequence[str], index_folder: Path) -> Listing:
    """List a folder.

    Args:
        folder: With its sub-folders.
        ignore: Patterns of files to leave out, as in .gitignore.
        index_folder: Of the index; what lies in it is no document.

    Raises:
        FolderError: It is missing, is not a folder, or cannot be read.
        SettingsError: A pattern cannot be understood.
    """
    root = check_folder(folder)
    listing = list(discover(root, ignore, exclude=(index_folder,)))
    found = [entry for entry in listing if isinstance(entry, Found)]
    pages = pages_of_parts([entry.source for entry in found])
    return Listing(
        root,
        tuple(entry for entry in found if entry.source not in pages),
        (
            *(entry for entry in listing if isinstance(entry, LeftOut)),
            *(LeftOut(picture, _part_of(page), failed=False) for picture, page in pages.items()),
        ),
    )


def _part_of(page: str) -> DocumentError:
    return DocumentError(
        f"It belongs to the page {page}; the pictures in it are read with it.",
        f"属于网页 {page}；其中的图片随网页一起读取。",
    )


def nothing_to_read(folder: Path, ignore: Sequence[str], index_folder: Path) -> Report | None:
    """The report on a folder in which no file can be read, to be told before an index is made.

    The arguments, and what is raised, as in ``look``.

    Returns:
        None when some file can be read.
    """
    listing = look(folder, ignore, index_folder)
    return None if listing.found else Report(tuple(map(left_out_result, listing.left_out)), 0, 0.0)


def preview(
    listing: Listing,
    known: Sequence[Source],
    options: Options,
    *,
    rebuild: bool = False,
) -> Report:
    """What ``sync`` would do, as a report of which nothing was done.

    Args:
        listing: Of the folder.
        known: The documents that the index has from it.
        options: How files would be read.
        rebuild: As if unchanged files were to be read too.

    Raises:
        FolderError: As ``Listing.still_there``.
    """
    known = listing.still_there(known)
    if rebuild:
        known = forgotten(known)
    made = plan(
        *(listing.found, known, Hashes().or_nothing),
        reading=options.reading,
        outdates=options.outdates,
    )
    results = [
        *map(left_out_result, listing.left_out),
        *_expected(made, options.max_file_bytes),
    ]
    return Report(tuple(sorted(results, key=lambda result: result.source)), 0, 0.0)


def elsewhere(known: Iterable[Source], collection: str | None) -> int:
    """How many documents a run would put into another collection; none for None."""
    return 0 if collection is None else sum(s.collection != collection for s in known)


def nothing_to_do(
    folder: Path,
    catalog: Catalog,
    options: Options,
    *,
    ignore: Sequence[str],
    index_folder: Path,
    collection: str | None,
    every_file: bool,
) -> Report | None:
    """The report of a run that would change nothing; None when it would. No file is opened.

    Args:
        folder: Of the documents.
        catalog: Of the index.
        options: How files would be read.
        ignore: As in ``look``.
        index_folder: As in ``look``.
        collection: As in ``sync``.
        every_file: Whether unchanged files are to be in the report, not only counted.

    Raises:
        FolderError: The folder cannot be read, or is empty although there are documents.
        SettingsError: A pattern of ``ignore`` cannot be understood.
    """
    began = time.monotonic()
    root = check_folder(folder)
    home = stored_path(root)
    if collection is not None and list(catalog.collections(home)) != [collection]:
        return None
    report = None
    if not ignore and not every_file:
        report = _at_a_glance(root, catalog, index_folder, options)
    if report is None:
        listing = look(root, ignore, index_folder)
        report = _without_changes(listing, catalog.sources(home), options)
    return report and replace(report, seconds=time.monotonic() - began)


def _at_a_glance(
    root: Path, catalog: Catalog, index_folder: Path, options: Options
) -> Report | None:
    home = stored_path(root)
    if any(map(options.outdates, catalog.read_by(home))):
        return None
    places, remarkable = catalog.places(home), catalog.remarkable(home)
    for source in remarkable:
        if source.failed:
            place = _place_when_tried(source, options.reading)
            if place is None:
                return None
            places[source.path] = place
    if not places or not is_as_known(root, places, exclude=index_folder):
        return None
    return Report(
        tuple(
            failed_result(source)
            if source.failed
            else known_result(source, source.source, "unchanged")
            for source in remarkable
        ),
        embedded=0,
        seconds=0.0,
        unlisted=len(places) - len(remarkable),
        unlisted_chunks=catalog.chunks_of(home) - sum(source.chunks for source in remarkable),
    )


def _place_when_tried(source: Source, reading: str) -> tuple[int, int] | None:
    """Size and time of a failed document's file; None when it should be tried again."""
    try:
        status = os.lstat(source.path)
    except OSError:
        return None
    place = status.st_size, status.st_mtime_ns
    return place if source.tried == attempt(*place, reading) else None


def _without_changes(listing: Listing, known: Sequence[Source], options: Options) -> Report | None:
    # Without hashes a moved or touched file looks new or changed: a run has something to do.
    made = plan(
        *(listing.found, listing.still_there(known), lambda _: ""),
        reading=options.reading,
        outdates=options.outdates,
    )
    quiet = bool(known) and made == Plan(unchanged=made.unchanged, failed=made.failed)
    if not quiet or any(stored_path(p.found.path) != p.known.path for p in made.unchanged):
        return None
    results = [known_result(pair.known, pair.found.source, "unchanged") for pair in made.unchanged]
    results += [failed_result(as_found(pair)) for pair in made.failed]
    results += map(left_out_result, listing.left_out)
    return Report(tuple(sorted(results, key=lambda result: result.source)), 0, 0.0)


def forgotten(known: Iterable[Source]) -> list[Source]:
    """The documents as if nothing were known of them but their place: they match no content."""
    return [replace(source, size=-1, sha256="", tried="") for source in known]


def to_be_retried(known: Iterable[Source]) -> list[Source]:
    """The documents as if those that failed had not been tried."""
    return [replace(source, tried="") for source in known]


def left_out_result(entry: LeftOut) -> FileResult:
    """The result for a file that is not ingested."""
    status: Status = "failed" if entry.failed else "skipped"
    return FileResult(entry.source, status, entry.reason.en, entry.reason.zh)


def better_result(name: str) -> FileResult:
    """The planned result for a document that is read better now than it was."""
    return FileResult(name, "reread", "It can be read better now.", "现在可更好地读取。")


def _expected(made: Plan, most_bytes: int) -> Iterator[FileResult]:
    for file in made.new:
        yield _to_read(file, "new", most_bytes)
    for pair in made.changed:
        yield _to_read(pair.found, "changed" if pair.known.revision else "new", most_bytes)
    for pair in made.retry:
        yield _again(_to_read(pair.found, "changed" if pair.known.revision else "new", most_bytes))
    for pair in made.better:
        result = _to_read(pair.found, "reread", most_bytes)
        yield result if result.status == "failed" else better_result(pair.found.source)
    for pair in made.moved:
        was = pair.known.source
        result = known_result(pair.known, pair.found.source, "moved")
        yield replace(result, reason=f"It was {was}.", reason_zh=f"原为 {was}。")
    for source in made.deleted:
        yield FileResult(source.source, "deleted", chunks=source.chunks)
    for pair in (*made.touched, *made.unchanged):
        yield known_result(pair.known, pair.found.source, "unchanged")
    for pair in made.failed:
        yield failed_result(as_found(pair))


def _to_read(file: Found, status: Status, most_bytes: int) -> FileResult:
    if error := too_large_or_empty(file, most_bytes):
        return FileResult(file.source, "failed", error.en, error.zh)
    return FileResult(file.source, status)


def _again(result: FileResult) -> FileResult:
    if result.status == "failed":
        return result
    return replace(
        result,
        reason="It could not be read last time and is tried again.",
        reason_zh="上次未能读取，将再次尝试。",
    )


def _emptied(folder: Path, documents: int) -> FolderError:
    return FolderError(
        f"The folder {folder} is empty, but the index holds "
        + counted("{count} document|{count} documents", documents)
        + " from it; is its disk mounted? Nothing was changed; to drop what is gone use "
        "`ragqa remove`.",
        f"文件夹 {folder} 是空的，但索引中有来自它的 {documents} 个文档；它所在的磁盘挂载了吗？"
        "索引没有改动；如要删除这些文档，请用 `ragqa remove`。",
    )
