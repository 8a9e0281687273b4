"""Kill ``ragqa ingest`` again and again, and look at what it leaves.

Each round brings the folder to its other state, starts the real command in a process of its own,
kills it at a random moment (SIGKILL: nothing of it runs any more), asks the index, lets the command
run to its end, and compares all three stores with those of an index made without any kill. Only
the embedder is a stand-in. The process comes from a fork server that has imported everything, so
that the kills fall into the work and not into the imports.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ragqa.index import Index
from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.stores import Stores
from tests.fakes import HashEmbeddings

FACT = "The lighthouse keeper counts 4711 gulls every morning before the tide turns."
QUESTION = "How many gulls does the lighthouse keeper count?"
_PRELOADED = ["chromadb", "tantivy", "rjieba", "ingest.sync", "ingest.pipeline", "tests.killing"]
_PRELOADED += ["ui.cli", "ui.render", "ui.ingestion", "ragqa.factory", "ragqa.store.writing"]

Files = Mapping[str, str]


def ingest(folder: Path, index: Path, group_chunks: int) -> None:
    """The body of the process: the command itself, with quick embeddings and small groups."""
    from ragqa import factory
    from ragqa.store import writing
    from ui.cli import run

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    writing.GROUP_CHUNKS = group_chunks
    factory.open_embeddings = lambda settings: HashEmbeddings()  # type: ignore[assignment,return-value]
    argv = ["ingest", str(folder), "--index", str(index), "--set", "chunk_tokens=32"]
    os._exit(run(argv))


def states(files: int, sentences: int) -> tuple[Files, Files]:
    """Two states of a folder: between them files stay, change, move, come and go, and one never
    can be read."""
    text = {
        n: " ".join(f"Sentence {k} of text {n} tells of {n * k} apples." for k in range(sentences))
        for n in range(2 * files)
    }
    stays = {"fact.txt": FACT, "broken.pdf": "%PDF-1.7 nothing more", "长文.md": text[0]}
    first = stays | {f"{n}.txt": text[n] for n in range(1, files)}
    second = dict(first)
    second["moved/1.txt"] = second.pop("1.txt")
    second["2.txt"], second["3.txt"] = second["3.txt"], second["2.txt"]
    del second["4.txt"]
    for n in range(5, files):
        second[f"{n}.txt"] = text[files + n]
    return first, second | {"new.txt": text[files]}


def bring(folder: Path, files: Files) -> None:
    """Make ``folder`` hold just ``files``; those that are right already are not touched."""
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Content:
    """What an index holds, without the ids and revisions, which a clean run makes otherwise.

    Attributes:
        documents: Source, reason and number of chunks of each.
        chunks: By source and position: text, places and hash.
        catalog_vectors: By source and position, rounded.
        chroma_vectors: The same of Chroma.
        tantivy: Source and position of each chunk.
        lexical: Hits of some questions.
        rest: What should not be there: chunks without a document, doomed revisions.
    """

    documents: frozenset[object]
    chunks: Mapping[tuple[str, int], object]
    catalog_vectors: Mapping[tuple[str, int], object]
    chroma_vectors: Mapping[tuple[str, int], object]
    tantivy: Sequence[tuple[str, int]]
    lexical: Mapping[str, frozenset[tuple[str, int]]]
    rest: Sequence[object]


def content(index: Path) -> Content:
    """Read everything out of the three stores of an index."""
    embeddings = HashEmbeddings()
    stores = Stores(index, embeddings.dimension)
    try:
        sources = stores.catalog.sources()
        chunks = {c.id: c for block, _ in stores.catalog.everything() for c in block}
        place = {key: (c.source, c.chunk) for key, c in chunks.items()}
        chroma = {
            key: row
            for ids, rows in stores.vectors.loaded().everything()
            for key, row in zip(ids, rows, strict=True)
        }
        tantivy = stores.keywords.ids()
        strange = (set(chroma) | set(tantivy)) - set(chunks)
        return Content(
            frozenset((s.source, s.sha256, s.size, s.reason, s.chunks, s.pages) for s in sources),
            {
                place[key]: (c.text, c.start, c.end, c.page_first, c.headings, c.sha256)
                for key, c in chunks.items()
            },
            {place[k]: _rounded(row) for k, row in stores.catalog.vectors(chunks).items()},
            {place[k]: _rounded(row) for k, row in chroma.items() if k in place},
            sorted(place[key] for key in tantivy if key in place),
            {
                question: frozenset(
                    place[key] for key in _matches(stores.keywords, question) if key in place
                )
                for question in (QUESTION, "apples of text 0", "Sentence 7", "gulls")
            },
            (*sorted(strange), *stores.catalog.doomed()),
        )
    finally:
        stores.close()


def _rounded(row: NDArray[np.float32]) -> tuple[float, ...]:
    return tuple(round(float(x), 4) + 0.0 for x in row)


def _matches(keywords: TantivyKeywords, question: str) -> Sequence[str]:
    return list(keywords.search(question, 100_000).scores)


@dataclass
class Tally:
    """What came of the rounds.

    Attributes:
        kills: Processes that were killed.
        at_work: Those that had not ended by themselves before.
        from_nothing: Rounds that began without an index.
        wrong: What was found amiss, each with the seed and number of its round.
    """

    kills: int = 0
    at_work: int = 0
    from_nothing: int = 0
    wrong: list[str] = field(default_factory=list)


def rounds(scratch: Path, number: int, *, seed: int, files: int = 8, sentences: int = 16) -> Tally:
    """Kill ``number`` ingests at random moments; say what was amiss after each.

    Args:
        scratch: An empty folder.
        number: Of kills.
        seed: Of the moments.
        files: In the folder.
        sentences: In each file.
    """
    chance = random.Random(seed)  # noqa: S311 # not for secrets
    docs, index = scratch / "docs", scratch / "index"
    docs.mkdir()
    both = states(files, sentences)
    clean, seconds = [], 0.0
    for files_now in (*both, both[0]):  # the first time other things are loaded
        shutil.rmtree(scratch / "clean", ignore_errors=True)
        bring(docs, files_now)
        began = time.monotonic()
        _to_the_end(docs, scratch / "clean")
        seconds = time.monotonic() - began
        clean.append(content(scratch / "clean"))
    tally = Tally()
    for turn in range(number):
        state = turn % 2
        if turn % 4 == 0:
            shutil.rmtree(index, ignore_errors=True)
            tally.from_nothing += 1
        bring(docs, both[state])
        killed = _killed_after(chance.uniform(0, seconds), docs, index)
        tally.kills += 1
        tally.at_work += killed
        where = f"seed {seed}, round {turn}"
        wrong = _amiss_after_kill(index, both, first=turn % 4 == 0)
        if (code := _to_the_end(docs, index)) != 1:  # one file never can be read
            wrong.append(f"the run after it ended with {code}")
        wrong += _differences(content(index), clean[state])
        tally.wrong += [f"{where}: {what}" for what in wrong]
    return tally


def start(docs: Path, index: Path) -> ForkServerProcess:
    """Begin an ingest in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=ingest, args=(docs, index, 32))
    process.start()
    return process


def _to_the_end(docs: Path, index: Path) -> int | None:
    process = start(docs, index)
    process.join()
    return process.exitcode


def _killed_after(seconds: float, docs: Path, index: Path) -> bool:
    process = start(docs, index)
    time.sleep(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _amiss_after_kill(index: Path, both: Sequence[Files], *, first: bool) -> list[str]:
    """Ask the index as it was left. Nothing that no file ever said may be found."""
    if not (index / "catalog.db").exists():
        return [] if first else ["the index is gone"]
    said = {name: {state[name] for state in both if name in state} for s in both for name in s}
    with Index.open(index, HashEmbeddings(), splitter=None, create=False) as opened:
        query = opened.embed(QUESTION)
        ids = [key for key, _ in (*opened.dense(query, 20), *opened.lexical(query, 20))]
        found = opened.chunks(ids)
        known = {source.source for source in opened.sources()}
    wrong = [
        f"{chunk.source} is said to hold {chunk.text!r}"
        for chunk in found.values()
        if not any(chunk.text in text for text in said.get(chunk.source, {""}))
    ]
    fact = {key for key, chunk in found.items() if chunk.text == FACT}
    complete = "fact.txt" in known or not first
    if complete and ids.count(next(iter(fact), "")) != 2:
        wrong.append("one of the searches does not find the fact")
    return wrong


def _differences(found: Content, clean: Content) -> list[str]:
    names = [name for name in Content.__dataclass_fields__ if name != "rest"]
    wrong = [f"{name} differ" for name in names if getattr(found, name) != getattr(clean, name)]
    return [*wrong, *(f"left over: {what}" for what in found.rest)]
