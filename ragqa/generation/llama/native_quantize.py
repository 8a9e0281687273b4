"""llama.cpp's function that quantises a file, with its own words on failures."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

from ragqa.errors import ModelError
from ragqa.generation.llama.importance import Importance
from ragqa.generation.llama.native_log import LOADING, first, listen


def quantize(
    source: Path,
    target: Path,
    file_type: int,
    *,
    again: bool,
    threads: int,
    importance: Importance | None = None,
) -> None:
    """Write ``source`` as another file type (``quants.FILE_TYPES``).

    Arguments as in ``quantizing.quantize``.

    Raises:
        ModelError: llama.cpp fails, with its own words.
    """
    import llama_cpp

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = file_type
    params.nthread = threads
    params.allow_requantize = again
    if importance:
        matrices = _matrices(importance)  # held until llama.cpp has read them
        params.imatrix = matrices
    with LOADING:
        log = listen()
        failed = llama_cpp.llama_model_quantize(
            str(source).encode(), str(target).encode(), ctypes.byref(params)
        )
        if failed:
            reason = first(r"failed to quantize: (.*)", log)[:300] or "no reason given"
            raise ModelError(
                f"llama.cpp cannot quantise {source}: {reason}; take another type.",
                f"llama.cpp 无法量化 {source}：{reason}；请换一种类型。",
            )


def _matrices(importance: Importance) -> ctypes.Array[Any]:
    """As llama.cpp takes an importance matrix: up to one without a name."""
    import llama_cpp

    kind = llama_cpp.llama_model_imatrix_data
    found = (kind * (len(importance) + 1))()
    for at, (name, values) in enumerate(importance.items()):
        numbers = (ctypes.c_float * len(values)).from_buffer_copy(values.tobytes())
        found[at] = kind(name.encode(), numbers, len(values))
    return found
