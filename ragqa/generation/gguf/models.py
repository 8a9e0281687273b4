"""What a GGUF file says about its model, and whether ragqa can answer with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ragqa.errors import ModelError
from ragqa.generation.gguf.header import Header, Value, read_header
from ragqa.generation.gguf.quants import FILE_TYPES, tensor_type
from ragqa.generation.gguf.reader import damaged

_MAX_SIZE = 1 << 32  # of one number that describes the model
_MAX_PARTS = 1000
# Encoders, models of sounds and pictures, and those that write all of a text at once.
_MUTE = frozenset(
    (
        *("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "modern-bert"),
        *("neo-bert", "eurobert", "gemma-embedding", "t5", "t5encoder", "clip"),
        *("wavtokenizer-dec", "dream", "llada", "llada-moe", "rnd1"),
    )
)
# They keep a running state of what they have read, and have no attention.
_STATEFUL = frozenset(("mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"))
_PART = re.compile(r"(.*-)(\d{5})(-of-)(\d{5})(\.gguf)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says about itself; a number that it does not state is 0, a text "".

    Attributes:
        version: Of the format.
        tensor_count: Number of tensors, in all parts of a split file.
        metadata_count: Number of metadata entries.
        architecture: llama.cpp's name of it; Mixtral is "llama" with experts.
        name: Of the model.
        expert_count: 8 for Mixtral, 0 for a model without experts.
        context_length: Tokens it was trained for.
        block_count: Number of layers.
        size_bytes: Of the file, or of all parts of a split one.
        kv_bytes: Of the key-value cache for one token, in f16.
        embedding_length: Width of the model.
        feed_forward_length: Inner width of a block, or of one expert.
        head_count: Attention heads; 0 also where there is no attention, as in Mamba.
        experts_used: Experts that work at once, 0 for a model without experts.
        vocabulary: Tokens it knows.
        file_type: Quantization of most tensors, by llama.cpp's name.
        tensor_types: How many tensors are stored in which type, the commonest first.
        weights: Numbers in all tensors.
        parts: The files of a split one, in order; else the file alone.
        metadata: All numbers, texts and short lists of numbers, by their keys.
    """

    version: int
    tensor_count: int
    metadata_count: int
    architecture: str
    name: str
    expert_count: int
    context_length: int
    block_count: int
    size_bytes: int
    kv_bytes: int
    embedding_length: int
    feed_forward_length: int
    head_count: int
    experts_used: int
    vocabulary: int
    file_type: str = ""
    tensor_types: Mapping[str, int] = field(default_factory=dict)
    weights: int = 0
    parts: tuple[Path, ...] = ()
    metadata: Mapping[str, Value] = field(default_factory=dict)

    @property
    def chat_template(self) -> str:
        """The Jinja text in the file; at most 1 MiB. Never to be run outside of a sandbox."""
        return self.text("tokenizer.chat_template")

    @property
    def kind(self) -> str:
        """ "model", or "adapter" for a LoRA."""
        return self.text("general.type") or "model"

    def text(self, key: str) -> str:
        """A text of the metadata, "" where there is none."""
        value = self.metadata.get(key, "")
        return value if isinstance(value, str) else ""


def check_gguf(path: Path) -> GgufHeader:
    """Read the header of a model that is to answer.

    Raises:
        ModelError: As ``read_gguf`` and ``check_accepted``.
    """
    header = read_gguf(path)
    check_accepted(path, header)
    return header


def check_accepted(path: Path, header: GgufHeader) -> None:
    """Raise ModelError when ragqa cannot answer with this model: it writes no text, or is none."""
    if header.kind != "model":
        raise ModelError(
            f"{path} is no model but {header.kind[:40]!r}; an adapter belongs in the setting lora.",
            f"{path} 不是模型，而是 {header.kind[:40]!r}；适配器应写在设置 lora 中。",
        )
    shown = repr(header.architecture[:40]) if header.architecture else "none"
    if not header.architecture or header.architecture in _MUTE:
        raise ModelError(
            f"{path} has the architecture {shown}, which does not write text one token after the "
            "other; use a GGUF of a chat model, for example Chinese-Mixtral-Instruct.",
            f"{path} 的架构是 {shown}，不能逐个 token 地生成文本；"
            "请使用对话模型的 GGUF，例如 Chinese-Mixtral-Instruct。",
        )
    if header.metadata.get(f"{header.architecture}.pooling_type"):
        raise ModelError(
            f"{path} makes vectors of texts, as an embedder or a reranker does, and writes none; "
            "use a GGUF of a chat model, for example Chinese-Mixtral-Instruct.",
            f"{path} 是嵌入或重排模型，只输出向量，不生成文本；"
            "请使用对话模型的 GGUF，例如 Chinese-Mixtral-Instruct。",
        )
    if not header.tensor_count:
        raise damaged(path, "0 tensors", " 0 个张量")
    needed = {
        "block_count": header.block_count,
        "context_length": header.context_length,
        "embedding_length": header.embedding_length,
    }
    if header.architecture not in _STATEFUL:
        needed["attention.head_count"] = header.head_count
        needed["attention.key_length"] = header.kv_bytes
    for key, value in needed.items():
        if not value:
            raise _unusable(path, f"{header.architecture}.{key}")


def read_gguf(path: Path) -> GgufHeader:
    """Read the header of any model or adapter, and those of the other parts of a split file.

    Raises:
        ModelError: As ``header.read_header``; or a part is missing or not the first one.
    """
    first = read_header(path)
    headers = [first, *map(read_header, _other_parts(first))]
    return _facts(headers)


def _facts(headers: Sequence[Header]) -> GgufHeader:
    first = headers[0]
    tensors = [tensor for header in headers for tensor in header.tensors]
    architecture = str(first.metadata.get("general.architecture", ""))
    numbers = _Numbers(first, architecture)
    types = Counter(tensor_type(tensor.type) for tensor in tensors)
    file_type = first.metadata.get("general.file_type")
    return GgufHeader(
        version=first.version,
        tensor_count=len(tensors),
        metadata_count=first.metadata_count,
        architecture=architecture,
        name=str(first.metadata.get("general.name", "")),
        expert_count=numbers.one("expert_count"),
        context_length=numbers.one("context_length"),
        block_count=numbers.one("block_count"),
        size_bytes=sum(header.size for header in headers),
        kv_bytes=numbers.kv_bytes(),
        embedding_length=numbers.one("embedding_length"),
        feed_forward_length=numbers.one("feed_forward_length")
        or 4 * numbers.one("embedding_length"),
        head_count=numbers.one("attention.head_count"),
        experts_used=numbers.one("expert_used_count"),
        vocabulary=numbers.one("vocab_size") or first.lengths.get("tokenizer.ggml.tokens", 0),
        file_type=FILE_TYPES.get(file_type, "") if isinstance(file_type, int) else "",
        tensor_types=dict(types.most_common()),
        weights=sum(tensor.count for tensor in tensors),
        parts=tuple(header.path for header in headers),
        metadata=first.metadata,
    )


class _Numbers:
    """Numbers of the metadata whose keys begin with the architecture."""

    def __init__(self, header: Header, architecture: str) -> None:
        self._header = header
        self._architecture = architecture

    def one(self, key: str) -> int:
        """The number, the largest one where each layer has its own; 0 where there is none."""
        return max(self.list(key), default=0)

    def list(self, key: str) -> tuple[int, ...]:
        """The numbers, one or one for each layer; none where the key is missing."""
        key = f"{self._architecture}.{key}"
        value = self._header.metadata.get(key, ())
        found = value if isinstance(value, tuple) else (value,)
        whole = tuple(n for n in found if isinstance(n, int) and 0 <= n < _MAX_SIZE)
        if len(whole) < len(found):
            raise _unusable(self._header.path, key)
        return whole

    def kv_bytes(self) -> int:
        """Keys and values, two bytes each, for every key-value head of every layer."""
        heads = self.one("attention.head_count")
        head_size = self.one("embedding_length") // heads if heads else 0
        numbers = (self.one("attention.key_length") or head_size) + (
            self.one("attention.value_length") or head_size
        )
        kv_heads = self.list("attention.head_count_kv") or (heads,)
        layers = self.one("block_count") if len(kv_heads) == 1 else 1
        return 2 * numbers * sum(kv_heads) * layers


def _unusable(path: Path, key: str) -> ModelError:
    return damaged(path, f"no usable {key}", f"无效的 {key}")


def _other_parts(first: Header) -> list[Path]:
    """The files that belong to the first part of a split one."""
    count, number = (first.metadata.get(f"split.{key}", 0) for key in ("count", "no"))
    if not isinstance(count, int) or count <= 1:
        return []
    found = _PART.fullmatch(first.path.name)
    if count > _MAX_PARTS or not found or int(found[4]) != count:
        raise ModelError(
            f"{first.path} is one of {count} parts, but its name does not end in "
            f"-00001-of-{count:05}.gguf; give the parts their original names.",
            f"{first.path} 是 {count} 个分卷之一，但文件名结尾不是 -00001-of-{count:05}.gguf；"
            "请恢复各分卷原来的文件名。",
        )
    if number != 0:
        one = first.path.with_name(f"{found[1]}00001{found[3]}{found[4]}{found[5]}")
        raise ModelError(
            f"{first.path} is a later part of a split model; name the first one, {one}.",
            f"{first.path} 是分卷模型靠后的一卷；请指定第一卷 {one}。",
        )
    return [
        first.path.with_name(f"{found[1]}{part:05}{found[3]}{found[4]}{found[5]}")
        for part in range(2, count + 1)
    ]
