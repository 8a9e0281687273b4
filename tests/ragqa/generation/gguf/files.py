"""GGUF files of Mixtral's numbers, written byte by byte, whole or in parts."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

UINT32, STRING, ARRAY = 4, 8, 9


def text(value: str) -> bytes:
    """A text behind its length in bytes."""
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key: str, value: int | str) -> bytes:
    """An entry of the metadata: a text, or a number of 32 bits."""
    if isinstance(value, str):
        return text(key) + struct.pack("<I", STRING) + text(value)
    return text(key) + struct.pack("<II", UINT32, value)


ENTRIES: dict[str, int | str] = {
    "general.architecture": "llama",
    "general.name": "Chinese-Mixtral-Instruct",
    "llama.expert_count": 8,
    "llama.context_length": 32768,
    "llama.block_count": 32,
    "llama.embedding_length": 4096,
    "llama.attention.head_count": 32,
    "llama.attention.head_count_kv": 8,
}
TOKENS = (
    text("tokenizer.ggml.tokens") + struct.pack("<IIQ", ARRAY, STRING, 2) + text("a") + text("b")
)
SCORES = text("tokenizer.ggml.scores") + struct.pack("<IIQ2f", ARRAY, 6, 2, 0.5, -1.0)


def gguf(
    *,
    version: int = 3,
    tensors: int = 2,
    metadata: int | None = None,
    extra: bytes = TOKENS + SCORES,
    size: int = 256,
    **changes: int | str | None,
) -> bytes:
    """A file of Mixtral's numbers; ``changes`` replaces entries, None removes one."""
    values = ENTRIES | {key.replace("__", "."): value for key, value in changes.items()}
    entries = [entry(key, value) for key, value in values.items() if value is not None]
    count = len(entries) + (2 if extra else 0) if metadata is None else metadata
    head = b"GGUF" + struct.pack("<IQQ", version, tensors, count) + b"".join(entries) + extra
    for n in range(2):
        head += text(f"blk.{n}.weight") + struct.pack("<IQIQ", 1, 32, 0, 128 * n)
    return head + bytes(-len(head) % 32 + size)


def split(folder: Path, *, count: int = 2, numbers: tuple[int, ...] = (0, 1)) -> Path:
    """Write the parts ``numbers`` of a model of ``count`` parts; give the path of the first."""
    for number in numbers:
        entries: dict[str, Any] = {"split__count": count, "split__no": number}
        if number:
            entries |= dict.fromkeys(ENTRIES)
        data = gguf(**entries)
        (folder / f"m-{number + 1:05}-of-{count:05}.gguf").write_bytes(data)
    return folder / f"m-00001-of-{count:05}.gguf"
