"""An exchange of a conversation as it is kept, and as a row's text. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ragqa.types import Answer, Passage, Turn

LONGEST_TITLE = 80
# Names of documents that an answer was not made from: nothing would take them away with these.
# They are looked up again by the ids of the chunks.
_NAMES: Any = {"__all__": {"also"}}
_UNKEPT: Any = {"passages": _NAMES, "answer": {"passages": _NAMES, "citations": _NAMES}}
_DOCUMENT = re.compile(r'"document_id": ("[^"]*")')

MaySee = Callable[[Iterable[str]], frozenset[str]]
"""Those of some documents, by their ids, that somebody may see."""


@dataclass(frozen=True, slots=True)
class Said:
    """A question of a conversation with what came back.

    Attributes:
        question: As it was asked.
        mode: What was done with it, as the page names it.
        scope: What was searched: fields of ``Scope`` as ``read_scope`` takes them.
        history: Earlier turns that went with it.
        rewritten: What was searched for, when it differs; else "".
        text: The answer, or what of it came before it was stopped.
        passages: What was found.
        answer: None where it was stopped, or only searched.
        removed: Whether the answer was taken out, since documents it was made from were removed.
    """

    question: str
    mode: str = "answer"
    scope: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[Turn, ...] = ()
    rewritten: str = ""
    text: str = ""
    passages: tuple[Passage, ...] = ()
    answer: Answer | None = None
    removed: bool = False


def title_of(question: str) -> str:
    """What a conversation that begins with a question, or was given a name, is called."""
    line = " ".join(_whole(question).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def folded(text: str) -> str:
    """As it is looked for: in any case, full or half width."""
    return unicodedata.normalize("NFKC", _whole(text)).casefold()


def words_of(said: Said) -> str:
    """What an exchange is found by."""
    return folded(f"{said.question}\n{said.text}")


def documents_in(content: str) -> frozenset[str]:
    """Ids of the documents that the answer in a row was made from."""
    return frozenset(map(json.loads, _DOCUMENT.findall(content)))


def words_seen(content: str, may_see: MaySee) -> str:
    """What the exchange in a row is found by, by who may see no more than some documents."""
    said, documents = read(content), documents_in(content)
    if said is None:
        return ""
    return words_of(said if documents <= may_see(documents) else without_answer(said))


def written(said: Said) -> str:
    """As a row holds it."""
    plain = _adapter().dump_python(said, mode="json", exclude=_UNKEPT)
    return _whole(json.dumps(plain, ensure_ascii=False))


def read(content: str) -> Said | None:
    """From a row; None when it is damaged or another version's."""
    try:
        return _adapter().validate_json(content)
    except (ValidationError, RecursionError):
        return None


def without_answer(said: Said) -> Said:
    """An exchange without its answer and all that the answer was made from."""
    return replace(said, text="", passages=(), answer=None, rewritten="", removed=True)


def without(history: Sequence[Turn], answer: str) -> tuple[Turn, ...]:
    """Earlier turns without what was answered in one of them."""
    return tuple(replace(turn, answer="") if turn.answer == answer else turn for turn in history)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # SQLite takes no half a surrogate pair


@cache
def _adapter() -> TypeAdapter[Said]:
    return TypeAdapter(Said)
