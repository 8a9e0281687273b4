"""How a conversation becomes token ids, and how an answer ends, by the kind of model.

Marks of a template are tokenized as special tokens, all else is not: texts of documents, questions
and answers never become one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from langchain_core.messages import BaseMessage, SystemMessage

from ragqa.generation.prompting import mixtral
from ragqa.generation.prompting.frames import Frame, Words, plain_ids, spoken_marks, taken_apart
from ragqa.generation.prompting.outlines import Role, Roles
from ragqa.generation.prompting.shaping import check_asks, plain, shaped
from ragqa.generation.prompting.templates import ChatTemplate
from ragqa.text.language import Language, detect

_ROLES: dict[str, Role] = {"system": "system", "human": "user", "ai": "assistant"}
_ONE_MORE: Roles = ("user", "assistant", "user")
_ANSWER: dict[Language, str] = {"zh": "回答：", "en": "Answer:"}


class Format(Protocol):
    """How one model is asked."""

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts that end an answer."""

    @property
    def dated(self) -> bool:
        """Whether it writes today's date into prompts."""

    def encode(self, messages: Sequence[BaseMessage]) -> list[int]:
        """The prompt that asks for the next answer.

        Raises:
            ModelError: The conversation does not begin and end with the user, a message is of a
                kind the model does not know, or the model's template refuses them.
        """

    def is_end(self, token: int) -> bool:
        """Whether an answer ends with this token."""


def choose(path: Path, words: Words, *, template: str, name: str, today: date) -> Format:
    """The format of a loaded model.

    Args:
        path: Of its file.
        words: Its vocabulary.
        template: The chat template of the file, "" for none.
        name: What the file calls the model.
        today: For templates that cannot do without a date.

    Raises:
        ModelError: Its template cannot be used.
    """
    # Other models have its tokenizer too, and tell by a template what they do otherwise. Its own
    # template is not used: the published one writes ids that the model has not learned from.
    tuned = "[INST]" in template or not (template or _is_chinese_base(path, name))
    if tuned and mixtral.is_its_tokenizer(words.ends, partial(words.tokenize, special=True)):
        return MistralFormat(words)
    if not template:
        return PlainFormat(words)
    bos, eos = map(words.text, words.ends)
    names = {"bos_token": bos, "eos_token": eos}
    return TemplateFormat(ChatTemplate(path, template, names=names, today=today), words)


class MistralFormat:
    """Mixtral-Instruct's, by ids (``mixtral``)."""

    stops = mixtral.STOPS
    dated = False

    def __init__(self, words: Words) -> None:
        self._words = words

    def encode(self, messages: Sequence[BaseMessage]) -> list[int]:
        """As ``Format``."""
        return mixtral.encode(messages, lambda text: plain_ids(self._words, text))

    def is_end(self, token: int) -> bool:
        """As ``Format``."""
        return token == mixtral.EOS or self._words.is_end(token)


class TemplateFormat:
    """That of the model's own chat template.

    A system text goes to the head of the first user turn where the template has no place for it.

    Args:
        template: Tells what stands around the texts.
        words: The model's vocabulary.
    """

    def __init__(self, template: ChatTemplate, words: Words) -> None:
        self._template = template
        self._words = words
        self.dated = template.dated
        self._frames: dict[Roles, Frame] = {}
        frame = self._frame(_ONE_MORE)
        self.stops = spoken_marks(frame.pieces[1:-1])
        after = frame.pieces[frame.order.index(1) + 1]
        self._ends = frozenset(after.ids[:1] if not after.before.strip() else ())

    def encode(self, messages: Sequence[BaseMessage]) -> list[int]:
        """As ``Format``."""
        check_asks(messages)
        led = sorted(messages, key=lambda message: not isinstance(message, SystemMessage))
        turns = shaped(led, fold_system=not self._template.takes_system, plain=self._plain)
        frame = self._frame(tuple(_ROLES[message.type] for message in turns))
        return with_bos(self._words, frame.fill(self._words, [str(m.content) for m in turns]))

    def is_end(self, token: int) -> bool:
        """As ``Format``."""
        return token in self._ends or self._words.is_end(token)

    def _plain(self, text: str) -> str:
        return taken_apart(plain(text), self.stops)

    def _frame(self, roles: Roles) -> Frame:
        if roles not in self._frames:
            self._frames[roles] = Frame.of(self._template.outline(roles), self._words)
        return self._frames[roles]


class PlainFormat:
    """For a model that only continues texts: each question, and the word that its answer follows.

    Args:
        words: The model's vocabulary.
    """

    stops = tuple(f"\n{word}" for word in (*_ANSWER.values(), "Question:", "问题："))
    dated = False

    def __init__(self, words: Words) -> None:
        self._words = words

    def encode(self, messages: Sequence[BaseMessage]) -> list[int]:
        """As ``Format``."""
        check_asks(messages)
        said = ""
        for message in shaped(messages, fold_system=True):
            text = str(message.content)
            if message.type == "human":
                said += f"{text}\n{_ANSWER[detect(text)]}"
            else:
                said += f" {text}\n\n"
        return with_bos(self._words, plain_ids(self._words, said))

    def is_end(self, token: int) -> bool:
        """As ``Format``."""
        return self._words.is_end(token)


def with_bos(words: Words, ids: list[int]) -> list[int]:
    """The ids with one BOS at their head, or none: whether template, tokenizer or both want it."""
    bos, _ = words.ends
    first = next((n for n, token in enumerate(ids) if token != bos), len(ids))
    wanted = words.adds_bos or first > 0
    return [bos, *ids[first:]] if wanted and bos >= 0 else ids


def _is_chinese_base(path: Path, name: str) -> bool:
    """Whether it is Chinese-Mixtral, which continues texts, and not the tuned one."""
    named = f"{name} {path.parent.name} {path.name}".lower().replace("_", "-").replace(" ", "-")
    return "chinese-mixtral" in named and "instruct" not in named
