"""What a model has read of a prompt, as bytes that can be kept and put back."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llama_cpp import Llama

_SEQUENCE = 0


def taken(llama: Llama) -> memoryview:
    """Keys and values of all that sequence 0 has read, in llama.cpp's own form.

    Raises:
        RuntimeError: llama.cpp fails.
    """
    import llama_cpp

    context = llama._ctx.ctx
    size = llama_cpp.llama_state_seq_get_size(context, _SEQUENCE)
    try:
        buffer = (ctypes.c_uint8 * size)()
    except MemoryError as error:
        raise RuntimeError("there is not enough memory for a copy of what it has read") from error
    written = llama_cpp.llama_state_seq_get_data(context, buffer, size, _SEQUENCE)
    if written != size:
        raise RuntimeError("its state cannot be copied")
    return memoryview(buffer).cast("B")


def put_back(llama: Llama, state: memoryview) -> bool:
    """Let sequence 0 have read what ``taken`` gave; False, and it has read nothing, if it can't.

    llama.cpp reads the sizes within: only bytes that it wrote itself may be given.

    Args:
        llama: Of the same model, adapter and kind of cache.
        state: Writable, as ctypes wants it; it is not changed.
    """
    import llama_cpp

    buffer = (ctypes.c_uint8 * len(state)).from_buffer(state)
    read = llama_cpp.llama_state_seq_set_data(llama._ctx.ctx, buffer, len(state), _SEQUENCE)
    if read != len(state):
        llama._ctx.kv_cache_seq_rm(_SEQUENCE, -1, -1)
        return False
    return True


def begins_at(llama: Llama, sequence: int) -> int:
    """The first place of which all layers have the keys; -1 where nothing was read.

    Not 0 where some layers only look a window back, and gave up what is before it.
    """
    import llama_cpp

    return int(llama_cpp.llama_memory_seq_pos_min(llama._ctx.memory, sequence))


def window(llama: Llama) -> int:
    """How many tokens back those layers look that do not look at all of them; 0 for none such."""
    import llama_cpp

    return int(llama_cpp.llama_model_n_swa(llama._model.model))
