"""Which quantization suits a machine: pure, from the table and the memory that is free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ragqa.generation.memory.fitting import MIXTRAL, Load, Memory, Shape, fit
from ragqa.hub.catalogue import QUANTS, Model, Quant

Verdict = Literal["fits", "smaller_context", "slow", "too_large", "unknown"]

_STEP = 512
_SMALLEST = 1024  # tokens; with fewer there is no room for passages
_ENOUGH = 2048  # a smaller window is not worth a better quantization


@dataclass(frozen=True, slots=True)
class Suits:
    """How a model suits the machine.

    Attributes:
        verdict: "fits" with the whole window; "smaller_context" only with a smaller one; "slow":
            its weights do not stay in memory; "too_large"; "unknown" where size or memory is.
        context_size: Tokens it fits with; 0 when it does not.
        needed: Bytes it takes with the window asked for, RAM and GPU together; 0 when not known.
        gpu_layers: How many layers would be on the GPU.
    """

    verdict: Verdict
    context_size: int = 0
    needed: int = 0
    gpu_layers: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """A line of the list of models."""

    model: Model
    quant: Quant
    suits: Suits
    recommended: bool
    here: str


def suits(shape: Shape, memory: Memory, load: Load) -> Suits:
    """How a model of this shape suits the machine, loaded so."""
    found = fit(shape, memory, load)
    needed, layers = found.need.ram + found.need.vram, found.load.gpu_layers
    if found.level == "fits":
        return Suits("fits", load.context_size, needed, layers)
    if size := _largest_context(shape, memory, load):
        return Suits("smaller_context", size, needed, layers)
    return Suits("slow" if found.level == "slow" else "too_large", 0, needed, layers)


def advise(
    model: Model, memory: Memory | None, load: Load, here: dict[str, str] | None = None
) -> list[Advice]:
    """All quantizations of a model, the largest first, at most one of them recommended.

    Args:
        model: Of the catalogue.
        memory: What is free, None where the system does not say.
        load: How it would be loaded.
        here: Local files by quantization.
    """
    here = here or {}
    verdicts = {q.name: _of(q, memory, load) for q in QUANTS}
    best = recommended(model, verdicts)
    return [
        Advice(model, q, verdicts[q.name], q.name == best, here.get(q.name, "")) for q in QUANTS
    ]


def recommended(model: Model, verdicts: dict[str, Suits]) -> str:
    """The quantization to take, "" when none that is worth having fits.

    A window cut down is better than a coarser model, down to 2048 tokens.
    """
    for least in (_ENOUGH, _SMALLEST):
        for name in model.choice:
            if verdicts[name].context_size >= least:
                return name
    return ""


def _of(quant: Quant, memory: Memory | None, load: Load) -> Suits:
    if not quant.size or memory is None:
        return Suits("unknown")
    return suits(replace(MIXTRAL, weights=quant.size), memory, load)


def _largest_context(shape: Shape, memory: Memory, load: Load) -> int:
    """The largest window below the one asked for that fits, 0 for none."""
    low, high = _SMALLEST // _STEP - 1, (load.context_size - 1) // _STEP
    while low < high:
        middle = (low + high + 1) // 2
        smaller = replace(load, context_size=middle * _STEP)
        fits = fit(shape, memory, smaller).level == "fits"
        low, high = (middle, high) if fits else (low, middle - 1)
    return low * _STEP if low >= _SMALLEST // _STEP else 0
