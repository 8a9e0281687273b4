"""Small GGUF files of other families than Mixtral: random weights, a tokenizer and a template.

Byte-level BPE as of Qwen and Llama 3 (trained here on a few sentences), or SentencePiece as of
Gemma, Zephyr and Llama 2 (Mixtral's real pieces), each with special tokens of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import gguf
import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from tests import tiny_gguf, tiny_mixtral
from tests.tiny_gguf import Weights

WIDTH = 64
HEADS = 2
_SENTENCES = (
    "You are a helpful assistant. The user asks a question about 3 documents; answer it briefly.",
    "system user assistant\n\nmodel\n### Instruction:\n### Response:\nUSER: hello ASSISTANT: hi",
    "Annual leave is 15 days. Who approves it? The manager does, within 2 weeks, in writing.",
    "年假为十五天。谁来批准？由部门经理在两周内书面批准。问题：回答：资料中没有答案。",
    "don't  indent\tthis: \r\n    def f(x):\n        return x + 1\n\n\n",
)


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of a tiny model.

    Attributes:
        kind: "bpe" or "spm".
        control: Special tokens, of which the first are BOS (if ``bos``) and EOS (if any).
        defined: User-defined tokens.
        bos: Whether there is a BOS.
        adds_bos: Whether the tokenizer puts it first by itself.
        pre: llama.cpp's name of how BPE cuts texts into words.
    """

    kind: Literal["bpe", "spm"] = "bpe"
    control: Sequence[str] = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    defined: Sequence[str] = ()
    bos: bool = False
    adds_bos: bool = False
    pre: str = "qwen2"


def write(
    path: Path,
    words: Words,
    *,
    template: str = "",
    architecture: str = "llama",
    seed: int = 0,
    script: Sequence[str] = (),
    name: str = "tiny-random-chat",
    context: int = 32768,
) -> Path:
    """Write the file and return its path.

    Args:
        path: The file to write.
        words: Its vocabulary.
        template: Its chat template, "" for none.
        architecture: "llama" or "qwen2".
        seed: Of the weights.
        script: Tokens that follow each other wherever the first of them comes: after a prompt that
            ends with it the model says the others.
        name: What the file calls the model.
        context: Context length stated in the header.
    """
    tokens, merges = _pieces(words)
    texts = [text for text, _ in tokens]
    rng = np.random.default_rng(seed)

    def describe(writer: gguf.GGUFWriter) -> None:
        tiny_gguf.add_shape(
            writer,
            name=name,
            vocabulary=len(tokens),
            width=WIDTH,
            layers=1,
            heads=HEADS,
            context=context,
        )
        _add_words(writer, words, tokens, merges)
        if template:
            writer.add_chat_template(template)

    links = [(texts.index(before), texts.index(after)) for before, after in pairwise(script)]
    tensors = tiny_gguf.ends(rng, len(tokens), WIDTH, links)
    block = _block(rng, architecture)
    tensors |= {f"blk.0.{tensor}": weights for tensor, weights in block.items()}
    return tiny_gguf.write(path, architecture, describe, tensors)


Token = tuple[str, gguf.TokenType]


def _pieces(words: Words) -> tuple[list[Token], list[str]]:
    """The tokens in the order of their ids, and what BPE merges."""
    special = [(text, gguf.TokenType.CONTROL) for text in words.control]
    special += [(text, gguf.TokenType.USER_DEFINED) for text in words.defined]
    if words.kind == "bpe":
        vocabulary, merges = _trained()
        return [(text, gguf.TokenType.NORMAL) for text in vocabulary] + special, [*merges]
    known = tiny_mixtral.tokenizer()
    pieces = [
        (known.id_to_piece(n), tiny_mixtral.token_type(known, n)) for n in range(known.vocab_size())
    ]
    there = {text for text, _ in pieces}
    return pieces + [token for token in special if token[0] not in there], []


@cache
def _trained() -> tuple[tuple[str, ...], tuple[str, ...]]:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        min_frequency=1,
    )
    tokenizer.train_from_iterator(_SENTENCES, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = sorted(model["vocab"], key=model["vocab"].__getitem__)
    return tuple(vocabulary), tuple(" ".join(pair) for pair in model["merges"])


def _add_words(
    writer: gguf.GGUFWriter, words: Words, tokens: Sequence[Token], merges: Sequence[str]
) -> None:
    texts = [text for text, _ in tokens]
    writer.add_tokenizer_model("gpt2" if words.kind == "bpe" else "llama")
    writer.add_tokenizer_pre(words.pre if words.kind == "bpe" else "default")
    writer.add_token_list([text.encode() for text in texts])
    writer.add_token_types([kind for _, kind in tokens])
    if words.kind == "bpe":
        writer.add_token_merges(list(merges))
    else:
        known = tiny_mixtral.tokenizer()
        size = known.vocab_size()
        writer.add_token_scores(
            [known.get_score(n) if n < size else 0.0 for n in range(len(tokens))]
        )
        writer.add_unk_token_id(0)
    if words.bos:
        writer.add_bos_token_id(texts.index(words.control[0]))
    if len(words.control) > words.bos:
        writer.add_eos_token_id(texts.index(words.control[1 if words.bos else 0]))
    writer.add_add_bos_token(words.adds_bos)


def _block(rng: np.random.Generator, architecture: str) -> dict[str, Weights]:
    block: dict[str, Weights] = {
        **tiny_gguf.attention(rng, WIDTH, HEADS),
        **tiny_gguf.feed_forward(rng, WIDTH),
        **{f"{name}.weight": tiny_gguf.ones(WIDTH) for name in ("attn_norm", "ffn_norm")},
    }
    if architecture == "qwen2":
        for name, size in (
            ("attn_q", WIDTH),
            ("attn_k", WIDTH // HEADS),
            ("attn_v", WIDTH // HEADS),
        ):
            block[f"{name}.bias"] = np.zeros(size, np.float32)
    return block
