"""From settings to objects: what builds the parts, with ``chat_model``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

from ragqa import __version__, chat_model
from ragqa.answer.fence import Fence
from ragqa.chain import RagChain
from ragqa.configuration import load_settings
from ragqa.embedding import bundled
from ragqa.embedding.crossing import crossing
from ragqa.embedding.embedder import Embedder
from ragqa.embedding.embeddings import SentenceTransformerEmbeddings
from ragqa.embedding.interaction import TokenEmbedder
from ragqa.embedding.onnx_embeddings import OnnxEmbeddings
from ragqa.embedding.prefixed import PrefixedEmbeddings
from ragqa.errors import ModelError, SettingsError
from ragqa.generation.job import Job
from ragqa.generation.remote.address import is_address, read_address
from ragqa.index import Index
from ragqa.processor import Choice, choose, flags, weight_bits
from ragqa.retrieval import HybridRetriever
from ragqa.scope import EVERYWHERE, Scope
from ragqa.search.evidence import Gate
from ragqa.search.gates import FUSED, RERANKED
from ragqa.search.reranker import LateInteraction, Reranker
from ragqa.settings import Settings
from ragqa.store.kept.recorded import Value
from ragqa.store.kept.records import Records
from ragqa.store.key import key_of

if TYPE_CHECKING:
    from ragqa.chat_model import Chat


_MATTERS_TO_ALL = (
    *("embedder", "passages", "candidates", "lexical_weight", "rerank_depth"),
    "evidence_threshold",
)
_MATTERS_TO_MODELS = (
    *(
        "kv_type",
        "prompt_lookup",
        "context_size",
        "answer_tokens",
        "temperature",
        "top_k",
        "top_p",
        "repeat_penalty",
    ),
)


def open_chain(
    settings: Settings | None = None,
    *,
    splitter: str | None = None,
    scope: Scope = EVERYWHERE,
    **overrides: Any,
) -> RagChain:
    """A chain that is ready to answer.

    Args:
        settings: From ``load_settings``; read from the environment and ragqa.toml when None.
        splitter: As in ``open_index``: given, a missing index is made.
        scope: What is searched, where a question does not say otherwise.
        **overrides: Settings by name, for example ``index="…"``, ``model="….gguf"``.

    Raises:
        SettingsError: An override is unknown or out of bounds.
        EmptyIndexError: There is no index yet.
        EmbedderMismatchError: The index was made with another embedder.
        ModelError: A model cannot be loaded.
    """
    settings = _settings(settings, overrides)
    # Before the embedder, which takes seconds to load.
    server = chat_model.open_server(settings) if is_address(settings.model) else None
    if settings.model and server is None:
        chat_model.check_model(settings)
    embeddings = open_embeddings(settings)
    index = _opened(settings, embeddings, splitter)
    chat = server or chat_model.open_chat(settings, embeddings)
    return chain_over(index, settings, chat, scope=scope)


def chain_over(
    index: Index,
    settings: Settings,
    chat: Chat,
    *,
    scope: Scope = EVERYWHERE,
    retriever: HybridRetriever | None = None,
) -> RagChain:
    """A chain over an index that is open, with a model that is loaded (``open_chat``).

    Args:
        index: What is asked.
        settings: How.
        chat: Answers.
        scope: As in ``open_chain``.
        retriever: Of that index; made when None.
    """
    return RagChain(
        retriever or retriever_over(index, settings, scope=scope),
        chat,
        context_size=chat.context_size,
        answer_tokens=settings.answer_tokens,
        evidence=_gate(settings, index),
        seed=settings.seed if settings.model else None,
        wide=bool(settings.model),
        records=Records(index.folder) if settings.record_answers == "on" else None,
        made_with=_made_with(settings),
        fence=Fence(key_of(index.folder)),
    )


def quoting_beside(chain: RagChain, settings: Settings) -> RagChain:
    """A chain that quotes and does not write, over what ``chain`` searches; itself if it does."""
    if not settings.model:
        return chain
    unwritten = settings.model_copy(update={"model": ""})
    index = chain.retriever.index
    chat = chat_model.open_chat(unwritten, index.embeddings)
    return chain_over(index, unwritten, chat, retriever=chain.retriever)


def _made_with(settings: Settings) -> Callable[[], Mapping[str, Value]]:
    """What the text of an answer depends on besides documents, question and seed.

    What the model's file is takes a minute to work out when it is new. That begins now, where
    answers are kept, and is waited for when the first one is.
    """
    names = _MATTERS_TO_ALL + (_MATTERS_TO_MODELS if settings.model else ())
    known = {name: getattr(settings, name) for name in names}
    if is_address(settings.model):
        known["model_url"] = read_address(settings.model).url
    elif settings.lora:
        known["lora_scale"] = settings.lora_scale
    known["version"] = __version__
    if not settings.model or is_address(settings.model):
        return lambda: known
    digests = partial(chat_model.digests, settings)
    if settings.record_answers == "on":
        later = Job(digests, "ragqa-digest").result
    else:
        later = cache(digests)
    return lambda: known | later()


def open_retriever(
    settings: Settings | None = None, *, scope: Scope = EVERYWHERE, **overrides: Any
) -> HybridRetriever:
    """The hybrid retriever of an existing index. Arguments and errors as in ``open_chain``."""
    settings = _settings(settings, overrides)
    return retriever_over(open_index(settings), settings, scope=scope)


def retriever_over(
    index: Index, settings: Settings, *, scope: Scope = EVERYWHERE
) -> HybridRetriever:
    """The hybrid retriever of an index that is open."""
    return HybridRetriever(
        index=index,
        k=settings.passages,
        candidates=settings.candidates,
        lexical_weight=settings.lexical_weight,
        reranker=_reranker(settings, index),
        crossing=crossing(index.embeddings),
        scope=scope,
    )


def _gate(settings: Settings, index: Index) -> Gate | None:
    calibrated = index.embeddings.name == bundled.NAME
    known = RERANKED if calibrated and settings.late_interaction else FUSED
    if settings.evidence_threshold is not None:
        return replace(known, threshold=settings.evidence_threshold)
    # The scale of other embedders is not known.
    return known if calibrated else None


def _reranker(settings: Settings, index: Index) -> Reranker | None:
    depth = settings.rerank_depth
    if not depth or settings.reranker == "none":
        return None
    if settings.reranker != "late":
        from ragqa.search.cross_encoder import CrossEncoderReranker

        return CrossEncoderReranker(settings.reranker, depth=depth)
    # Only measured with the bundled model; another's tokens may tell nothing.
    if index.embeddings.name != bundled.NAME:
        return None
    embedder = cast(TokenEmbedder, index.embeddings)
    return LateInteraction(embedder, stored=index.tokens, depth=depth)


def open_index(
    settings: Settings | None = None,
    *,
    splitter: str | None = None,
    rebuild: bool = False,
    **overrides: Any,
) -> Index:
    """The index; made when ``splitter`` is given and it does not exist.

    Args:
        settings: As in ``open_chain``.
        splitter: How chunks to be added are cut; None to read only.
        rebuild: Erase it first; needs ``splitter``.
        **overrides: Settings by name.

    Raises:
        EmptyIndexError: It does not exist and ``splitter`` is None.
        EmbedderMismatchError: It was made with another embedder or splitter.
        IndexLockedError: It is to be erased while another process writes to it.
    """
    settings = _settings(settings, overrides)
    embeddings = open_embeddings(settings)
    if rebuild and splitter is not None:
        Index.erase(settings.index)
    return _opened(settings, embeddings, splitter)


def _opened(settings: Settings, embeddings: Embedder, splitter: str | None) -> Index:
    return Index.open(
        settings.index,
        embeddings,
        splitter=splitter,
        create=splitter is not None,
        chroma=settings.chroma,
    )


def open_embeddings(settings: Settings) -> PrefixedEmbeddings:
    """The embedder that ``settings.embedder`` names. Raises ModelError."""
    is_bundled = settings.embedder == "bundled"
    choice = choose(settings.embedder_backend, measured=is_bundled, has=flags())
    if choice.backend in ("onnx-int8", "onnx-fp32"):
        return _open_onnx(settings, choice)
    if is_bundled:
        return SentenceTransformerEmbeddings(
            str(bundled.prepare(settings.cache)),
            name=bundled.NAME,
            query_prefix=bundled.QUERY_PREFIX,
            passage_prefix=bundled.PASSAGE_PREFIX,
            choice=choice,
        )
    return SentenceTransformerEmbeddings(
        settings.embedder,
        name=settings.embedder,
        query_prefix=settings.query_prefix,
        passage_prefix=settings.passage_prefix,
        choice=choice,
    )


def _open_onnx(settings: Settings, choice: Choice) -> OnnxEmbeddings:
    if settings.embedder != "bundled":
        raise ModelError(
            f"The back end {choice.backend} is made for the bundled embedder only; "
            'set `embedder_backend` to auto, or `embedder` to "bundled".',
            f"计算方式 {choice.backend} 只用于内置嵌入模型；请把设置 embedder_backend 改为 auto，"
            "或把 embedder 改为 “bundled”。",
        )
    return OnnxEmbeddings(
        bundled.prepare_onnx(
            settings.cache, bits=weight_bits(flags()) if choice.backend == "onnx-int8" else 32
        ),
        name=bundled.NAME,
        query_prefix=bundled.QUERY_PREFIX,
        passage_prefix=bundled.PASSAGE_PREFIX,
        choice=choice,
    )


def _settings(settings: Settings | None, overrides: dict[str, Any]) -> Settings:
    if settings is None:
        return load_settings(overrides, given_as="argument").settings
    if not isinstance(settings, Settings):  # open_chain("data/index")
        raise SettingsError(
            f"Settings cannot be {settings!r}; name each, as in open_chain(index={'…'!r}).",
            f"设置不能是 {settings!r}；请逐项写明名称，例如 open_chain(index={'…'!r})。",
        )
    if not overrides:
        return settings
    given = settings.model_dump() | overrides
    return load_settings(given, given_as="argument").settings
