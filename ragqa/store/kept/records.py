"""Answers that were given, kept in the index folder so that they can be looked at and repeated.

They hold private text, as the index does: the file is for its owner alone, it never grows beyond
its bound, and it can be emptied. It is no part of a backup.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from ragqa.errors import IndexDamagedError, QuestionError
from ragqa.scope import read_scope
from ragqa.store.kept.private_file import PrivateFile
from ragqa.types import Answer, Passage, Question, Turn

FILE = "answers.db"
MOST_BYTES = 64 << 20
FORMAT = 3
"""Of a row; to be raised when ``Record`` changes so that ragqa of before cannot read it."""
UNKNOWN = ""
"""In ``Record.made_with``: what it was is not known."""

# Of the first format, in which they told of the first MiB of a file only.
_WEAK = ("model_sha256", "lora_sha256")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    record TEXT NOT NULL
)
"""

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


class Records:
    """The answers of one index; safe between threads and processes.

    Args:
        folder: Of the index, which exists.
        most_bytes: The oldest are dropped beyond it.

    Methods raise IndexDamagedError where the file cannot be read, IndexUnusableError where it
    cannot be written.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._file = PrivateFile(
            folder / FILE, _SCHEMA, name=("kept answers", "答案记录"), setting="record_answers"
        )
        self._most = most_bytes

    def add(self, record: Record) -> str:
        """Keep an answer. Returns its id: eight hexadecimal digits."""
        key = secrets.token_hex(4)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = _plain(record) | {"id": key, "at": now, "format": FORMAT}
        text = json.dumps(row, ensure_ascii=False)
        text = text.encode("utf-8", "replace").decode()  # SQLite takes no half a surrogate pair
        size = len(text.encode())
        with self._file.open() as db:
            db.execute("INSERT INTO answer (id, bytes, record) VALUES (?, ?, ?)", (key, size, text))
            db.execute(
                "DELETE FROM answer WHERE number IN (SELECT number FROM (SELECT number, sum(bytes)"
                " OVER (ORDER BY number DESC) AS total FROM answer) WHERE total > ?)",
                (self._most,),
            )
        return key

    def all(self) -> list[Record]:
        """All answers that can be read, the newest first."""
        return self.readable()[0]

    def readable(self) -> tuple[list[Record], int]:
        """As ``all``; and how many more there are that cannot be read."""
        rows = self._rows()
        read = [record for _, text in rows if (record := _record(text)) is not None]
        return read, len(rows) - len(read)

    def get(self, key: str) -> Record:
        """The answer with that id, or with the only id that begins so.

        Raises:
            QuestionError: There is none, or several.
        """
        sql = "SELECT record FROM answer WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2"
        found = self._file.rows(sql, key.lower()) if key.isalnum() else []
        if len(found) != 1:
            raise QuestionError(
                f'There is no one answer "{key[:40]}"; `ragqa answers` lists them.',
                f"没有编号为 “{key[:40]}” 的（唯一）答案；`ragqa answers` 可列出全部。",
            )
        if (record := _record(found[0][0])) is None:
            raise IndexDamagedError(
                f'The answer "{key[:40]}" is damaged or was kept by another version of ragqa; ask '
                "again. `ragqa forget-answers` deletes all.",
                f"答案 “{key[:40]}” 已损坏或由其他版本的 ragqa 保存；请重新提问。"
                "`ragqa forget-answers` 可删除全部。",
            )
        return record

    def judge(self, key: str, verdict: Verdict) -> None:
        """Note what the reader of an answer thinks of it; no error where there is none such."""
        if self._file.exists:
            with self._file.open() as db:
                db.execute(
                    "UPDATE answer SET record = json_set(record, '$.verdict', ?) WHERE id = ?",
                    (verdict, key),
                )

    def verdicts(self, keys: Iterable[str]) -> dict[str, Verdict]:
        """What was said of the answers with these ids, of those of which something was."""
        sql = (
            "SELECT id, json_extract(record, '$.verdict') FROM answer"
            " WHERE id IN (SELECT value FROM json_each(?)) AND json_valid(record)"
        )
        found = self._file.rows(sql, json.dumps(list(keys)))
        return {key: verdict for key, verdict in found if verdict in ("good", "bad")}

    def forget(self) -> int:
        """Delete all answers for good. Returns how many there were."""
        return self._delete([number for number, _ in self._rows()])

    def forget_about(self, document_ids: Iterable[str]) -> int:
        """Delete the answers made from any of these documents. Returns how many there were.

        These are the answers that cite one (those without a citation: that were given one to
        read), and those that had such an answer before them. What cannot be read goes too: it
        cannot be told what it was made from.
        """
        gone = set(document_ids)
        doomed: list[int] = []
        texts: set[str] = set()
        for number, text in reversed(self._rows()):
            record = _record(text)
            if (
                record is None
                or gone & _made_from(record)
                or texts & {t.answer for t in record.history}
            ):
                doomed.append(number)
                texts |= {record.text} if record else set()
        return self._delete(doomed)

    def erase(self) -> None:
        """Delete the file, whatever is in it. Raises OSError."""
        self._file.erase()

    def _rows(self) -> list[tuple[Any, ...]]:
        """Number and text of each, the newest first."""
        return self._file.rows("SELECT number, record FROM answer ORDER BY number DESC")

    def _delete(self, numbers: Sequence[int]) -> int:
        if not numbers:
            return 0
        with self._file.open() as db:
            db.executemany("DELETE FROM answer WHERE number = ?", [(n,) for n in numbers])
        self._file.shrink()
        return len(numbers)


def _plain(record: Record) -> dict[str, Any]:
    values = asdict(record)
    for passage in values["passages"]:
        del passage["text"], passage["also"]
    return values


def _made_from(record: Record) -> set[str]:
    cited = {cited.document_id for cited in record.cited}
    return cited or {passage.document_id for passage in record.passages}


def _record(text: str) -> Record | None:
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
    values["sections"] = tuple((offset, tuple(held)) for offset, held in values["sections"])
    return Passage(text="", **values)
