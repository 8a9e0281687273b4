"""A GGUF of exactly Mixtral-8x7B's shape in Q2_K: 15 GB, or a hole of that size that takes no disk.

Real llama.cpp reads the hole's header and works out every buffer from it; the filled file generates
nonsense as fast, and in as much memory, as the real one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

from tests import tiny_mixtral

LAYERS = 32
WIDTH = 4096
KV_WIDTH = 1024
FEED_FORWARD = 14336
EXPERTS = 8
CONTEXT = 32768

_Q2_K = gguf.GGMLQuantizationType.Q2_K
_VALUES, _BYTES = gguf.GGML_QUANT_SIZES[_Q2_K]
_SPREAD = 13.9  # standard deviation of a block's numbers at a scale of 1, see _random_blocks
_POOL = 1 << 18  # blocks: every tensor is cut out of the same 22 MB at another place
_ALIGNMENT = 32


def hole(path: Path) -> Path:
    """Write the header; the rest of the file is there, but empty and on no disk."""
    _declare(path)
    return path


def write(path: Path, *, seed: int = 0) -> Path:
    """Write the whole file, sound enough to generate with: its numbers stay finite."""
    tensors = _declare(path)
    rng = np.random.default_rng(seed)
    pool = rng.integers(0, 256, (_POOL, _BYTES), dtype=np.uint8)
    start = _data_start(path)
    with path.open("r+b") as file:
        for tensor, info in tensors.items():
            file.seek(start)
            for part in _content(tensor, info, pool, rng):
                file.write(part)
            start += _padded(info.nbytes)
    return path


def _declare(path: Path) -> dict[str, gguf.gguf_writer.TensorInfo]:
    words = tiny_mixtral.tokenizer()
    writer = gguf.GGUFWriter(path, "llama")
    _add_shape(writer, words.vocab_size())
    tiny_mixtral.add_vocabulary(writer, words)
    _add_tensors(writer, words.vocab_size())
    tensors = writer.tensors[0]
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    header = _padded(path.stat().st_size)
    with path.open("r+b") as file:
        file.truncate(header + sum(_padded(info.nbytes) for info in tensors.values()))
    return tensors


def _add_shape(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    writer.add_name("random-mixtral-8x7b")
    writer.add_vocab_size(vocabulary)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_rope_dimension_count(128)
    writer.add_head_count(32)
    writer.add_head_count_kv(8)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(1e6)
    writer.add_expert_count(EXPERTS)
    writer.add_expert_used_count(2)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q2_K)


def _add_tensors(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    def matrix(name: str, *shape: int) -> None:
        bytes_shape = (*shape[:-1], shape[-1] // _VALUES * _BYTES)
        size = math.prod(bytes_shape)
        writer.add_tensor_info(
            f"{name}.weight", bytes_shape, np.dtype(np.uint8), size, raw_dtype=_Q2_K
        )

    def plain(name: str, *shape: int) -> None:
        size = 4 * math.prod(shape)
        writer.add_tensor_info(f"{name}.weight", shape, np.dtype(np.float32), size)

    matrix("token_embd", vocabulary, WIDTH)
    plain("output_norm", WIDTH)
    matrix("output", vocabulary, WIDTH)
    for block in (f"blk.{n}." for n in range(LAYERS)):
        plain(f"{block}attn_norm", WIDTH)
        plain(f"{block}ffn_norm", WIDTH)
        plain(f"{block}ffn_gate_inp", EXPERTS, WIDTH)
        matrix(f"{block}attn_q", WIDTH, WIDTH)
        matrix(f"{block}attn_k", KV_WIDTH, WIDTH)
        matrix(f"{block}attn_v", KV_WIDTH, WIDTH)
        matrix(f"{block}attn_output", WIDTH, WIDTH)
        matrix(f"{block}ffn_gate_exps", EXPERTS, FEED_FORWARD, WIDTH)
        matrix(f"{block}ffn_up_exps", EXPERTS, FEED_FORWARD, WIDTH)
        matrix(f"{block}ffn_down_exps", EXPERTS, WIDTH, FEED_FORWARD)


def _content(
    name: str,
    info: gguf.gguf_writer.TensorInfo,
    pool: npt.NDArray[np.uint8],
    rng: np.random.Generator,
) -> Iterator[bytes]:
    if info.dtype != _Q2_K:
        shape = tuple(info.shape)
        # A norm leaves as it is; the router chooses among the experts by chance.
        values = np.ones(shape) if len(shape) == 1 else rng.standard_normal(shape) / WIDTH**0.5
        yield values.astype(np.float32).tobytes()
        return
    inputs = FEED_FORWARD if "ffn_down" in name else WIDTH
    blocks = _random_blocks(pool, inputs)
    left = info.nbytes // _BYTES
    while left:
        at = int(rng.integers(_POOL // 2))
        part = blocks[at : at + left]
        left -= len(part)
        yield part.tobytes()


def _random_blocks(pool: npt.NDArray[np.uint8], inputs: int) -> npt.NDArray[np.uint8]:
    """Q2_K blocks: 16 scales and minima of 4 bits, 256 numbers of 2 bits, then two halves.

    A number is ``d * scale * q - dmin * minimum``: with dmin 1.5 d the mean is 0.
    """
    blocks = pool.copy()
    d = np.float16(1 / (_SPREAD * inputs**0.5))
    halves = np.array([d, np.float16(1.5) * d], dtype=np.float16)
    blocks[:, -4:] = halves.view(np.uint8)
    return blocks


def _data_start(path: Path) -> int:
    return int(gguf.GGUFReader(path).data_offset)


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
