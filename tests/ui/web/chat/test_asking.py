"""The modes of the chat over a real index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.splitting.split import SPLITTER
from ragqa.answer.quoted.quoting import QuotingChat
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.errors import QuestionError
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.scope import Scope
from ragqa.types import Finished, Reading, Retrieved, Token
from tests.fakes import HashEmbeddings, ScriptedChat
from ui.services import Services, services_over
from ui.texts.chat import EN, ZH
from ui.web.chat.asking import MODES, Asked, Found, Mode, events_of, is_quoting

MOON = "The moon base opens in spring. Its oxygen comes from regolith."


@pytest.fixture
def chat() -> ScriptedChat:
    return ScriptedChat(answers=["Its oxygen comes from regolith [1]."])


@pytest.fixture
def services(tmp_path: Path, chat: ScriptedChat) -> Iterator[Services]:
    settings = load_settings({"index": tmp_path / "index"}, environ={}).settings
    embeddings = HashEmbeddings()
    with Index.open(settings.index, embeddings, splitter=SPLITTER) as index:

        def over(model: ScriptedChat | QuotingChat, *, wide: bool) -> RagChain:
            return RagChain(
                HybridRetriever(index=index),
                model,
                context_size=4096,
                answer_tokens=256,
                evidence=None,
                seed=7 if wide else None,
                wide=wide,
            )

        quotes = over(QuotingChat(embeddings=embeddings), wide=False)
        made = services_over(index, over(chat, wide=True), "model", settings, quotes=quotes)
        for name, text in (("moon.txt", MOON), ("sea.txt", "The sea is deep and salty.")):
            (tmp_path / name).write_text(text)
            made.add_files([(tmp_path / name, name)], lambda progress: None)
        yield made


def last(services: Services, asked: Asked) -> Finished:
    *_, end = events_of(services, asked)
    assert isinstance(end, Finished)
    return end


def test_an_answer_is_the_models(services: Services, chat: ScriptedChat) -> None:
    answer = last(services, Asked("Where does the oxygen come from?")).answer
    assert answer.text == "Its oxygen comes from regolith [1]."
    assert len(chat.history) == 1
    assert chat.options == [{}]


def test_asked_again_a_sampler_begins_with_another_seed(
    services: Services, chat: ScriptedChat
) -> None:
    answer = last(services, Asked("Where does the oxygen come from?", attempt=2)).answer
    assert chat.options == [{"seed": 9}]
    assert answer.seed == 9


def test_quotes_ask_no_model(services: Services, chat: ScriptedChat) -> None:
    answer = last(services, Asked("Where does the oxygen come from?", "quotes")).answer
    assert "Its oxygen comes from regolith." in answer.text
    assert answer.citations
    assert chat.history == []


def test_a_search_gives_each_chunk_as_a_passage_and_nothing_else(
    services: Services, chat: ScriptedChat
) -> None:
    [found] = events_of(services, Asked("oxygen from regolith", "search"))
    assert isinstance(found, Found)
    assert found.passages[0].text == MOON
    assert found.passages[0].score > found.passages[1].score
    assert chat.history == []


def test_a_search_keeps_to_its_scope(services: Services) -> None:
    asked = Asked("oxygen from regolith", "search", Scope(sources=("sea.txt",)))
    [found] = events_of(services, asked)
    assert isinstance(found, Found)
    assert [passage.source for passage in found.passages] == ["sea.txt"]


def test_a_whole_document_is_given_to_the_model(services: Services, chat: ScriptedChat) -> None:
    asked = Asked("What is this about?", "whole", Scope(sources=("sea.txt",)))
    events = list(events_of(services, asked))
    [retrieved] = [event for event in events if isinstance(event, Retrieved)]
    assert "".join(p.text for p in retrieved.passages) == "The sea is deep and salty."
    assert "The sea is deep" in str(chat.history[0])


def test_a_summary_tells_how_far_it_is(services: Services, chat: ScriptedChat) -> None:
    events = list(events_of(services, Asked("Summary", "summary", Scope(sources=("sea.txt",)))))
    assert {type(event) for event in events} == {Reading, Retrieved, Token, Finished}
    assert len(chat.history) == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("gone", [{"collection": "Stars"}, {"sources": ("/srv/star.txt",)}])
def test_what_is_asked_again_of_what_is_gone_names_no_folder(
    services: Services, mode: Mode, gone: dict[str, Any]
) -> None:
    with pytest.raises(QuestionError) as told:
        list(events_of(services, Asked("How far is it?", mode, Scope(**gone))))
    assert (told.value.en, told.value.zh) == (EN.chosen_gone, ZH.chosen_gone)


@pytest.mark.parametrize("mode", ["answer", "quotes", "search"])
def test_what_is_asked_again_of_nothing_names_no_folder(services: Services, mode: Mode) -> None:
    with services.index.writer() as writer:
        for source in services.index.sources():
            writer.remove(source.document_id)
    with pytest.raises(QuestionError) as told:
        list(events_of(services, Asked("Is the sea deep?", mode)))
    assert (told.value.en, told.value.zh) == (EN.no_documents, ZH.no_documents)


@pytest.mark.parametrize("mode", ["answer", "whole"])
def test_closing_ends_the_models_own_loop(
    services: Services, chat: ScriptedChat, mode: Mode
) -> None:
    chat.answers = ["endless " * 100]
    asked = replace(Asked("The sea?", scope=Scope(sources=("sea.txt",))), mode=mode)
    with closing(events_of(services, asked)) as events:
        for event in events:
            if isinstance(event, Token):
                break
    assert chat.closed_early == 1


def test_an_answer_will_be_documents_own_words_where_quotes_are_asked_for(
    services: Services,
) -> None:
    assert is_quoting(services, Asked("q", "quotes"))
    assert not is_quoting(services, Asked("q"))
    assert is_quoting(replace(services, chain=services.quotes), Asked("q"))
