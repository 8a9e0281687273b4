from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.sources import UPLOADS
from ragqa.store.catalog.catalog import Catalog
from ragqa.store.copies import delete_copies
from tests.ragqa.library import opened, put
from tests.ragqa.store.test_crashing import Crash, before


def test_only_files_of_the_uploads_folder_are_deleted(tmp_path: Path) -> None:
    home = tmp_path / UPLOADS
    home.mkdir()
    ours, theirs = home / "ab.txt", tmp_path / "theirs.txt"
    for file in (ours, theirs):
        file.touch()
    paths = [ours, theirs, home / ".." / "theirs.txt", home / "gone.txt"]
    delete_copies(["", *map(str, paths)], tmp_path)
    assert not ours.exists()
    assert theirs.exists()


def test_a_copy_goes_with_its_document_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, own = tmp_path / "index" / UPLOADS / "ab.txt", tmp_path / "own.txt"
    copy.parent.mkdir(parents=True)
    for file in (copy, own):
        file.touch()
    with opened(tmp_path / "index") as index:
        with index.writer() as writer:
            for key, path in (("a", copy), ("b", own)):
                put(writer, index, key, "red apples")
                writer.flush()
                writer.move(key, folder=UPLOADS, source=key, path=str(path), mtime_ns=1)
        monkeypatch.setattr(Catalog, "remove", before(Catalog.remove))
        with pytest.raises(Crash), index.writer() as writer:
            writer.remove_all(["a", "b"])
    assert not copy.exists()
    assert own.exists()
