"""What a running server works with: model, GPU, queue, index, versions, settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragqa.configuration import Loaded
from ragqa.generation.remote.address import is_address, redacted
from ragqa.settings import Settings
from ui.doctor import versions
from ui.texts.doctor import DETAILS

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from ragqa.generation.memory.fitting import Memory
    from ragqa.hub.advising import Advice
    from ui.services import Services


@dataclass(frozen=True, slots=True)
class Overview:
    """How things are at this moment.

    Attributes:
        model: Name of the language model; "" when answers are quotes.
        place: Its file or its server's address without secrets; "" without a model.
        model_bytes: Of the file; 0 where there is none on this machine.
        context_size: Tokens of its window; 0 where it is not known.
        gpu: What is on the GPU, in English and Chinese; both "" without a model.
        waiting: How many wait for the model; None where nothing is known of that.
        index: Folder of the index.
        documents: That may be seen.
        collections: Likewise.
        index_bytes: On disk.
        embedder: Name, and how it computes.
        versions: By package.
    """

    model: str
    place: str
    model_bytes: int
    context_size: int
    gpu: tuple[str, str]
    waiting: int | None
    index: Path
    documents: int
    collections: int
    index_bytes: int
    embedder: str
    versions: Mapping[str, str]


def look(services: Services) -> Overview:
    """Ask the parts of a running server; nothing is loaded or tried."""
    index, settings = services.index, services.settings
    chat = chat_of(services)
    choice = getattr(index.embeddings, "choice", None)
    how = f" ({choice.backend})" if choice else ""
    return Overview(
        model=services.model,
        place=redacted(settings.model),
        model_bytes=_model_bytes(settings.model),
        context_size=getattr(services.chain, "context_size", 0) if chat else 0,
        gpu=_gpu(settings.model, chat),
        waiting=getattr(chat, "waiting", None),
        index=index.folder.resolve(),
        documents=index.documents,
        collections=len(index.collections()),
        index_bytes=_bytes(index.folder),
        embedder=index.embeddings.name + how,
        versions={name: found for name, found in versions().items() if found},
    )


def chat_of(services: Services) -> BaseChatModel | None:
    """The language model that is loaded; None where answers are quotes."""
    return getattr(services.chain, "model", None) if services.model else None


def loaded(settings: Settings) -> Loaded:
    """Settings as they are shown, each "default" or "changed": whence is not known any more."""
    fresh = {
        name: field.get_default(call_default_factory=True)
        for name, field in Settings.model_fields.items()
    }
    origins = {
        name: "default" if getattr(settings, name) == value else "changed"
        for name, value in fresh.items()
    }
    return Loaded(settings, origins)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to do about a model.

    Attributes:
        advice: All quantizations of Chinese-Mixtral-Instruct, the largest first.
        memory: That is free; None where the system does not say.
    """

    advice: tuple[Advice, ...]
    memory: Memory | None

    @property
    def best(self) -> Advice | None:
        """The one to take: one that is here and fits, else the recommended one."""
        here = [a for a in self.advice if a.here and a.suits.context_size]
        return next(iter([*here, *(a for a in self.advice if a.recommended)]), None)


def suggest(settings: Settings) -> Suggestions:
    """Work out which quantization suits this machine."""
    from ragqa.hub.catalogue import MODELS
    from ui.suiting import advice_for, memory_here

    memory = memory_here()
    tuned = next(model for model in MODELS if model.tuned)
    return Suggestions(tuple(advice_for(tuned, settings, memory)), memory)


def _gpu(model: str, chat: BaseChatModel | None) -> tuple[str, str]:
    if chat is None:
        return "", ""
    if is_address(model):
        return DETAILS["gpu_of_server"]
    report = getattr(chat, "gpu_report", None)
    if report is None:
        return "", ""
    en, zh = report()
    return en, zh


def _model_bytes(model: str) -> int:
    if not model or is_address(model):
        return 0
    try:
        return Path(model).expanduser().stat().st_size
    except OSError:
        return 0


def _bytes(folder: Path) -> int:
    """Of all files in a folder; what goes away meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118
            except OSError:
                continue
    return total
