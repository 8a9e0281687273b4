"""Text to vectors with the bundled embedder by onnxruntime, in float32 or 8-bit integers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.onnx_graph import INPUT, OUTPUT
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.embedding.similarity import normalised
from ragqa.errors import ModelError
from ragqa.processor import Choice, physical_cores

_FATAL_ONLY = 4
Rows = NDArray[np.float32]


class OnnxEmbeddings(PrefixedEmbeddings):
    """LangChain embeddings of a folder that ``bundled.prepare_onnx`` made.

    Each text is computed by itself on one core, as many at once as there are cores: nothing is
    padded, no thread waits for another, and a question asked meanwhile begins at once. Neither
    torch nor transformers is loaded. May be used by several threads.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        query_prefix: str,
        passage_prefix: str,
        choice: Choice,
        max_tokens: int = 512,
    ) -> None:
        """Load the model, which takes about a second.

        Args:
            folder: With model.onnx and tokenizer.json.
            name: What the index is stamped with.
            query_prefix: Put before each question, as the model was trained.
            passage_prefix: Put before each passage.
            choice: The back end, and why.
            max_tokens: Longest input; what is beyond is cut off.

        Raises:
            ModelError: The files cannot be loaded.
        """
        self._session, tokenizer = _load(folder)
        self._threads = physical_cores()
        self._pool: ThreadPoolExecutor | None = None
        super().__init__(
            tokenizer,
            name=name,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            choice=choice,
            max_tokens=max_tokens,
            dimension=int(self._session.get_outputs()[0].shape[1]),
        )

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        # Means are taken text by text, so that the tokens of all are never held at once.
        means = self._computed(self._ids(texts), lambda ids: self._run(ids).mean(axis=0))
        if not means:
            return []
        vectors: list[list[float]] = normalised(np.stack(means)).tolist()
        return vectors

    def _read(
        self, texts: Sequence[str], ids: Sequence[list[int]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        read = self._computed(ids, self._run)
        return [(normalised(rows.mean(axis=0, keepdims=True))[0], rows) for rows in read]

    def _computed(self, texts: Sequence[list[int]], run: Callable[[list[int]], Rows]) -> list[Rows]:
        """What ``run`` makes of the tokens of each text, in the order given."""
        ids = list(map(self._cut, texts))
        if len(ids) < 2 or self._threads < 2:
            return list(map(run, ids))
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="ragqa-embed")
        # The longest first, so that no core is left with a long one while the others have ended.
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        found: list[Rows] = [np.empty(0, np.float32)] * len(ids)
        for i, rows in zip(order, self._pool.map(run, [ids[i] for i in order]), strict=True):
            found[i] = rows
        return found

    def _cut(self, ids: list[int]) -> list[int]:
        """At most ``max_tokens``, the end mark kept."""
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32]
        (vectors,) = self._session.run([OUTPUT], {INPUT: np.array(ids, np.int64)})
        return vectors


def _load(folder: Path) -> tuple[Any, Any]:
    # From 1.29 on it sends Microsoft what is run, under an identifier that it leaves on the disk.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime  # type: ignore[import-untyped]  # it has no types
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    try:
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        # After the session: what loading that has freed, some 50 MB, is used again.
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # Both libraries raise types of their own, for a damaged file as for a processor too old.
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(
            f"The bundled embedder in {folder} cannot be loaded ({reason}); delete this folder, "
            "or set `embedder_backend` to torch-fp32.",
            f"无法加载 {folder} 中的内置嵌入模型（{reason}）；请删除该文件夹，"
            "或把设置 embedder_backend 改为 torch-fp32。",
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return session, tokenizer
