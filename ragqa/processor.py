"""What the processor can do, and so by what the bundled embedder runs fastest on it.

Measured by `python -m tests.bench embedder` on a processor with VNNI (AMD Zen 5): as many times as
fast as torch in float32, and the change of hit@1 in five sets of questions (XQuAD, also across
languages, and CMRC):

    onnx-int8, weights of 8 bits    5.2       -.005 to +.005 (cosine .9997)
    onnx-fp32                       2.6       nothing (cosine 1.00000)
    torch-bf16                      2.2       -.002 to 0 (cosine .99997; faster with AMX)

Since then most inputs have one scale (``calibration``), which makes integers a tenth faster (on
Zen 4, by turns): -.003 to +.002 (cosine .9997).

Without VNNI two products of 8 bits are added up in 16, which overflow: there weights have 7 bits.
On a processor with AVX2 alone (AMD Zen 3), by processor time per token of texts of 160 and of 325
tokens; its hits do not depend on the processor, and were counted on the other one:

    onnx-int8, weights of 7 bits    1.9  2.1  -.005 to +.002 (cosine .9994)
    onnx-fp32                       1.2  1.5  nothing

That speed was measured before ``calibration``, which adds two products by a constant to each of
twelve layers; without it hit@1 fell by .021. ARM was not measured, and has float32.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Backend = Literal["onnx-int8", "onnx-fp32", "torch-bf16", "torch-fp32"]

_CPUINFO = Path("/proc/cpuinfo")
_CPUS = Path("/sys/devices/system/cpu")
# Products of 8-bit integers: of servers since 2019, and of smaller processors since 2021.
_VNNI = frozenset({"avx512_vnni", "avx_vnni"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A back end, and why it was taken in both languages."""

    backend: Backend
    why: str
    why_zh: str


FLOAT32 = Choice("torch-fp32", "the default", "默认")


def flags(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The instruction sets of the first processor as Linux names them; none elsewhere."""
    try:
        lines = cpuinfo.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return frozenset()
    found = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(found.partition(":")[2].split())


def physical_cores() -> int:
    """Cores this process may use, two threads of one core counted once."""
    try:
        allowed = os.sched_getaffinity(0)
    except AttributeError:  # macOS and Windows have no affinity
        return os.cpu_count() or 1
    # Every thread of a core lists the same siblings; without /sys each CPU counts for itself.
    return len({_siblings(cpu) for cpu in allowed})


def _siblings(cpu: int) -> str:
    try:
        return (_CPUS / f"cpu{cpu}" / "topology" / "thread_siblings_list").read_text()
    except OSError:
        return str(cpu)


def choose(wanted: Literal["auto"] | Backend, *, measured: bool, has: frozenset[str]) -> Choice:
    """The back end to use.

    Args:
        wanted: As the setting ``embedder_backend`` says.
        measured: Whether the embedder is one whose vectors were compared; others keep float32.
        has: From ``flags``.
    """
    if wanted != "auto":
        return Choice(wanted, "set by embedder_backend", "由设置 embedder_backend 指定")
    if not measured:
        return Choice("torch-fp32", "not measured with less", "未测过更低精度")
    if has & _VNNI:
        return Choice("onnx-int8", "the processor has VNNI", "处理器支持 VNNI")
    if "avx2" in has:
        return Choice("onnx-int8", "the processor has AVX2", "处理器支持 AVX2")
    return Choice("onnx-fp32", "the processor has neither VNNI nor AVX2", "处理器没有 VNNI 和 AVX2")


def weight_bits(has: frozenset[str]) -> Literal[7, 8]:
    """How many bits a weight may have that is multiplied with 8 bits, so that nothing overflows."""
    return 8 if has & _VNNI else 7
