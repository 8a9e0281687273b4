"""What ``ragqa doctor`` tells about the language model, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.texts import Texts
from ui.texts.doctor import DETAILS
from ui.texts.help import pick

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from ragqa.generation.memory.fitting import Fit


def memory_told(model: str, found: Fit, better: Fit | None) -> tuple[str, str]:
    """What the model file needs, what is free, and a warning where that is short.

    Raises:
        ModelError: It would be killed.
    """
    from ragqa.generation.memory.fit_told import account, too_large, warning

    en, zh = account(found)
    if found.level == "too_large":
        raise too_large(model, found, better)
    told = warning(found, better)
    return (f"{en}. {told[0]}", f"{zh}。{told[1]}") if told else (en, zh)


def server_told(chat: BaseChatModel, texts: Texts) -> str:
    """What a model server says of itself, and whether texts leave this machine; "" for a file."""
    url = getattr(chat, "url", None)
    if url is None:
        return ""
    window = "window_told" if getattr(chat, "told_context_size", None) else "window_set"
    counter = "counts" if getattr(chat, "counted_by", "") else "estimates"
    keys = ["server", window, counter, *(["leaves"] if getattr(chat, "sends_to", "") else [])]
    values = {
        "url": url,
        "window": getattr(chat, "context_size", 0),
        "told": getattr(chat, "told_context_size", None),
        "counter": getattr(chat, "counted_by", ""),
        "host": getattr(chat, "sends_to", ""),
    }
    return "".join(pick(DETAILS[key], texts.language).format(**values) for key in keys)
