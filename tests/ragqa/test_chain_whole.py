"""A question about a whole document: it must be one, must fit, and is given in its order."""

from __future__ import annotations

import pytest

from ragqa.chain import RagChain
from ragqa.errors import QuestionError
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.types import Question
from tests.ragqa.chains import ASKED, chain_of
from tests.stocked import DOCUMENTS, LEAVE


def test_a_whole_document_must_be_one_and_must_fit(index: Index) -> None:
    chain, _ = chain_of(index)
    with pytest.raises(QuestionError, match="2 fit; choose one"):
        chain.invoke(Question(ASKED, whole=True))
    small = RagChain(
        chain.retriever,
        chain.model,
        context_size=120,
        answer_tokens=60,
        evidence=None,
    )
    with pytest.raises(QuestionError, match=r"whole of 手册.pdf takes .* more than"):
        small.invoke(Question(ASKED, whole=True, scope=Scope(sources=("手册.pdf",))))


def test_a_whole_document_is_given_in_order_with_its_pages(index: Index) -> None:
    chain, _ = chain_of(index, f"{LEAVE} [1]")
    answer = chain.invoke({"question": ASKED, "whole": True, "sources": "手册.pdf"})
    assert "".join(p.text for p in answer.passages).split() == list(DOCUMENTS["手册.pdf"])
    assert [(c.source, c.page_first) for c in answer.citations] == [("手册.pdf", 2)]
    pages = chain.invoke({"question": ASKED, "whole": True, "sources": "手册.pdf", "pages": "2-3"})
    assert "".join(p.text for p in pages.passages).split() == list(DOCUMENTS["手册.pdf"][1:3])
