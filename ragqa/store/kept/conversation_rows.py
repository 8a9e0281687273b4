"""Rows of the file of conversations: an exchange as it is written, and without its answer."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from ragqa.store.kept.said import Said, read, title_of, without, without_answer, words_of, written


def put(db: sqlite3.Connection, key: str, number: int, said: Said, changed: float) -> None:
    """Write an exchange as the last one."""
    db.execute("UPDATE conversation SET changed = ? WHERE id = ?", (changed, key))
    if number == 0:
        title = title_of(said.question)
        db.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, key))
    content = written(said)
    db.execute("DELETE FROM exchange WHERE conversation = ? AND number >= ?", (key, number))
    db.execute(
        "INSERT INTO exchange VALUES (?, ?, ?, ?, ?)",
        (key, number, len(content.encode()), words_of(said), content),
    )


def blank(db: sqlite3.Connection, key: str, number: int, content: str) -> None:
    """Take the answer out of one exchange, and out of what later questions carried of it."""
    said = read(content)
    if said is None:
        db.execute("DELETE FROM exchange WHERE conversation = ? AND number = ?", (key, number))
        return
    rows = db.execute(
        "SELECT number, content FROM exchange WHERE conversation = ? AND number >= ?", (key, number)
    ).fetchall()
    for later, other in rows:
        found = read(other)
        if found is None:
            continue
        kept = replace(found, history=without(found.history, said.text))
        if later == number:
            kept = without_answer(kept)
        text = written(kept)
        db.execute(
            "UPDATE exchange SET content = ?, words = ?, bytes = ?"
            " WHERE conversation = ? AND number = ?",
            (text, words_of(kept), len(text.encode()), key, later),
        )
