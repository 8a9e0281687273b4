"""What is quoted for a question from given texts, with embeddings that are known."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.embeddings import Embeddings
from langchain_core.messages import BaseMessage

from ragqa.answer import prompts
from ragqa.answer.fence import Fence
from ragqa.answer.quoted.quoting import QuotingChat
from ragqa.types import Passage
from tests.fakes import HashEmbeddings


def passage(text: str, *, headings: tuple[str, ...] = ()) -> Passage:
    return Passage(text, "d", 1, "a.txt", None, None, "", headings, 0, len(text), 1.0)


def messages(question: str, texts: Sequence[str]) -> list[BaseMessage]:
    return prompts.build(question, [passage(text) for text in texts], (), "zh", fence=Fence())


def answer(question: str, texts: Sequence[str], embeddings: Embeddings | None = None) -> str:
    chat = QuotingChat(embeddings=embeddings or HashEmbeddings())
    return chat.invoke(messages(question, texts)).text


class Cosines(Embeddings):
    """Gives each text the cosine that belongs to the first key it ends with."""

    def __init__(self, cosines: dict[str, float]) -> None:
        self.cosines = cosines

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 0.0]

    def _vector(self, text: str) -> list[float]:
        cosine = next(value for key, value in self.cosines.items() if text.endswith(key))
        return [cosine, (1 - cosine**2) ** 0.5]
