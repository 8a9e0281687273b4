"""What the processor can do, and so by what the bundled embedder runs fastest on it.

Measured against float32 by torch (`python -m tests.bench embedder`) on a processor with AMX and
VNNI: 8-bit integers take a quarter of the time, bfloat16 a little more than a third; both find the
same. Where there is neither instruction set bfloat16 can be slower than float32, also where there
is AVX512-BF16 without AMX.

On a processor with AVX2 alone (AMD Zen 3), processor time per token of texts of 160 and of 325
tokens, as many times as fast as torch in float32, and what changed:

    onnx-fp32                       1.2  1.5   nothing (cosine 1.00000)
    onnx-int8                       1.6  1.9   English questions on Chinese text: hit@1 -.014
    the same, weights of 7 bits     1.6  1.9   -.012 (8-bit products overflow without VNNI)
    7 bits, one rounding            1.9  2.1   -.021
    unsigned weights                1.3  1.6   not asked
    MatMulNBits, 4 bits of the file 1.1  1.4   not asked

So there it is float32, and so it is on ARM, which was not measured.
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
    return Choice("onnx-fp32", "the processor has no VNNI", "处理器不支持 VNNI")
