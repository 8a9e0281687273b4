from __future__ import annotations

import json

import pytest

from ragqa.scope import Scope
from ragqa.store.kept.recorded import made_from, read, record_of, written
from ragqa.types import Question, Turn
from tests.ui.web.chat.test_answer_html import answered

AT = "2026-12-02T04:00:00+00:00"


@pytest.mark.parametrize(
    "question",
    [
        Question("q"),
        Question("q", whole=True, scope=Scope(sources=("a.pdf",))),
        Question("q", (Turn("before", "yes"),), anyway=True),
    ],
)
def test_what_is_written_is_read_and_asks_the_same(question: Question) -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    record = record_of(exchange.answer, question, question.history, {"top_k": 5}, asked=True)
    found = read(written(record, "0123abcd", AT))
    assert found is not None
    assert (found.id, found.at, found.made_with) == ("0123abcd", AT, {"top_k": 5})
    assert found.to_question() == question
    assert made_from(found) == {c.document_id for c in exchange.answer.citations}


def test_a_row_of_before_one_could_insist_is_read() -> None:
    [exchange] = answered().exchanges
    assert exchange.answer is not None
    row = json.loads(
        written(record_of(exchange.answer, Question("q"), (), {}, asked=True), "a", AT)
    )
    del row["anyway"]
    found = read(json.dumps(row))
    assert found is not None
    assert not found.anyway
