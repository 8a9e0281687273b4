from __future__ import annotations

import copy
import threading
import time
from pathlib import Path

import pytest

from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.retrieval import HybridRetriever
from ragqa.store.kept.conversations import Place
from ragqa.store.kept.said import Said
from ragqa.types import Event
from tests.fakes import ScriptedChat
from tests.stocked import open_stocked
from ui.services import services_over
from ui.web.chat import conversation
from ui.web.chat.asking import Found
from ui.web.chat.conversation import finish
from ui.web.chat.talks import act_on_talk, open_talk
from ui.web.job import Job
from ui.web.session import Session, TabLock


class Watched(TabLock):
    """A lock that tells when somebody comes to it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def __enter__(self) -> None:
        self.asked.set()
        super().__enter__()


def test_a_conversation_that_is_deleted_while_its_answer_is_kept_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings({"index": tmp_path / "index"}, environ={}).settings
    monkeypatch.setattr(conversation, "is_here", lambda: True)
    lock = Watched()
    with open_stocked(settings.index) as index:
        retriever = HybridRetriever(index=index)
        chat = ScriptedChat(answers=[""])
        chain = RagChain(retriever, chat, context_size=4096, answer_tokens=64, evidence=None)
        services = services_over(index, chain, "", settings)
        key = services.conversations.save("ada", Place(), Said("first")).key
        session = Session(lock=lock, owner="ada")
        open_talk(services, session, key)
        exchange = session.ask("second")
        job = session.job = Job[Event | Found](lambda report, stopped: None)
        deleted = services.conversations.delete
        ending = threading.Thread(target=finish, args=(services, session, exchange, job))

        def delete(user: str, key: str) -> None:
            """The answer ends when the conversation is gone, and still shown."""
            deleted(user, key)
            lock.asked.clear()
            ending.start()
            while ending.is_alive() and not lock.asked.is_set():
                time.sleep(0.001)

        monkeypatch.setattr(services.conversations, "delete", delete)
        act_on_talk(services, session, {"action": "delete", "talk": key})
        ending.join()
        assert services.conversations.headings("ada") == []
    assert session.exchanges == []
    assert session.place == Place()


def test_each_tab_has_a_lock_of_its_own() -> None:
    first = Session()
    second = copy.deepcopy(first)
    assert first.lock is not second.lock
    with first.lock, first.lock, second.lock:
        pass
