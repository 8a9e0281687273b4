"""A sentence-transformers CrossEncoder as reranker: it reads question and chunk together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ragqa.embedding.embedder import Query
from ragqa.embedding.embeddings import is_path, prepare_libraries
from ragqa.errors import ModelError
from ragqa.search.reranker import before_the_rest, told
from ragqa.types import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReranker:
    """Reranks the first hits by the score of a cross-encoder, 0 to 1 for most models.

    A model in a folder is loaded without any look at the network, code that comes with a model is
    never run, and weights are read from safetensors only. May be used by several threads at once.

    Args:
        folder_or_name: A folder, or the name of a model of the Hugging Face hub.
        depth: How many hits it reads; each costs a pass through the whole model.

    Raises:
        ModelError: It cannot be loaded, or gives several scores for a pair.
    """

    def __init__(self, folder_or_name: str, *, depth: int) -> None:
        self.depth = depth
        self._model = _load(folder_or_name)
        # The tokenizer inside the model is changed while it works, so one thread at a time.
        self._working = threading.Lock()

    def rerank(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        """The first ``depth`` hits by their new score, then the others as they were.

        Args:
            query: As searched for.
            hits: Best first.
        """
        first, rest = hits[: self.depth], hits[self.depth :]
        if not first:
            return []
        with self._working:
            scores = self._model.predict(
                [(query.text, told(hit)) for hit in first], show_progress_bar=False
            )
        read = [replace(hit, score=float(s)) for hit, s in zip(first, scores, strict=True)]
        return before_the_rest(read, rest)


def _load(folder_or_name: str) -> CrossEncoder:
    local = Path(folder_or_name).is_dir()
    if not local and is_path(folder_or_name):
        raise _refused(folder_or_name, "no such folder", "没有这个文件夹")
    prepare_libraries(offline=local)
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(
            folder_or_name,
            trust_remote_code=False,
            local_files_only=local,
            model_kwargs={"use_safetensors": True},
        )
    # Foreign folders and a missing network fail in every possible way; all mean the same.
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise _refused(folder_or_name, reason, reason) from error
    if model.num_labels != 1:
        several = f"it gives {model.num_labels} scores for a pair, not one"
        raise _refused(folder_or_name, several, f"每对文本给出 {model.num_labels} 个得分，而非一个")
    return model


def _refused(name: str, reason: str, reason_zh: str) -> ModelError:
    return ModelError(
        f"The reranker {name} cannot be loaded ({reason}); set `reranker` to the folder or name "
        'of a sentence-transformers CrossEncoder with safetensors, to "late" or to "none".',
        f"无法加载重排序模型 {name}（{reason_zh}）；请把设置 reranker 改为含 safetensors 的 "
        "sentence-transformers CrossEncoder 的文件夹或模型名，或 “late”、“none”。",
    )
