"""From settings to the model that answers: a GGUF, a server, or quoting where none is set.

Part of the factory: constructors take values, and only the two read settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import SecretStr

from ragqa.embedding import bundled
from ragqa.embedding.embedder import Embedder
from ragqa.generation.remote.address import is_address, read_address
from ragqa.settings import Settings
from ragqa.store.kept.pins import Pins

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ragqa.answer.quoted.quoting import QuotingChat
    from ragqa.generation.gguf.models import GgufHeader
    from ragqa.generation.llama.llm import LlamaCppChat
    from ragqa.generation.memory.fitting import Fit, Load
    from ragqa.generation.remote.server import ServerChat
    from ragqa.store.shelf import Shelf

    Chat = LlamaCppChat | QuotingChat | ServerChat


def open_chat(settings: Settings, embeddings: Embedder) -> Chat:
    """The GGUF or the server that ``settings.model`` names, or quoting when it names none.

    Raises:
        ModelError: It cannot be loaded or reached.
        SettingsError: The address of the server is none.
    """
    if is_address(settings.model):
        return open_server(settings)
    if not settings.model:
        from ragqa.answer.quoted.quoting import QuotingChat

        # Embedders are LangChain's Embeddings and more; QuotingChat checks it.
        return QuotingChat(
            embeddings=cast("Embeddings", embeddings),
            late_interaction=embeddings.name == bundled.NAME,
        )
    from ragqa.generation.llama.llm import LlamaCppChat

    path, header = check_model(settings)
    load = _checked_load(settings, header)
    lora = _checked_lora(settings, path)
    return LlamaCppChat(
        model_path=str(path),
        context_size=settings.context_size,
        answer_tokens=settings.answer_tokens,
        temperature=settings.temperature,
        top_k=settings.top_k,
        top_p=settings.top_p,
        repeat_penalty=settings.repeat_penalty,
        seed=settings.seed,
        gpu_layers=load.gpu_layers,
        threads=settings.threads,
        kv_type=load.kv_type,
        repack=load.repack != "off",
        lora=lora,
        lora_scale=settings.lora_scale,
        lookup=settings.prompt_lookup == "on",
        recall=_shelf(settings, header.parts, load).recall,
        queue_seconds=settings.queue_seconds,
        answer_seconds=settings.answer_seconds,
    )


def open_shelf(settings: Settings) -> Shelf:
    """The states that the GGUF which is set has of the index's documents. Raises ModelError."""
    _, header = check_model(settings)
    return _shelf(settings, header.parts, _checked_load(settings, header))


def _shelf(settings: Settings, parts: Sequence[Path], load: Load) -> Shelf:
    from ragqa.generation.llama.identity import identity
    from ragqa.generation.llama.lora import Lora
    from ragqa.store.shelf import Shelf

    lora = Lora(Path(settings.lora).expanduser(), settings.lora_scale) if settings.lora else None
    model = cache(partial(identity, parts, lora, load, settings.cache))
    return Shelf(Pins(settings.index, settings.pinned_mb << 20), model)


def model_fit(settings: Settings) -> tuple[Fit, Fit | None] | None:
    """Whether the GGUF that is set fits into memory, and the nearest to it that does.

    None where there is no file, or the system does not say how much is free.

    Raises:
        ModelError: The file is not there or cannot be loaded.
    """
    if not settings.model or is_address(settings.model):
        return None
    return _fit(settings, check_model(settings)[1])


def _fit(settings: Settings, header: GgufHeader) -> tuple[Fit, Fit | None] | None:
    from ragqa.generation.llama.native import gpu_memory
    from ragqa.generation.memory.fitting import fit, proposal, shape_of
    from ragqa.generation.memory.free_memory import free_memory

    shape = shape_of(header)
    memory = free_memory(gpu_memory())
    if memory is None:
        return None
    asked = load_of(settings)
    found = fit(shape, memory, asked)
    return found, None if found.level == "fits" else proposal(shape, memory, asked)


def load_of(settings: Settings) -> Load:
    """How a GGUF is to be loaded, whichever it is."""
    from ragqa.generation.memory.fitting import Load

    return Load(
        context_size=settings.context_size,
        kv_type=settings.kv_type,
        gpu_layers=settings.gpu_layers,
        repack=settings.repack,
    )


def _checked_load(settings: Settings, header: GgufHeader) -> Load:
    """How the model is loaded. Raises ModelError when loading it would end the process."""
    from ragqa.generation.memory.fit_told import too_large

    fits = _fit(settings, header)
    if fits is None:
        return load_of(settings)
    found, better = fits
    if found.level == "too_large":
        raise too_large(settings.model, found, better)
    # Without a known GPU llama.cpp decides itself what -1 means.
    return found.load if found.memory.vram else replace(found.load, gpu_layers=settings.gpu_layers)


def open_server(settings: Settings) -> ServerChat:
    """The server whose address ``settings.model`` is. Raises ModelError, SettingsError."""
    from ragqa.generation.remote.server import ServerChat

    address = read_address(settings.model)
    return ServerChat(
        url=address.url,
        model=address.model,
        api_key=SecretStr(settings.api_key),
        context_size=settings.context_size,
        answer_tokens=settings.answer_tokens,
        temperature=settings.temperature,
        top_k=settings.top_k,
        top_p=settings.top_p,
        repeat_penalty=settings.repeat_penalty,
        seed=settings.seed,
        seconds=settings.server_seconds,
    )


def check_model(settings: Settings) -> tuple[Path, GgufHeader]:
    """The file that ``settings.model`` names, and its header. Raises ModelError."""
    from ragqa.generation.gguf.models import check_gguf

    path = Path(settings.model).expanduser()
    return path, check_gguf(path)


def _checked_lora(settings: Settings, model: Path) -> str:
    """Path of the adapter, "" for none. Raises ModelError when it is not of this model."""
    if not settings.lora:
        return ""
    from ragqa.generation.llama.lora import check_lora

    path = Path(settings.lora).expanduser()
    check_lora(path, model)
    return str(path)


def digests(settings: Settings) -> dict[str, str]:
    """What the files of the model that is set are, all their bytes; it may take a minute, once.

    Raises:
        ModelError: One cannot be read.
    """
    from ragqa.generation.llama.identity import digest, weights_digest

    known = {"model_sha256": weights_digest(check_model(settings)[1].parts, settings.cache)}
    if settings.lora:
        known["lora_sha256"] = digest(Path(settings.lora).expanduser(), settings.cache)
    return known
