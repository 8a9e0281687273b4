"""Text to vectors with a sentence-transformers model, bundled, from a folder or from the hub."""

from __future__ import annotations

import copy
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.embedding.similarity import normalised
from ragqa.errors import ModelError
from ragqa.processor import FLOAT32, Choice

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# Tokens of a batch with its padding. Larger ones are no faster on a CPU, take more memory, and
# keep a question waiting that is asked while documents are embedded.
BATCH_TOKENS = 4096
_UNBOUNDED_TOKENS = 8192  # stands for the limit of a model that states none

_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
# Threads that spin while they wait for each other take the processor from whatever else runs, a
# parser among it: with one other busy process on two cores, embedding was five times slower.
_WAITING = "OMP_WAIT_POLICY"
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
# What is written like a path is meant as one, and a hub name ("BAAI/bge-m3") has one slash.
_PATH = re.compile(r"^[.~/\\]|^[A-Za-z]:|\\|/.*/|/$")


class SentenceTransformerEmbeddings(PrefixedEmbeddings):
    """LangChain embeddings of a sentence-transformers model; vectors have length 1.

    A model in a folder is loaded without any look at the network. Text beyond ``max_tokens`` is
    cut off by the model without a word: the splitter keeps chunks shorter. May be used by
    several threads at once.
    """

    def __init__(
        self,
        folder_or_name: str,
        *,
        name: str,
        query_prefix: str,
        passage_prefix: str,
        choice: Choice = FLOAT32,
        batch_tokens: int = BATCH_TOKENS,
    ) -> None:
        """Load the model, which takes seconds.

        Args:
            folder_or_name: A folder, or the name of a model of the Hugging Face hub.
            name: What the index is stamped with.
            query_prefix: Put before each question, as the model was trained.
            passage_prefix: Put before each passage.
            choice: The precision to compute in, and why.
            batch_tokens: Most tokens that are embedded at once, padding included.

        Raises:
            ModelError: There is no such folder, or it or the name cannot be loaded.
        """
        self._batch_tokens = batch_tokens
        self._model = _load(folder_or_name, choice)
        # The tokenizer inside the model is changed while it works, so one thread at a time.
        self._preprocessing = threading.Lock()
        super().__init__(
            _plain_tokenizer(self._model, folder_or_name),
            name=name,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            choice=choice,
            max_tokens=int(self._model.max_seq_length or _UNBOUNDED_TOKENS),
            dimension=0,
        )
        self.dimension = len(self._embed([""])[0])

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        vectors: list[list[float]] = [[] for _ in texts]
        for batch in self._batches(self._ids(texts)):
            rows = _vectors(self._forward([texts[i] for i in batch]))
            for index, vector in zip(batch, rows, strict=True):
                vectors[index] = vector.tolist()
        return vectors

    def _read(
        self, texts: Sequence[str], ids: Sequence[list[int]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        found = [(np.empty(0, np.float32), np.empty((0, self.dimension), np.float32))] * len(texts)
        for batch in self._batches(ids):
            output = self._forward([texts[i] for i in batch])
            rows = output["token_embeddings"].float().cpu().numpy()
            lengths = output["attention_mask"].sum(dim=1).tolist()
            read = zip(batch, _vectors(output), rows, lengths, strict=True)
            for index, vector, row, length in read:
                found[index] = vector, row[:length]
        return found

    def _batches(self, ids: Sequence[list[int]]) -> Iterator[list[int]]:
        return _batches(list(map(len, ids)), limit=self.max_tokens, budget=self._batch_tokens)

    def _forward(self, texts: list[str]) -> dict[str, Any]:
        import torch
        from sentence_transformers.util import batch_to_device

        with self._preprocessing:
            features = self._model.preprocess(texts)
        with torch.inference_mode():
            output: dict[str, Any] = self._model(batch_to_device(features, self._model.device))
        return output


def _vectors(output: Mapping[str, Any]) -> NDArray[np.float32]:
    return normalised(output["sentence_embedding"].float().cpu().numpy())


def _batches(lengths: Sequence[int], *, limit: int, budget: int) -> Iterator[list[int]]:
    """Indexes of texts by falling length, cut so that each batch padded is within ``budget``.

    Texts of like length share a batch, for the shorter ones are padded. A text that is longer
    than the budget by itself makes a batch.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    start = 0
    while start < len(order):
        longest = max(1, min(lengths[order[start]], limit))
        size = max(1, budget // longest)
        yield order[start : start + size]
        start += size


def is_path(folder_or_name: str) -> bool:
    """Whether it is written as a path, and so is no name to look up on the hub."""
    return _PATH.search(folder_or_name) is not None


def prepare_libraries(*, offline: bool) -> None:
    """Tell the libraries of models to be silent and, maybe, to keep off the network.

    They read it when they are imported, hence before.
    """
    for variable, value in (_QUIET | (_OFFLINE if offline else {})).items():
        os.environ.setdefault(variable, value)


def _load(folder_or_name: str, choice: Choice) -> SentenceTransformer:
    local = Path(folder_or_name).is_dir()
    if not local and is_path(folder_or_name):
        raise ModelError(
            f"The embedder folder {folder_or_name} does not exist; set `embedder` to a "
            'sentence-transformers folder or name, or to "bundled".',
            f"嵌入模型文件夹 {folder_or_name} 不存在；请把设置 embedder 改为 "
            "sentence-transformers 文件夹或模型名，或 “bundled”。",
        )
    prepare_libraries(offline=local)
    with _waiting_asleep():
        dtype = _dtype(choice)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers has no types here
    try:
        model = SentenceTransformer(
            folder_or_name,
            trust_remote_code=False,
            local_files_only=local,
            model_kwargs={"dtype": dtype},
        )
    # Foreign folders and a missing network fail in every possible way; all mean the same.
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(
            f"The embedder {folder_or_name} cannot be loaded ({reason}); set `embedder` to "
            'another sentence-transformers folder or name, or to "bundled".',
            f"无法加载嵌入模型 {folder_or_name}（{reason}）；请把设置 embedder 改为其他 "
            "sentence-transformers 文件夹或模型名，或 “bundled”。",
        ) from error
    return model.eval()


def _dtype(choice: Choice) -> torch.dtype:
    import torch

    return torch.bfloat16 if choice.backend == "torch-bf16" else torch.float32


@contextmanager
def _waiting_asleep() -> Iterator[None]:
    """Let the threads of an OpenMP library that is loaded meanwhile sleep while they wait.

    Not beyond: the engine of the language model has its own, which is faster when it spins.
    """
    given = os.environ.get(_WAITING)
    os.environ[_WAITING] = given or "passive"
    try:
        yield
    finally:
        if given is None:
            del os.environ[_WAITING]


def _plain_tokenizer(model: SentenceTransformer, folder_or_name: str) -> Any:
    """A copy of the model's tokenizer that cuts nothing off and pads nothing."""
    backend = getattr(model.tokenizer, "backend_tokenizer", model.tokenizer)
    if not hasattr(backend, "no_truncation"):
        raise ModelError(
            f"The embedder {folder_or_name} has no fast tokenizer, which ragqa needs to cut text; "
            'set `embedder` to another model, or to "bundled".',
            f"嵌入模型 {folder_or_name} 没有 ragqa 切分文本所需的快速分词器；"
            "请把设置 embedder 改为其他模型，或 “bundled”。",
        )
    plain = copy.deepcopy(backend)
    plain.no_truncation()
    plain.no_padding()
    return plain
