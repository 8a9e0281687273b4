"""The documents in the catalog's file: to read only."""

from __future__ import annotations

import json

from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store.catalog import tables
from ragqa.store.catalog.listing import Page, Wanted, fitting
from ragqa.store.catalog.live import LiveChunks

_AMONG = "document_id IN (SELECT value FROM json_each(?))"


class Documents(LiveChunks):
    """What is known of documents, but for their text. See ``catalog.Catalog``."""

    def sources(self, folder: str | None = None) -> list[Source]:
        """All documents, or those of one folder, by folder and source."""
        return self._sources("?1 IS NULL OR folder = ?1", folder)

    def documents(self) -> int:
        """How many documents there are."""
        [(number,)] = self._rows("SELECT count(*) FROM source")
        return int(number)

    def places(self, folder: str) -> dict[str, tuple[int, int]]:
        """Path, size and modification time (ns) of each document of a folder, at little cost."""
        sql = "SELECT path, size, mtime_ns FROM source WHERE folder = ?"
        return {path: (size, time) for path, size, time in self._rows(sql, folder)}

    def read_by(self, folder: str) -> list[str]:
        """``Source.read_by`` of the documents of a folder, each once; not of those that failed."""
        sql = "SELECT DISTINCT read_by FROM source WHERE folder = ? AND NOT failed"
        return [read_by for (read_by,) in self._rows(sql, folder)]

    def remarkable(self, folder: str) -> list[Source]:
        """Those documents of a folder of which there is something to say."""
        remark = "(reason <> '' OR revision = 0 OR pages_without_text > 0)"
        return self._sources(f"folder = ? AND {remark}", folder)

    def chunks_of(self, folder: str) -> int:
        """How many live chunks the documents of a folder have."""
        [(number,)] = self._rows("SELECT total(chunks) FROM source WHERE folder = ?", folder)
        return int(number)

    def find(self, name: str, path: str = "") -> list[Source]:
        """The documents shown as ``name``, one for each folder, and those at it or at ``path``."""
        places = "?1 IN (source, path, folder || '/' || source) OR path = nullif(?2, '')"
        return self._sources(places, name, path)

    def at(self, folder: str, source: str) -> Source | None:
        """The document that has this very place."""
        return next(iter(self._sources("folder = ? AND source = ?", folder, source)), None)

    def find_ending(self, name: str) -> list[Source]:
        """The documents whose path ends in ``name`` and its folders."""
        return self._sources("substr(path, -length(?1) - 1) = '/' || ?1", name)

    def collections(self, folder: str | None = None) -> dict[str, int]:
        """The number of documents of each collection, by name; of one folder or all."""
        where = "?1 IS NULL OR folder = ?1"
        sql = f"SELECT collection, count(*) FROM source WHERE {where} GROUP BY 1 ORDER BY 1"  # noqa: S608 # constants
        return dict(self._rows(sql, folder))

    def within(self, scope: Scope) -> list[str]:
        """The ids of the documents for which all of ``scope`` but its ``sources`` holds.

        Of documents without the wanted pages only those with too few are left out.
        """
        return [key for (key,) in self._rows(tables.SELECT_WITHIN, *tables.scope_row(scope))]

    def get(self, document_id: str) -> Source | None:
        """The document, or None when there is none of that id."""
        return next(iter(self._sources("document_id = ?", document_id)), None)

    def page(self, wanted: Wanted) -> Page:
        """A page of the documents that fit, and how many do. Costs as much for 50 as for all."""
        rows = self._rows(tables.SELECT_LISTED[wanted.order], *tables.listed_row(wanted))
        ids = fitting(rows, wanted)
        shown = ids[wanted.start : wanted.start + wanted.count]
        found = {s.document_id: s for s in self._sources(_AMONG, json.dumps(shown))}
        return Page(tuple(found[key] for key in shown if key in found), len(ids))

    def _sources(self, where: str, *values: str | None) -> list[Source]:
        sql = f"SELECT {tables.SOURCE} FROM source WHERE {where} ORDER BY folder, source"  # noqa: S608 # constants
        return [tables.source_of(row) for row in self._rows(sql, *values)]
