"""Answers that were given, kept in the index folder so that they can be looked at and repeated.

They hold private text, as the index does: the file is for its owner alone, it never grows beyond
its bound, and it can be emptied. It is no part of a backup.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ragqa.errors import IndexDamagedError, QuestionError
from ragqa.store.kept.private_file import PrivateFile
from ragqa.store.kept.recorded import Record, Verdict, made_from, read, written

FILE = "answers.db"
MOST_BYTES = 64 << 20
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    record TEXT NOT NULL
)
"""


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
        text = written(record, key, now)
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
        records = [record for _, text in rows if (record := read(text)) is not None]
        return records, len(rows) - len(records)

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
        if (record := read(found[0][0])) is None:
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
            record = read(text)
            if (
                record is None
                or gone & made_from(record)
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
