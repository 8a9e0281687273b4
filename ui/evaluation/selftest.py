"""`ragqa selftest`: the user's own index, asked for sentences that it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ragqa import chat_model, factory
from ragqa.evaluate.selftest import Probe, hidden_for, make_probes, measure_index
from ragqa.index import Index
from ragqa.settings import Settings
from ragqa.types import Chunk, chunk_id
from ui.evaluation.remembering import RememberingEmbedder
from ui.evaluation.running import SEED

# Not every chunk has a sentence that can be asked for.
_DRAWN = 6


def run_selftest(
    settings: Settings,
    *,
    questions: int = 50,
    k: int = 10,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:
    """Measure the index that ``settings`` names, without a language model.

    Args:
        settings: Of the app; its model is not loaded.
        questions: Most questions.
        k: Depth of recall.
        progress: Told of the stage "answers", what is done of it, and of how much.

    Returns:
        As ``measure_index``; and "k", "seed", "documents", "chunks".

    Raises:
        EmptyIndexError: There is no index.
        EvaluationError: It holds no sentence to ask for.
    """
    # A probe is no answer that anybody asked for: none is kept.
    settings = settings.model_copy(update={"model": "", "record_answers": "off"})
    with factory.open_index(settings) as opened:
        # A question is searched for three times, and each time the same chunks are compared.
        memory = RememberingEmbedder(opened.embeddings)
        index = opened.embedded_by(memory)
        sources = index.sources()
        probes = make_probes(index.drawn(_DRAWN * questions, SEED), questions, SEED)
        asked = _Asked(settings, index, memory, k)
        found = measure_index(
            probes,
            asked.search,
            asked.refuses,
            k=k,
            progress=(lambda n: progress("answers", n, len(probes))) if progress else None,
        )
    return {
        **found,
        "k": k,
        "seed": SEED,
        "documents": len(sources),
        "chunks": sum(source.chunks for source in sources),
    }


class _Asked:
    """The app over an index, and over the same index without what holds a sentence."""

    def __init__(
        self, settings: Settings, index: Index, memory: RememberingEmbedder, k: int
    ) -> None:
        self._memory = memory
        self._settings = settings
        self._index = index
        self._chat = chat_model.open_chat(settings, index.embeddings)
        deep = settings.model_copy(update={"passages": max(settings.candidates, 5 * k)})
        self._deep = factory.retriever_over(index, deep)
        self._found: dict[str, list[Chunk]] = {}

    def search(self, question: str) -> list[Chunk]:
        if question not in self._found:
            self._found[question] = [hit.chunk for hit in self._deep.search(question)]
        return self._found[question]

    def refuses(self, probe: Probe, hidden: bool) -> bool:
        if not hidden:
            self._memory.forget()  # of the question before
        index = self._index.without(self._hidden(probe)) if hidden else self._index
        return factory.chain_over(index, self._settings, self._chat).invoke(probe.question).refused

    def _hidden(self, probe: Probe) -> set[str]:
        own = probe.chunk
        beside = [chunk_id(own.document_id, own.revision, own.chunk + n) for n in (-1, 1)]
        near = [*self.search(probe.question), *self._index.chunks(beside).values()]
        return hidden_for(probe, near)
