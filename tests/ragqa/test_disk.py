"""Files that take their name when they are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.disk import made_whole


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before")
    with made_whole(path) as file:
        file.write(b"after")
        assert path.read_text() == "before"
    assert path.read_text() == "after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_stays_of_one_that_fails(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before")
    with pytest.raises(OSError, match="full"):
        _fail(path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def _fail(path: Path) -> None:
    with made_whole(path) as file:
        file.write(b"aft")
        raise OSError("full")
