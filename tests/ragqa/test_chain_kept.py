"""Answers that cannot be kept, or may not be."""

from __future__ import annotations

from ragqa.index import Index
from ragqa.store.kept.records import Records
from ragqa.types import Finished, Token
from tests.ragqa.chains import ASKED, chain_of
from tests.stocked import LEAVE


def test_answers_are_given_where_they_cannot_be_kept(index: Index) -> None:
    chain, _ = chain_of(index)
    chain.records = Records(index.folder)
    (index.folder / "answers.db").mkdir()
    answer = chain.invoke(ASKED)
    assert (answer.id, answer.refused) == ("", False)


def test_an_answer_from_a_document_removed_meanwhile_is_not_kept(index: Index) -> None:
    chain, _ = chain_of(index)
    chain.records = Records(index.folder)
    events = chain.stream(ASKED)
    next(event for event in events if isinstance(event, Token))
    with index.writer() as writer:
        writer.remove(index.find("手册.pdf").document_id)
    finished = list(events)[-1]
    assert isinstance(finished, Finished)
    assert finished.answer.text.startswith(LEAVE)
    assert (finished.answer.id, Records(index.folder).all()) == ("", [])
