from __future__ import annotations

import shutil
import stat
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from ragqa.errors import ModelError
from ragqa.generation.gguf.models import check_gguf
from ragqa.generation.llama.perplexity import measure
from ragqa.generation.llama.quantizing import quantize
from ragqa.generation.memory.fitting import Load
from tests import tiny_importance, tiny_mixtral


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wide enough for blocks of 256."""
    return tiny_mixtral.write(tmp_path_factory.mktemp("wide") / "wide.gguf", width=256)


@pytest.mark.parametrize(
    ("quant", "file_type", "commonest"),
    [("Q4_K", "Q4_K_M", "Q4_K"), ("q8_0", "Q8_0", "Q8_0"), ("Q2_K", "Q2_K", "Q2_K")],
)
def test_a_model_becomes_smaller_and_can_still_be_loaded(
    wide: Path, tmp_path: Path, quant: str, file_type: str, commonest: str
) -> None:
    target = tmp_path / "small.gguf"
    made = quantize(wide, target, quant, threads=2)

    assert made.file_type == file_type == check_gguf(target).file_type
    assert commonest in made.tensor_types
    assert target.stat().st_size < wide.stat().st_size * 0.7
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["small.gguf"]
    found = measure(target, "月亮 moon " * 400, load=Load(512, gpu_layers=0), threads=2, chunks=1)
    assert found.value > 100


# What both forms of a matrix say is the same: tests/ragqa/generation/llama/test_importance.py.
@pytest.mark.parametrize(
    ("quant", "write"),
    [("IQ3_XXS", tiny_importance.write), ("IQ2_XS", tiny_importance.write_old)],
)
def test_the_smallest_types_are_made_with_an_importance_matrix(
    wide: Path, tmp_path: Path, quant: str, write: Callable[[Path, Path], Path]
) -> None:
    target = tmp_path / "small.gguf"
    matrix = write(tmp_path / "imatrix", wide)
    made = quantize(wide, target, quant, threads=2, imatrix=matrix)

    assert made.file_type == quant == check_gguf(target).file_type
    assert quant in made.tensor_types
    found = measure(target, "月亮 moon " * 400, load=Load(512, gpu_layers=0), threads=2, chunks=1)
    assert found.value > 100


def test_what_matters_is_kept_better(wide: Path, tmp_path: Path) -> None:
    plain = quantize(wide, tmp_path / "plain.gguf", "Q4_K", threads=2)
    known = tmp_path / "known.gguf"
    made = quantize(
        wide, known, "Q4_K", threads=2, imatrix=tiny_importance.write(tmp_path / "i", wide)
    )

    assert made.tensor_types == plain.tensor_types
    assert known.read_bytes() != (tmp_path / "plain.gguf").read_bytes()


def test_an_importance_matrix_of_another_model_is_told(wide: Path, tmp_path: Path) -> None:
    other = tiny_mixtral.write(tmp_path / "other.gguf", width=512)
    matrix = tiny_importance.write(tmp_path / "imatrix.gguf", other)
    with pytest.raises(ModelError, match="imatrix size"):
        quantize(wide, tmp_path / "x.gguf", "IQ3_XXS", imatrix=matrix)
    assert not (tmp_path / "x.gguf").exists()


def test_nothing_is_replaced(wide: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.gguf"
    target.write_bytes(b"mine")
    with pytest.raises(ModelError, match=r"there\.gguf exists"):
        quantize(wide, target, "Q4_K")
    assert target.read_bytes() == b"mine"


def test_what_is_quantised_already_is_told_and_only_done_when_wished(
    wide: Path, tmp_path: Path
) -> None:
    once = tmp_path / "once.gguf"
    quantize(wide, once, "Q8_0", threads=2)
    with pytest.raises(ModelError, match=r"already quantised \(Q8_0\)"):
        quantize(once, tmp_path / "twice.gguf", "Q4_0")
    assert quantize(once, tmp_path / "twice.gguf", "Q4_0", again=True).file_type == "Q4_0"


@pytest.mark.parametrize(
    ("quant", "said"),
    [
        ("Q9", r'no quantization "Q9"; there are F32, F16'),
        ("IQ3_XXS", "needs an importance matrix, which ragqa cannot make: pass one with --imatrix"),
    ],
)
def test_a_type_that_cannot_be_made_is_refused(
    wide: Path, tmp_path: Path, quant: str, said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        quantize(wide, tmp_path / "x.gguf", quant)


def test_a_full_disk_is_told_first(
    wide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 0, 10**8))
    with pytest.raises(ModelError, match=r"has 0\.1 GB free"):
        quantize(wide, tmp_path / "x.gguf", "Q4_K")


def test_a_folder_that_is_not_there_is_told(wide: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"x\.gguf cannot be written"):
        quantize(wide, tmp_path / "none" / "x.gguf", "Q4_K")


def test_a_failure_of_llama_cpp_is_told_and_leaves_nothing(wide: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(wide.read_bytes().replace(b"llama.block_count", b"llama.block_mount"))
    with pytest.raises(ModelError, match=r"llama\.cpp cannot quantise"):
        quantize(broken, tmp_path / "x.gguf", "Q4_K")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.gguf"]
