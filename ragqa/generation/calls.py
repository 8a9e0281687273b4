"""What every chat model of ragqa does alike: which options a call may have, how a word is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from ragqa.errors import CallError

_OPTIONS = {"max_tokens", "seed", "temperature"}


class StreamedChat(BaseChatModel):
    """A chat model whose whole answer is its stream, read to the end."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))


def check_options(options: Mapping[str, object]) -> None:
    """Raise CallError for an option that no model here knows: it would be ignored silently."""
    if unknown := options.keys() - _OPTIONS:
        names = ", ".join(sorted(unknown))
        raise CallError(
            f"Unknown option of a call: {names}; known are stop, max_tokens, seed and temperature.",
            f"未知的调用选项：{names}；可用的有 stop、max_tokens、seed 和 temperature。",
        )


def refuse_tools(tools: Sequence[object] | None) -> None:
    """Raise CallError for tools, of which no model here knows."""
    if tools:
        raise CallError("This model takes no tools.", "该模型不支持工具。")


def ended(usage: UsageMetadata, *, name: str | None, seed: int, finish: str) -> ChatGenerationChunk:
    """The last piece of an answer, without text.

    Args:
        usage: Tokens that were read and made.
        name: Of the model.
        seed: Of the sampler.
        finish: Why it ended.
    """
    message = AIMessageChunk(
        content="",
        chunk_position="last",
        response_metadata={
            "model_name": name,
            "seed": seed,
            "prompt_tokens": usage["input_tokens"],
            "completion_tokens": usage["output_tokens"],
            "tokens_reused": usage.get("input_token_details", {}).get("cache_read") or 0,
        },
        usage_metadata=usage,
    )
    return ChatGenerationChunk(message=message, generation_info={"finish_reason": finish})


def spoken(text: str, run_manager: CallbackManagerForLLMRun | None) -> ChatGenerationChunk:
    """A piece of the answer, of which callbacks are told."""
    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
    if run_manager:
        run_manager.on_llm_new_token(text, chunk=chunk)
    return chunk
