"""SQuAD-style question sets as BEIR folders: each paragraph is a document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any


def paragraphs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The paragraphs of a SQuAD file with an id that is the same in its translations."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    for a, article in enumerate(articles):
        for p, paragraph in enumerate(article["paragraphs"]):
            yield f"{a}-{p}", paragraph


def write_beir(folder: Path, texts: Path, questions: Path | None = None) -> Path:
    """Write corpus.jsonl, queries.jsonl and qrels.tsv into ``folder``.

    Args:
        folder: An existing folder.
        texts: The SQuAD file whose paragraphs are the corpus.
        questions: The one whose questions are asked; a translation, or the same when None.
    """
    corpus = [(key, p["context"]) for key, p in paragraphs(texts)]
    asked = [
        (f"{key}-{n}", qa["question"], key)
        for key, p in paragraphs(questions or texts)
        for n, qa in enumerate(p["qas"])
    ]
    return write_set(folder, corpus, asked)


def write_set(
    folder: Path, corpus: Iterable[tuple[str, str]], asked: Sequence[tuple[str, str, str]]
) -> Path:
    """Write a set in BEIR's layout into ``folder``.

    Args:
        folder: An existing folder.
        corpus: Id and text of each document.
        asked: Of each question its id, the text, and the id of the document that answers it.
    """
    qrels = ["query-id\tcorpus-id\tscore", *(f"{query}\t{key}\t1" for query, _, key in asked)]
    _write(folder / "corpus.jsonl", [_line(key, text) for key, text in corpus])
    _write(folder / "queries.jsonl", [_line(query, text) for query, text, _ in asked])
    _write(folder / "qrels.tsv", qrels)
    return folder


def _line(key: str, text: str) -> str:
    return json.dumps({"_id": key, "text": text}, ensure_ascii=False)


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
