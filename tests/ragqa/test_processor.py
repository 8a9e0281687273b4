from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.processor import choose, cores, flags

VNNI = frozenset({"avx2", "avx_vnni"})


def test_the_flags_are_those_of_the_first_processor(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nflags\t\t: fpu avx2 amx_tile\n\nflags\t\t: sse\n")
    assert flags(cpuinfo) == {"fpu", "avx2", "amx_tile"}


def test_cores_are_counted_once_though_they_run_two_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    rows = [f"processor\t: {n}\nphysical id\t: 0\ncore id\t\t: {n % 4}\n" for n in range(8)]
    cpuinfo.write_text("\n".join(rows))
    assert cores(cpuinfo) == 4
    assert cores(tmp_path / "none") == 8
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {5})
    assert cores(cpuinfo) == 1


@pytest.mark.parametrize("content", ["", "processor: 0\n", "\xff\x00"])
def test_without_flags_there_are_none(tmp_path: Path, content: str) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    assert flags(cpuinfo) == frozenset()
    cpuinfo.write_text(content)
    assert flags(cpuinfo) == frozenset()


@pytest.mark.parametrize("flag", ["avx_vnni", "avx512_vnni"])
def test_eight_bits_only_where_they_are_faster(flag: str) -> None:
    assert choose("auto", measured=True, has=frozenset({"avx2", flag})).backend == "onnx-int8"
    without = frozenset({"avx2", "avx512_bf16"})
    assert choose("auto", measured=True, has=without).backend == "torch-fp32"


def test_an_embedder_that_was_not_measured_keeps_its_precision() -> None:
    assert choose("auto", measured=False, has=VNNI).backend == "torch-fp32"


@pytest.mark.parametrize("measured", [True, False])
def test_the_setting_wins(measured: bool) -> None:
    assert choose("torch-fp32", measured=measured, has=VNNI).backend == "torch-fp32"
    assert choose("torch-bf16", measured=measured, has=frozenset()).backend == "torch-bf16"
