from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from ragqa.errors import ModelError
from ragqa.generation.llama import identity as module
from ragqa.generation.llama.identity import DIGESTS, digest, identity, weights_digest
from ragqa.generation.llama.lora import Lora
from ragqa.generation.memory.fitting import Load

LOAD = Load(8192)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name in ("model.gguf", "part.gguf", "lora.gguf"):
        (tmp_path / name).write_bytes(name.encode() * 1000)
        made.append(tmp_path / name)
    return made


def test_all_bytes_count_and_are_read_once(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    expected = hashlib.sha256(files[0].read_bytes()).hexdigest()
    assert digest(files[0], cache) == expected
    read: list[object] = []
    monkeypatch.setattr(hashlib, "file_digest", lambda *a: read.append(a))

    assert digest(files[0], cache) == expected
    assert read == []
    assert [path.name for path in cache.iterdir()] == [DIGESTS]


def test_a_change_far_from_the_beginning_is_noticed(files: list[Path], tmp_path: Path) -> None:
    before = digest(files[0], tmp_path)
    content = files[0].read_bytes()
    times = files[0].stat()
    files[0].write_bytes(content[:-1] + b"x")
    # Size and time of modification may be made to look the same; that of the change may not.
    os.utime(files[0], ns=(times.st_atime_ns, times.st_mtime_ns))

    assert digest(files[0], tmp_path) != before


def test_all_parts_of_a_model_count_in_their_order(files: list[Path], tmp_path: Path) -> None:
    one, other, _ = files
    assert weights_digest([one], tmp_path) == digest(one, tmp_path)
    known = {weights_digest(parts, tmp_path) for parts in ([one], [one, other], [other, one])}
    assert len(known) == 3


def test_files_that_are_gone_are_forgotten(files: list[Path], tmp_path: Path) -> None:
    one, other, _ = files
    digest(one, tmp_path)
    one.unlink()
    digest(other, tmp_path)
    assert list(json.loads((tmp_path / DIGESTS).read_text())) == [str(other)]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"x": 1}', '{"PATH": [1, 2, 3, 4, 5]}'])
def test_a_broken_memory_is_no_obstacle(files: list[Path], tmp_path: Path, content: str) -> None:
    (tmp_path / DIGESTS).write_text(content.replace("PATH", str(files[0])))

    assert digest(files[0], tmp_path) == hashlib.sha256(files[0].read_bytes()).hexdigest()
    assert str(files[0]) in json.loads((tmp_path / DIGESTS).read_text())


def test_what_could_not_be_written_leaves_nothing_behind(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert digest(files[0], tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_where_nothing_can_be_remembered_it_works_all_the_same(files: list[Path]) -> None:
    nowhere = files[0] / "cache"  # inside a file

    assert digest(files[0], nowhere) == hashlib.sha256(files[0].read_bytes()).hexdigest()


def test_everything_that_matters_makes_another_model(files: list[Path], tmp_path: Path) -> None:
    model, part, lora = files
    made = [
        identity([model], None, LOAD, tmp_path),
        identity([part], None, LOAD, tmp_path),
        identity([model, part], None, LOAD, tmp_path),
        identity([model], Lora(lora, 1.0), LOAD, tmp_path),
        identity([model], Lora(lora, 0.5), LOAD, tmp_path),
        identity([model], None, replace(LOAD, kv_type="q8_0"), tmp_path),
        identity([model], None, replace(LOAD, kv_type="q4_0"), tmp_path),
    ]
    assert len(set(made)) == len(made)
    same = replace(LOAD, context_size=512, gpu_layers=0, repack="off")
    assert identity([model], None, same, tmp_path) == made[0]


def test_another_llama_cpp_makes_another_model(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = identity(files, None, LOAD, tmp_path)
    monkeypatch.setattr(module, "version", lambda _name: "9.9.9")
    assert identity(files, None, LOAD, tmp_path) != before


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf cannot be read"):
        digest(tmp_path / "none.gguf", tmp_path)
