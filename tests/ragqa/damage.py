"""Ways to damage one store of an index with the documents a (two chunks) and b ("red cherries")."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ragqa.store.engines.keywords import TantivyKeywords
from ragqa.store.engines.vectors import ChromaVectors
from tests.builders import chunk
from tests.fakes import HashEmbeddings


def lose_a_vector(folder: Path) -> None:
    with closing(ChromaVectors(folder / "vectors" / "1", 64)) as vectors:
        vectors.delete("b", 1)


def exchange_a_vector(folder: Path) -> None:
    with closing(ChromaVectors(folder / "vectors" / "1", 64)) as vectors:
        other = HashEmbeddings().embed_documents(["quite another"])
        vectors.add([chunk("red cherries", document="b")], other)


def add_a_vector(folder: Path) -> None:
    with closing(ChromaVectors(folder / "vectors" / "1", 64)) as vectors:
        vectors.add([chunk("ghost", document="ghost")], [[1.0] * 64])


def break_vectors(folder: Path) -> None:
    for file in (folder / "vectors").rglob("*"):
        if file.is_file():
            file.write_bytes(b"broken")


def lose_keywords(folder: Path) -> None:
    with closing(TantivyKeywords(folder / "keywords")) as keywords:
        keywords.delete("a", 1)
        keywords.commit()


def double_keywords(folder: Path) -> None:
    with closing(TantivyKeywords(folder / "keywords")) as keywords:
        keywords.add([chunk("red cherries", document="b")])
        keywords.commit()


def break_keywords(folder: Path) -> None:
    for file in (folder / "keywords").iterdir():
        file.write_bytes(b"broken")
