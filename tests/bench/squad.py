"""SQuAD-style question sets as BEIR folders: each paragraph is a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    corpus = [{"_id": key, "text": p["context"]} for key, p in paragraphs(texts)]
    asked = [
        (f"{key}-{n}", key, qa["question"])
        for key, p in paragraphs(questions or texts)
        for n, qa in enumerate(p["qas"])
    ]
    queries = [{"_id": query, "text": text} for query, _, text in asked]
    qrels = ["query-id\tcorpus-id\tscore", *(f"{query}\t{key}\t1" for query, key, _ in asked)]
    write(folder / "corpus.jsonl", [json.dumps(row, ensure_ascii=False) for row in corpus])
    write(folder / "queries.jsonl", [json.dumps(row, ensure_ascii=False) for row in queries])
    write(folder / "qrels.tsv", qrels)
    return folder


def write(path: Path, lines: list[str]) -> None:
    """The lines into a file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
