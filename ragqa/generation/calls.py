"""What every chat model of ragqa does alike: which options a call may have, how a word is told."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from ragqa.errors import ModelError

_OPTIONS = {"max_tokens", "seed", "temperature"}


def check_options(options: Mapping[str, object]) -> None:
    """Raise ModelError for an option that no model here knows: it would be ignored silently."""
    if unknown := options.keys() - _OPTIONS:
        names = ", ".join(sorted(unknown))
        raise ModelError(
            f"Unknown option of a call: {names}; known are stop, max_tokens, seed and temperature.",
            f"未知的调用选项：{names}；可用的有 stop、max_tokens、seed 和 temperature。",
        )


def spoken(text: str, run_manager: CallbackManagerForLLMRun | None) -> ChatGenerationChunk:
    """A piece of the answer, of which callbacks are told."""
    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
    if run_manager:
        run_manager.on_llm_new_token(text, chunk=chunk)
    return chunk
