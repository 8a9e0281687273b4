"""llama.cpp's library: loading a file, its own words on failures, and what ``Llama`` lacks."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragqa.errors import ModelError
from ragqa.generation.gguf.reader import missing
from ragqa.generation.llama.lora import Lora
from ragqa.generation.llama.native_log import LOADING, first, listen
from ragqa.generation.memory.fitting import Load, batch_size
from ragqa.processor import physical_cores

if TYPE_CHECKING:
    from llama_cpp import Llama

SEQUENCES = 3
"""Prompts that may have a part of the cells each: see ``ragqa.generation.llama.cache``."""

_GPU = 1  # ggml's number of this kind of device


def load(path: Path, how: Load, threads: int, *, every_score: bool = False) -> tuple[Llama, str]:
    """The loaded file, and llama.cpp's own word on how many layers it put on the GPU ("33/33").

    Args:
        path: The GGUF file.
        how: Context window, cache, layers on the GPU, layout of the weights.
        threads: CPU threads; 0 takes one for each physical core this process may use.
        every_score: Keep the scores at every place that is read, not only at the last one.

    Raises:
        ModelError: The file is missing, cannot be loaded, or memory is short.
    """
    if not path.is_file():
        raise missing(path)
    import llama_cpp

    kinds = {"f16": 1, "q8_0": llama_cpp.GGML_TYPE_Q8_0, "q4_0": llama_cpp.GGML_TYPE_Q4_0}
    threads = threads or physical_cores()
    batch = batch_size(how.gpu_layers if gpu_supported() else 0)
    with LOADING:
        log = listen()
        try:
            with laid_out(how.repack == "on"), sequences(1 if every_score else SEQUENCES):
                llama = _llama()(
                    str(path),
                    n_ctx=how.context_size,
                    n_batch=batch,
                    n_ubatch=batch,
                    n_threads=threads,
                    n_threads_batch=threads,
                    n_gpu_layers=how.gpu_layers,
                    flash_attn=how.flash_attention,
                    type_k=kinds[how.kv_type],
                    type_v=kinds[how.kv_type],
                    logits_all=every_score,
                    verbose=False,
                )
        except Exception as error:  # the boundary to the native loader: any failure is reported
            raise _load_error(path, how.context_size, error, log) from error
        return llama, first(r"offloaded (\d+/\d+) layers to GPU", log)


def apply(llama: Llama, lora: Lora) -> None:
    """Let an adapter work on a loaded model. The model's file stays mapped.

    ``Llama`` has arguments for it, but then reads all of the model into memory of its own.

    Raises:
        ModelError: llama.cpp cannot load it, or it is of another model.
    """
    import llama_cpp

    with LOADING:
        log = listen()
        adapter = llama_cpp.llama_adapter_lora_init(llama._model.model, str(lora.path).encode())
        if not adapter:  # a null pointer is not None
            reason = first(r"failed to apply lora adapter: (.*)", log)[:300]
            said = f" ({reason})" if reason else ""
            raise ModelError(
                f"llama.cpp cannot use the adapter {lora.path}{said}; set lora to one of this "
                "model.",
                f"llama.cpp 无法使用适配器 {lora.path}{said}；请将 lora 设为该模型的适配器。",
            )
        llama._stack.callback(llama_cpp.llama_adapter_lora_free, adapter)
        adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(adapter)
        scales = (ctypes.c_float * 1)(lora.scale)
        if llama_cpp.llama_set_adapters_lora(llama._ctx.ctx, adapters, 1, scales):
            raise ModelError(
                f"llama.cpp cannot set the adapter {lora.path}; set lora to one of this model.",
                f"llama.cpp 无法启用适配器 {lora.path}；请将 lora 设为该模型的适配器。",
            )


def gpu_supported() -> bool:
    """Whether this llama.cpp was built for a GPU and finds one."""
    from llama_cpp import llama_supports_gpu_offload

    return bool(llama_supports_gpu_offload())


def gpu_memory() -> int:
    """Bytes that are free on the GPUs this llama.cpp can use, 0 where there are none."""
    import llama_cpp

    if not llama_cpp.llama_supports_gpu_offload():
        return 0
    # Its Python part does not know these functions of ggml, which the library brings along.
    ggml = llama_cpp.llama_cpp._lib
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    ggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    size = ctypes.POINTER(ctypes.c_size_t)
    ggml.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    found = 0
    for number in range(ggml.ggml_backend_dev_count()):
        device = ggml.ggml_backend_dev_get(number)
        if ggml.ggml_backend_dev_type(device) == _GPU:
            free, total = ctypes.c_size_t(), ctypes.c_size_t()
            ggml.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
            found += free.value
    return found


def laid_out(repack: bool) -> AbstractContextManager[None]:
    """Decide about the second copy of the weights, for which ``Llama`` has no argument.

    Only while ``LOADING`` is held: it replaces a function of llama-cpp-python.
    """
    return _default("llama_model_default_params", use_extra_bufts=repack)


def sequences(most: int) -> AbstractContextManager[None]:
    """Let so many prompts have a part of the same cells each. As ``laid_out``."""
    return _default("llama_context_default_params", n_seq_max=most, kv_unified=True)


@contextmanager
def _default(name: str, **changed: Any) -> Iterator[None]:
    """Change what a function of llama-cpp-python gives as parameters."""
    from llama_cpp import llama_cpp as native

    default = getattr(native, name)

    def chosen() -> Any:
        params = default()
        for key, value in changed.items():
            setattr(params, key, value)
        return params

    setattr(native, name, chosen)
    try:
        yield
    finally:
        setattr(native, name, default)


class Abort:
    """Makes a running ``llama_decode`` return early, which then raises RuntimeError.

    llama.cpp asks before each operation of its graph whether to go on. A Python function would
    have to take the interpreter's lock each time; C's strlen answers the same question natively:
    it is 0, "go on", as long as the text that it is given is empty.
    """

    def __init__(self, llama: Llama) -> None:
        import llama_cpp

        self._text = ctypes.create_string_buffer(2)
        self._ask = ctypes.cast(ctypes.CDLL(None).strlen, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(
            llama._ctx.ctx, self._ask, ctypes.cast(self._text, ctypes.c_void_p)
        )

    def set(self) -> None:
        """End what runs, and whatever is begun until ``clear``."""
        self._text.value = b"x"

    def clear(self) -> None:
        """Let it run again."""
        self._text.value = b""


@cache
def _llama() -> type[Llama]:
    from llama_cpp import Llama

    class Loaded(Llama):
        """A ``Llama`` that does not see the file's metadata.

        It would compile the chat template in there on loading, which runs the constant
        expressions of an untrusted text (``10 ** 10 ** 10``) without any bound.
        """

        @property
        def metadata(self) -> dict[str, str]:
            return {}

        @metadata.setter
        def metadata(self, value: Any) -> None:
            pass

    return Loaded


def _load_error(path: Path, context_size: int, error: Exception, log: Iterable[str]) -> ModelError:
    said = first(r"(?:error loading model|failed to initialize the context): (.*)", log)
    reason = (said or str(error))[:300]
    if isinstance(error, MemoryError) or "alloc" in reason:
        return ModelError(
            f"There is not enough memory for {path} with a context window of {context_size} "
            f"tokens ({reason}); set a smaller context_size, take a smaller quantization or close "
            "other programs.",
            f"内存不足，无法以 {context_size} 个 token 的上下文窗口加载 {path}（{reason}）；"
            "请减小 context_size、换用更小的量化版本或关闭其他程序。",
        )
    return ModelError(
        f"llama.cpp cannot load {path}: {reason}; download the file again, or use a GGUF of "
        "Chinese-Mixtral-Instruct.",
        f"llama.cpp 无法加载 {path}：{reason}；请重新下载该文件，或使用 Chinese-Mixtral-Instruct"
        " 的 GGUF 文件。",
    )
