"""From a GGUF to a smaller one, by llama.cpp's own function."""

from __future__ import annotations

import shutil
from pathlib import Path

from ragqa.disk import make_durable
from ragqa.errors import ModelError, os_reason
from ragqa.generation.gguf.models import GgufHeader, read_gguf
from ragqa.generation.gguf.quants import FILE_TYPES, TENSOR_TYPES
from ragqa.generation.llama import native_quantize
from ragqa.generation.llama.importance import read_importance

_MARGIN = 256 << 20  # bytes of disk that are left free
_UNQUANTIZED = ("F32", "F16", "BF16")
# Without knowing which weights matter they would be noise, and llama.cpp refuses.
_NEED_MATRIX = ("IQ3_XXS", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ1_S", "IQ1_M", "Q2_K_S")
# llama.cpp's tool takes these for the middle one of several mixtures.
_MIDDLE = {name: f"{name}_M" for name in ("Q3_K", "Q4_K", "Q5_K")}


def quantize(
    source: Path,
    target: Path,
    quant: str,
    *,
    again: bool = False,
    threads: int = 0,
    imatrix: Path | None = None,
) -> GgufHeader:
    """Write ``source`` as another quantization; it appears under its name when it is complete.

    Args:
        source: F32, F16 or BF16.
        target: Must not exist.
        quant: As the table of models names it, or llama.cpp.
        again: Take a source that is already quantised, though quality is lost twice.
        threads: 0 for all processors.
        imatrix: An importance matrix of the model, which the smallest types need and all types
            gain from; None for none.

    Returns:
        The header of what was written.

    Raises:
        ModelError: The type is not known or needs an importance matrix, that one cannot be read,
            the source is already quantised, the target exists, the disk is full, or llama.cpp
            fails.
    """
    number = _number(quant, known=imatrix is not None)
    header = read_gguf(source)
    if header.file_type not in _UNQUANTIZED and not again:
        raise _quantised(source, header)
    if target.exists():
        raise ModelError(
            f"{target} exists; choose another name, or delete it first.",
            f"{target} 已存在；请换一个文件名，或先删除它。",
        )
    importance = read_importance(imatrix) if imatrix else None
    _check_room(header, quant, target)
    part = target.with_name(f"{target.name}.part")
    try:
        part.touch(mode=0o600)
        native_quantize.quantize(
            source, part, number, again=again, threads=threads, importance=importance
        )
        made = read_gguf(part)
        make_durable(part)
        part.replace(target)
        make_durable(target.parent)
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"{target} cannot be written ({en}); choose another place.",
            f"无法写入 {target}（{zh}）；请换一个位置。",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return made


def _quantised(source: Path, header: GgufHeader) -> ModelError:
    """That quality would be lost twice."""
    return ModelError(
        f"{source} is already quantised ({header.file_type or 'unknown type'}); start from its "
        "F16, or pass --again and lose quality twice.",
        f"{source} 已经是量化模型（{header.file_type or '未知类型'}）；请用 F16 版本，"
        "或加 --again（质量会再次下降）。",
    )


def _number(quant: str, *, known: bool) -> int:
    """llama.cpp's number of a type; ``known`` is whether there is an importance matrix."""
    name = quant.upper()
    name = _MIDDLE.get(name, name)
    if name in _NEED_MATRIX and not known:
        raise ModelError(
            f"{name} needs an importance matrix, which ragqa cannot make: pass one with --imatrix "
            "(llama.cpp's llama-imatrix makes it, and many makers of GGUFs publish theirs), fetch "
            "the model ready made (`ragqa models pull`), or take Q3_K or Q2_K.",
            f"{name} 需要重要性矩阵，ragqa 无法生成：请用 --imatrix 指定（可用 llama.cpp 的 "
            "llama-imatrix 生成，许多 GGUF 的发布者也会提供），或直接下载量化好的模型"
            "（`ragqa models pull`），或选择 Q3_K 或 Q2_K。",
        )
    for number, type_ in FILE_TYPES.items():
        if type_ == name:
            return number
    names = ", ".join(n for n in FILE_TYPES.values() if n not in _NEED_MATRIX)
    raise ModelError(
        f'There is no quantization "{quant[:40]}"; there are {names}.',
        f"没有量化类型 “{quant[:40]}”；可用的有 {names}。",
    )


def _check_room(header: GgufHeader, quant: str, target: Path) -> None:
    base = quant.upper().removesuffix("_S").removesuffix("_M").removesuffix("_L")
    kind = next((t for t in TENSOR_TYPES.values() if t.name == base), None)
    # Some tensors are kept finer than the type says: a quarter more is more than was ever seen.
    guess = header.weights * kind.size // kind.block * 5 // 4 if kind else header.size_bytes
    parent = next(p for p in target.absolute().parents if p.is_dir())
    free = shutil.disk_usage(parent).free
    if guess + _MARGIN > free:
        raise ModelError(
            f"The disk of {target} has {free / 1e9:.1f} GB free, but about {guess / 1e9:.1f} GB "
            "are needed; make room or choose another place.",
            f"{target} 所在磁盘只剩 {free / 1e9:.1f} GB，约需 {guess / 1e9:.1f} GB；"
            "请腾出空间或换一个位置。",
        )
