"""What must be done to bring an index in line with a folder. Pure: files are hashed by the caller.

A document is a place (its source) and a content (its hash). Equal size and time at the same place
is taken as unchanged without hashing. Otherwise contents decide: first every content that left its
place is looked for elsewhere, so that renames, swaps and chains of renames cost no embedding; what
remains is changed, new or deleted.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from ingest.folder.files import Found, stored_path
from ragqa.sources import Source

_ANY = "*"  # of what could be read, whatever the ending of its name


@dataclass(frozen=True, slots=True)
class Pair:
    """A file and the document it is."""

    found: Found
    known: Source


@dataclass(frozen=True, slots=True)
class Plan:
    """Every found file is in exactly one of the fields, and every known document in at most one.

    Attributes:
        new: Files without a document.
        changed: Files whose content differs from their document.
        moved: Files that have the content of a document from another place.
        deleted: Documents whose file is gone.
        unchanged: Same size and time, so nothing was read.
        touched: Same content, but size or time must be noted.
        better: Same content, but it is read better now than it was.
        retry: Documents whose last reading failed, to be read again.
        failed: Those of which the same attempt would be made again, so it is not; name or time of
            the file may be others.
    """

    new: tuple[Found, ...] = ()
    changed: tuple[Pair, ...] = ()
    moved: tuple[Pair, ...] = ()
    deleted: tuple[Source, ...] = ()
    unchanged: tuple[Pair, ...] = ()
    touched: tuple[Pair, ...] = ()
    better: tuple[Pair, ...] = ()
    retry: tuple[Pair, ...] = ()
    failed: tuple[Pair, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A plan in the making: ``homeless`` are the documents whose content left its place."""

    unsettled: list[Found] = field(default_factory=list)
    homeless: dict[str, Source] = field(default_factory=dict)
    unchanged: list[Pair] = field(default_factory=list)
    touched: list[Pair] = field(default_factory=list)
    better: list[Pair] = field(default_factory=list)
    retry: list[Pair] = field(default_factory=list)
    failed: list[Pair] = field(default_factory=list)


def attempt(size: int, mtime_ns: int, reading: str) -> str:
    """What an attempt to read a file was made of, for ``Source.tried``.

    Args:
        size: Of the file in bytes.
        mtime_ns: Its modification time.
        reading: How it is read (``Options.reading``).
    """
    return f"{size} {mtime_ns} {reading}"


def as_found(pair: Pair) -> Source:
    """A document that failed under the name and place that its file has now."""
    path = stored_path(pair.found.path)
    if pair.found.source == pair.known.source:
        return replace(pair.known, path=path)
    before, now = (PurePosixPath(of.source).name for of in (pair.known, pair.found))
    return replace(
        pair.known,
        source=pair.found.source,
        path=path,
        reason=pair.known.reason.replace(before, now),
        reason_zh=pair.known.reason_zh.replace(before, now),
    )


def plan(
    found: Iterable[Found],
    known: Sequence[Source],
    hash_of: Callable[[Found], str],
    *,
    reading: str,
    outdates: Callable[[str], bool],
) -> Plan:
    """Compare the files of a folder with the documents known from it.

    Args:
        found: The files; sources are unique. The order is kept within each field.
        known: The documents of the same folder; sources are unique.
        hash_of: Gives the sha256 of a file's content, "" when it cannot be read. Called at most
            once for each file, and not when size and time already say that it is unchanged.
        reading: How files are read now (``Options.reading``).
        outdates: Whether what was read so (``Source.read_by``) is read better now.

    What was moved is only moved: whether it is read better the next run sees.
    """
    hashes: dict[str, str] = {}

    def hashed(file: Found) -> str:
        if file.source not in hashes:
            hashes[file.source] = hash_of(file)
        return hashes[file.source]

    by_place = {source.source: source for source in known}
    draft = _settle_in_place(found, by_place, hashed, reading, outdates)
    moved = _match_moves(draft, hashed, reading)
    failed = [pair for pair in moved if not pair.known.revision]
    claimed = {pair.known.document_id for pair in moved}
    arrived = {pair.found.source for pair in moved}
    left = {s: source for s, source in draft.homeless.items() if source.document_id not in claimed}
    rest = [file for file in draft.unsettled if file.source not in arrived]
    changed = [Pair(file, left[file.source]) for file in rest if file.source in left]
    replaced = {pair.found.source for pair in changed}
    return Plan(
        new=tuple(file for file in rest if file.source not in left),
        changed=tuple(changed),
        moved=tuple(pair for pair in moved if pair.known.revision),
        deleted=tuple(source for place, source in left.items() if place not in replaced),
        unchanged=tuple(draft.unchanged),
        touched=tuple(draft.touched),
        better=tuple(draft.better),
        retry=tuple(draft.retry),
        failed=(*draft.failed, *failed),
    )


def _is_settled(source: Source, reading: str) -> bool:
    """Whether its content, under whatever name and of whatever time, would fail as it did.

    Only of a document that never could be read: of another one size and hash are those of what was
    read, not of what failed.
    """
    tried = source.tried == attempt(source.size, source.mtime_ns, reading)
    return tried and not source.revision and bool(source.sha256)


def _settle_in_place(
    found: Iterable[Found],
    known: dict[str, Source],
    hashed: Callable[[Found], str],
    reading: str,
    outdates: Callable[[str], bool],
) -> _Draft:
    """Compare each file with the document of the same place."""
    draft = _Draft()
    remaining = dict(known)
    for file in found:
        source = remaining.pop(file.source, None)
        if source is None:
            draft.unsettled.append(file)
        elif source.failed:
            same = source.tried == attempt(file.size, file.mtime_ns, reading)
            same = same or (_is_settled(source, reading) and _is_same(file, source, hashed))
            (draft.failed if same else draft.retry).append(Pair(file, source))
        elif (file.size, file.mtime_ns) == (source.size, source.mtime_ns):
            (draft.better if outdates(source.read_by) else draft.unchanged).append(
                Pair(file, source)
            )
        elif _is_same(file, source, hashed):
            (draft.better if outdates(source.read_by) else draft.touched).append(Pair(file, source))
        else:
            draft.unsettled.append(file)
            draft.homeless[file.source] = source
    draft.homeless |= remaining
    return draft


def _is_same(file: Found, source: Source, hashed: Callable[[Found], str]) -> bool:
    """Whether a file has the content of a document; only one of its size is hashed."""
    return file.size == source.size and hashed(file) == source.sha256


def _match_moves(draft: _Draft, hashed: Callable[[Found], str], reading: str) -> list[Pair]:
    """Give files without a home the document that has their content, the first of each first.

    Also that which could not be read, unless the ending of the name, which tells what it is read
    as, is another one: its content would be read in the same way again.
    """
    by_content: dict[tuple[int, str, str], deque[Source]] = defaultdict(deque)
    for source in draft.homeless.values():
        if source.revision > 0:
            by_content[source.size, source.sha256, _ANY].append(source)
        elif source.failed and _is_settled(source, reading):
            by_content[source.size, source.sha256, _endings(source.source)].append(source)
    sizes = {size for size, _, _ in by_content}
    moved = []
    for file in draft.unsettled:
        # Only a file of the size of a homeless document is worth hashing.
        for endings in (_ANY, _endings(file.source)) if file.size in sizes else ():
            if same := by_content.get((file.size, hashed(file), endings)):
                moved.append(Pair(file, same.popleft()))
                break
    return moved


def _endings(name: str) -> str:
    return "".join(PurePosixPath(name).suffixes[-2:]).lower()
