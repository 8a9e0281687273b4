from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.split import SPLITTER
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.index import Index
from ragqa.retrieval import HybridRetriever
from ragqa.store.conversations import FILE, Said
from ragqa.store.records import Records
from tests.fakes import HashEmbeddings, ScriptedChat
from tests.ragqa.store.test_records import RECORD
from tests.ui.web.test_answer_html import HOSTILE, answered
from ui.services import Services, services_over
from ui.texts.talks import EN, ZH
from ui.web.chat import judge
from ui.web.session import Session
from ui.web.talks import delete_talk, exported, list_html, open_talk, save_last


@pytest.fixture
def services(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Services]:
    given = {"index": tmp_path / "index", "save_conversations": getattr(request, "param", "on")}
    settings = load_settings(given, environ={}).settings
    with Index.open(settings.index, HashEmbeddings(), splitter=SPLITTER) as index:
        chain = RagChain(
            HybridRetriever(index=index),
            ScriptedChat(answers=[""]),
            context_size=4096,
            answer_tokens=64,
            evidence=None,
            records=Records(index.folder),
        )
        yield services_over(index, chain, "", settings)


def of(owner: str) -> Session:
    session = answered()
    session.owner = owner
    return session


@pytest.mark.parametrize("services", ["off"], indirect=True)
def test_with_the_setting_off_nothing_is_kept(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    assert not (services.index.folder / FILE).exists()
    assert EN.off in list_html(services, session)


def test_of_nobody_nothing_is_kept(services: Services) -> None:
    save_last(services, of(""))
    assert not (services.index.folder / FILE).exists()


def test_each_exchange_of_a_conversation_is_kept_under_one_id(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    key = session.talk
    session.ask("more").stopped = True
    save_last(services, session)
    assert session.talk == key
    again = Session(owner="ada")
    open_talk(services, again, key)
    assert [exchange.asked.text for exchange in again.exchanges] == ["q", "more"]
    assert (again.talk, again.shown) == (key, 1)
    assert f'data-talk="{key}"' in list_html(services, again)


def test_the_conversation_of_another_is_neither_opened_nor_deleted(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    other = of("bob")
    open_talk(services, other, session.talk)
    assert len(other.exchanges) == 1
    assert other.talk == ""
    delete_talk(services, other, session.talk)
    assert len(services.conversations.load("ada", session.talk)) == 1
    assert session.talk not in list_html(services, other)


def test_what_is_deleted_while_it_is_open_is_no_longer_shown(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    delete_talk(services, session, session.talk)
    assert (session.exchanges, session.talk) == ([], "")


def test_where_nothing_can_be_written_it_is_said_in_the_list(services: Services) -> None:
    session = of("ada")
    (services.index.folder / FILE).mkdir()
    save_last(services, session)
    assert "save_conversations" in list_html(services, session)
    assert session.exchanges[0].text


def test_an_exported_file_has_a_name_that_is_none_of_a_path() -> None:
    session = answered()
    session.exchanges = [answered(HOSTILE).exchanges[0]]
    session.language = "zh"
    name, content = exported(session, "markdown")
    assert name == f"{ZH.file_name}-q.md"
    assert b"<img" not in content
    session.ask("../../etc/passwd\x00 年假？" * 9)
    session.exchanges = session.exchanges[1:]
    name, _ = exported(session, "word")
    assert name.startswith("对话-etc-passwd-年假-etc-passwd")
    assert len(name) <= 45


def test_what_still_runs_is_not_exported(services: Services) -> None:
    session = answered()
    session.ask("still running")
    _, content = exported(session, "markdown")
    assert b"still running" not in content


def test_an_unknown_key_changes_nothing(services: Services) -> None:
    services.conversations.save("ada", "", 0, Said("x"))
    session = of("ada")
    for key in ("", "nope", "../x", "' OR 1=1 --"):
        open_talk(services, session, key)
        delete_talk(services, session, key)
    assert len(session.exchanges) == 1
    assert len(services.conversations.headings("ada")) == 1


def test_what_was_said_of_an_answer_is_said_again(services: Services) -> None:
    records = services.chain.records
    assert records is not None
    session = of("ada")
    [exchange] = session.exchanges
    assert exchange.answer is not None
    key = records.add(RECORD)
    exchange.answer = replace(exchange.answer, id=key)
    save_last(services, session)
    judge(services, exchange, "good")
    judge(services, exchange, "splendid")
    assert exchange.verdict == records.get(key).verdict == "good"
    again = Session(owner="ada")
    open_talk(services, again, session.talk)
    assert again.exchanges[0].verdict == "good"
    judge(services, again.exchanges[0], "good")
    assert again.exchanges[0].verdict == records.get(key).verdict == ""
