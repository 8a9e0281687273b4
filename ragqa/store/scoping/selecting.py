"""Which documents and pages of an index a ``Scope`` means."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath

from ragqa.errors import UnknownSourceError
from ragqa.scope import Pages, Scope
from ragqa.sources import Source
from ragqa.store.scoping.choosing import find, nearest, printable, unknown_collection
from ragqa.store.scoping.seen import Seen
from ragqa.types import Chunk

_NAMED = 8  # of what there is instead


@dataclass(frozen=True, slots=True)
class Selection:
    """A scope, worked out for one index.

    Attributes:
        documents: Ids of the documents that are searched; None for all.
        pages: Only chunks that touch these; None for all.
    """

    documents: Sequence[str] | None = None
    pages: Pages | None = None

    def holds(self, chunk: Chunk, documents: Collection[str] | None) -> bool:
        """Whether ``chunk`` is on one of the pages and in one of ``documents`` (None for any)."""
        if documents is not None and chunk.document_id not in documents:
            return False
        if self.pages is None:
            return True
        first, last = chunk.page_first, chunk.page_last
        return first is not None and first <= self.pages[1] and (last or first) >= self.pages[0]


EVERYTHING = Selection()


def select(catalog: Seen, scope: Scope) -> Selection:
    """What ``scope`` means now.

    Args:
        catalog: Of the index, as who asks sees it.
        scope: To which a search is kept.

    Raises:
        UnknownSourceError: There is no such collection, document, folder or type, nothing of these
            days or with these pages, or a name fits several documents.
    """
    if scope == Scope():
        return EVERYTHING if catalog.only is None else Selection(sorted(catalog.ids() or ()))
    inside = [name for name in (scope.collection, *scope.collections) if name]
    if unknown := [name for name in inside if name not in catalog.collections()]:
        raise unknown_collection(catalog, unknown[0])
    # Names first: a misspelt one is the likeliest error.
    named = [find(catalog, name, inside).document_id for name in scope.sources]
    whole = _with_whole_path(scope)
    kept = catalog.within(whole)
    if named:
        others_hold = set(kept)
        kept = [document_id for document_id in named if document_id in others_hold]
    if not kept:
        raise _nothing(catalog, whole)
    # "Everything" of an index that is seen in part is still a part of it.
    everything = not named and catalog.only is None and len(kept) == catalog.documents()
    return Selection(None if everything else kept, scope.pages)


def _with_whole_path(scope: Scope) -> Scope:
    """The folder as the catalog compares it: a whole path where it is one of this machine."""
    if not scope.folder:
        return scope
    given = printable(scope.folder)
    # Without a look at the disk, where the folder need not be: not Path.resolve.
    relative = given.split("/")[0] not in (".", "..", "~")
    path = os.path.normpath(given) if relative else os.path.abspath(os.path.expanduser(given))  # noqa: PTH100, PTH111
    return replace(scope, folder=path)


def _nothing(catalog: Seen, scope: Scope) -> UnknownSourceError:
    """What to say when no document fits: the first condition that none fits, and what there is."""
    inside = Scope(collection=scope.collection, collections=scope.collections)
    members = set(catalog.within(inside))
    known = [source for source in catalog.sources() if source.document_id in members]
    if scope.folder and not catalog.within(replace(inside, folder=scope.folder)):
        en, zh = f'no document in a folder "{scope.folder}"', f"文件夹 “{scope.folder}” 中的文档"
        there = nearest(scope.folder, _folders(known))
    elif scope.types and not catalog.within(replace(inside, types=scope.types)):
        en, zh = f"no document of type {', '.join(scope.types)}", f"{'、'.join(scope.types)} 文档"
        there = ", ".join(_types(known))
    elif _dated(scope) and not catalog.within(
        replace(inside, since=scope.since, until=scope.until)
    ):
        en, zh = "no document of these days", "这些日期的文档"
        there = _span(known)
    elif scope.pages and not catalog.within(replace(inside, pages=scope.pages)):
        most = max((source.pages for source in known), default=0)
        en, zh = f"no document with a page {scope.pages[0]}", f"页数达到 {scope.pages[0]} 的文档"
        there = f"1-{most}" if most else "–"
    else:
        return UnknownSourceError(
            "There is no document in the index for which all conditions hold; leave one out.",
            "索引中没有符合全部条件的文档；请去掉一个条件。",
        )
    return UnknownSourceError(
        f"There is {en} in the index; there are: {there}.",
        f"索引中没有{zh}；现有：{there}。",
    )


def _folders(known: Sequence[Source]) -> list[str]:
    below = {
        str(parent)
        for source in known
        for parent in PurePosixPath(source.source).parents
        if parent.name
    }
    return sorted(below | {source.folder for source in known})


def _types(known: Sequence[Source]) -> list[str]:
    endings = Counter(PurePosixPath(source.source).suffix[1:].lower() for source in known)
    return [ending for ending, _ in endings.most_common(_NAMED) if ending]


def _dated(scope: Scope) -> bool:
    return scope.since is not None or scope.until is not None


def _span(known: Sequence[Source]) -> str:
    days = sorted(_day(source.mtime_ns) for source in known)
    return f"{days[0]} – {days[-1]}" if days else "–"


def _day(mtime_ns: int) -> date:
    return datetime.fromtimestamp(mtime_ns / 1e9).date()  # of this machine
