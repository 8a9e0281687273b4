"""A scripted model in place of the real one, for the commands that ask; a set of questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from ragqa import chat_model
from tests.fakes import ScriptedChat
from tests.stocked import LEAVE
from tests.ui.cli.evaluated import write_lines

QUESTION = "员工每年有几天年假？"
GOOD = "员工每年有十五天年假 [1]。"


class Model(ScriptedChat):
    """A scripted model with the window that the factory asks for."""

    context_size: int = 8192


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedChat]:
    """Puts a scripted model in place of the real one."""

    def put(*answers: str, **fields: Any) -> ScriptedChat:
        model = Model(answers=list(answers), **fields)
        monkeypatch.setattr(chat_model, "open_chat", lambda settings, embeddings: model)
        return model

    return put


class InterruptedChat(Model):
    """The user presses Ctrl-C in the middle of the first answer."""

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in super()._stream(messages, *args, **kwargs):
            yield chunk
            if len(self.history) == 1:
                raise KeyboardInterrupt


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two documents and a question about one of them, in BEIR's layout."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "text": LEAVE},
        {"_id": "d2", "text": "The dh_make command."},
    )
    write_lines(folder / "queries.jsonl", {"_id": "q1", "text": QUESTION})
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    return folder
