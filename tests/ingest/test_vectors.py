from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.parsed import Heading, Parsed
from ingest.splitting.split import SPLITTER
from ingest.sync import store_texts
from ingest.vectors import Text, read_texts
from ragqa.embedding.packed import packed
from ragqa.index import Index
from tests.fakes import HashEmbeddings, HashReader, a_token_each
from tests.ingest.indexing import OPTIONS

TEXTS = [Text("Leave\nFifteen days", 6), Text("年假", 0)]


def test_tokens_are_of_the_passage_itself() -> None:
    read = read_texts(HashReader(), TEXTS, keep_tokens=True)
    plain = HashReader().embed_documents([text.whole for text in TEXTS])
    assert [vector for vector, _ in read] == plain
    for (_, tokens), text in zip(read, ("Fifteen days", "年假"), strict=True):
        assert tokens is not None
        assert np.array_equal(tokens, a_token_each(text))


@pytest.mark.parametrize(
    ("embedder", "keep"),
    [(HashReader(), False), (HashEmbeddings(), True), (HashEmbeddings(), False)],
)
def test_none_are_kept_where_they_are_not_wanted_or_not_given(
    embedder: HashEmbeddings, keep: bool
) -> None:
    read = read_texts(embedder, TEXTS, keep_tokens=keep)
    assert [vector for vector, _ in read] == embedder.embed_documents([t.whole for t in TEXTS])
    assert {tokens for _, tokens in read} == {None}


@pytest.mark.parametrize("keep", [True, False])
def test_each_chunk_has_its_own_in_the_index(tmp_path: Path, keep: bool) -> None:
    text = "".join(f"Sentence {n} is about apples. " for n in range(60))
    parsed = Parsed(text, title="Fruit", headings=(Heading(0, 1, "Apples"),))
    options = replace(OPTIONS, keep_tokens=keep)
    with Index.open(tmp_path / "index", HashReader(), splitter=SPLITTER) as index:
        store_texts([("fruit", parsed)], index, options)
        chunks = index.drawn(100, seed=0)
        kept = index.tokens([chunk.id for chunk in chunks])
    assert len(chunks) > 3
    assert kept == ({c.id: packed(a_token_each(c.text)) for c in chunks} if keep else {})
