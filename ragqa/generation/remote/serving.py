"""What a model server tells about itself beyond OpenAI's API: its models, window and tokenizer.

Each server has ways of its own; they are tried once, and what answers sensibly is remembered.
Nothing that a server says is trusted to be of the right kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, object]
Fetch = Callable[[str, Body | None], Any]
"""Path and body (None: GET) to what the server answers, parsed; None where it has no such place."""

_TRIAL = "counting 数一数"


@dataclass(frozen=True, slots=True)
class Counter:
    """A server's way to count tokens.

    Attributes:
        server: Whose way it is.
        path: Below the root, not below ``/v1``.
        body: From text and model to what is sent.
        read: From the answer to the tokens.
    """

    server: str
    path: str
    body: Callable[[str, str], Body]
    read: Callable[[Any], object]

    def count(self, fetch: Fetch, text: str, model: str) -> int | None:
        """Tokens of ``text``; None when the answer is no such number."""
        if not text:
            return 0
        try:
            found = self.read(fetch(self.path, self.body(text, model)))
        except (TypeError, KeyError, IndexError):
            return None
        is_count = isinstance(found, int) and not isinstance(found, bool)
        return found if is_count and isinstance(found, int) and found > 0 else None


COUNTERS = (
    Counter(
        "llama-server",
        "/tokenize",
        lambda text, model: {"content": text, "add_special": False, "model": model},
        lambda answer: len(answer["tokens"]),
    ),
    Counter(
        "vLLM",
        "/tokenize",
        lambda text, model: {"model": model, "prompt": text, "add_special_tokens": False},
        lambda answer: answer["count"],
    ),
    Counter(
        "llama-cpp-python",
        "/extras/tokenize/count",
        lambda text, model: {"input": text, "model": model},
        lambda answer: answer["count"],
    ),
    Counter(
        "text-generation-webui",
        "/v1/internal/token-count",
        lambda text, _model: {"text": text},
        lambda answer: answer["length"],
    ),
)


def find_counter(fetch: Fetch, model: str) -> Counter | None:
    """The first way to count tokens that works; None where there is none."""
    return next((c for c in COUNTERS if c.count(fetch, _TRIAL, model) is not None), None)


def model_names(listed: object) -> list[str]:
    """The names in an answer of ``/v1/models``."""
    return [name for entry in _entries(listed) if isinstance(name := entry.get("id"), str)]


def window(fetch: Fetch, listed: object, model: str) -> int | None:
    """Tokens of prompt and answer together that the server was started with; None: it is silent.

    llama-server says it in ``/props``, vLLM in its list of models, LM Studio in a list of its own,
    Ollama of the models it has loaded.

    Args:
        fetch: Asks the server, paths below its root.
        listed: Its answer of ``/v1/models``.
        model: The name there.
    """
    entry = _of(_entries(listed), "id", model)
    found = (
        *(_size(entry.get("max_model_len")), _size(_part(entry, "meta").get("n_ctx"))),
        _size(_part(fetch("/props", None), "default_generation_settings").get("n_ctx")),
    )
    if not any(found):
        studio = _of(_entries(fetch("/api/v0/models", None)), "id", model)
        ollama = _of(_entries(fetch("/api/ps", None), "models"), "name", model)
        found = (_size(studio.get("loaded_context_length")), _size(ollama.get("context_length")), 0)
    return min((size for size in found if size), default=None)


def _entries(answer: object, key: str = "data") -> list[Mapping[str, Any]]:
    entries = answer.get(key) if isinstance(answer, Mapping) else None
    return [e for e in entries if isinstance(e, Mapping)] if isinstance(entries, list) else []


def _of(entries: Sequence[Mapping[str, Any]], key: str, model: str) -> Mapping[str, Any]:
    return next((entry for entry in entries if entry.get(key) == model), {})


def _part(answer: object, key: str) -> Mapping[str, Any]:
    part = answer.get(key) if isinstance(answer, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _size(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
