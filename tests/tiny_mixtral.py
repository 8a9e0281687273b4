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
import numpy.typing as npt
import sentencepiece

LAST_OF_PROMPT = 28793  # "]", after which the answer begins
EXPERTS = 8
HEADS = 2

Weights = npt.NDArray[np.float16] | npt.NDArray[np.float32]


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
    size = words.vocab_size()
    # Large embeddings drown what the random blocks add: the next token depends on the last one.
    embedding = 10 * rng.standard_normal((size, width), dtype=np.float32)
    output = rng.standard_normal((size, width), dtype=np.float32) / width**0.5
    for before, after in zip((LAST_OF_PROMPT, *script), script, strict=False):
        output[after] = embedding[before]
    writer = gguf.GGUFWriter(path, "llama")
    _add_shape(writer, layers, width, size, context)
    _add_vocabulary(writer, words)
    writer.add_tensor("token_embd.weight", embedding.astype(np.float16))
    writer.add_tensor("output_norm.weight", np.ones(width, np.float32))
    writer.add_tensor("output.weight", output.astype(np.float16))
    for block in range(layers):
        for name, weights in _block(rng, width).items():
            writer.add_tensor(f"blk.{block}.{name}.weight", weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_shape(writer: gguf.GGUFWriter, layers: int, width: int, size: int, context: int) -> None:
    writer.add_name("tiny-random-mixtral")
    writer.add_vocab_size(size)
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(width)
    writer.add_rope_dimension_count(width // HEADS)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(1e6)
    writer.add_expert_count(EXPERTS)
    writer.add_expert_used_count(2)
    writer.add_file_type(1)


def _add_vocabulary(writer: gguf.GGUFWriter, words: sentencepiece.SentencePieceProcessor) -> None:
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
    def random(*shape: int) -> npt.NDArray[np.float32]:
        return rng.standard_normal(shape, dtype=np.float32) * np.float32(shape[-1] ** -0.5)

    half = width // HEADS
    matrices = {
        "attn_q": (width, width),
        "attn_k": (half, width),
        "attn_v": (half, width),
        "attn_output": (width, width),
        "ffn_gate_exps": (EXPERTS, width, width),
        "ffn_up_exps": (EXPERTS, width, width),
        "ffn_down_exps": (EXPERTS, width, width),
    }
    block: dict[str, Weights] = {k: random(*v).astype(np.float16) for k, v in matrices.items()}
    block |= {name: np.ones(width, np.float32) for name in ("attn_norm", "ffn_norm")}
    block["ffn_gate_inp"] = random(EXPERTS, width)  # the router stays f32, as in the real file
    return block
