from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage

from ragqa.answer.quoted.central import MOST_EMBEDDED, central
from ragqa.answer.quoted.quoting import QuotingChat
from ragqa.answer.summarizing import extract
from ragqa.chain import RagChain
from ragqa.errors import QuestionError, UnknownSourceError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.text.language import Language
from ragqa.types import Finished, Reading, Retrieved, Token
from tests.builders import passage
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.stocked import LEAVE, open_stocked

DOCUMENTS = {
    "fruit.pdf": tuple(
        f"Orchard number {n} grows apples, pears and plums in its long rows of old trees. "
        f"It sends {n + 200} baskets of fruit to the market in town."
        for n in range(30)
    ),
    "手册.pdf": ("公司成立于二〇〇三年，总部在杭州。", LEAVE, "请假须提前三天向经理申请。"),
}


class Reader(ScriptedChat):
    """Quotes the first sentence of the first passage that it reads."""

    def _next(self, messages: Sequence[BaseMessage]) -> str:
        text = str(messages[-1].content)
        first = text.split("[1] ", 2)[-1].splitlines()[1]
        self.answers = [f"{re.split(r'(?<=[.。])', first)[0]} [1]"]
        return super()._next(messages)


class Echo(ScriptedChat):
    """Quotes every sentence of every passage that it reads."""

    def _next(self, messages: Sequence[BaseMessage]) -> str:
        passages = re.findall(r"^\[(\d+)\] .*\n(.*)$", str(messages[-1].content), re.MULTILINE)
        self.answers = [
            " ".join(
                f"{sentence} [{number}]"
                for number, text in passages
                for sentence in re.split(r"(?<=[.])\s+", text)
            )
        ]
        return super()._next(messages)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with open_stocked(tmp_path / "index", DOCUMENTS) as opened:
        yield opened


def chain_of(index: Index, model: ScriptedChat | QuotingChat, context_size: int) -> RagChain:
    return RagChain(
        HybridRetriever(index=index),
        model,
        context_size=context_size,
        answer_tokens=128,
        evidence=None,
        wide=not isinstance(model, QuotingChat),
    )


def test_what_fits_is_summarised_at_once_in_the_language_of_the_document(index: Index) -> None:
    chat = ScriptedChat(answers=[f"{LEAVE} [1]"])
    answer = chain_of(index, chat, 4096).summarize(Scope(sources=("手册.pdf",)))
    [[message]] = chat.history
    assert str(message.content).endswith("概括以上资料的要点，每句话后注明[编号]。")
    assert "公司成立于" in str(message.content)
    assert answer.text == f"{LEAVE} [1]"
    [cited] = answer.citations
    assert (cited.source, cited.page_first, cited.verified) == ("手册.pdf", 2, True)


def test_what_does_not_fit_is_read_in_parts_and_their_evidence_is_summarised(
    index: Index,
) -> None:
    chat = Reader(answers=[""])
    chain = chain_of(index, chat, 640)
    events = list(chain.stream_summary(Scope(sources=("fruit.pdf",))))
    kinds = list(dict.fromkeys(type(event) for event in events))
    assert kinds == [Reading, Retrieved, Token, Finished]
    read = [event for event in events if isinstance(event, Reading)]
    assert len(chat.history) == read[-1].total > 3
    assert [event.done for event in read] == sorted(event.done for event in read)
    assert read[-1].done == read[-1].total
    finished = events[-1]
    assert isinstance(finished, Finished)
    [cited] = finished.answer.citations
    assert (cited.source, cited.verified) == ("fruit.pdf", True)
    assert cited.quote in DOCUMENTS["fruit.pdf"][0]
    limit = 640 - 128
    assert all(chat.get_num_tokens_from_messages(list(m)) <= limit for m in chat.history)
    # Everything was read in the first round.
    said = "".join(str(m.content) for messages in chat.history for m in messages)
    assert all(f"Orchard number {n} grows" in said for n in range(30))


def test_closing_it_ends_the_model_in_the_middle_of_a_part(index: Index) -> None:
    chat = ScriptedChat(answers=["word " * 400])
    events = chain_of(index, chat, 640).stream_summary(Scope(sources=("fruit.pdf",)))
    while not chat.history:
        next(events)
    next(events)
    events.close()
    assert (len(chat.history), chat.closed_early) == (1, 1)


def test_a_model_that_cites_nothing_still_gets_to_the_end(index: Index) -> None:
    chain = chain_of(index, ScriptedChat(answers=["Bananas are yellow."]), 640)
    answer = chain.summarize(Scope(sources=("fruit.pdf",)))
    assert answer.citations == ()
    assert len(answer.unsupported) == 1


def test_a_window_that_holds_nothing_is_told(index: Index) -> None:
    with pytest.raises(QuestionError, match="too small for a summary"):
        chain_of(index, ScriptedChat(answers=["x"]), 130).summarize()


def test_an_unknown_document_is_told(index: Index) -> None:
    with pytest.raises(UnknownSourceError):
        chain_of(index, ScriptedChat(answers=["x"]), 640).summarize(Scope(sources=("no.pdf",)))


def test_without_a_model_the_most_central_sentences_are_quoted(index: Index) -> None:
    chain = chain_of(index, QuotingChat(embeddings=HashEmbeddings()), 32768)
    answer = chain.summarize(Scope(sources=("手册.pdf",)))
    assert answer.citations
    assert all(cited.verified for cited in answer.citations)
    assert [c.quote for c in answer.citations] == sorted(
        (c.quote for c in answer.citations), key="".join(DOCUMENTS["手册.pdf"]).index
    )
    everything = chain.summarize()
    assert 1 <= len(everything.citations) <= 6
    assert everything.unsupported == ()


def test_no_passage_gives_more_than_its_share_while_others_have_some() -> None:
    faults = [
        "- The pump leaks at its red valve.",
        "- The pump hums while the tank fills.",
        "- The pump stops although a tank is empty.",
    ]
    care = ["Dry cloths suffice for cleaning its outer housing.", "Bring old batteries back to us."]
    given = (passage("\n".join(faults)), passage("\n".join(care)))
    told = central(given, HashEmbeddings(512), 4)
    assert [number for number, _ in told] == [0, 0, 1, 1]
    assert len(central(given, HashEmbeddings(512), 5)) == 5


def test_the_sentence_that_shares_most_with_the_others_is_central() -> None:
    given = (
        passage("Apples grow in the old orchard near town. Apples and pears grow in the orchard."),
        passage(
            "Pears grow in the old orchard too, near town. Quantum tunnels are really odd ones."
        ),
    )
    [(number, span)] = central(given, HashEmbeddings(512), 1)
    assert given[number].text[slice(*span)] != "Quantum tunnels are really odd ones."


def test_a_sentence_over_two_lines_is_quoted_in_one() -> None:
    draft = extract(
        (passage("The apples of the old orchard\nare sold in town."),), HashEmbeddings()
    )
    assert draft.text == "The apples of the old orchard are sold in town. [1]"


def test_of_a_long_text_a_sample_is_embedded() -> None:
    embeddings = HashEmbeddings()
    text = " ".join(f"This is the sentence with number {n} of all." for n in range(1000))
    assert central((passage(text),), embeddings, 3)
    assert embeddings.embedded == MOST_EMBEDDED
    assert central((), embeddings, 3) == []


def test_a_model_that_quotes_all_it_reads_gets_to_the_end_of_the_document(index: Index) -> None:
    chat = Echo(answers=[""])
    chain_of(index, chat, 640).summarize(Scope(sources=("fruit.pdf",)))
    last = str(chat.history[-1][-1].content)
    assert re.search(r"Orchard number 2[4-9] grows", last)


def test_what_never_becomes_less_is_told(tmp_path: Path) -> None:
    long = {f"{n}.txt": ("word " * 220 + f"number {n} ends.",) for n in range(3)}
    with (
        open_stocked(tmp_path, long) as index,
        pytest.raises(QuestionError, match="too small for a summary"),
    ):
        chain_of(index, Echo(answers=[""]), 640).summarize()


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "没有写出摘要。"), ("en", "No summary could be written.")]
)
def test_an_empty_summary_is_told_in_its_language(
    index: Index, language: Language, text: str
) -> None:
    answer = chain_of(index, ScriptedChat(answers=[" "]), 4096).summarize(language=language)
    assert (answer.text, answer.refused) == (text, True)


def test_a_summary_that_was_cut_off_says_so(index: Index) -> None:
    chat = ScriptedChat(answers=[f"{LEAVE} [1]"], finish_reason="length")
    answer = chain_of(index, chat, 4096).summarize(Scope(sources=("手册.pdf",)))
    assert answer.finish_reason == "length"


def test_callbacks_hear_the_model(index: Index) -> None:
    heard: list[str] = []

    class Listener(BaseCallbackHandler):
        def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
            heard.append(str(token))

    chain = chain_of(index, ScriptedChat(answers=[f"{LEAVE} [1]"]), 4096)
    list(chain.stream_summary(config={"callbacks": [Listener()]}))
    assert "".join(heard) == f"{LEAVE} [1]"
