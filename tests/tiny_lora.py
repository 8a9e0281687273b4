"""A LoRA adapter with random weights for the tiny Mixtral, as convert_lora_to_gguf.py writes it."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np


def write(
    path: Path,
    *,
    width: int = 64,
    rank: int = 4,
    tensor: str = "blk.0.attn_output.weight",
    architecture: str = "llama",
    kind: str = "lora",
) -> Path:
    """Write the file, which changes one square matrix of ``width``, and return its path."""
    rng = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", kind)
    writer.add_float32("adapter.lora.alpha", 64.0)
    writer.add_tensor(f"{tensor}.lora_a", rng.standard_normal((rank, width), dtype=np.float32))
    writer.add_tensor(f"{tensor}.lora_b", rng.standard_normal((width, rank), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
