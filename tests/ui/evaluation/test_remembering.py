from __future__ import annotations

import numpy as np

from ragqa.embedding.embedder import QueryReader
from tests.fakes import HashEmbeddings
from ui.evaluation.remembering import RememberingEmbedder


class Tokens(HashEmbeddings):
    read = 0

    def query_tokens(self, text: str) -> np.ndarray:
        self.read += 1
        return np.eye(2, dtype=np.float32)

    def document_tokens(self, texts: list[str]) -> list[np.ndarray]:
        self.read += len(texts)
        return [np.eye(2, dtype=np.float32) for _ in texts]


def test_each_text_is_worked_out_once() -> None:
    embedder = Tokens()
    remembering = RememberingEmbedder(embedder)
    first = remembering.embed_documents(["年假", "病假", "年假"])
    assert first == Tokens().embed_documents(["年假", "病假", "年假"])
    assert remembering.embed_documents(["病假", "出差"])[0] == first[1]
    assert remembering.embed_query("年假") == remembering.embed_query("年假")
    assert (embedder.embedded, embedder.queries) == (3, 1)
    for _ in range(2):
        assert len(remembering.document_tokens(["年假", "病假"])) == 2
        assert remembering.query_tokens("年假").shape == (2, 2)
    assert embedder.read == 3


def test_what_is_forgotten_is_worked_out_again() -> None:
    embedder = Tokens()
    remembering = RememberingEmbedder(embedder)
    for _ in range(2):
        remembering.embed_documents(["年假"])
        remembering.embed_query("年假")
        remembering.document_tokens(["年假"])
        remembering.query_tokens("年假")
        remembering.forget()
    assert (embedder.embedded, embedder.queries, embedder.read) == (2, 2, 4)


def test_all_else_is_the_embedders_own() -> None:
    embedder = HashEmbeddings()
    remembering = RememberingEmbedder(embedder)
    assert (remembering.name, remembering.dimension) == (embedder.name, embedder.dimension)
    assert remembering.stamp() == embedder.stamp()


def test_a_question_read_with_its_tokens_is_read_once() -> None:
    class Reader(Tokens):
        def read_query(self, text: str) -> tuple[list[float], np.ndarray]:
            return self.embed_query(text), self.query_tokens(text)

    embedder = Reader()
    remembering = RememberingEmbedder(embedder)
    assert isinstance(remembering, QueryReader)
    assert not isinstance(RememberingEmbedder(Tokens()), QueryReader)
    for _ in range(2):
        assert remembering.read_query("年假")[0] == Tokens().embed_query("年假")
    assert embedder.read == 1
