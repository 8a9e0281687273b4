"""The vocabularies of tests.chat_templates: special tokens, as makers of models have them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.tiny_chat import Words

SPM = Words("spm", ("<s>", "</s>"), bos=True, adds_bos=True)
WORDS: Mapping[str, Words] = {
    "chatml": Words(),
    "qwen3": Words(defined=("<think>", "</think>", "<tool_call>", "<tool_response>")),
    "llama-3": Words(
        control=(
            *("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>"),
            *("<|end_header_id|>", "<|eot_id|>"),
        ),
        bos=True,
        adds_bos=True,
        pre="llama-bpe",
    ),
    # Some converters make them control, some user-defined tokens.
    "gemma": Words(
        "spm",
        ("<s>", "</s>"),
        ("<start_of_turn>", "<end_of_turn>", "<table>", "\n\n", "  "),
        bos=True,
        adds_bos=True,
    ),
    "zephyr": SPM,
    "deepseek": Words(
        control=(
            *("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>"),
            "<｜Assistant｜>",
        ),
        defined=("龘", "—"),
        bos=True,
        adds_bos=True,
    ),
    "mistral-v3": Words("spm", ("<s>", "</s>", "[INST]", "[/INST]"), bos=True, adds_bos=True),
    "vicuna": SPM,
    "alpaca": Words(control=("<|endoftext|>",), pre="gpt-2"),
    # By its name llama.cpp lets its marks swallow the white space behind them.
    "phi-3": Words(
        "spm",
        ("<s>", "</s>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|endoftext|>"),
        bos=True,
        adds_bos=True,
    ),
}
