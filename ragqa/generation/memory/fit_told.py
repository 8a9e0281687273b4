"""Whether a model fits, in one sentence of English and one of Chinese."""

from __future__ import annotations

from ragqa.errors import ModelError
from ragqa.generation.memory.fitting import Fit

_GIB = 1 << 30

Pair = tuple[str, str]


def too_large(path: str, found: Fit, better: Fit | None) -> ModelError:
    """Loading it would end the process: with the numbers, and what would fit."""
    need, memory = found.need, found.memory
    advice, advice_zh = _advice(found, better)
    if found.load.gpu_layers > found.most_layers:
        return ModelError(
            f"{found.load.gpu_layers} layers of {path} take {_gib(need.vram)} of GPU memory and "
            f"{_gib(memory.vram)} are free; set gpu_layers to at most {found.most_layers}, or to "
            "-1 for as many as fit.",
            f"{path} 的 {found.load.gpu_layers} 层需要 {_gib(need.vram)} 显存，而可用的只有"
            f" {_gib(memory.vram)}；请把 gpu_layers 设为不超过 {found.most_layers}，或设为 -1"
            " 自动决定。",
        )
    return ModelError(
        f"{path} cannot be loaded: besides its weights it needs {_gib(need.own)} (window of "
        f"{found.load.context_size} tokens in {found.load.kv_type}: {_gib(need.kv)}) and "
        f"{_gib(memory.ram)} are free; {advice}.",
        f"无法加载 {path}：除权重外还需要 {_gib(need.own)}（{found.load.context_size} 个词元的"
        f"上下文窗口，{found.load.kv_type}：{_gib(need.kv)}），而可用内存为 {_gib(memory.ram)}；"
        f"{advice_zh}。",
    )


def warning(found: Fit, better: Fit | None) -> Pair | None:
    """What to know before it is loaded; None when there is room enough."""
    if found.level in ("fits", "too_large"):
        return None
    need, memory = found.need, found.memory
    advice, advice_zh = _advice(found, better)
    if found.level == "tight":
        return (
            f"Memory is tight: the model needs {_gib(need.ram)} of the {_gib(memory.ram)} that are "
            f"free; {advice}.",
            f"内存紧张：模型需要 {_gib(need.ram)}，可用 {_gib(memory.ram)}；{advice_zh}。",
        )
    return (
        f"The model does not stay in memory: it needs {_gib(need.ram)} and {_gib(memory.ram)} are "
        "free, so its weights are read from the disk again for each token, which takes seconds to "
        f"minutes; {advice}.",
        f"模型无法常驻内存：需要 {_gib(need.ram)}，可用 {_gib(memory.ram)}，每个词元都要重新从磁盘"
        f"读取权重，可能需要数秒到数分钟；{advice_zh}。",
    )


def account(found: Fit) -> Pair:
    """The whole calculation, for ``ragqa doctor``."""
    need, load, memory = found.need, found.load, found.memory
    there, there_zh = "", ""
    if memory.vram:
        there = (
            f"; GPU: {_gib(memory.vram)} free, {load.gpu_layers} layers take {_gib(need.vram)}, "
            f"{found.most_layers} would fit"
        )
        there_zh = (
            f"；GPU：可用 {_gib(memory.vram)}，{load.gpu_layers} 层需要 {_gib(need.vram)}，"
            f"最多可放 {found.most_layers} 层"
        )
    repack = ", weights not copied for this CPU (setting repack)"
    repack_zh = "，不为本机 CPU 重排权重（设置 repack）"
    if need.repacked:
        repack = f", second copy of the weights for this CPU {_gib(need.repacked)}"
        repack_zh = f"，为本机 CPU 重排的权重副本 {_gib(need.repacked)}"
    return (
        f"needs {_gib(need.ram)} of RAM: weights {_gib(need.weights)}, window of "
        f"{load.context_size} tokens in {load.kv_type} {_gib(need.kv)}, buffers "
        f"{_gib(need.compute)}{repack}; {_gib(memory.ram)} of {_gib(memory.ram_total)} are free"
        f"{there}",
        f"需要内存 {_gib(need.ram)}：权重 {_gib(need.weights)}，{load.context_size} 个词元的上下文"
        f"窗口（{load.kv_type}）{_gib(need.kv)}，计算缓冲 {_gib(need.compute)}{repack_zh}；"
        f"共 {_gib(memory.ram_total)}，可用 {_gib(memory.ram)}{there_zh}",
    )


def _advice(found: Fit, better: Fit | None) -> Pair:
    if better is None:
        return (
            "close other programs or take a smaller quantization",
            "请关闭其他程序或换用更小的量化版本",
        )
    size, kind = better.load.context_size, better.load.kv_type
    same = (size, kind) == (found.load.context_size, found.load.kv_type)
    if same:
        return 'it fits with repack = "auto"', "设 repack = “auto” 即可放下"
    return (
        f'it fits with context_size = {size} and kv_type = "{kind}"',
        f"设 context_size = {size}、kv_type = “{kind}” 即可放下",
    )


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
