from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ragqa.embedding import onnx_graph
from ragqa.embedding.bundled import NAME, PASSAGE_PREFIX, QUERY_PREFIX, prepare_onnx
from ragqa.embedding.embeddings import SentenceTransformerEmbeddings
from ragqa.embedding.onnx_embeddings import OnnxEmbeddings
from ragqa.embedding.onnx_graph import Bits
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.errors import ModelError
from ragqa.processor import Choice
from tests.ragqa.embedding.test_embeddings import SENTENCES, best

CHOICE = Choice("onnx-int8", "", "")


def opened(folder: Path) -> OnnxEmbeddings:
    return OnnxEmbeddings(
        folder, name=NAME, query_prefix=QUERY_PREFIX, passage_prefix=PASSAGE_PREFIX, choice=CHOICE
    )


@pytest.fixture(scope="module")
def onnx_folder(bundled_folder: Path) -> Path:
    return prepare_onnx(bundled_folder.parent, bits=8)


@pytest.fixture(scope="module")
def onnx(onnx_folder: Path) -> OnnxEmbeddings:
    return opened(onnx_folder)


@pytest.fixture(params=[1, 4])
def threads(request: pytest.FixtureRequest, onnx: OnnxEmbeddings) -> PrefixedEmbeddings:
    """The embedder with one thread and with several."""
    onnx._threads = request.param
    return onnx


TEXTS = [*SENTENCES, "", "".join(SENTENCES) * 2, SENTENCES[0] * 60]


def test_vectors_are_nearly_those_of_float32(
    threads: PrefixedEmbeddings, embedder: SentenceTransformerEmbeddings
) -> None:
    assert threads.stamp() == embedder.stamp()
    assert (threads.dimension, threads.max_tokens) == (embedder.dimension, embedder.max_tokens)
    near, exact = (np.array(e.embed_documents(TEXTS)) for e in (threads, embedder))
    assert 0.998 < (near * exact).sum(axis=1).min() < 1 - 1e-7
    assert np.allclose(np.linalg.norm(near, axis=1), 1, atol=1e-6)
    assert all(type(vector) is list for vector in threads.embed_documents(TEXTS))


def test_columns_that_are_evened_out_lose_less(
    bundled_folder: Path,
    tmp_path: Path,
    embedder: SentenceTransformerEmbeddings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = np.array(embedder.embed_documents(TEXTS))

    def lost(cache: Path, bits: Bits) -> float:
        near = np.array(opened(prepare_onnx(cache, bits=bits)).embed_documents(TEXTS))
        return 1 - float((near * exact).sum(axis=1).mean())

    seven, eight = (lost(bundled_folder.parent, bits) for bits in (7, 8))
    monkeypatch.setattr(onnx_graph, "factors", lambda largest, matrix: np.ones_like(largest))
    assert eight < seven < 0.0015 < lost(tmp_path, 7)


def test_float32_is_that_of_torch(
    bundled_folder: Path, embedder: SentenceTransformerEmbeddings
) -> None:
    onnx = opened(prepare_onnx(bundled_folder.parent, bits=32))
    assert onnx.stamp() == embedder.stamp()
    ours, exact = (np.array(e.embed_documents(TEXTS)) for e in (onnx, embedder))
    assert np.allclose(ours, exact, atol=1e-5)
    for ours, exact in zip(
        onnx.document_tokens(TEXTS), embedder.document_tokens(TEXTS), strict=True
    ):
        assert np.allclose(ours, exact, atol=1e-4)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("长江有多长？", 1), ("How do plants make sugar?", 4), ("植物怎样把光变成糖？", 4)],
)
def test_the_right_sentence_is_nearest(onnx: OnnxEmbeddings, question: str, answer: int) -> None:
    assert best(onnx, question) == SENTENCES[answer]


def test_traditional_text_is_read_as_simplified(onnx: OnnxEmbeddings) -> None:
    old, new = "臺灣的軟體檔案", "台湾的软体档案"
    assert onnx.embed_query(old) == onnx.embed_query(new)
    assert onnx.embed_documents([old]) == onnx.embed_documents([new])
    assert (onnx.query_tokens(old) == onnx.query_tokens(new)).all()
    assert (onnx.document_tokens([old])[0] == onnx.document_tokens([new])[0]).all()
    assert onnx.token_offsets(old) == onnx.token_offsets(new)


def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(
    threads: PrefixedEmbeddings,
) -> None:
    together = threads.embed_documents(TEXTS)
    assert together == [threads.embed_documents([text])[0] for text in TEXTS]


def test_nothing_is_embedded_to_nothing(threads: PrefixedEmbeddings) -> None:
    assert threads.embed_documents([]) == []
    assert threads.document_tokens([]) == []


def test_token_vectors_are_nearly_those_of_float32(
    threads: PrefixedEmbeddings, embedder: SentenceTransformerEmbeddings
) -> None:
    for near, exact in zip(
        threads.document_tokens(TEXTS), embedder.document_tokens(TEXTS), strict=True
    ):
        assert near.shape == exact.shape
        assert (near * exact).sum(axis=1).min(initial=1) > 0.98
    assert len(threads.query_tokens("年假")) == threads.count_tokens("年假")


def test_text_beyond_the_limit_is_cut_with_its_end_mark_kept(onnx: OnnxEmbeddings) -> None:
    one, other = onnx.embed_documents([SENTENCES[0] * 60, SENTENCES[0] * 60 + SENTENCES[3] * 10])
    assert one == other
    assert onnx._cut(list(range(600))) == [*range(511), 599]


def test_threads_may_share_it(onnx: OnnxEmbeddings) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(onnx.embed_documents, [TEXTS] * 4))
    assert found == [onnx.embed_documents(TEXTS)] * 4


def test_neither_torch_nor_transformers_is_loaded(onnx_folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from tests.ragqa.embedding.test_onnx_embeddings import CHOICE\n"
        "from ragqa.embedding.onnx_embeddings import OnnxEmbeddings\n"
        "e = OnnxEmbeddings(Path(sys.argv[1]), name='', query_prefix='', passage_prefix='', "
        "choice=CHOICE)\n"
        "assert len(e.embed_query('x')) == 384\n"
        "assert not {'torch', 'transformers', 'onnx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(onnx_folder)], check=True)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, onnx_folder: Path, name: str) -> None:
    for path in onnx_folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).unlink()
    (tmp_path / name).write_text("junk")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        opened(tmp_path)
    assert str(tmp_path) in caught.value.zh
    assert "\n" not in caught.value.en


def test_the_library_writes_no_identifier_and_sends_nothing_home(
    onnx_folder: Path, tmp_path: Path
) -> None:
    # Its telemetry is native code, which no guard of Python's sockets sees; it leaves an id behind.
    code = (
        "from tests.ragqa.embedding.test_onnx_embeddings import opened; from pathlib import Path; "
        f"opened(Path({str(onnx_folder)!r})).embed_query('x')"
    )
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    subprocess.run([sys.executable, "-c", code], env=bare, check=True, timeout=300)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["onnx", "embedder"])
def test_a_passage_and_its_tokens_are_read_at_once(
    kind: str, request: pytest.FixtureRequest
) -> None:
    embedder: PrefixedEmbeddings = request.getfixturevalue(kind)
    places = ["Handbook > Leave\n", "", "手册\n"]
    texts = [SENTENCES[0], SENTENCES[1], "臺灣的軟體 and software"]
    whole = [place + text for place, text in zip(places, texts, strict=True)]
    read = embedder.read_documents(whole, [len(place) for place in places])
    alone = embedder.embed_documents(whole)
    assert np.allclose([vector for vector, _ in read], alone, atol=1e-5)
    for text, (_, tokens) in zip(texts, read, strict=True):
        # What stands before is read, so they differ a little from those of the text alone.
        [exact] = embedder.document_tokens([text])
        # The mark before the first word has a token of its own, which stands on the space before.
        assert len(exact) - len(tokens) in (0, 1)
        exact = exact[-len(tokens) :]
        assert (tokens * exact).sum(axis=1).min() > 0.8
    # The same, but for what rounding differs by in another batch.
    [exact] = embedder.document_tokens([texts[1]])
    assert np.allclose(read[1][1], exact[-len(read[1][1]) :], atol=5e-3)
    # The end that is cut off has no tokens.
    [(_, tokens)] = embedder.read_documents(["年假。" * 600], [0])
    assert len(tokens) < embedder.max_tokens


def test_a_question_and_its_tokens_are_read_at_once(onnx: OnnxEmbeddings) -> None:
    vector, tokens = onnx.read_query("年假有几天？")
    assert vector == onnx.embed_query("年假有几天？")
    assert (tokens == onnx.query_tokens("年假有几天？")).all()


def test_nothing_is_read_to_nothing(threads: PrefixedEmbeddings) -> None:
    assert threads.read_documents([], []) == []


class CountingTokenizer:
    """A tokenizer that counts the texts it is given."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.texts = 0

    def encode_batch(self, texts: list[str]) -> Any:
        self.texts += len(texts)
        return self._tokenizer.encode_batch(texts)

    def encode_batch_fast(self, texts: list[str]) -> Any:
        self.texts += len(texts)
        return self._tokenizer.encode_batch_fast(texts)


def test_a_passage_is_cut_into_tokens_once(
    onnx: OnnxEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = CountingTokenizer(onnx._tokenizer)
    monkeypatch.setattr(onnx, "_tokenizer", counting)
    onnx.read_documents(SENTENCES[:2], [0, 0])
    assert counting.texts == 2
