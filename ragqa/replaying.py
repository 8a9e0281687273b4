"""Giving a kept answer again, and saying exactly what is no longer the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ragqa.chain import RagChain
from ragqa.errors import RagqaError, UnknownSourceError
from ragqa.index import Index
from ragqa.search.passages import joined
from ragqa.store.kept.recorded import UNKNOWN, Cited, Record
from ragqa.store.library import Library
from ragqa.types import Answer, Chunk, Citation, Passage, chunk_id

Kind = Literal["changed", "removed", "found", "model", "setting", "seed", "unknown"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is no longer as it was.

    Attributes:
        kind: A document that was changed or removed, or is found now and was not then; another
            model, setting or seed; or "unknown": the record does not say what it was.
        name: Of the document or setting.
        was: Its revision or value then; "" where there is nothing to say.
        now: The same now.
    """

    kind: Kind
    name: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """A kept answer and the one given now.

    Attributes:
        record: As kept.
        answer: Given now; from the same passages where they are still there, else from a new
            search; None where nothing of what was to be searched is there any more.
        failure: Why there is no answer.
        same_prompt: Whether the model was asked letter for letter the same.
        same_text: Whether it answered the same.
        differences: What may be why not.
    """

    record: Record
    answer: Answer | None
    same_prompt: bool
    same_text: bool
    differences: tuple[Difference, ...]
    failure: RagqaError | None = None


def stale(cited: Iterable[Cited | Citation], library: Library) -> tuple[Difference, ...]:
    """The documents that an answer cites and that were changed or removed since."""
    return _documents({c.document_id: (c.source, c.revision) for c in cited}, library)


def replay(record: Record, chain: RagChain) -> Replay:
    """Ask the model again with the passages and the seed of a kept answer.

    Raises:
        QuestionError: The question no longer fits the context window.
    """
    index = chain.retriever.index
    given = {p.document_id: (p.source, p.revision) for p in record.passages}
    documents = _documents(given, index)
    differences = (*documents, *_made_with(record, chain))
    passages = None if documents else _rebuilt(record.passages, index)
    try:
        answer = chain.again(record, passages)
    except UnknownSourceError as error:  # its documents or collection are there no more
        return Replay(record, None, False, False, differences, error)
    found = {p.document_id: p.source for p in answer.passages if p.document_id not in given}
    return Replay(
        record=record,
        answer=answer,
        same_prompt=answer.prompt_sha256 == record.prompt_sha256,
        same_text=answer.text == record.text,
        differences=(*(Difference("found", source) for source in found.values()), *differences),
    )


def _documents(known: Mapping[str, tuple[str, int]], library: Library) -> tuple[Difference, ...]:
    found: list[Difference] = []
    for document_id, (source, revision) in known.items():
        now = library.document(document_id)
        if now is None:
            found.append(Difference("removed", source, str(revision)))
        elif now.revision != revision:
            found.append(Difference("changed", source, str(revision), str(now.revision)))
    return tuple(found)


def _made_with(record: Record, chain: RagChain) -> list[Difference]:
    found: list[Difference] = []
    if record.model != chain.model_name:
        found.append(Difference("model", "model", record.model, chain.model_name))
    if record.seed != chain.seed:
        found.append(Difference("seed", "seed", str(record.seed), str(chain.seed)))
    now = chain.made_with()
    for name in sorted(record.made_with.keys() | now.keys()):
        was, value = record.made_with.get(name), now.get(name)
        if was != value:
            kind: Kind = "unknown" if was == UNKNOWN else "setting"
            found.append(Difference(kind, name, str(was), str(value)))
    return found


def _rebuilt(passages: Sequence[Passage], index: Index) -> tuple[Passage, ...] | None:
    """The passages with their text, from the chunks of the index; None when some are missing."""
    rebuilt = [_with_text(passage, _chunks(passage, index)) for passage in passages]
    return tuple(p for p in rebuilt if p is not None) if all(rebuilt) else None


def _chunks(passage: Passage, index: Index) -> list[Chunk]:
    ids: Sequence[str] = passage.chunk_ids
    if not ids:
        # A shortened passage names no chunks: it is a part of some of its document's.
        document = index.document(passage.document_id)
        count = document.chunks if document else 0
        ids = [chunk_id(passage.document_id, passage.revision, n) for n in range(count)]
    found = index.chunks(ids).values()
    return [c for c in found if c.start < passage.end and passage.start < c.end]


def _with_text(passage: Passage, chunks: Sequence[Chunk]) -> Passage | None:
    if not chunks or chunks[0].start > passage.start or chunks[-1].end < passage.end:
        return None
    text, _ = joined(chunks)
    start = passage.start - chunks[0].start
    return replace(passage, text=text[start : start + passage.end - passage.start])
