"""Small GGUF files whose models remember otherwise than Mixtral: random weights, Mixtral's pieces.

Some look only a window back in some of their layers (Gemma 2 and 3), some keep a running state and
no keys (Mamba), some do both (LFM2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import gguf
import numpy as np

from tests import tiny_gguf, tiny_mixtral
from tests.tiny_gguf import Weights

Kind = Literal["gemma2", "gemma3", "mamba", "lfm2"]
KINDS: tuple[Kind, ...] = ("gemma2", "gemma3", "mamba", "lfm2")
WINDOW = 64
"""Tokens that Gemma's windows reach back."""

_WIDTH = 64
_HEADS = 2
_HEAD = _WIDTH // _HEADS
_STATE = 4  # numbers of Mamba's state for each channel
_RANK = 4
_KERNEL = 3


def write(path: Path, kind: Kind, *, template: str = "", seed: int = 0) -> Path:
    """Write the file and return its path.

    Args:
        path: The file to write.
        kind: llama.cpp's name of the architecture.
        template: Its chat template, "" for none.
        seed: Of the weights.
    """
    words = tiny_mixtral.tokenizer()
    rng = np.random.default_rng(seed)

    def describe(writer: gguf.GGUFWriter) -> None:
        _SHAPES[kind](writer, words.vocab_size())
        tiny_mixtral.add_vocabulary(writer, words)
        if template:
            writer.add_chat_template(template)

    size = words.vocab_size()
    tensors: dict[str, Weights] = {"token_embd.weight": tiny_gguf.matrix(rng, size, _WIDTH)}
    norm = "token_embd_norm" if kind == "lfm2" else "output_norm"
    tensors[f"{norm}.weight"] = tiny_gguf.ones(_WIDTH)
    for number, block in enumerate(_BLOCKS[kind]):
        tensors |= {f"blk.{number}.{name}": weights for name, weights in block(rng).items()}
    return tiny_gguf.write(path, kind, describe, tensors)


def _add_gemma(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    _add_transformer(writer, vocabulary)
    writer.add_key_length(_HEAD)
    writer.add_value_length(_HEAD)
    writer.add_sliding_window(WINDOW)
    writer.add_sliding_window_pattern([True, False])


def _add_lfm2(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    _add_transformer(writer, vocabulary, [0, 1])
    writer.add_shortconv_l_cache(_KERNEL)


def _add_mamba(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    """As convert_hf_to_gguf.py writes it."""
    writer.add_name("tiny-random-mamba")
    writer.add_vocab_size(vocabulary)
    writer.add_context_length(1 << 20)
    writer.add_embedding_length(_WIDTH)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_block_count(2)
    writer.add_ssm_conv_kernel(_KERNEL)
    writer.add_ssm_inner_size(2 * _WIDTH)
    writer.add_ssm_state_size(_STATE)
    writer.add_ssm_time_step_rank(_RANK)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(1)


def _add_transformer(
    writer: gguf.GGUFWriter, vocabulary: int, key_heads: int | Sequence[int] = 1
) -> None:
    tiny_gguf.add_shape(
        writer,
        name="tiny-random",
        vocabulary=vocabulary,
        width=_WIDTH,
        layers=2,
        heads=_HEADS,
        key_heads=key_heads,
        context=8192,
    )


def _gemma_block(rng: np.random.Generator, *, normed: bool) -> dict[str, Weights]:
    norms = {
        name: tiny_gguf.ones(_WIDTH)
        for name in ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")
    }
    if normed:
        norms |= {name: tiny_gguf.ones(_HEAD) for name in ("attn_q_norm", "attn_k_norm")}
    return _transformer_block(rng, norms)


def _lfm2_block(rng: np.random.Generator, *, attends: bool) -> dict[str, Weights]:
    norms = {name: tiny_gguf.ones(_WIDTH) for name in ("attn_norm", "ffn_norm")}
    if attends:
        norms |= {name: tiny_gguf.ones(_HEAD) for name in ("attn_q_norm", "attn_k_norm")}
        return _transformer_block(rng, norms)
    return {
        **tiny_gguf.feed_forward(rng, _WIDTH),
        **{f"{name}.weight": weights for name, weights in norms.items()},
        "shortconv.conv.weight": tiny_gguf.floats(rng, _WIDTH, _KERNEL),
        "shortconv.in_proj.weight": tiny_gguf.matrix(rng, 3 * _WIDTH, _WIDTH),
        "shortconv.out_proj.weight": tiny_gguf.matrix(rng, _WIDTH, _WIDTH),
    }


def _transformer_block(
    rng: np.random.Generator, norms: Mapping[str, Weights]
) -> dict[str, Weights]:
    return {
        **tiny_gguf.attention(rng, _WIDTH, _HEADS),
        **tiny_gguf.feed_forward(rng, _WIDTH),
        **{f"{name}.weight": weights for name, weights in norms.items()},
    }


def _mamba_block(rng: np.random.Generator) -> dict[str, Weights]:
    inner = 2 * _WIDTH
    return {
        "attn_norm.weight": tiny_gguf.ones(_WIDTH),
        "ssm_in.weight": tiny_gguf.matrix(rng, 2 * inner, _WIDTH),
        "ssm_conv1d.weight": tiny_gguf.floats(rng, inner, _KERNEL),
        "ssm_conv1d.bias": tiny_gguf.floats(rng, inner),
        "ssm_x.weight": tiny_gguf.matrix(rng, _RANK + 2 * _STATE, inner),
        "ssm_dt.weight": tiny_gguf.floats(rng, inner, _RANK),
        "ssm_dt.bias": np.full(inner, -4, np.float32),  # a slow decay: the state reaches far back
        "ssm_a": -np.tile(np.arange(1, _STATE + 1, dtype=np.float32), (inner, 1)),
        "ssm_d": tiny_gguf.ones(inner),
        "ssm_out.weight": tiny_gguf.matrix(rng, _WIDTH, inner),
    }


_SHAPES: Mapping[Kind, Callable[[gguf.GGUFWriter, int], None]] = {
    "gemma2": _add_gemma,
    "gemma3": _add_gemma,
    "mamba": _add_mamba,
    "lfm2": _add_lfm2,
}
_BLOCKS: Mapping[Kind, tuple[Callable[[np.random.Generator], dict[str, Weights]], ...]] = {
    "gemma2": (partial(_gemma_block, normed=False),) * 2,
    "gemma3": (partial(_gemma_block, normed=True),) * 2,
    "mamba": (_mamba_block,) * 2,
    "lfm2": (partial(_lfm2_block, attends=False), partial(_lfm2_block, attends=True)),
}
