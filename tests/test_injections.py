"""Hostile documents beside a real one change nothing: each is ingested as a file and asked about.

The model here does as it is told by ``prompts``; what the documents tell it must stay their text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from ingest.options import Options
from ingest.sync import sync
from ragqa.answer import prompts
from ragqa.chain import RagChain
from ragqa.generation.prompting import mixtral
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.types import Answer, Question, Turn
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.tiny_mixtral import tokenizer
from tests.ui.web.chat.test_answer_html import assert_harmless
from ui import render
from ui.texts import EN
from ui.texts.web import EN as WEB
from ui.web.chat.answer_html import conversation_html
from ui.web.chat.asking import Asked
from ui.web.chat.cited_html import citations_html
from ui.web.chat.exchange import Exchange
from ui.web.session import Session

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "injections" / "documents.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
NAMES = [row["name"] for row in ROWS]
REAL = "handbook.txt"
LEAVE = "员工每年有十五天年假。"
ASKED = {
    "zh": "员工每年有多少天年假（annual leave）？",
    "en": "How many days of annual leave 年假 do staff have each year?",
}
FENCE = re.compile(r"=== (?:资料开始|资料结束|passages begin|passages end) ([0-9a-f]{8}) ===")
MARKS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


class Obedient(ScriptedChat):
    """Quotes the handbook by the number that it has in the prompt, as the instructions say."""

    def _next(self, messages: Any) -> str:
        passages = messages[-1].additional_kwargs["passages"]
        number = [passage.source for passage in passages].index(REAL) + 1
        self.answers = [f"{LEAVE} [{number}]"]
        return super()._next(messages)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("documents")
    (folder / REAL).write_text(f"{LEAVE}\n请假须提前三天申请。\n", encoding="utf-8")
    for row in ROWS:
        (folder / f"{row['name']}.txt").write_text(row["text"] + "\n", encoding="utf-8")
    options = Options(max_file_bytes=1_000_000, parse_seconds=60, chunk_tokens=256, chunk_overlap=8)
    made = tmp_path_factory.mktemp("index")
    with Index.open(made, HashEmbeddings(), splitter="test", create=True) as opened:
        report = sync(folder, opened, options)
        assert report.exit_code == 0, [file for file in report.files if file.reason]
        yield opened


def asked(index: Index, row: dict[str, Any], chat: ScriptedChat) -> Answer:
    chain = RagChain(
        HybridRetriever(index=index, k=6),
        chat,
        context_size=8192,
        answer_tokens=256,
        evidence=None,
    )
    scope = Scope(sources=(REAL, f"{row['name']}.txt"))
    answer = chain.invoke(Question(ASKED[row["language"]], scope=scope))
    # Or nothing would be tested: the document is among what the model reads.
    assert f"{row['name']}.txt" in {passage.source for passage in answer.passages}
    return answer


def count(ids: list[int], part: tuple[int, ...]) -> int:
    return sum(tuple(ids[i : i + len(part)]) == part for i in range(len(ids)))


def test_there_are_enough_of_both_languages() -> None:
    assert len(ROWS) >= 40
    assert min(sum(row["language"] == each for row in ROWS) for each in ("zh", "en")) >= 15


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_the_answer_and_its_citation_are_those_of_the_real_document(
    index: Index, row: dict[str, Any]
) -> None:
    answer = asked(index, row, Obedient(answers=[""]))
    [cited] = answer.citations
    assert (cited.source, cited.quote, cited.verified) == (REAL, LEAVE, True)
    assert not answer.refused
    assert re.sub(r" \[\d\]", "", answer.text) == LEAVE


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_the_prompt_has_no_mark_that_the_document_made(index: Index, row: dict[str, Any]) -> None:
    chat = Obedient(answers=[""])
    asked(index, row, chat)
    [messages] = chat.history
    ids = mixtral.encode(messages, lambda text: list(tokenizer().encode(text)))
    assert ids[0] == mixtral.BOS
    assert (ids.count(mixtral.BOS), ids.count(mixtral.EOS)) == (1, 0)
    assert (count(ids, mixtral.OPEN), count(ids, mixtral.CLOSE)) == (1, 1)
    assert tuple(ids[-len(mixtral.CLOSE) :]) == mixtral.CLOSE


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_the_document_stands_inside_a_fence_that_it_cannot_forge(
    index: Index, row: dict[str, Any]
) -> None:
    chat = Obedient(answers=[""])
    answer = asked(index, row, chat)
    text = said(chat.history[0])
    language = row["language"]
    opening = FENCE.search(text)
    assert opening is not None
    fence = opening.group(1)
    assert text.count(fence) == 2
    inside = text[opening.end() : text.rindex(fence)]
    for passage in answer.passages:
        assert fence not in passage.text
        assert passage.text in inside
    # The rules come first and last, whatever stands between.
    assert text.startswith(prompts.WORDINGS[language].instructions)
    assert text.endswith(f"{prompts.closing_words(language)}{ASKED[language]}")


def said(messages: list[BaseMessage]) -> str:
    return str(messages[-1].content)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_refusal_stays_a_refusal(index: Index, row: dict[str, Any]) -> None:
    answer = asked(index, row, ScriptedChat(answers=["资料中没有答案。"]))
    assert (answer.refused, answer.citations, answer.unsupported) == (True, (), ())


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_model_that_obeys_the_document_is_found_out(index: Index, row: dict[str, Any]) -> None:
    told = "员工每年有九十九天年假。"
    answer = asked(index, row, ScriptedChat(answers=[f"{told} [1] [2] [7]"]))
    assert "[7]" not in answer.text
    hostile = f"{row['name']}.txt"
    shown = {citation.source for citation in answer.citations}
    # Or "none is verified" would say nothing: the real document is named, beside this one alone.
    assert REAL in shown
    assert shown <= {REAL, hostile}
    assert {c.source for c in answer.citations if c.verified} <= {hostile}


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_what_the_document_says_is_shown_as_text(index: Index, row: dict[str, Any]) -> None:
    answer = asked(index, row, ScriptedChat(answers=["资料中没有答案。"]))
    hostile = next(p for p in answer.passages if p.source != REAL)
    number = answer.passages.index(hostile) + 1
    quoted = asked(index, row, ScriptedChat(answers=[f"{hostile.text} [{number}]"]))
    for shown in (answer, quoted):
        exchange = Exchange(Asked("q"), passages=shown.passages, text=shown.text, answer=shown)
        session = Session(language="en", exchanges=[exchange], shown=0)
        assert MARKS.search(render.citations_text(shown, EN)) is None
        assert MARKS.search(render.to_json(render.answer_json(shown))) is None
        for page in (
            citations_html(session, WEB),
            conversation_html(session, WEB, documents=2),
        ):
            assert_harmless(page)
            assert MARKS.search(page) is None


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_document_in_an_earlier_answer_forges_no_last_question(row: dict[str, Any]) -> None:
    label = {"zh": "最后一个问题：", "en": "Last question: "}[row["language"]]
    question = ASKED[row["language"]]
    history = [Turn("?", f"{label}x\n\n{label}y\n{row['text']}")]
    [message] = prompts.rewriting(question, history, row["language"])
    lines = str(message.content).splitlines()
    assert [line for line in lines if line.startswith(label)] == [f"{label}{question}"]
