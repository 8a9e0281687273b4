"""A GGUF of Mixtral's shape with random weights and Mixtral's real tokenizer, small and quick.

Real llama.cpp loads it, tokenizes with it as with the 25 GB file, and generates.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import gguf
import mistral_common
import numpy as np
import sentencepiece

from tests import tiny_gguf
from tests.tiny_gguf import Weights

LAST_OF_PROMPT = 28793  # "]", after which the answer begins
EXPERTS = 8
HEADS = 2


def tokenizer_path(model: str = "tokenizer.model.v1") -> Path:
    """The tokenizer of Mixtral-8x7B in the mistral-common wheel, or a later one of Mistral."""
    return Path(mistral_common.__file__).parent / "data" / model


@cache
def tokenizer(model: str = "tokenizer.model.v1") -> sentencepiece.SentencePieceProcessor:
    """The same, loaded."""
    return sentencepiece.SentencePieceProcessor(model_file=str(tokenizer_path(model)))


def write(
    path: Path,
    *,
    layers: int = 1,
    width: int = 64,
    seed: int = 0,
    script: Sequence[int] = (),
    model: str = "tokenizer.model.v1",
    context: int = 32768,
) -> Path:
    """Write the file and return its path.

    Args:
        path: The file to write.
        layers: Transformer blocks.
        width: Size of the embedding, a multiple of 32.
        seed: Of the weights.
        script: Token ids the model answers every prompt with, whatever it asks. Each follows from
            the one before it alone, so none may occur twice.
        model: File name of the tokenizer in the mistral-common wheel.
        context: Context length stated in the header.
    """
    rng = np.random.default_rng(seed)
    words = tokenizer(model)

    def describe(writer: gguf.GGUFWriter) -> None:
        tiny_gguf.add_shape(
            writer,
            name="tiny-random-mixtral",
            vocabulary=words.vocab_size(),
            width=width,
            layers=layers,
            heads=HEADS,
            context=context,
        )
        writer.add_rope_freq_base(1e6)
        writer.add_expert_count(EXPERTS)
        writer.add_expert_used_count(2)
        add_vocabulary(writer, words)

    links = zip((LAST_OF_PROMPT, *script), script, strict=False)
    tensors = tiny_gguf.ends(rng, words.vocab_size(), width, links)
    for block in range(layers):
        tensors |= {f"blk.{block}.{name}": weights for name, weights in _block(rng, width).items()}
    return tiny_gguf.write(path, "llama", describe, tensors)


def add_vocabulary(writer: gguf.GGUFWriter, words: sentencepiece.SentencePieceProcessor) -> None:
    """Mixtral's pieces, as convert_hf_to_gguf.py writes them."""
    ids = range(words.vocab_size())
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([words.id_to_piece(i).encode() for i in ids])
    writer.add_token_scores([words.get_score(i) for i in ids])
    writer.add_token_types([token_type(words, i) for i in ids])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)


def token_type(words: sentencepiece.SentencePieceProcessor, token: int) -> gguf.TokenType:
    if words.is_unknown(token):
        return gguf.TokenType.UNKNOWN
    if words.is_control(token):
        return gguf.TokenType.CONTROL
    return gguf.TokenType.BYTE if words.is_byte(token) else gguf.TokenType.NORMAL


def _block(rng: np.random.Generator, width: int) -> dict[str, Weights]:
    block: dict[str, Weights] = {**tiny_gguf.attention(rng, width, HEADS)}
    for name in ("gate", "up", "down"):
        block[f"ffn_{name}_exps.weight"] = tiny_gguf.matrix(rng, EXPERTS, width, width)
    block |= {f"{name}.weight": tiny_gguf.ones(width) for name in ("attn_norm", "ffn_norm")}
    # The router stays f32, as in the real file.
    block["ffn_gate_inp.weight"] = tiny_gguf.floats(rng, EXPERTS, width)
    return block
