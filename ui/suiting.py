"""How the models of the catalogue suit this machine, as the settings would load them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ragqa.generation.memory.fitting import Memory
    from ragqa.hub.advising import Advice
    from ragqa.hub.catalogue import Model
    from ragqa.settings import Settings


def advice_for(model: Model, settings: Settings, memory: Memory | None) -> list[Advice]:
    """All quantizations of a model, with those that are here.

    Args:
        model: Of the catalogue.
        settings: How it would be loaded, and where files are.
        memory: From ``memory_here``.
    """
    from ragqa.chat_model import load_of
    from ragqa.hub import local
    from ragqa.hub.advising import advise

    known = local.known(local.files(settings.models_folder))
    here = {quant: str(path) for (name, quant), path in known.items() if name == model.name}
    return advise(model, memory, load_of(settings), here)


def memory_here() -> Memory | None:
    """What is free on this machine, None where the system does not say."""
    from ragqa.generation.llama.native import gpu_memory
    from ragqa.generation.memory.free_memory import free_memory

    return free_memory(gpu_memory())
