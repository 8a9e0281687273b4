"""llama.cpp behind a small door: tokens in, tokens out, one generation at a time."""

from __future__ import annotations

import ctypes
import re
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragqa.errors import ModelError
from ragqa.generation.fitting import BATCH, KvType, Load
from ragqa.generation.turns import FairLock
from ragqa.processor import physical_cores

if TYPE_CHECKING:
    from llama_cpp import Llama

_GPU = 1  # ggml's number of this kind of device
_LOADING = threading.Lock()  # llama-cpp-python swaps the process's stdout while it loads


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. ``temperature`` 0 always takes the likeliest."""

    temperature: float
    top_k: int
    top_p: float
    repeat_penalty: float
    seed: int


@dataclass(frozen=True, slots=True)
class Generation:
    """A running generation.

    Attributes:
        tokens: The tokens as they are made, without end; the context window is the reader's care.
        reused: How many tokens of the prompt the engine had already read the last time.
    """

    tokens: Iterator[int]
    reused: int


class Engine:
    """A loaded GGUF file.

    Args:
        path: The file.
        context_size: Tokens of prompt and answer together.
        gpu_layers: Layers to put on the GPU: -1 all, 0 none.
        threads: CPU threads; 0 takes one for each physical core this process may use.
        kv_type: How the key-value cache is kept: f16, q8_0 or q4_0.
        repack: Whether llama.cpp may lay the weights out anew for this CPU, in a second copy.

    Raises:
        ModelError: The file is missing, cannot be loaded, or memory is short.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_size: int,
        gpu_layers: int,
        threads: int,
        kv_type: KvType = "f16",
        repack: bool = True,
    ) -> None:
        self._path = path
        self._gpu_layers = gpu_layers
        self._queue = FairLock()
        self._llama: Llama | None
        load = Load(context_size, kv_type, gpu_layers, "on" if repack else "off")
        self._llama, self._offloaded = _load(path, load, threads)

    @property
    def waiting(self) -> int:
        """How many generations wait for their turn."""
        return self._queue.waiting

    @property
    def ends(self) -> tuple[int, int]:
        """The ids of BOS and EOS."""
        return self._open().token_bos(), self._open().token_eos()

    def tokenize(self, text: str) -> list[int]:
        """Ids of ``text``, marks such as ``</s>`` as plain text, without BOS.

        Safe to call while another thread generates.
        """
        # A lone surrogate, as in a file name that is not UTF-8, has no bytes: it becomes "?".
        return self._open().tokenize(text.encode("utf-8", "replace"), add_bos=False)

    def piece(self, token: int) -> bytes:
        """The bytes of one token, maybe a part of a character; none for a special token."""
        return self._open().detokenize([token])

    @contextmanager
    def generate(self, prompt: Sequence[int], sampling: Sampling) -> Iterator[Generation]:
        """Wait for the turn, then generate inside the block; leaving it ends the generation.

        Raises:
            ModelError: The model was closed, or llama.cpp fails.
        """
        with self._queue.turn():
            llama = self._open()
            read = llama.input_ids[: llama.n_tokens].tolist()
            reused = llama.longest_token_prefix(read, prompt)
            with closing(self._tokens(llama, prompt, sampling)) as tokens:
                yield Generation(tokens, reused)

    def gpu_report(self) -> tuple[str, str]:
        """Where the layers are, in one sentence of English and one of Chinese."""
        from llama_cpp import llama_supports_gpu_offload

        return gpu_sentences(llama_supports_gpu_offload(), self._gpu_layers, self._offloaded)

    def close(self) -> None:
        """Wait until nobody generates any more and free the model; it cannot be used again."""
        with self._queue.turn():
            if self._llama is not None:
                self._llama.close()
            self._llama = None

    def _open(self) -> Llama:
        if self._llama is None:
            raise ModelError(f"The model {self._path} was closed.", f"模型 {self._path} 已关闭。")
        return self._llama

    def _tokens(
        self, llama: Llama, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[int, None, None]:
        llama.set_seed(sampling.seed)
        try:
            yield from llama.generate(
                prompt,
                top_k=sampling.top_k,
                top_p=sampling.top_p,
                min_p=0.0,  # the library's own default would cut further than the settings say
                temp=sampling.temperature,
                repeat_penalty=sampling.repeat_penalty,
            )
        except RuntimeError as error:
            llama.n_tokens = 0  # what it has read is no longer certain: read it anew next time
            raise ModelError(
                f"llama.cpp failed while it generated with {self._path} ({error}); ask again, and "
                "if it recurs set a smaller context_size.",
                f"llama.cpp 用 {self._path} 生成时出错（{error}）；请重试，如再次出现请减小"
                " context_size。",
            ) from error


def gpu_sentences(supported: bool, asked: int, offloaded: str) -> tuple[str, str]:
    """Where the layers are, in English and in Chinese.

    Args:
        supported: Whether llama.cpp has found a GPU it can use.
        asked: Layers asked for, -1 for all.
        offloaded: "33/33" as llama.cpp said after loading, "" when it said nothing.
    """
    if not supported:
        return (
            "The whole model runs on the CPU: this llama.cpp was built without GPU support or "
            "found no GPU.",
            "整个模型在 CPU 上运行：当前的 llama.cpp 不支持 GPU，或没有找到 GPU。",
        )
    if asked == 0:
        return (
            "The whole model runs on the CPU, as gpu_layers = 0 asks; a GPU is there.",
            "按 gpu_layers = 0 的设置，整个模型在 CPU 上运行；本机有可用的 GPU。",
        )
    if not offloaded:
        return (
            "There is a GPU, but llama.cpp did not say how many layers it put there.",
            "有可用的 GPU，但 llama.cpp 没有报告放了多少层。",
        )
    return (f"{offloaded} layers are on the GPU.", f"{offloaded} 层在 GPU 上。")


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


@contextmanager
def _laid_out(repack: bool) -> Iterator[None]:
    """Decide about the second copy of the weights, for which ``Llama`` has no argument.

    Only while ``_LOADING`` is held: it replaces a function of llama-cpp-python.
    """
    from llama_cpp import llama_cpp as native

    default = native.llama_model_default_params

    def chosen() -> Any:
        params = default()
        params.use_extra_bufts = repack
        return params

    native.llama_model_default_params = chosen
    try:
        yield
    finally:
        native.llama_model_default_params = default


def _load(path: Path, how: Load, threads: int) -> tuple[Llama, str]:
    """The engine, and llama.cpp's own word on how many layers it put on the GPU."""
    if not path.is_file():
        raise ModelError(
            f"The model file {path} does not exist; set model to a GGUF file.",
            f"模型文件 {path} 不存在；请将 model 设为一个 GGUF 文件。",
        )
    import llama_cpp
    from llama_cpp import Llama

    kinds = {"f16": 1, "q8_0": llama_cpp.GGML_TYPE_Q8_0, "q4_0": llama_cpp.GGML_TYPE_Q4_0}
    threads = threads or physical_cores()
    with _LOADING:
        log = _native_log().lines
        log.clear()
        try:
            with _laid_out(how.repack == "on"):
                llama = Llama(
                    str(path),
                    n_ctx=how.context_size,
                    n_batch=BATCH,
                    n_ubatch=BATCH,
                    n_threads=threads,
                    n_threads_batch=threads,
                    n_gpu_layers=how.gpu_layers,
                    flash_attn=how.flash_attention,
                    type_k=kinds[how.kv_type],
                    type_v=kinds[how.kv_type],
                    verbose=False,
                )
        except Exception as error:  # the boundary to the native loader: any failure is reported
            raise _load_error(path, how.context_size, error, log) from error
        return llama, _first(r"offloaded (\d+/\d+) layers to GPU", log)


class _NativeLog:
    """llama.cpp's own messages, newest last: only there does its loader say what was wrong."""

    def __init__(self) -> None:
        from llama_cpp import llama_log_callback, llama_log_set

        self.lines: deque[str] = deque(maxlen=2000)

        def keep(_level: int, text: bytes, _data: ctypes.c_void_p) -> None:
            self.lines.append(text.decode("utf-8", "replace").strip())

        self._keep = llama_log_callback(keep)  # llama.cpp holds a bare pointer to it
        llama_log_set(self._keep, ctypes.c_void_p(0))


_native_log = cache(_NativeLog)


def _first(pattern: str, lines: Iterable[str]) -> str:
    """The first group of the first line that matches, "" when none does."""
    return next((found[1] for line in lines if (found := re.search(pattern, line))), "")


def _load_error(path: Path, context_size: int, error: Exception, log: Iterable[str]) -> ModelError:
    said = _first(r"(?:error loading model|failed to initialize the context): (.*)", log)
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
