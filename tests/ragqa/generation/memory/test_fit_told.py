from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.generation.memory.fit_told import account, too_large, warning
from ragqa.generation.memory.fitting import MIXTRAL, Fit, Load, Memory, fit, proposal

GIB = 1 << 30
Q2 = replace(MIXTRAL, weights=15_400_000_000)


def found(ram: float, load: Load, vram: float = 0) -> tuple[Fit, Fit | None]:
    memory = Memory(int(ram * GIB), int(vram * GIB), 32 * GIB)
    return fit(Q2, memory, load), proposal(Q2, memory, load)


def test_nothing_is_said_where_there_is_room() -> None:
    assert warning(*found(20, Load(8192))) is None


@pytest.mark.parametrize(
    ("ram", "load", "en", "zh"),
    [
        (
            16.5,
            Load(8192),
            "Memory is tight: the model needs 15.8 GiB of the 16.5 GiB that are free; it fits "
            'with context_size = 8192 and kv_type = "q8_0"',
            "内存紧张",
        ),
        (
            12,
            Load(8192),
            "does not stay in memory: it needs 15.8 GiB and 12.0 GiB are free",
            "请关闭其他程序或换用更小的量化版本",
        ),
    ],
)
def test_short_memory_is_told_with_numbers_and_what_would_fit(
    ram: float, load: Load, en: str, zh: str
) -> None:
    told = warning(*found(ram, load))

    assert told is not None
    assert en in told[0]
    assert zh in told[1]


def test_what_would_be_killed_is_refused_with_numbers_and_what_would_fit() -> None:
    error = too_large("m.gguf", *found(3, Load(32768)))

    assert "m.gguf cannot be loaded: besides its weights it needs 5.2 GiB" in error.en
    assert "3.0 GiB are free" in error.en
    assert "无法加载 m.gguf" in error.zh


def test_too_many_layers_are_refused_with_the_number_that_fits() -> None:
    error = too_large("m.gguf", *found(32, Load(8192, gpu_layers=33), vram=8))

    assert "33 layers of m.gguf take" in error.en
    assert "set gpu_layers to at most 14" in error.en
    assert "gpu_layers 设为不超过 14" in error.zh


def test_the_account_names_every_part() -> None:
    en, zh = account(found(30, Load(8192), vram=8)[0])

    for part in ("weights 14.3 GiB", "8192 tokens in f16 1.0 GiB", "30.0 GiB of 32.0 GiB are free"):
        assert part in en
    assert "GPU: 8.0 GiB free, 14 layers take" in en
    assert "second copy of the weights" in en
    assert "重排的权重副本" in zh
    assert "not copied" in account(found(18, Load(8192))[0])[0]
