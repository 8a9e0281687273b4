"""Does a model fit? Bytes it will take, against bytes that are free. Pure: readings come in.

The sizes of the buffers are those llama.cpp reserves itself
(tests/ragqa/generation/memory/test_fitting.py compares them with its own figures for Mixtral's full
shape).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ragqa.generation.gguf.models import GgufHeader

KvType = Literal["f16", "q8_0", "q4_0"]
Repack = Literal["auto", "on", "off"]
Level = Literal["fits", "tight", "slow", "too_large"]

BATCH = 256
"""Tokens of a prompt that are read at once. With twice as many a CPU takes longer (one layer of
Mixtral in Q2_K, 1,024 tokens: 2.5 s instead of 2.0) and the working buffer is twice as large."""

GPU_BATCH = 512
"""The same where layers are on a GPU."""

# Bytes of 32 numbers: the quantised types keep a scale of two bytes for each block.
_BLOCK_BYTES: dict[KvType, int] = {"f16": 64, "q8_0": 34, "q4_0": 18}
_BLOCK = 32
_PADDING = 256  # llama.cpp rounds the window up to a multiple of it
_MIB = 1 << 20
# What llama.cpp and its Python part take besides: tokenizer, tensor tables, a batch of scores.
_OVERHEAD = 192 * _MIB
# The embedder, the index and the page are loaded after the model, or grow while they work.
REST = 1024 * _MIB
_GPU_MARGIN = 512 * _MIB  # for the driver and the screen
_SMALLEST_CONTEXT = 1024  # below it there is no room for passages


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers of a model that its memory depends on.

    Attributes:
        weights: Bytes of the file.
        layers: Transformer blocks.
        kv_values: Numbers that are kept for each token of the window, over all layers.
        width: Size of the embedding.
        feed_forward: Of one expert, times the experts that are used at once.
        heads: Attention heads.
        vocabulary: Tokens.
    """

    weights: int
    layers: int
    kv_values: int
    width: int
    feed_forward: int
    heads: int
    vocabulary: int


MIXTRAL = Shape(
    weights=24_600_000_000,
    layers=32,
    kv_values=32 * 8 * 128 * 2,
    width=4096,
    feed_forward=2 * 14336,
    heads=32,
    vocabulary=32000,
)
"""Mixtral-8x7B in Q4_K; ``dataclasses.replace(MIXTRAL, weights=…)`` for another quantization."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What may be taken now, in bytes: of RAM without swapping, of the GPUs together, 0 for none.

    ``ram_total`` is the machine's or the container's, 0 where it is not known.
    """

    ram: int
    vram: int = 0
    ram_total: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """How a model is loaded.

    Attributes:
        context_size: Tokens of prompt and answer together.
        kv_type: How the key-value cache is kept.
        gpu_layers: Layers on the GPU, the output layer counted too; -1 for as many as fit.
        repack: Whether llama.cpp may keep a second copy of the weights, laid out for this CPU.
    """

    context_size: int
    kv_type: KvType = "f16"
    gpu_layers: int = -1
    repack: Repack = "auto"

    @property
    def flash_attention(self) -> bool:
        """llama.cpp can read a quantised cache only with it."""
        return self.kv_type != "f16"


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes a loaded model takes.

    Attributes:
        weights: Of the file; those in RAM belong to the file and can be read again.
        kv: The key-value cache.
        compute: Working buffers.
        repacked: The second copy of the weights.
        vram: How much of all this is on the GPU.
        own: How much of it the process must have in RAM, whatever happens.
        ram: All of it that is in RAM.
    """

    weights: int
    kv: int
    compute: int
    repacked: int
    vram: int
    own: int
    ram: int


@dataclass(frozen=True, slots=True)
class Fit:
    """What comes of loading a model.

    Attributes:
        level: "fits"; "tight": little is left for everything else; "slow": the weights do not stay
            in memory and are read from the disk again and again; "too_large": it would be killed.
        load: As asked, ``gpu_layers`` and ``repack`` decided.
        need: What it takes.
        memory: What was free.
        most_layers: As many layers as the GPU holds.
    """

    level: Level
    load: Load
    need: Need
    memory: Memory
    most_layers: int


def shape_of(header: GgufHeader) -> Shape:
    """The shape of a file."""
    return Shape(
        weights=header.size_bytes,
        layers=header.block_count,
        kv_values=header.kv_bytes // 2,
        width=header.embedding_length,
        feed_forward=header.feed_forward_length * max(1, header.experts_used),
        heads=header.head_count,
        vocabulary=header.vocabulary,
    )


def fit(shape: Shape, memory: Memory, load: Load) -> Fit:
    """Whether a model can be loaded as asked, and how.

    Args:
        shape: Of the model.
        memory: What is free.
        load: As asked. More layers than the model has are all of them.
    """
    most = _most_layers(shape, memory, load)
    layers = min(load.gpu_layers, shape.layers + 1) if load.gpu_layers >= 0 else most
    if not memory.vram:
        layers = 0
    repack = load.repack == "on" or (
        load.repack == "auto" and _doubled(shape, load, layers) + REST <= memory.ram
    )
    decided = replace(load, gpu_layers=layers, repack="on" if repack else "off")
    need = needed(shape, decided)
    return Fit(_level(need, memory, layers, most), decided, need, memory, most)


def needed(shape: Shape, load: Load) -> Need:
    """The bytes that a model takes, loaded so. ``repack`` "auto" counts as off, layers -1 as all,
    which is what llama.cpp takes it for."""
    kv = kv_bytes(shape, load.context_size, load.kv_type)
    compute = compute_bytes(
        shape,
        load.context_size,
        flash_attention=load.flash_attention,
        batch=batch_size(load.gpu_layers),
    )
    layers = shape.layers + 1
    if load.gpu_layers >= 0:
        layers = min(load.gpu_layers, layers)
    there = layers * _layer_bytes(shape, kv)
    weights_here = shape.weights - layers * shape.weights // (shape.layers + 1)
    repacked = weights_here if load.repack == "on" else 0
    kv_here = kv - min(layers, shape.layers) * kv // shape.layers
    own = kv_here + compute + repacked + _OVERHEAD
    return Need(
        weights=shape.weights,
        kv=kv,
        compute=compute,
        repacked=repacked,
        vram=there + compute if layers else 0,
        own=own,
        ram=own + weights_here,
    )


def batch_size(gpu_layers: int) -> int:
    """Tokens of a prompt that are read at once, with so many layers on the GPU (-1 for all)."""
    return GPU_BATCH if gpu_layers else BATCH


def kv_bytes(shape: Shape, context_size: int, kv_type: KvType) -> int:
    """The key-value cache of a whole window."""
    cells = -(-context_size // _PADDING) * _PADDING
    return cells * shape.kv_values * _BLOCK_BYTES[kv_type] // _BLOCK


def compute_bytes(
    shape: Shape, context_size: int, *, flash_attention: bool, batch: int = BATCH
) -> int:
    """llama.cpp's working buffer: the largest of what a batch needs at one time, and the mask."""
    number = 4 * batch  # one f32 for each token of a batch
    experts = 3 * shape.feed_forward + 4 * shape.width
    output = shape.vocabulary + 2 * shape.width
    if flash_attention:
        return number * max(experts, output) + number // 2 * context_size
    scores = context_size * shape.heads + 6 * shape.width
    return number * max(experts, output, scores) + number * context_size


def proposal(shape: Shape, memory: Memory, load: Load) -> Fit | None:
    """The nearest to ``load`` that fits; None when only a smaller file would.

    The window is kept if an 8-bit cache makes it fit, then halved; 4 bits cost quality and are
    never proposed.
    """
    for context_size in _halves(load.context_size):
        for kv_type in _no_coarser(load.kv_type):
            asked = replace(
                load, context_size=context_size, kv_type=kv_type, gpu_layers=-1, repack="auto"
            )
            found = fit(shape, memory, asked)
            if found.level == "fits":
                return found
    return None


def _halves(context_size: int) -> Iterator[int]:
    yield context_size
    while (context_size := context_size // 2) >= _SMALLEST_CONTEXT:
        yield context_size


def _no_coarser(kv_type: KvType) -> tuple[KvType, ...]:
    return ("f16", "q8_0") if kv_type == "f16" else (kv_type,)


def _doubled(shape: Shape, load: Load, layers: int) -> int:
    return needed(shape, replace(load, gpu_layers=layers, repack="on")).ram


def _level(need: Need, memory: Memory, layers: int, most: int) -> Level:
    if need.own > memory.ram or layers > most:
        return "too_large"
    if need.ram > memory.ram:
        return "slow"
    return "tight" if need.ram + REST > memory.ram else "fits"


def _most_layers(shape: Shape, memory: Memory, load: Load) -> int:
    kv = kv_bytes(shape, load.context_size, load.kv_type)
    compute = compute_bytes(
        shape, load.context_size, flash_attention=load.flash_attention, batch=GPU_BATCH
    )
    free = memory.vram - compute - _GPU_MARGIN
    return max(0, min(free // _layer_bytes(shape, kv), shape.layers + 1))


def _layer_bytes(shape: Shape, kv: int) -> int:
    """One layer's weights and its share of the cache; the output layer counts as one too."""
    return -(-shape.weights // (shape.layers + 1)) + -(-kv // shape.layers)
