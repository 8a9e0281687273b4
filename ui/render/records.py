"""Kept answers and their replays as text and JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ui.render import answer_json, one_line, safe, snippet, table
from ui.texts import Language
from ui.texts.records import say

if TYPE_CHECKING:
    from ragqa.replaying import Difference, Replay
    from ragqa.store.kept.recorded import Record

_LONGEST_SHOWN = 60


def answers_text(kept: Sequence[tuple[Record, Sequence[Difference]]], language: Language) -> str:
    """A table of kept answers; under it the documents that changed since."""
    if not kept:
        return say("none", language)
    header = [say(column, language) for column in ("id", "at", "question")]
    rows = [[r.id, _local(r.at), snippet(r.question, _LONGEST_SHOWN)] for r, _ in kept]
    if any(record.verdict for record, _ in kept):
        header.append(say("verdict", language))
        for row, (record, _) in zip(rows, kept, strict=True):
            row.append(say(record.verdict, language) if record.verdict else "")
    remarks = [
        f"{record.id} {difference_line(difference, language)}"
        for record, changed in kept
        for difference in changed
    ]
    return "\n".join([table(header, rows), *remarks])


def _local(at: str) -> str:
    """The time that a record says, as the clock of this machine does; it is kept in UTC."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M:%S}" if at else ""


def difference_line(difference: Difference, language: Language) -> str:
    """What is no longer as it was, in one line."""
    key = {"changed": "stale", "model": "setting", "seed": "setting"}.get(
        difference.kind, difference.kind
    )
    name, was, now = map(one_line, (difference.name, difference.was, difference.now))
    return say(key, language, name=name, was=was, now=now)


def replay_text(found: Replay, language: Language) -> str:
    """Whether a replay is the same; both texts where it is not, and what may be why."""
    lines = [difference_line(difference, language) for difference in found.differences]
    was = say("was", language, at=_local(found.record.at))
    if found.answer is None:
        if found.failure:
            why = one_line(found.failure.text(language))
            lines.append(say("failed", language, why=why))
        return "\n".join([was, safe(found.record.text), "", *lines])
    if found.same_text:
        verdict = say("same" if found.same_prompt else "same_text", language)
        return "\n".join([safe(found.answer.text), "", *lines, verdict])
    verdict = say("other_text" if found.same_prompt else "other", language)
    now = say("now", language)
    shown = [was, safe(found.record.text), "", now, safe(found.answer.text), ""]
    return "\n".join([*shown, *lines, verdict])


def record_json(record: Record, changed: Sequence[Difference]) -> dict[str, Any]:
    """An object of ``ragqa answers --json``."""
    return {
        "id": record.id,
        "at": record.at,
        "question": record.question,
        "history": [asdict(turn) for turn in record.history],
        "scope": dict(record.scope),
        "whole": record.whole,
        "verdict": record.verdict,
        "text": record.text,
        "refused": record.refused,
        "model": record.model,
        "seed": record.seed,
        "made_with": dict(record.made_with),
        "prompt_sha256": record.prompt_sha256,
        "chunks": [chunk for passage in record.passages for chunk in passage.chunk_ids],
        "cited": [asdict(cited) for cited in record.cited],
        "changed_since": [asdict(difference) for difference in changed],
    }


def replay_json(found: Replay) -> dict[str, Any]:
    """The object of ``ragqa replay --json``."""
    return {
        "same_prompt": found.same_prompt,
        "same_text": found.same_text,
        "differences": [asdict(difference) for difference in found.differences],
        "then": record_json(found.record, ()),
        "now": answer_json(found.answer) if found.answer else None,
        "failure": found.failure.en if found.failure else "",
    }
