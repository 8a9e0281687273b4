"""Catalogs of earlier versions are brought up to date, and say what they know."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest

from ragqa.sources import Source
from ragqa.store.catalog import tables
from ragqa.store.catalog.catalog import Catalog
from tests.ragqa.store.catalog.test_catalog import document


def make(path: Path, version: int, known: Source, *newer: str) -> None:
    """A catalog of an earlier version, whose documents have no fields ``newer``."""
    names = [f.name for f in fields(Source) if f.name not in newer]
    places = ", ".join("?" * len(names))
    with closing(sqlite3.connect(path)) as db, db:
        for script in tables.MIGRATIONS[:version]:
            db.executescript(script)
        db.execute(
            f"INSERT INTO source ({', '.join(names)}) VALUES ({places})",  # noqa: S608 # constants
            [getattr(known, name) for name in names],
        )
        db.execute(f"PRAGMA user_version = {version}")


def test_a_catalog_of_the_first_version_gets_a_place_for_chinese_reasons(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    old = replace(document(), reason="It is broken.", pages_without_text=0)
    newer = ("reason_zh", "collection", "failed", "tried", "pages_by_ocr", "read_by")
    make(path, 1, old, *newer)
    catalog = Catalog(path)
    [found] = catalog.sources()
    assert (found, found.reason_in("zh")) == (replace(old, failed=True), "It is broken.")
    catalog.fail(replace(old, reason_zh="文件已损坏。"))
    assert catalog.sources()[0].reason_in("zh") == "文件已损坏。"
    catalog.close()


@pytest.mark.parametrize(
    ("known", "read_by"),
    [
        ({}, ""),
        ({"pages": 3, "pages_by_ocr": 1}, "ocr=0"),
        ({"pages": 3, "pages_by_ocr": 2}, "ocr=1"),
        ({"pages": 3, "pages_by_ocr": 3, "pages_without_text": 0}, "ocr=1"),
        ({"source": "扫描.JPEG", "pages": 0}, "image=1 ocr=1"),
        ({"source": "a.tif", "pages": 4, "pages_by_ocr": 1}, "image=1 ocr=1"),
        ({"pages": 0, "reason": "2 pictures were read by text recognition (OCR)."}, "ocr=0"),
        ({"pages": 0, "reason": "s.pdf: 9 pages were read by text recognition (OCR)."}, "ocr=1"),
        ({"pages": 0, "reason": "1 of the files inside was not read: b.exe."}, ""),
    ],
)
def test_in_an_older_catalog_only_what_was_recognised_is_known_to_have_been_read_well(
    tmp_path: Path, known: dict[str, object], read_by: str
) -> None:
    path = tmp_path / "catalog.db"
    make(path, 8, replace(document(), **known), "read_by")  # type: ignore[arg-type]
    catalog = Catalog(path)
    assert [source.read_by for source in catalog.sources()] == [read_by]
    catalog.close()
