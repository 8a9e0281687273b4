"""``ragqa doctor``: every part is tried for real, and each failure says what to do."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ragqa import __version__
from ragqa.generation.remote.address import is_address
from ui import doctor_model
from ui.doctor_index import index_told, repair_told
from ui.ingestion import options
from ui.quiet import QUIET, UNTOLD
from ui.texts import Texts
from ui.texts.doctor import CHECKS, DETAILS
from ui.texts.help import pick

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from ragqa.configuration import Loaded
    from ragqa.embedding.embedder import Embedder
    from ragqa.index import Index
    from ragqa.settings import Settings
    from ragqa.store.library import Library

PACKAGES = (
    "langchain-core",
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "chromadb",
    "tantivy",
    "llama-cpp-python",
    "pypdfium2",
    "pypdf",
    "gradio",
)
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", *QUIET, *UNTOLD)
_TRIAL_TEXT = "The lighthouse keeper counts 4711 gulls. 守塔人数了4711只海鸥。"
_TRIAL_TOKENS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Attributes:
        key: Stable name, for JSON.
        name: As shown.
        ok: Whether it works; None when it was not tried, because what it needs has failed.
        detail: What was found, or what went wrong.
        advice: What to do; "" when all is well.
    """

    key: str
    name: str
    ok: bool | None
    detail: str
    advice: str = ""


class _ProblemError(Exception):
    """A check failed with this explanation."""


class _SkippedError(Exception):
    """A check cannot be made, for this reason; what is behind it has already failed."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a running server has loaded already: that is tried, and nothing is loaded twice.

    Attributes:
        index: Open.
        chat: The language model; None where answers are quotes.
    """

    index: Index
    chat: BaseChatModel | None


class _Trial:
    """Runs checks; what one of them loads is there for the next."""

    def __init__(self, loaded: Loaded, texts: Texts, live: Live | None, *, repair: bool) -> None:
        self._repairs = repair
        self._live = live
        self._loaded = loaded
        self._settings: Settings = loaded.settings
        self._texts = texts
        self._embeddings: Embedder | None = None
        self._chat: BaseChatModel | None = None

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Name and action of each check, in order; an action returns what it found."""
        yield "versions", self._versions
        yield "settings", self._given_settings
        yield "folder", self._folder
        yield "embedder", self._embedder
        if self._repairs:
            yield "repair", self._repair
        yield "health", self._health
        yield "trial", self._write_and_search
        yield "memory", self._memory
        yield "model", self._model
        yield "gpu", self._gpu
        yield "offline", self._offline

    def _say(self, detail: str, **values: object) -> str:
        return pick(DETAILS[detail], self._texts.language).format(**values)

    def _versions(self) -> str:
        found = versions()
        if missing := [name for name, version in found.items() if not version]:
            raise _ProblemError(self._say("missing", names=", ".join(missing)))
        return ", ".join(f"{name} {version}" for name, version in found.items())

    def _given_settings(self) -> str:
        given = [f"{n} ({o})" for n, o in self._loaded.origins.items() if o != "default"]
        return ", ".join(given) or self._say("all_default")

    def _folder(self) -> str:
        from ragqa.store.scratch import sweep

        folder = self._settings.index.absolute()
        sweep(folder.parent)  # what a killed backup or restore left beside it
        nearest = next(p for p in (folder, *folder.parents) if p.exists())
        try:
            with tempfile.TemporaryFile(dir=nearest):
                return self._say("writable", folder=folder)
        except OSError as error:
            raise _ProblemError(self._say("not_writable", folder=folder)) from error

    def _embedder(self) -> str:
        from ragqa import factory

        embeddings: Embedder = (
            self._live.index.embeddings if self._live else factory.open_embeddings(self._settings)
        )
        dimension = len(embeddings.embed_query(_TRIAL_TEXT))
        self._embeddings = embeddings
        said = self._say(
            "embeds", name=embeddings.name, dimension=dimension, tokens=embeddings.max_tokens
        )
        choice = getattr(embeddings, "choice", None)
        if choice is None:
            return said
        why = pick((choice.why, choice.why_zh), self._texts.language)
        return said + self._say("embeds_by", backend=choice.backend, why=why)

    def _needed_embedder(self) -> Embedder:
        if self._embeddings is None:
            raise _SkippedError(self._say("needs_embedder"))
        return self._embeddings

    def _repair(self) -> str:
        from ragqa.store.repairing import repair

        made = repair(self._settings.index, chroma=self._settings.chroma)
        return repair_told(made, self._texts)

    def _health(self) -> str:
        from ragqa.errors import EmptyIndexError
        from ragqa.index import Index
        from ragqa.store.library import open_library

        if self._live:
            return self._told(self._live.index, self._live.index.embeddings)
        folder, chroma = self._settings.index, self._settings.chroma
        try:
            # Without an embedder its documents can be counted all the same.
            library = (
                Index.open(folder, self._embeddings, splitter=None, create=False, chroma=chroma)
                if self._embeddings is not None
                else open_library(folder, chroma=chroma)
            )
        except EmptyIndexError:
            return self._say("no_index", folder=folder)
        with library:
            return self._told(library, self._embeddings)

    def _told(self, library: Library, embeddings: Embedder | None) -> str:
        keep = options(self._settings).keep_tokens
        return index_told(library, embeddings, self._texts, keep_tokens=keep)

    def _write_and_search(self) -> str:
        from ingest.splitting.split import SPLITTER
        from ingest.sync import sync
        from ragqa.index import Index
        from ragqa.store.scratch import Scratch

        with Scratch() as scratch:
            folder = scratch / "documents"
            folder.mkdir()
            (folder / "trial.txt").write_text(_TRIAL_TEXT, encoding="utf-8")
            with Index.open(scratch / "index", self._needed_embedder(), splitter=SPLITTER) as index:
                sync(folder, index, options(self._settings))
                query = index.embed("4711")
                if not index.dense(query, 1) or not index.lexical(query, 1):
                    raise _ProblemError(self._say("not_found"))
        return self._say("found")

    def _memory(self) -> str:
        from ragqa import chat_model
        from ragqa.errors import ModelError

        if self._live and self._live.chat and not is_address(self._settings.model):
            return self._say("loaded")
        try:
            fits = chat_model.model_fit(self._settings)
        except ModelError as error:
            raise _SkippedError(self._say("needs_model")) from error
        if fits is None:
            return self._say("no_memory_needed")
        return pick(doctor_model.memory_told(self._settings.model, *fits), self._texts.language)

    def _model(self) -> str:
        from ragqa import chat_model

        if not self._settings.model:
            return self._say("quoting")
        chat = self._live.chat if self._live else None
        if chat is None:
            chat = chat_model.open_chat(self._settings, self._needed_embedder())
        self._chat = chat
        stream = chat.stream("1 2 3 4")
        # Closing ends the model's own loop; dropping the iterator would not at once.
        with closing(stream):  # type: ignore[type-var]  # a generator, declared as Iterator
            pieces = [str(chunk.text) for chunk in itertools.islice(stream, _TRIAL_TOKENS)]
        name = chat.name or chat._llm_type
        said = self._say("generates", name=name, text=repr("".join(pieces)))
        return said + doctor_model.server_told(chat, self._texts)

    def _gpu(self) -> str:
        if not self._settings.model:
            return self._say("no_gpu_needed")
        if is_address(self._settings.model):
            return self._say("gpu_of_server")
        report = getattr(self._chat, "gpu_report", None)
        if report is None:
            raise _SkippedError(self._say("needs_model"))
        return pick(report(), self._texts.language)

    def _offline(self) -> str:
        return ", ".join(f"{name}={os.environ.get(name, '')}" for name in OFFLINE)


def versions() -> dict[str, str]:
    """Of this program, of Python, and of what it rests on; "" for a package that is missing."""
    found = {"ragqa": __version__, "python": platform.python_version()}
    found |= dict.fromkeys(PACKAGES, "")
    for package in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def examine(
    loaded: Loaded, texts: Texts, *, repair: bool = False, live: Live | None = None
) -> Iterator[Check]:
    """Try everything, one check after the other; a failure never ends the examination.

    Args:
        loaded: The settings to try.
        texts: The language of names, details and advice.
        repair: Whether stores of the index that differ from its catalog are made anew.
        live: What is loaded already; None to load all for the trial.
    """
    for key, action in _Trial(loaded, texts, live, repair=repair).steps():
        yield _attempt(key, action, texts)


def _attempt(key: str, action: Callable[[], str], texts: Texts) -> Check:
    from ragqa.errors import RagqaError

    name, advice = (pick(pair, texts.language) for pair in CHECKS[key])
    try:
        return Check(key, name, True, action())
    except RagqaError as error:
        # Says itself what to do.
        return Check(key, name, False, error.text(texts.language))
    except _SkippedError as reason:
        return Check(key, name, None, str(reason))
    except _ProblemError as problem:
        return Check(key, name, False, str(problem), advice)
    except Exception as error:  # noqa: BLE001  # what a broken installation raises is the finding
        return Check(key, name, False, f"{type(error).__name__}: {error}", advice)
