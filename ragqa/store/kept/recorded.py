"""An answer as it is kept, and as a row's text. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

from ragqa.scope import read_scope
from ragqa.types import Answer, Passage, Question, Turn

FORMAT = 3
"""Of a row; to be raised when ``Record`` changes so that ragqa of before cannot read it."""
UNKNOWN = ""
"""In ``Record.made_with``: what it was is not known."""

# Of the first format, in which they told of the first MiB of a file only.
_WEAK = ("model_sha256", "lora_sha256")

Value = str | int | float | bool | None
Verdict = Literal["good", "bad", ""]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that an answer cites, as it was then."""

    document_id: str
    revision: int
    source: str


@dataclass(frozen=True, slots=True)
class Record:
    """One answer with all that it was made from.

    Attributes:
        question: As asked.
        standalone: What was searched for.
        history: Turns that the model was given, oldest first.
        scope: To what search was kept: fields of ``Scope`` as ``read_scope`` takes them.
        passages: What the model was given, number 1 first, without their text, nor where else.
        prompt_sha256: Of the messages for the model.
        asked: Whether the model was asked, and not refused before for want of evidence.
        model: Its name.
        seed: Of its sampler; None when nothing was sampled.
        made_with: Settings that matter to the text, and the hash of the model's file.
        text: The answer after its citations were checked.
        refused: Whether it says that there is no answer.
        cited: The documents it cites.
        whole: Whether the model was given a whole document.
        anyway: Whether it was to be answered even from too little.
        verdict: What its reader thinks of it: "good", "bad", or "" where nothing was said.
        id: Set when it is stored.
        at: When it was stored, ISO 8601 in UTC.
    """

    question: str
    standalone: str
    history: tuple[Turn, ...]
    scope: Mapping[str, Any]
    passages: tuple[Passage, ...]
    prompt_sha256: str
    asked: bool
    model: str
    seed: int | None
    made_with: Mapping[str, Value]
    text: str
    refused: bool
    cited: tuple[Cited, ...]
    whole: bool = False
    anyway: bool = False
    verdict: Verdict = ""
    id: str = ""
    at: str = ""

    def to_question(self) -> Question:
        """As it was asked, with the history that the model was given."""
        scope = read_scope(self.scope)
        return Question(self.question, self.history, scope, self.whole, self.anyway)


def record_of(
    answer: Answer,
    question: Question,
    history: Sequence[Turn],
    made_with: Mapping[str, Value],
    *,
    asked: bool,
) -> Record:
    """An answer as it is kept; arguments as in ``Record``."""
    cited = {(c.document_id, c.revision): c.source for c in answer.citations}
    return Record(
        question=question.text,
        standalone=answer.standalone_question,
        history=tuple(history),
        scope={name: _simple(value) for name, value in asdict(question.scope).items() if value},
        passages=answer.passages,
        prompt_sha256=answer.prompt_sha256,
        asked=asked,
        model=answer.model,
        seed=answer.seed,
        made_with=made_with,
        text=answer.text,
        refused=answer.refused,
        cited=tuple(Cited(key, revision, source) for (key, revision), source in cited.items()),
        whole=question.whole,
        anyway=question.anyway,
    )


def _simple(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def written(record: Record, key: str, at: str) -> str:
    """As a row holds it: the text of passages is in the index, and where else they stand changes.

    Args:
        record: Without its id.
        key: That id.
        at: When it is stored, ISO 8601 in UTC.
    """
    values = asdict(record) | {"id": key, "at": at, "format": FORMAT}
    for passage in values["passages"]:
        del passage["text"], passage["also"]
    text = json.dumps(values, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()  # SQLite takes no half a surrogate pair


def made_from(record: Record) -> set[str]:
    """Ids of the documents that it cites; of those that were found, where it cites none."""
    cited = {cited.document_id for cited in record.cited}
    return cited or {passage.document_id for passage in record.passages}


def read(text: str) -> Record | None:
    """From a row; None when it is damaged or another version's."""
    try:
        values = json.loads(text)
        # Rows of before there were formats are of the first.
        form = values.get("format", 1)
        if form == 1:
            made_with = values["made_with"]
            made_with |= dict.fromkeys(made_with.keys() & set(_WEAK), UNKNOWN)
        return _built(values) if form in (1, 2, FORMAT) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _built(values: dict[str, Any]) -> Record:
    return Record(
        **{name: values[name] for name in values.keys() & _SIMPLE},
        history=tuple(Turn(**turn) for turn in values["history"]),
        passages=tuple(_passage(passage) for passage in values["passages"]),
        cited=tuple(Cited(**cited) for cited in values["cited"]),
    )


_SIMPLE = {f.name for f in fields(Record)} - {"history", "passages", "cited"}


def _passage(values: dict[str, Any]) -> Passage:
    lists = ("headings", "page_breaks", "chunk_ids", "copies")  # the last since format 3
    values |= {name: tuple(values.get(name, ())) for name in lists}
    values["page_labels"] = tuple(map(tuple, values.get("page_labels", ())))
    values["sections"] = tuple((offset, tuple(held)) for offset, held in values["sections"])
    return Passage(text="", **values)
