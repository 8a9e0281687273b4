"""The chat template of a GGUF file, asked only for what it writes around the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ragqa.errors import ModelError
from ragqa.generation.prompting.outlines import Outline, Placeholders, Role, Roles
from ragqa.generation.prompting.rendering import Refusal, render

_COMMON_TURNS = 8
_THOUGHT = "<think>"
_DATE = "strftime_now"
_ANOTHER_DAY = date(1999, 12, 31)
_NEEDED: tuple[Roles, ...] = (("user",), ("user", "assistant", "user"))


class ChatTemplate:
    """Outlines of prompts, by the roles of their messages.

    Those of common conversations are rendered at once, in one child process, others when they are
    asked for.

    Args:
        path: Of the GGUF file, for messages.
        source: Jinja's text.
        names: ``bos_token`` and ``eos_token`` as the template writes them.
        today: For templates that cannot do without a date.

    Attributes:
        takes_system: Whether it has a place for a system text.
        dated: Whether it writes the date of ``today``, so that prompts differ from day to day.

    Raises:
        ModelError: It does not hold a conversation of user and assistant as it is.
    """

    def __init__(self, path: Path, source: str, *, names: Mapping[str, str], today: date) -> None:
        self._path = path
        self._source = source
        self._names = names
        self._today = today
        self._placeholders = Placeholders()
        self._known: dict[Roles, Outline | Refusal] = {}
        plain = [_turns(n) for n in range(1, _COMMON_TURNS + 1)]
        led: list[Roles] = [("system", *roles) for roles in plain]
        self._learn([*plain, *led])
        for roles in _NEEDED:
            self.outline(roles)
        self.takes_system = not any(isinstance(self._known[roles], Refusal) for roles in led)
        self.dated = _DATE in source and self._changes_daily()

    def outline(self, roles: Roles) -> Outline:
        """What is written around texts of these roles. Raises ModelError when it refuses them."""
        if roles not in self._known:
            self._learn([roles])
        known = self._known[roles]
        if isinstance(known, Refusal):
            raise ModelError(
                f"The chat template of {self._path} cannot be used: {known.en}; take a GGUF of "
                "another maker or model, for example Chinese-Mixtral-Instruct.",
                f"无法使用 {self._path} 的对话模板：{known.zh}；"
                "请换用其他来源的 GGUF 或其他模型，例如 Chinese-Mixtral-Instruct。",
            )
        return known

    def _learn(self, asked: Sequence[Roles]) -> None:
        for roles, text in zip(asked, self._rendered(asked, self._today), strict=True):
            outline = self._placeholders.outline
            found = text if isinstance(text, Refusal) else outline(text, len(roles))
            self._known[roles] = found if isinstance(found, Refusal) else _unthinking(found)

    def _changes_daily(self) -> bool:
        led: list[Roles] = [("system", *roles) for roles in _NEEDED]
        asked = [*_NEEDED, *led]
        return self._rendered(asked, self._today) != self._rendered(asked, _ANOTHER_DAY)

    def _rendered(self, asked: Sequence[Roles], today: date) -> list[str | Refusal]:
        conversations = [self._placeholders.conversation(roles) for roles in asked]
        return render(self._source, conversations, names=self._names, today=today)


def check_template(path: Path, source: str) -> None:
    """Raise ModelError when the chat template of a file cannot be used; "" is none."""
    if source:
        names = {"bos_token": "<s>", "eos_token": "</s>"}
        ChatTemplate(path, source, names=names, today=date(2000, 1, 1))


def _unthinking(outline: Outline) -> Outline:
    """The outline with a thought closed that the template opens for the answer to begin with."""
    *others, last = outline.pieces
    if not last.rstrip().endswith(_THOUGHT):
        return outline
    return replace(outline, pieces=(*others, f"{last.rstrip()}\n\n</think>\n\n"))


def _turns(count: int) -> Roles:
    """The roles of a conversation that asks for the answer number ``count``."""
    pair: tuple[Role, Role] = ("user", "assistant")
    return (*pair * (count - 1), "user")
