from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ragqa.processor import choose, flags, physical_cores, weight_bits

VNNI = frozenset({"avx2", "avx_vnni"})


def test_the_flags_are_those_of_the_first_processor(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nflags\t\t: fpu avx2 amx_tile\n\nflags\t\t: sse\n")
    assert flags(cpuinfo) == {"fpu", "avx2", "amx_tile"}


def describe_cores(folder: Path, siblings: Sequence[str]) -> None:
    """As Linux does below /sys: of each CPU those that are the same core."""
    for cpu, same in enumerate(siblings):
        topology = folder / f"cpu{cpu}" / "topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(f"{same}\n")


def test_cores_are_counted_once_though_they_run_two_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe_cores(tmp_path, [f"{n % 4},{n % 4 + 4}" for n in range(8)])
    monkeypatch.setattr("ragqa.processor._CPUS", tmp_path)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    assert physical_cores() == 4
    monkeypatch.setattr("ragqa.processor._CPUS", tmp_path / "none")
    assert physical_cores() == 8
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {5})
    assert physical_cores() == 1


def test_threads_of_one_core_are_counted_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    describe_cores(tmp_path, ["0,2", "1,3", "0,2", "1,3"])
    monkeypatch.setattr("ragqa.processor._CPUS", tmp_path)
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1, 2, 9})

    assert physical_cores() == 3  # 0 and 2 are one core; of 9 nothing is known


def test_without_affinity_every_cpu_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: 6)

    assert physical_cores() == 6


@pytest.mark.parametrize("content", ["", "processor: 0\n", "\xff\x00"])
def test_without_flags_there_are_none(tmp_path: Path, content: str) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    assert flags(cpuinfo) == frozenset()
    cpuinfo.write_text(content)
    assert flags(cpuinfo) == frozenset()


@pytest.mark.parametrize(
    ("flag", "bits"), [("avx_vnni", 8), ("avx512_vnni", 8), ("avx512_bf16", 7)]
)
def test_integers_where_they_are_faster_and_never_overflow(flag: str, bits: int) -> None:
    has = frozenset({"avx2", flag})
    assert choose("auto", measured=True, has=has).backend == "onnx-int8"
    assert weight_bits(has) == bits
    assert choose("auto", measured=True, has=frozenset({"sse4_2"})).backend == "onnx-fp32"


def test_float32_is_the_choice_where_the_processor_is_unknown() -> None:
    assert choose("auto", measured=True, has=frozenset()).backend == "onnx-fp32"


def test_an_embedder_that_was_not_measured_keeps_its_precision() -> None:
    assert choose("auto", measured=False, has=VNNI).backend == "torch-fp32"


@pytest.mark.parametrize("measured", [True, False])
def test_the_setting_wins(measured: bool) -> None:
    assert choose("torch-fp32", measured=measured, has=VNNI).backend == "torch-fp32"
    assert choose("torch-bf16", measured=measured, has=frozenset()).backend == "torch-bf16"
