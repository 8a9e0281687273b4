"""What a model file is, in facts: the answer of ``ragqa models check``. Pure, from its header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ragqa.generation.gguf.models import GgufHeader

Template = Literal["none", "mistral-v1", "other"]


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """The tokenizer of a file.

    Attributes:
        model: ggml's name of its kind: "llama" (sentencepiece), "gpt2" (BPE)…; "" for none.
        tokens: Size of its vocabulary.
        begin: Id of the token that begins a text, -1 for none.
        end: Of the one that ends it.
    """

    model: str
    tokens: int
    begin: int
    end: int


def tokenizer(header: GgufHeader) -> Tokenizer:
    """The tokenizer of a file."""
    return Tokenizer(
        header.text("tokenizer.ggml.model"),
        header.vocabulary,
        _token(header, "bos"),
        _token(header, "eos"),
    )


def template(header: GgufHeader) -> Template:
    """Which kind of prompt the file says it was tuned for; "none" for a base model."""
    text = header.chat_template
    if not text:
        return "none"
    # Later ones of Mistral have tools and system texts; the first has nothing but its marks.
    others = ("[AVAILABLE_TOOLS]", "<<SYS>>", "[SYSTEM_PROMPT]", "<|im_start|>")
    if "[INST]" in text and not any(mark in text for mark in others):
        return "mistral-v1"
    return "other"


def bits_per_weight(header: GgufHeader) -> float:
    """Bits of the file for each number in it; 0 for a file without tensors."""
    return 8 * header.size_bytes / header.weights if header.weights else 0.0


def _token(header: GgufHeader, which: str) -> int:
    value = header.metadata.get(f"tokenizer.ggml.{which}_token_id", -1)
    return value if isinstance(value, int) else -1
