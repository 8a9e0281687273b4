from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from ragqa.access.identity import Identity
from ragqa.answer.elsewhere import told
from ragqa.errors import IndexUnusableError
from ragqa.replaying import Difference
from ragqa.store.kept.conversations import FILE, Place
from ragqa.store.kept.said import Said
from ragqa.store.library import Library
from tests.builders import passage
from tests.ragqa.library import put
from tests.ragqa.store.kept.test_records import RECORD
from tests.ui.web.chat.test_answer_html import HOSTILE, answered
from ui.services import Services
from ui.texts.remote import EN as REMOTE_EN
from ui.texts.talks import EN, ZH
from ui.texts.web import web_texts
from ui.web.chat.answer_html import conversation_html
from ui.web.chat.chat import judge
from ui.web.chat.talks import (
    are_gone,
    delete_talk,
    exported,
    list_html,
    open_talk,
    save_last,
)
from ui.web.markup import escaped
from ui.web.session import Session


def of(owner: str) -> Session:
    session = answered()
    session.owner = owner
    return session


def test_documents_in_the_trash_are_not_gone(services: Services) -> None:
    with services.index.writer() as writer:
        put(writer, services.index, "kept", "a")
        put(writer, services.index, "trashed", "b")
        writer.flush()
        writer.discard(["trashed"], seconds=60)
    assert not are_gone(services, ["kept", "trashed"])
    assert are_gone(services, ["kept", "removed"])


def test_while_all_documents_are_there_the_trash_is_not_read(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with services.index.writer() as writer:
        put(writer, services.index, "kept", "a")
    monkeypatch.delattr(Library, "trashed")
    assert not are_gone(services, ["kept"])


def test_of_an_answer_whose_documents_are_gone_the_question_is_kept(services: Services) -> None:
    session = of("ada")
    save_last(services, session, ["removed"])
    again = Session(owner="ada")
    open_talk(services, again, session.place.key)
    assert [(e.asked.text, e.text, e.removed) for e in again.exchanges] == [
        (session.exchanges[-1].asked.text, "", True)
    ]


def test_where_else_an_answer_stands_is_not_kept_but_looked_up_again(services: Services) -> None:
    with services.index.writer() as writer:
        put(writer, services.index, "d", "Two plums are ripe.")
        put(writer, services.index, "secret", "Two plums are ripe.")
    session = of("ada")
    exchange = session.exchanges[0]
    text = "Two plums are ripe."
    found = replace(passage(text), source="d", copies=("secret.1.0",))
    cited = found.cite(1, (0, len(text)), score=1.0, verified=True)
    assert exchange.answer is not None
    answer = replace(exchange.answer, passages=(found,), citations=(cited,))
    exchange.answer, exchange.passages = told(answer, services.index), (found,)
    assert [copy.source for copy in exchange.citations[0].also] == ["secret"]
    save_last(services, session)
    assert b'"secret"' not in (services.index.folder / FILE).read_bytes()

    again = Session(owner="ada")
    open_talk(services, again, session.place.key)
    assert again.exchanges[0].answer == exchange.answer
    with services.index.writer() as writer:
        writer.remove("secret")
    again.look_again(services.index)
    assert again.exchanges[0].citations[0].also == ()
    assert again.exchanges[0].text  # the answer was not made from it: it stays
    open_talk(services, again, session.place.key)
    assert [each.removed for each in again.exchanges] == [False]
    assert again.exchanges[0].citations[0].also == ()


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
    key = session.place.key
    session.ask("more").stopped = True
    save_last(services, session)
    assert session.place.key == key
    again = Session(owner="ada")
    open_talk(services, again, key)
    assert [exchange.asked.text for exchange in again.exchanges] == ["q", "more"]
    assert (again.place.key, again.shown) == (key, 1)
    assert f'data-talk="{key}"' in list_html(services, again)


def test_the_conversation_of_another_is_neither_opened_nor_deleted(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    other = of("bob")
    open_talk(services, other, session.place.key)
    assert len(other.exchanges) == 1
    assert other.place.key == ""
    delete_talk(services, other, session.place.key)
    assert services.conversations.load("ada", session.place.key) is not None
    assert session.place.key not in list_html(services, other)


def test_words_of_an_answer_from_documents_out_of_reach_find_nothing(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    theirs = services.seen_by(Identity("ada", "reader", frozenset({"elsewhere"})))
    for words, found in ((session.exchanges[0].text[:5], False), ("q", True)):
        session.talk_words = words
        assert session.place.key in list_html(services, session)
        assert (session.place.key in list_html(theirs, session)) == found


def test_what_is_deleted_while_it_is_open_is_no_longer_shown(services: Services) -> None:
    session = of("ada")
    save_last(services, session)
    delete_talk(services, session, session.place.key)
    assert (session.exchanges, session.place.key) == ([], "")


def test_where_nothing_can_be_written_it_is_said_in_the_list(services: Services) -> None:
    session = of("ada")
    (services.index.folder / FILE).mkdir()
    save_last(services, session)
    assert isinstance(session.unkept, IndexUnusableError)
    assert "save_conversations" in session.unkept.en
    assert escaped(REMOTE_EN.unusable) in list_html(services, session)
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


def test_what_became_of_an_answer_is_exported_with_it() -> None:
    session = answered()
    session.exchanges[0].changed = (Difference("changed", "a.pdf", "1", "2"),)
    session.exchanges.append(answered("Secret.").exchanges[0])
    session.exchanges[1].withhold()
    page = exported(session, "markdown")[1].decode()
    changed = web_texts("en").cited_changed.format(name="a.pdf")
    assert page.index(f"*{changed}*") < page.index(f"*{EN.answer_withheld}*")
    assert "Secret" not in page


@pytest.mark.parametrize("kind", ["markdown", "word"])
def test_of_an_answer_that_still_grows_what_is_there_is_exported(kind: str) -> None:
    session = Session()
    session.ask("What now?").text = "So far"
    content = exported(session, kind)[1]
    if kind == "word":
        document = docx.Document(io.BytesIO(content))
        content = "\n\n".join(each.text for each in document.paragraphs).encode()
    unfinished = EN.unfinished if kind == "word" else f"*{EN.unfinished}*"
    said = f"What now?\n\nSo far\n\n{unfinished}"
    assert content.decode().strip().endswith(said)


def test_an_unknown_key_changes_nothing(services: Services) -> None:
    services.conversations.save("ada", Place(), Said("x"))
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
    open_talk(services, again, session.place.key)
    assert again.exchanges[0].verdict == "good"
    judge(services, again.exchanges[0], "good")
    assert again.exchanges[0].verdict == records.get(key).verdict == ""


def test_of_a_collection_that_is_lost_no_answer_is_shown_and_none_is_deleted(
    services: Services, tmp_path: Path
) -> None:
    for name, text in (("desk", "The desk is oak."), ("vault", "It opens at noon.")):
        path = tmp_path / f"{name}.txt"
        path.write_text(text)
        services.add_files([(path, path.name)], lambda _: None, name)
    session = Session(owner="ada")
    for name in ("vault", "desk"):
        document = services.index.find(f"{name}.txt").document_id
        exchange = session.ask(f"What of the {name}?")
        exchange.passages = (replace(passage(f"Of the {name}."), document_id=document),)
        exchange.text, exchange.stopped = f"Told of the {name}.", True
        save_last(services, session)
    session.open(0, citation=None, passage=0)
    both, services = services, services.seen_by(Identity("ada", "reader", frozenset({"desk"})))
    again = Session(owner="ada")
    open_talk(services, again, session.place.key)
    session.look_again(services.index)
    assert session.opened is None
    for shown in (session, again):
        page = conversation_html(shown, web_texts("en"), documents=1)
        assert "Told of the vault" not in page
        assert EN.answer_withheld in page
        assert "Told of the desk" in page
        for kind in ("markdown", "word"):
            assert b"Told of the vault" not in exported(shown, kind)[1]
        assert all("vault" not in turn.answer for e in shown.exchanges for turn in e.asked.history)
    later = Session(owner="ada")
    open_talk(both, later, session.place.key)
    assert later.exchanges[0].text == "Told of the vault."
