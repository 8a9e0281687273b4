from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ragqa.store.key import FILE, key_of


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = key_of(tmp_path)

    assert len(made) == 32
    assert key_of(tmp_path) == made
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_each_index_has_its_own(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    assert key_of(tmp_path / "a") != key_of(tmp_path / "b")


def test_many_that_make_it_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(key_of, [tmp_path] * 64))) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_broken_key_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)

    made = key_of(tmp_path)

    assert len(made) == 32
    assert key_of(tmp_path) == made


def test_where_none_can_be_kept_it_is_still_random(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(tempfile, "mkstemp", refuse)

    assert key_of(tmp_path) != key_of(tmp_path)


def test_a_disk_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "hardlink_to", refuse)

    assert key_of(tmp_path) == key_of(tmp_path)
