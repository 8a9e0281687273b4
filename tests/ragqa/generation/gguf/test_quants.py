from __future__ import annotations

import gguf

from ragqa.generation.gguf.quants import FILE_TYPES, TENSOR_TYPES, tensor_bytes, tensor_type


def test_names_and_sizes_are_those_of_ggml() -> None:
    assert {number: (t.name, t.block, t.size) for number, t in TENSOR_TYPES.items()} == {
        kind.value: (kind.name, *gguf.GGML_QUANT_SIZES[kind]) for kind in gguf.GGMLQuantizationType
    }


def test_file_types_are_those_of_llama_cpp() -> None:
    theirs = {
        kind.value: kind.name.removeprefix("MOSTLY_").removeprefix("ALL_").removesuffix("_MOE")
        for kind in gguf.LlamaFileType
        if kind is not gguf.LlamaFileType.GUESSED
    }
    assert theirs == FILE_TYPES


def test_bytes_are_counted_in_whole_blocks() -> None:
    assert tensor_bytes(10, 4096 * 4096) == 4096 * 4096 * 84 // 256
    assert tensor_bytes(0, 3) == 12
    assert tensor_bytes(8, 33) == 68
    assert tensor_bytes(999, 1 << 30) == 1  # unknown: only that it begins inside the file
    assert tensor_type(999) == "999"
