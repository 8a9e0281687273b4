"""Private question answering over your own documents.

    from ragqa import open_chain
    chain = open_chain(index="data/index")
    print(chain.invoke("How do I build a package?").text)

Names are looked up when first used, so that ``import ragqa`` loads nothing heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.errors import RagqaError
    from ragqa.factory import open_chain, open_index, open_retriever
    from ragqa.retrieval import HybridRetriever
    from ragqa.scope import Scope
    from ragqa.types import Answer, Citation, Question, Turn

__version__ = "0.1.0"

_HOME = {
    "Answer": "types",
    "Citation": "types",
    "HybridRetriever": "retrieval",
    "Question": "types",
    "RagChain": "chain",
    "RagqaError": "errors",
    "Scope": "scope",
    "Turn": "types",
    "open_chain": "factory",
    "open_index": "factory",
    "open_retriever": "factory",
}

__all__ = [
    "Answer",
    "Citation",
    "HybridRetriever",
    "Question",
    "RagChain",
    "RagqaError",
    "Scope",
    "Turn",
    "open_chain",
    "open_index",
    "open_retriever",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'ragqa' has no attribute {name!r}")
    return getattr(import_module(f"ragqa.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
