from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from ragqa.errors import ModelError
from ragqa.generation.llama import native
from ragqa.generation.llama.engine import Engine
from ragqa.generation.llama.lora import Lora, check_lora
from ragqa.generation.memory.fitting import Load
from tests import tiny_lora

PROMPT = [1, 733, 16289, 28793, 28705]


def logits(model: Path, lora: Lora | None) -> npt.NDArray[np.float32]:
    llama, _ = native.load(model, Load(256, gpu_layers=0), 1)
    if lora:
        native.apply(llama, lora)
    llama.eval(PROMPT)
    found = llama._ctx.get_logits_ith(-1)
    copied = np.array(np.ctypeslib.as_array(found, shape=(llama.n_vocab(),)))
    llama.close()
    return copied


def test_an_adapter_changes_what_is_said_and_without_strength_nothing(
    tiny_gguf: Path, tmp_path: Path
) -> None:
    path = tiny_lora.write(tmp_path / "lora.gguf")
    check_lora(path, tiny_gguf)
    plain = logits(tiny_gguf, None)

    assert np.abs(logits(tiny_gguf, Lora(path)) - plain).max() > 0.01
    assert np.array_equal(logits(tiny_gguf, Lora(path, 0.0)), plain)
    half = np.abs(logits(tiny_gguf, Lora(path, 0.001)) - plain).max()
    assert 0 < half < np.abs(logits(tiny_gguf, Lora(path)) - plain).max()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"width": 32}, r"its tensor blk\.0\.attn_output\.weight\.lora_a does not fit"),
        ({"tensor": "blk.9.attn_output.weight"}, "its tensor blk.9.attn_output"),
        ({"architecture": "gemma3"}, "its architecture 'gemma3' does not fit"),
        ({"kind": "control_vector"}, "is no LoRA adapter"),
    ],
)
def test_an_adapter_of_another_model_is_refused(
    tiny_gguf: Path, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    path = tiny_lora.write(tmp_path / "lora.gguf", **changes)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=said) as caught:
        check_lora(path, tiny_gguf)
    assert str(path) in caught.value.zh


def test_a_model_is_no_adapter(tiny_gguf: Path) -> None:
    with pytest.raises(ModelError, match="is no LoRA adapter"):
        check_lora(tiny_gguf, tiny_gguf)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.gguf", "The adapter file .*none.gguf does not exist"),
        ("folder", "is a folder"),
        ("page.gguf", "is not a GGUF file but a web page"),
    ],
)
def test_the_setting_to_change_is_that_of_the_adapter(
    tiny_gguf: Path, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.gguf").write_text("<!DOCTYPE html><p>log in first</p>", "utf-8")
    with pytest.raises(ModelError, match=f"{said}.*; set lora to ") as caught:
        check_lora(tmp_path / name, tiny_gguf)
    assert "请将 lora 设为" in caught.value.zh


def test_llama_cpps_refusal_is_told(tiny_gguf: Path, tmp_path: Path) -> None:
    path = tiny_lora.write(tmp_path / "lora.gguf", width=32)
    with pytest.raises(ModelError, match=r"cannot use the adapter .*lora\.gguf \(.*shape"):
        Engine(tiny_gguf, context_size=256, gpu_layers=0, threads=1, lora=Lora(path))
