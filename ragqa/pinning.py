"""Letting a model read a whole document once, so that questions about it need no reading."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import cast

from ragqa.chain import RagChain
from ragqa.disk import refusal
from ragqa.errors import ModelError, QuestionError
from ragqa.generation.llama.cache import common
from ragqa.generation.llama.engine import Waiting
from ragqa.generation.llama.llm import LlamaCppChat
from ragqa.scope import Scope
from ragqa.store.kept.pins import Note, Pin
from ragqa.store.shelf import Shelf
from ragqa.text.language import Language, detect
from ragqa.types import PromptRead, Question, Queued

_MARGIN = 4  # tokens
# What is asked is not read; two that have nothing in common tell where a question begins.
_QUESTIONS: dict[Language, tuple[str, str]] = {
    "zh": ("是吗？", "哪里？"),
    "en": ("Is it?", "Where?"),
}


def pin(
    chain: RagChain, shelf: Shelf, name: str, language: Language | None = None
) -> Generator[Queued | PromptRead, None, Pin]:
    """Read all of a document and keep what the model has read. Yields how far it is.

    Args:
        chain: With a GGUF; its prompts are those that will be asked.
        shelf: Of the same index and model.
        name: Of one document, as in a ``Scope``.
        language: Of the questions to come; None for that of the document.

    Returns:
        The state on disk.

    Raises:
        UnknownSourceError: There is no such document.
        QuestionError: Several fit, the document does not fit the context window, or it was changed
            meanwhile.
        ModelError: The chain's model is no GGUF, or the state is larger than all may be.
        IndexUnusableError: It cannot be written.
    """
    model = chain.model
    if not isinstance(model, LlamaCppChat):
        raise no_gguf()
    scope = Scope(sources=(name,))
    whole = Question(_QUESTIONS["zh"][0], scope=scope, whole=True)
    plan = chain.plan_whole(whole)
    first = plan.passages[0]
    language = language or detect(" ".join(p.text[:200] for p in plan.passages[:50]))
    tokens = _beginning(chain, model, [replace(whole, text=text) for text in _QUESTIONS[language]])
    state = yield from _read(model, tokens)
    note = Note(
        model=shelf.model(),
        document_id=first.document_id,
        revision=first.revision,
        source=first.source,
        language=language,
        tokens=len(tokens),
        day=model.day,
    )
    made = _stored(shelf, note, tokens, state)
    now = chain.retriever.index.document(note.document_id)
    # Whoever changed it has looked for states to delete before this one was there.
    if now is None or now.revision != note.revision:
        shelf.pins.remove([made])
        raise QuestionError(
            f"{note.source} was changed while it was read; pin it again.",
            f"{note.source} 在读取期间已被修改；请重新固定。",
        )
    return made


def _beginning(chain: RagChain, model: LlamaCppChat, asked: Sequence[Question]) -> list[int]:
    """The tokens that prompts of questions about a whole document have in common.

    The last ones may run into another question's first words; and models that only look a window
    back, or keep a running state, can use a state only where all of it is read.
    """
    one, other = (model.prompt_ids(chain.plan_whole(question).messages) for question in asked)
    return one[: max(1, common(one, other) - _MARGIN)]


def _read(
    model: LlamaCppChat, tokens: list[int]
) -> Generator[Queued | PromptRead, None, memoryview]:
    steps = model.learn(tokens)
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return cast(memoryview, end.value)
            if isinstance(step, Waiting):
                yield Queued(step.position)
            else:
                yield PromptRead(step.done, step.total)


def _stored(shelf: Shelf, note: Note, tokens: list[int], state: memoryview) -> Pin:
    most = shelf.pins.most_bytes
    try:
        return shelf.pins.add(note, tokens, state)
    except ValueError as error:
        needed, allowed = len(state) >> 20, most >> 20
        raise ModelError(
            f"What the model has read of {note.source} takes {needed + 1:,} MB, and pinned_mb "
            f"allows {allowed:,}; raise it.",
            f"模型读取 {note.source} 的内容占 {needed + 1:,} MB，而 pinned_mb 只允许 {allowed:,}；"
            "请增大该设置。",
        ) from error
    except OSError as error:
        raise refusal(shelf.pins.folder, len(state), str(error)) or error from error


def no_gguf() -> ModelError:
    """The error where the model is a server, or there is none."""
    return ModelError(
        "What a model has read can be kept of a GGUF file only; set model to one.",
        "只有 GGUF 模型文件的已读内容可以保存；请将 model 设为一个 GGUF 文件。",
    )
