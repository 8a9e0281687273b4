from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from ragqa.embedding.bundled import PASSAGE_PREFIX, QUERY_PREFIX
from ragqa.embedding.embeddings import SentenceTransformerEmbeddings, _batches, _waiting_asleep
from ragqa.errors import ModelError
from ragqa.processor import Choice

SENTENCES = [
    "南瓜洗净去皮，切成小块，上锅蒸二十分钟。",
    "长江全长约6300公里，是亚洲最长的河流。",
    "心脏每分钟跳动约七十次，把血液送到全身。",
    "The Amazon rainforest lost a tenth of its trees in twenty years.",
    "Photosynthesis turns light, water and carbon dioxide into sugar.",
    "The treaty of 1648 ended the Thirty Years' War.",
]


def best(embedder: Embeddings, question: str) -> str:
    vectors = np.array(embedder.embed_documents(SENTENCES))
    return SENTENCES[int(np.argmax(vectors @ np.array(embedder.embed_query(question))))]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("长江有多长？", 1),
        ("怎样蒸南瓜？", 0),
        ("How do plants make sugar?", 4),
        ("Which war did the treaty end?", 5),
        ("How often does the heart beat?", 2),
        ("植物怎样把光变成糖？", 4),
    ],
)
def test_the_right_sentence_is_nearest_within_and_across_languages(
    embedder: SentenceTransformerEmbeddings, question: str, answer: int
) -> None:
    assert best(embedder, question) == SENTENCES[answer]


def test_vectors_are_lists_of_floats_of_length_one(embedder: SentenceTransformerEmbeddings) -> None:
    vectors = [*embedder.embed_documents(SENTENCES[:2]), embedder.embed_query("长江")]
    assert all(type(vector) is list and type(vector[0]) is float for vector in vectors)
    assert {len(vector) for vector in vectors} == {embedder.dimension} == {384}
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)


def test_a_text_has_the_same_vector_whatever_is_embedded_beside_it(
    embedder: SentenceTransformerEmbeddings,
) -> None:
    long = "".join(SENTENCES) * 3
    together = embedder.embed_documents([SENTENCES[0], long, "", *SENTENCES[1:]])
    alone = embedder.embed_documents([SENTENCES[0]])[0]
    assert np.abs(np.subtract(together[0], alone)).max() < 1e-4
    assert np.abs(np.subtract(together[1], embedder.embed_documents([long])[0])).max() < 1e-4


def test_many_batches_keep_the_order(embedder: SentenceTransformerEmbeddings) -> None:
    texts = [SENTENCES[i % 6] * (1 + i % 4) for i in range(8)]
    whole = embedder.embed_documents(texts)
    one_by_one = [embedder.embed_documents([text])[0] for text in texts]
    assert np.abs(np.subtract(whole, one_by_one)).max() < 1e-4


def test_the_prefixes_are_part_of_what_is_embedded(
    embedder: SentenceTransformerEmbeddings,
) -> None:
    question, passage = embedder.embed_query("长江"), embedder.embed_documents(["长江"])[0]
    assert np.abs(np.subtract(question, passage)).max() > 1e-3
    swapped = embedder._embed([QUERY_PREFIX + "长江", PASSAGE_PREFIX + "长江"])
    assert np.abs(np.subtract(swapped, [question, passage])).max() < 1e-4


def test_nothing_is_embedded_to_nothing(embedder: SentenceTransformerEmbeddings) -> None:
    assert embedder.embed_documents([]) == []


def test_text_beyond_the_limit_is_cut_by_the_model(embedder: SentenceTransformerEmbeddings) -> None:
    assert embedder.max_tokens == 512
    long = SENTENCES[0] * 60
    assert embedder.count_tokens(long) > 600
    one, other = embedder.embed_documents([long, long + SENTENCES[3] * 10])
    assert np.abs(np.subtract(one, other)).max() < 1e-4


def test_tokens_are_counted_without_prefix_special_tokens_or_limit(
    embedder: SentenceTransformerEmbeddings,
) -> None:
    assert embedder.count_tokens("") == 0
    assert embedder.count_tokens("the") == 1
    text = SENTENCES[1] * 100
    assert embedder.count_tokens(text) == len(embedder.token_offsets(text)) > 1000
    embedder.embed_query("treaty")  # the model's own tokenizer now cuts and pads
    assert embedder.count_tokens(text) == len(embedder.token_offsets(text)) > 1000


@given(text=st.text(max_size=60))
def test_token_offsets_stay_inside_the_text_in_order(
    embedder: SentenceTransformerEmbeddings, text: str
) -> None:
    offsets = embedder.token_offsets(text)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert [start for start, _ in offsets] == sorted(start for start, _ in offsets)


def test_token_offsets_name_the_characters(embedder: SentenceTransformerEmbeddings) -> None:
    text = "长江 ends ～ here"
    covered = {i for start, end in embedder.token_offsets(text) for i in range(start, end)}
    assert covered >= {i for i, char in enumerate(text) if char != " "}
    assert text[slice(*embedder.token_offsets(text)[-1])].strip() == "here"


def test_threads_share_the_model(embedder: SentenceTransformerEmbeddings) -> None:
    texts = [sentence * n for sentence in SENTENCES for n in (1, 2)]
    with ThreadPoolExecutor(4) as threads:
        vectors = list(threads.map(embedder.embed_query, texts))
        counts = list(threads.map(embedder.count_tokens, texts))
    assert np.abs(np.subtract(vectors, [embedder.embed_query(t) for t in texts])).max() < 1e-4
    assert counts == [embedder.count_tokens(text) for text in texts]


def test_the_stamp_says_what_must_not_change(embedder: SentenceTransformerEmbeddings) -> None:
    assert embedder.stamp() == {
        "embedder": embedder.name,
        "dimension": "384",
        "normalised": "true",
        "query_prefix": "query: ",
        "passage_prefix": "passage: ",
    }


def test_bfloat16_gives_nearly_the_same_vectors_and_the_same_stamp(
    embedder: SentenceTransformerEmbeddings, bundled_folder: Path
) -> None:
    half = SentenceTransformerEmbeddings(
        str(bundled_folder),
        name=embedder.name,
        query_prefix=QUERY_PREFIX,
        passage_prefix=PASSAGE_PREFIX,
        choice=Choice("torch-bf16", "", ""),
    )
    assert half.stamp() == embedder.stamp()
    texts = [*SENTENCES, "", "".join(SENTENCES) * 2]
    exact, near = (np.array(e.embed_documents(texts)) for e in (embedder, half))
    assert 0.9995 < (exact * near).sum(axis=1).min() < 1 - 1e-7
    assert best(half, "How do plants make sugar?") == SENTENCES[4]
    tokens, exact_tokens = half.query_tokens(SENTENCES[0]), embedder.query_tokens(SENTENCES[0])
    assert (tokens * exact_tokens).sum(axis=1).min() > 0.99


def test_threads_sleep_while_they_wait_but_only_those_of_torch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    with _waiting_asleep():
        assert os.environ["OMP_WAIT_POLICY"] == "passive"
    assert "OMP_WAIT_POLICY" not in os.environ
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    with _waiting_asleep():
        assert os.environ["OMP_WAIT_POLICY"] == "active"
    assert os.environ["OMP_WAIT_POLICY"] == "active"


def test_a_folder_is_loaded_without_the_network(
    bundled_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    loaded = SentenceTransformerEmbeddings(
        str(bundled_folder), name="x", query_prefix="", passage_prefix=""
    )
    assert len(loaded.embed_query("treaty")) == 384
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.parametrize("name", ["/no/such/folder", "./models", "~/m", "C:\\m", "a/b/c", "m/"])
def test_a_missing_folder_is_not_looked_up_on_the_hub(name: str) -> None:
    with pytest.raises(ModelError, match="does not exist") as caught:
        SentenceTransformerEmbeddings(name, name="x", query_prefix="", passage_prefix="")
    assert name in caught.value.en
    assert name in caught.value.zh
    assert "embedder" in caught.value.zh


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"modules.json": "{"},
        {"modules.json": '[{"idx":0,"name":"0","path":"","type":"os.system"}]'},
        {"config.json": '{"model_type": "bert"}', "model.safetensors": "junk"},
    ],
)
def test_a_folder_that_is_no_model_is_one_sentence(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        SentenceTransformerEmbeddings(str(tmp_path), name="x", query_prefix="", passage_prefix="")
    assert str(tmp_path) in caught.value.zh
    assert "\n" not in caught.value.en


@given(
    lengths=st.lists(st.integers(0, 900), max_size=40),
    limit=st.integers(1, 600),
    budget=st.integers(1, 2000),
)
def test_batches_hold_every_text_once_and_stay_within_the_budget(
    lengths: list[int], limit: int, budget: int
) -> None:
    batches = list(_batches(lengths, limit=limit, budget=budget))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = min(max(lengths[i] for i in batch), limit)
        assert len(batch) == 1 or len(batch) * longest <= budget


def test_token_vectors_are_of_the_text_alone(embedder: SentenceTransformerEmbeddings) -> None:
    text = "年假最晚能用到什么时候？"
    [read] = embedder.document_tokens([text])
    assert read.shape == (embedder.count_tokens(text), embedder.dimension)
    assert embedder.query_tokens(text).shape == read.shape
    assert np.allclose(np.linalg.norm(read, axis=1), 1, atol=1e-5)


def test_token_vectors_do_not_depend_on_their_neighbours(
    embedder: SentenceTransformerEmbeddings,
) -> None:
    texts = ["short", "年假可以保留到次年三月三十一日，逾期作废。" * 4]
    together = embedder.document_tokens(texts)
    for text, vectors in zip(texts, together, strict=True):
        assert np.allclose(embedder.document_tokens([text])[0], vectors, atol=1e-4)
