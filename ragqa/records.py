"""Answers that were given, kept in the index folder so that they can be looked at and repeated.

They hold private text, as the index does: the file is for its owner alone, it never grows beyond
its bound, and it can be emptied. It is no part of a backup.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ragqa.errors import IndexDamagedError, IndexUnusableError, QuestionError
from ragqa.scope import read_scope
from ragqa.types import Answer, Passage, Question, Turn

FILE = "answers.db"
MOST_BYTES = 64 << 20
_BUSY_SECONDS = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    record TEXT NOT NULL
)
"""

Value = str | int | float | bool | None


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
        passages: What the model was given, number 1 first, without their text.
        prompt_sha256: Of the messages for the model.
        asked: Whether the model was asked, and not refused before for want of evidence.
        model: Its name.
        seed: Of its sampler; None when nothing was sampled.
        made_with: Settings that matter to the text, and the hash of the model's file.
        text: The answer after its citations were checked.
        refused: Whether it says that there is no answer.
        cited: The documents it cites.
        whole: Whether the model was given a whole document.
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
    id: str = ""
    at: str = ""

    def to_question(self) -> Question:
        """As it was asked, with the history that the model was given."""
        return Question(self.question, self.history, read_scope(self.scope), self.whole)


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
        self._path = folder / FILE
        self._most = most_bytes

    def add(self, record: Record) -> str:
        """Keep an answer. Returns its id: eight hexadecimal digits."""
        key = secrets.token_hex(4)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps(_plain(record) | {"id": key, "at": now}, ensure_ascii=False)
        text = text.encode("utf-8", "replace").decode()  # SQLite takes no half a surrogate pair
        size = len(text.encode())
        with self._open() as db:
            db.execute("INSERT INTO answer (id, bytes, record) VALUES (?, ?, ?)", (key, size, text))
            db.execute(
                "DELETE FROM answer WHERE number IN (SELECT number FROM (SELECT number, sum(bytes)"
                " OVER (ORDER BY number DESC) AS total FROM answer) WHERE total > ?)",
                (self._most,),
            )
        return key

    def all(self) -> list[Record]:
        """All answers, the newest first."""
        if not self._path.exists():
            return []
        with self._open() as db:
            rows = db.execute("SELECT record FROM answer ORDER BY number DESC").fetchall()
        return [self._read(text) for (text,) in rows]

    def get(self, key: str) -> Record:
        """The answer with that id, or with the only id that begins so.

        Raises:
            QuestionError: There is none, or several.
        """
        found: list[tuple[str]] = []
        if self._path.exists() and key.isalnum():
            with self._open() as db:
                sql = "SELECT record FROM answer WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2"
                found = db.execute(sql, (key.lower(),)).fetchall()
        if len(found) != 1:
            raise QuestionError(
                f'There is no one answer "{key[:40]}"; `ragqa answers` lists them.',
                f"没有编号为 “{key[:40]}” 的（唯一）答案；`ragqa answers` 可列出全部。",
            )
        return self._read(found[0][0])

    def forget(self) -> int:
        """Delete all answers for good. Returns how many there were."""
        if not self._path.exists():
            return 0
        with self._open() as db:
            [(number,)] = db.execute("SELECT count(*) FROM answer").fetchall()
            db.execute("DELETE FROM answer")
        with self._open(transaction=False) as db:
            db.execute("VACUUM")  # or the text would stay in free pages
        return int(number)

    @contextmanager
    def _open(self, *, transaction: bool = True) -> Iterator[sqlite3.Connection]:
        try:
            if not self._path.exists():
                self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as db:
                db.execute("PRAGMA secure_delete = ON")
                db.execute(_SCHEMA)
                if transaction:
                    with db:
                        yield db
                else:
                    yield db
        except (sqlite3.OperationalError, OSError) as error:
            raise IndexUnusableError(
                f"The kept answers {self._path} cannot be used ({error}); check that the folder "
                "can be written, or set record_answers to off.",
                f"无法使用答案记录 {self._path}；请检查文件夹是否可写，"
                "或把设置 record_answers 改为 off。",
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _read(self, text: str) -> Record:
        try:
            return _record(json.loads(text))
        except (ValueError, TypeError, KeyError) as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, reason: str) -> IndexDamagedError:
        return IndexDamagedError(
            f"The kept answers {self._path} are damaged ({reason}); delete that file.",
            f"答案记录 {self._path} 已损坏；请删除该文件。",
        )


def _plain(record: Record) -> dict[str, Any]:
    values = asdict(record)
    for passage in values["passages"]:
        del passage["text"]
    return values


def _record(values: dict[str, Any]) -> Record:
    return Record(
        **{name: values[name] for name in values.keys() & _SIMPLE},
        history=tuple(Turn(**turn) for turn in values["history"]),
        passages=tuple(_passage(passage) for passage in values["passages"]),
        cited=tuple(Cited(**cited) for cited in values["cited"]),
    )


_SIMPLE = {f.name for f in fields(Record)} - {"history", "passages", "cited"}


def _passage(values: dict[str, Any]) -> Passage:
    values |= {name: tuple(values[name]) for name in ("headings", "page_breaks", "chunk_ids")}
    values["sections"] = tuple((offset, tuple(held)) for offset, held in values["sections"])
    return Passage(text="", **values)
