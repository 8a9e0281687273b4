"""A real, tiny CrossEncoder with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa import factory
from ragqa.configuration import load_settings
from ragqa.embedding import bundled
from ragqa.embedding.embedder import Query
from ragqa.errors import ModelError
from ragqa.retrieval import HybridRetriever
from ragqa.search.cross_encoder import CrossEncoderReranker
from ragqa.search.reranker import LateInteraction
from tests.builders import chunk, hit
from tests.stocked import open_stocked

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"年假天报销单据请公司总部员工每有十五"]


def make_cross_encoder(folder: Path, *, labels: int = 1, safetensors: bool = True) -> Path:
    """A BERT of two layers that has learnt nothing, as sentence-transformers saves one."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(0)
    folder.mkdir()
    config = BertConfig(
        initializer_range=0.5,
        vocab_size=len(_WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    config.num_labels = labels
    model = BertForSequenceClassification(config)
    model.save_pretrained(folder)
    if not safetensors:
        (folder / "model.safetensors").unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    tokenizer = BertTokenizer(vocab={w: n for n, w in enumerate(_WORDS)}, model_max_length=64)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cross_encoder(tmp_path_factory.mktemp("models") / "tiny")


def test_the_first_hits_are_ordered_by_its_score_and_the_rest_follow(folder: Path) -> None:
    texts = ["报销单据", "公司总部", "员工每年有十五天年假", "请假"]
    hits = [hit(chunk(text, n=n), 2.0 - n / 10) for n, text in enumerate(texts)]
    ranked = CrossEncoderReranker(str(folder), depth=3).rerank(Query("年假有几天", ()), hits)
    assert {h.chunk.text for h in ranked[:3]} == set(texts[:3])
    assert ranked[3].chunk.text == "请假"
    scores = [h.score for h in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores[:3])
    assert len(set(scores[:3])) == 3
    # It reads both: with another question the scores are others.
    other = CrossEncoderReranker(str(folder), depth=3).rerank(Query("报销", ()), hits)
    assert {h.score for h in other[:3]} != set(scores[:3])
    assert CrossEncoderReranker(str(folder), depth=3).rerank(Query("年假", ()), []) == []


def test_a_retriever_takes_it_and_says_how_long_each_step_took(
    folder: Path, tmp_path: Path
) -> None:
    with open_stocked(tmp_path / "index") as index:
        timings: dict[str, float] = {}
        retriever = HybridRetriever(
            index=index, k=3, reranker=CrossEncoderReranker(str(folder), depth=2)
        )
        hits = retriever.search("员工每年有多少天年假？", timings=timings)
        assert all(0 < h.score < 1 and h.score != h.fused for h in hits[:2])
        assert list(timings) == ["embed", "dense", "lexical", "fuse", "rerank"]
        plain: dict[str, float] = {}
        HybridRetriever(index=index).search("年假", timings=plain)
        assert list(plain) == ["embed", "dense", "lexical", "fuse"]


def test_the_setting_names_it(folder: Path, tmp_path: Path) -> None:
    with open_stocked(tmp_path / "index") as index:
        late = load_settings({"reranker": "late"}).settings
        # Late interaction is only for the bundled embedder.
        assert factory.retriever_over(index, late).reranker is None
        index.embeddings.name = bundled.NAME
        for name, kind in (
            ("none", type(None)),
            ("late", LateInteraction),
            (str(folder), CrossEncoderReranker),
        ):
            settings = load_settings({"reranker": name}).settings
            assert type(factory.retriever_over(index, settings).reranker) is kind
        settings = load_settings({"reranker": str(folder), "rerank_depth": 0}).settings
        assert factory.retriever_over(index, settings).reranker is None


def test_what_is_no_cross_encoder_is_one_sentence(tmp_path: Path) -> None:
    pickled = make_cross_encoder(tmp_path / "pickled", safetensors=False)
    several = make_cross_encoder(tmp_path / "several", labels=3)
    (tmp_path / "empty").mkdir()
    for folder in (pickled, several, tmp_path / "empty", tmp_path / "missing"):
        with pytest.raises(ModelError, match=rf"The reranker {folder} cannot be loaded") as error:
            CrossEncoderReranker(str(folder), depth=3)
        assert "无法加载重排序模型" in error.value.zh
        assert "\n" not in error.value.en
