from __future__ import annotations

from dataclasses import replace

import pytest

from ragqa.generation.memory.fitting import MIXTRAL, Load, Memory, fit
from ragqa.hub.advising import advise, suits
from ragqa.hub.catalogue import MODELS

INSTRUCT, BASE = MODELS
GIB = 1 << 30
ASKED = Load(context_size=8192)


def chosen(model: int, ram: int) -> list[str]:
    return [
        a.quant.name for a in advise(MODELS[model], Memory(ram=ram * GIB), ASKED) if a.recommended
    ]


@pytest.mark.parametrize(
    ("ram", "instruct", "base"),
    [
        (128, ["Q4_K"], ["Q4_K"]),  # more memory buys nothing that can be noticed
        (32, ["Q4_K"], ["Q4_K"]),
        (22, ["IQ3_XXS"], ["Q3_K"]),
        (18, ["IQ3_XXS"], ["IQ3_XXS"]),
        (14, [], []),  # smaller ones fit, but are not worth having
        (4, [], []),
    ],
)
def test_one_is_recommended_by_the_free_memory(
    ram: int, instruct: list[str], base: list[str]
) -> None:
    assert (chosen(0, ram), chosen(1, ram)) == (instruct, base)


def test_the_largest_window_that_fits_is_told() -> None:
    shape, memory = replace(MIXTRAL, weights=24_600_000_000), Memory(ram=26 * GIB)
    found = suits(shape, memory, Load(context_size=32768))

    assert found.verdict == "smaller_context"
    assert fit(shape, memory, Load(context_size=found.context_size)).level == "fits"
    assert fit(shape, memory, Load(context_size=found.context_size + 512)).level != "fits"


def test_what_only_the_disk_can_hold_is_slow_and_what_cannot_be_loaded_is_too_large() -> None:
    assert suits(MIXTRAL, Memory(ram=12 * GIB), ASKED).verdict == "slow"
    assert suits(MIXTRAL, Memory(ram=GIB), ASKED).verdict == "too_large"


def test_files_that_are_here_and_sizes_that_nobody_published() -> None:
    lines = {
        a.quant.name: a for a in advise(INSTRUCT, Memory(ram=64 * GIB), ASKED, {"Q4_K": "x.gguf"})
    }
    assert (lines["Q4_K"].here, lines["Q4_0"].here) == ("x.gguf", "")
    assert lines["IQ1_S"].suits.verdict == "unknown"
    assert lines["Q4_K"].suits.needed > 24_600_000_000
