"""What all small GGUF files of the tests have in common: how they are written, random weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float16] | npt.NDArray[np.float32]


def write(
    path: Path,
    architecture: str,
    describe: Callable[[gguf.GGUFWriter], None],
    tensors: Mapping[str, Weights],
) -> Path:
    """Write a file and return its path.

    Args:
        path: The file to write.
        architecture: llama.cpp's name of it.
        describe: Adds the metadata.
        tensors: By their names.
    """
    writer = gguf.GGUFWriter(path, architecture)
    describe(writer)
    for name, weights in tensors.items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def add_shape(
    writer: gguf.GGUFWriter,
    *,
    name: str,
    vocabulary: int,
    width: int,
    layers: int,
    heads: int,
    context: int,
    key_heads: int | Sequence[int] = 1,
) -> None:
    """The numbers of a transformer whose blocks are as wide as it is."""
    writer.add_name(name)
    writer.add_vocab_size(vocabulary)
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(width)
    writer.add_rope_dimension_count(width // heads)
    writer.add_head_count(heads)
    writer.add_head_count_kv(key_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(1)


def ends(
    rng: np.random.Generator, vocabulary: int, width: int, links: Iterable[tuple[int, int]] = ()
) -> dict[str, Weights]:
    """What comes before and after the blocks.

    Large embeddings drown what random blocks add: the next token depends on the last one alone.

    Args:
        rng: Draws the numbers.
        vocabulary: Tokens.
        width: Of the model.
        links: Pairs of tokens, of which the second follows wherever the first stands.
    """
    embedding = 10 * rng.standard_normal((vocabulary, width), dtype=np.float32)
    output = rng.standard_normal((vocabulary, width), dtype=np.float32) / width**0.5
    for before, after in links:
        output[after] = embedding[before]
    return {
        "token_embd.weight": embedding.astype(np.float16),
        "output_norm.weight": ones(width),
        "output.weight": output.astype(np.float16),
    }


def attention(rng: np.random.Generator, width: int, heads: int) -> dict[str, Weights]:
    """One block's attention, with one key-value head."""
    head = width // heads
    shapes = {
        "attn_q": (width, width),
        "attn_k": (head, width),
        "attn_v": (head, width),
        "attn_output": (width, width),
    }
    return {f"{name}.weight": matrix(rng, *shape) for name, shape in shapes.items()}


def feed_forward(rng: np.random.Generator, width: int) -> dict[str, Weights]:
    """One block's feed-forward part."""
    return {f"ffn_{name}.weight": matrix(rng, width, width) for name in ("gate", "up", "down")}


def matrix(rng: np.random.Generator, *shape: int) -> npt.NDArray[np.float16]:
    """Random numbers that keep what they are multiplied with as large as it was."""
    return floats(rng, *shape).astype(np.float16)


def floats(rng: np.random.Generator, *shape: int) -> npt.NDArray[np.float32]:
    """The same in f32."""
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(shape[-1] ** -0.5)


def ones(size: int) -> npt.NDArray[np.float32]:
    """The weights of a norm."""
    return np.ones(size, np.float32)
