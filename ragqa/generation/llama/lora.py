"""LoRA adapters: small files that change a model; whether one belongs to a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ragqa.errors import ModelError
from ragqa.generation.gguf.header import Tensor, read_header

_ENDS = (".lora_a", ".lora_b")


@dataclass(frozen=True, slots=True)
class Lora:
    """An adapter in a GGUF file, and how strongly it works: 1 as it was trained, 0 not at all."""

    path: Path
    scale: float = 1.0


def check_lora(lora: Path, model: Path) -> None:
    """See that an adapter is one, and was made for a model of this shape.

    Raises:
        ModelError: It cannot be read, is no LoRA adapter, or is one of another model.
    """
    adapter, base = read_header(lora, "lora"), read_header(model)
    kind = (adapter.metadata.get("general.type"), adapter.metadata.get("adapter.type"))
    if kind != ("adapter", "lora"):
        raise ModelError(
            f"{lora} is no LoRA adapter; set lora to a GGUF that llama.cpp's "
            "convert_lora_to_gguf.py has made.",
            f"{lora} 不是 LoRA 适配器；请将 lora 设为由 llama.cpp 的 convert_lora_to_gguf.py "
            "生成的 GGUF 文件。",
        )
    name = "general.architecture"
    ours, theirs = adapter.metadata.get(name), base.metadata.get(name)
    if ours != theirs:
        raise _mismatch(lora, model, f"architecture {ours!r}", f"架构 {ours!r}")
    known = {tensor.name: tensor for tensor in base.tensors}
    for tensor in adapter.tensors:
        if not _fits(tensor, known):
            raise _mismatch(lora, model, f"tensor {tensor.name[:80]}", f"张量 {tensor.name[:80]}")


def _fits(tensor: Tensor, known: dict[str, Tensor]) -> bool:
    """Whether the model has the matrix that this half of a pair changes, in the right size.

    ``a`` leads from the matrix's inputs to the rank, ``b`` from the rank to its outputs; the
    embedding's are the other way round.
    """
    end = tensor.name[-len(_ENDS[0]) :]
    base = known.get(tensor.name.removesuffix(end))
    if end not in _ENDS or base is None or len(tensor.shape) < 2 or len(base.shape) < 2:
        return False
    if base.name == "token_embd.weight":
        return True  # llama.cpp checks it
    side = _ENDS.index(end)
    return tensor.shape[side] == base.shape[side]


def _mismatch(lora: Path, model: Path, en: str, zh: str) -> ModelError:
    return ModelError(
        f"The adapter {lora} was made for another model than {model}: its {en} does not fit; "
        "set lora to one of this model, or model to its own.",
        f"适配器 {lora} 不是为 {model} 制作的：其{zh}不符；请将 lora 设为该模型的适配器，"
        "或换用它对应的模型。",
    )
