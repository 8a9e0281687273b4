"""Stand-ins at the two seams where the real thing is slow or random: embedding and generation."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from numpy.typing import NDArray
from pydantic import Field

from ragqa.processor import FLOAT32
from ragqa.text.language import words

_TOKEN = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")


class HashEmbeddings(Embeddings):
    """Texts that share words are near: each word is hashed to one dimension.

    ``embedded`` counts the texts that were embedded as documents, ``queries`` the queries.
    """

    def __init__(self, dimension: int = 64, name: str = "hash") -> None:
        self.name = name
        self.dimension = dimension
        self.max_tokens = 512
        self.query_prefix = ""
        self.passage_prefix = ""
        self.choice = FLOAT32
        self.embedded = 0
        self.queries = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.queries += 1
        return self._vector(text)

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        return np.array([self._vector(word) for word in words(text)], dtype=np.float32)

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        return [self.query_tokens(text) for text in texts]

    def count_tokens(self, text: str) -> int:
        return len(_TOKEN.findall(text))

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _TOKEN.finditer(text)]

    def stamp(self) -> dict[str, str]:
        return {"embedder": self.name, "dimension": str(self.dimension), "normalised": "true"}

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimension
        for word in words(text) or [text]:
            vector[zlib.crc32(word.encode()) % self.dimension] += 1.0
        norm = math.sqrt(sum(x * x for x in vector))
        return [x / norm for x in vector]


class HashReader(HashEmbeddings):
    """Reads a token for each character from the start on."""

    def read_documents(
        self, texts: Sequence[str], starts: Sequence[int]
    ) -> list[tuple[list[float], NDArray[np.float32]]]:
        vectors = self.embed_documents(list(texts))
        tokens = [a_token_each(text[start:]) for text, start in zip(texts, starts, strict=True)]
        return list(zip(vectors, tokens, strict=True))


def a_token_each(text: str) -> NDArray[np.float32]:
    """Vectors of its characters: (characters, 64)."""
    return np.eye(64, dtype=np.float32)[[ord(c) % 64 for c in text]]


class ScriptedChat(BaseChatModel):
    """Answers with the given texts in turn, in pieces of ``piece`` characters.

    ``history`` holds the messages of every call, ``options`` the options of every stream.
    """

    answers: list[str]
    piece: int = 3
    context_size: int = 8192
    history: list[list[BaseMessage]] = Field(default_factory=list)
    closed_early: int = 0
    finish_reason: str = "stop"
    options: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def get_num_tokens(self, text: str) -> int:
        return len(_TOKEN.findall(text))

    def _next(self, messages: Sequence[BaseMessage]) -> str:
        self.history.append(list(messages))
        return self.answers[(len(self.history) - 1) % len(self.answers)]

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        text = self._next(messages)
        self.options.append(kwargs | ({"stop": stop} if stop else {}))
        ended = False
        try:
            for start in range(0, len(text), self.piece):
                piece = text[start : start + self.piece]
                chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
                if run_manager:
                    run_manager.on_llm_new_token(piece, chunk=chunk)
                yield chunk
            yield ChatGenerationChunk(
                message=AIMessageChunk(
                    content="", response_metadata={"finish_reason": self.finish_reason}
                )
            )
            ended = True
        finally:
            self.closed_early += not ended

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(
            generations=[ChatGeneration(message=AIMessage(content=self._next(messages)))]
        )
