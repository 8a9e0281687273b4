from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import llama_cpp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.gguf.models import check_gguf
from ragqa.generation.memory.fitting import (
    BATCH,
    MIXTRAL,
    REST,
    KvType,
    Load,
    Memory,
    Shape,
    batch_size,
    compute_bytes,
    fit,
    kv_bytes,
    needed,
    proposal,
    shape_of,
)
from tests import full_mixtral

GIB = 1 << 30
TYPES: dict[KvType, int] = {
    "f16": llama_cpp.GGML_TYPE_F16,
    "q8_0": llama_cpp.GGML_TYPE_Q8_0,
    "q4_0": llama_cpp.GGML_TYPE_Q4_0,
}
Q2 = replace(MIXTRAL, weights=15_400_000_000)

CASES = [(size, kv_type) for kv_type in TYPES for size in (512, 8192, 32768)]

# In a process of its own: llama.cpp has one place for what listens to its words.
RESERVE = """
import ctypes, json, re, sys
import llama_cpp

path, batch, cases = json.loads(sys.argv[1])
said = []
keep = llama_cpp.llama_log_callback(lambda level, text, data: said.append(text.decode()))
llama_cpp.llama_backend_init()
llama_cpp.llama_log_set(keep, ctypes.c_void_p(0))
params = llama_cpp.llama_model_default_params()
params.no_alloc = True
params.load_mode = llama_cpp.LLAMA_LOAD_MODE_NONE
model = llama_cpp.llama_model_load_from_file(path.encode(), params)
found = []
for size, kind, flash in cases:
    said.clear()
    params = llama_cpp.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch = size, batch, batch
    params.flash_attn_type, params.type_k, params.type_v = flash, kind, kind
    llama_cpp.llama_free(llama_cpp.llama_init_from_model(model, params))
    log = "".join(said)
    cache = re.search(r"llama_kv_cache: size = +([\\d.]+) MiB", log)
    buffer = re.search(r"compute buffer size = +([\\d.]+) MiB", log)
    found.append((float(cache[1]), float(buffer[1])))
print(json.dumps(found))
"""

Reserved = dict[tuple[int, KvType], tuple[float, float]]


@pytest.fixture(scope="module")
def full_shape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_mixtral.hole(tmp_path_factory.mktemp("full") / "hole.gguf")


@pytest.fixture(scope="module")
def reserved(full_shape: Path) -> Reserved:
    """What llama.cpp itself says that it would reserve: cache and working buffer in MiB."""
    cases = [(size, TYPES[kind], int(Load(size, kind).flash_attention)) for size, kind in CASES]
    told = subprocess.run(
        [sys.executable, "-c", RESERVE, json.dumps([str(full_shape), BATCH, cases])],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(zip(CASES, map(tuple, json.loads(told.stdout)), strict=True))


@pytest.mark.parametrize(("context_size", "kv_type"), CASES)
def test_buffers_are_those_that_llama_cpp_reserves(
    full_shape: Path, reserved: Reserved, context_size: int, kv_type: KvType
) -> None:
    shape = shape_of(check_gguf(full_shape))

    cache, buffer = reserved[context_size, kv_type]

    mib = 1 << 20
    flash = Load(context_size, kv_type).flash_attention
    assert kv_bytes(shape, context_size, kv_type) / mib == cache
    compute = compute_bytes(shape, context_size, flash_attention=flash) / mib
    assert buffer - 5 <= compute <= 1.05 * buffer + 5


def test_a_file_of_mixtral_has_mixtrals_shape(full_shape: Path) -> None:
    assert shape_of(check_gguf(full_shape)) == replace(MIXTRAL, weights=full_shape.stat().st_size)


def test_memory_of_mixtral_is_weights_and_128_kib_for_each_token() -> None:
    need = needed(MIXTRAL, Load(8192, gpu_layers=0))

    assert need.kv == GIB
    assert need.ram == need.own + MIXTRAL.weights
    assert 0 < need.own - need.kv < GIB
    assert (need.vram, need.repacked) == (0, 0)


def test_an_eight_bit_cache_is_about_half_and_four_bits_about_a_quarter() -> None:
    assert kv_bytes(MIXTRAL, 8192, "q8_0") / GIB == pytest.approx(0.53, abs=0.01)
    assert kv_bytes(MIXTRAL, 8192, "q4_0") / GIB == pytest.approx(0.28, abs=0.01)


def test_two_bits_fit_in_18_gib_and_not_well_in_16() -> None:
    assert fit(Q2, Memory(18 * GIB), Load(8192)).level == "fits"
    assert fit(Q2, Memory(16 * GIB), Load(4096)).level == "tight"


def test_weights_that_do_not_stay_in_memory_are_slow_and_a_cache_that_does_not_is_too_large() -> (
    None
):
    assert fit(MIXTRAL, Memory(16 * GIB), Load(8192)).level == "slow"
    assert fit(MIXTRAL, Memory(1 * GIB), Load(8192)).level == "too_large"


def test_weights_are_repacked_where_both_copies_fit() -> None:
    roomy, snug = Memory(36 * GIB), Memory(20 * GIB)

    assert fit(Q2, roomy, Load(8192)).load.repack == "on"
    assert fit(Q2, roomy, Load(8192, repack="off")).load.repack == "off"
    assert fit(Q2, snug, Load(8192)).load.repack == "off"
    forced = fit(Q2, snug, Load(8192, repack="on"))
    assert forced.need.repacked == Q2.weights
    assert forced.level == "slow"


def test_as_many_layers_go_to_the_gpu_as_it_holds() -> None:
    small, large = Memory(32 * GIB, 12 * GIB), Memory(32 * GIB, 48 * GIB)

    partly = fit(MIXTRAL, small, Load(8192))
    assert 10 <= partly.load.gpu_layers == partly.most_layers <= 15
    assert partly.need.vram <= small.vram
    assert fit(MIXTRAL, large, Load(8192)).load.gpu_layers == MIXTRAL.layers + 1
    assert fit(MIXTRAL, Memory(32 * GIB), Load(8192)).load.gpu_layers == 0


def test_layers_without_number_take_what_all_of_them_take() -> None:
    assert needed(MIXTRAL, Load(8192)) == needed(MIXTRAL, Load(8192, gpu_layers=33))
    assert batch_size(-1) == batch_size(33) > batch_size(0)


def test_more_layers_than_the_gpu_holds_are_too_large() -> None:
    memory = Memory(32 * GIB, 12 * GIB)

    assert fit(MIXTRAL, memory, Load(8192, gpu_layers=10)).level == "fits"
    assert fit(MIXTRAL, memory, Load(8192, gpu_layers=99)).level == "too_large"
    # Without a GPU the setting says nothing.
    assert fit(MIXTRAL, Memory(32 * GIB), Load(8192, gpu_layers=99)).level == "fits"


def test_the_window_is_kept_by_a_smaller_cache_before_it_is_halved() -> None:
    # 32,768 tokens take 4 GiB in 16 bits and 2 in 8.
    found = proposal(Q2, Memory(19 * GIB), Load(32768))

    assert found is not None
    assert (found.load.context_size, found.load.kv_type) == (32768, "q8_0")
    smaller = proposal(Q2, Memory(17 * GIB), Load(32768))
    assert smaller is not None
    assert (smaller.load.context_size, smaller.load.kv_type) == (16384, "q8_0")
    assert proposal(MIXTRAL, Memory(16 * GIB), Load(8192)) is None


@given(
    ram=st.integers(0, 128 * GIB),
    vram=st.integers(0, 96 * GIB),
    weights=st.integers(1, 90 * GIB),
    context=st.integers(512, 131072),
    kv_type=st.sampled_from(["f16", "q8_0", "q4_0"]),
    layers=st.integers(-1, 200),
    repack=st.sampled_from(["auto", "on", "off"]),
)
def test_what_fits_leaves_room_and_what_is_proposed_fits(
    ram: int,
    vram: int,
    weights: int,
    context: int,
    kv_type: KvType,
    layers: int,
    repack: str,
) -> None:
    shape: Shape = replace(MIXTRAL, weights=weights)
    memory = Memory(ram, vram)
    load = Load(context, kv_type, layers, repack)  # type: ignore[arg-type]

    found = fit(shape, memory, load)

    assert 0 <= found.load.gpu_layers <= shape.layers + 1
    assert found.need.own <= found.need.ram
    if found.level == "fits":
        assert found.need.ram + REST <= ram
        assert found.need.vram <= vram
    better = proposal(shape, memory, load)
    assert better is None or (better.level, better.load.context_size <= context) == ("fits", True)
