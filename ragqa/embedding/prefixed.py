"""What all embedders have in common: prefixes, tokens and their stamp."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ragqa.embedding.similarity import normalised
from ragqa.processor import Choice
from ragqa.text.language import simplified


class PrefixedEmbeddings(Embeddings):
    """LangChain embeddings that put a prefix before questions and passages.

    Traditional Chinese is read as simplified (``language.simplified``), so that a question in the
    one finds a text in the other.

    Attributes:
        name: What the index is stamped with.
        dimension: Numbers in a vector.
        max_tokens: Longest input in tokens, special tokens and prefix included.
        query_prefix: Put before each question.
        passage_prefix: Put before each passage.
        choice: The back end it computes with, and why. Not part of the stamp: vectors of two
            back ends differ by less than those of a text and its copy with one more comma, so
            an index made on one machine is searched on any other.
    """

    def __init__(
        self,
        tokenizer: Any,
        *,
        name: str,
        query_prefix: str,
        passage_prefix: str,
        choice: Choice,
        max_tokens: int,
        dimension: int,
    ) -> None:
        """Keep what is given; ``tokenizer`` is of the tokenizers library and cuts nothing off."""
        self.name = name
        self.query_prefix = query_prefix
        self.passage_prefix = passage_prefix
        self.choice = choice
        self.max_tokens = max_tokens
        self.dimension = dimension
        self._tokenizer = tokenizer

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each passage, in the order given."""
        return self._embed([self.passage_prefix + simplified(text) for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._embed([self.query_prefix + simplified(text)])[0]

    def read_documents(
        self, texts: Sequence[str], starts: Sequence[int]
    ) -> list[tuple[list[float], NDArray[np.float32]]]:
        """As ``embed_documents``, with the vectors of tokens, which cost nothing more.

        Args:
            texts: The passages.
            starts: For each, how many characters at its start are not of the passage itself, but
                say where it stands: their tokens are read, and left out.
        """
        whole = [self.passage_prefix + simplified(text) for text in texts]
        encodings = self._tokenizer.encode_batch(whole)
        read = self._read(whole, [encoding.ids for encoding in encodings])
        before = len(self.passage_prefix)
        return [
            (vector.tolist(), _from(rows, encoding.offsets, before + start))
            for (vector, rows), encoding, start in zip(read, encodings, starts, strict=True)
        ]

    def read_query(self, text: str) -> tuple[list[float], NDArray[np.float32]]:
        """As ``embed_query`` and ``query_tokens``, at the cost of one of them."""
        whole = [self.query_prefix + simplified(text)]
        [(vector, rows)] = self._read(whole, self._ids(whole))
        return vector.tolist(), self._without_prefix(self.query_prefix, rows)

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        """The vectors of a question's tokens: (tokens, dimension), each of length 1."""
        return self.read_query(text)[1]

    def document_tokens(self, texts: list[str]) -> list[NDArray[np.float32]]:
        """The vectors of each passage's tokens, in the order given. As ``query_tokens``."""
        whole = [self.passage_prefix + simplified(text) for text in texts]
        read = self._read(whole, self._ids(whole))
        return [self._without_prefix(self.passage_prefix, rows) for _, rows in read]

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` alone, without special tokens and prefix."""
        return len(self._encoded(text).ids)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """The characters [start, end) of ``text`` that each token stands for, by rising start.

        Tokens may share characters: the mark before the first word stands on that word.
        """
        return list(self._encoded(text).offsets)

    def stamp(self) -> dict[str, str]:
        """What must be the same for vectors to be compared with these."""
        return {
            "embedder": self.name,
            "dimension": str(self.dimension),
            "normalised": "true",
            "query_prefix": self.query_prefix,
            "passage_prefix": self.passage_prefix,
        }

    def _without_prefix(self, prefix: str, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Without the tokens of the prefix and the special ones at both ends, at length 1."""
        skipped = 1 + self.count_tokens(prefix.rstrip())
        return normalised(rows[skipped : max(skipped, len(rows) - 1)])

    def _encoded(self, text: str) -> Any:
        """The tokens of what is embedded for ``text``, which has as many characters."""
        return self._tokenizer.encode(simplified(text), add_special_tokens=False)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts with their prefix, special ones included, none cut off."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    @abstractmethod
    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector of length 1 for each text, prefix included, in the order given."""

    @abstractmethod
    def _read(
        self, texts: Sequence[str], ids: Sequence[list[int]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """The same vectors, each with those of all tokens of its text: (tokens, dimension).

        Special tokens too, padding not; of any length. ``ids`` are the tokens (``_ids``).
        """


def _from(
    rows: NDArray[np.float32], offsets: Sequence[tuple[int, int]], start: int
) -> NDArray[np.float32]:
    """The tokens that reach beyond a character, at length 1; special ones stand on none."""
    kept = [end > start for _, end in offsets[: len(rows) - 1]]
    return normalised(rows[: len(kept)][kept])
