"""What may be asked of the chain, and what is searched for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage

from ragqa.answer.messages import is_message, roles_and_texts, turns_of
from ragqa.errors import QuestionError
from ragqa.retrieval import checked_question
from ragqa.scope import FIELDS, as_scope, read_scope
from ragqa.text.language import is_follow_up
from ragqa.text.time.times import MONTH_NAME
from ragqa.types import Question, Turn

# A year, a month, a day: what one question has of them another may have instead.
_KINDS = (
    re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"),
    re.compile(rf"(?<!\d)\d{{1,2}}(?=\s?月)|{MONTH_NAME}", re.IGNORECASE),
    re.compile(r"(?<!\d)\d{1,2}(?=\s?[日号])"),
)
# "那2月呢？", "2024年3月的呢", "And in March 2024?": nothing but another time.
_OTHER_TIME = re.compile(
    r"(?:那么?|换成|改成)?(?=\d)(?:(?:19|20)\d\d\s?年度?)?\s?(?:\d{1,2}\s?月份?)?\s?(?:\d{1,2}\s?[日号])?"
    r"的?呢?\W*"
    rf"|(?:(?:and|what|how) )?(?:about )?(?:(?:in|for|of) )?(?:{MONTH_NAME})?"
    r"[ ,]{0,2}(?:(?:19|20)\d\d)?\W*",
    re.IGNORECASE,
)

ChainInput = LanguageModelInput | BaseMessage | Question | Mapping[str, Any]


def read_question(given: ChainInput) -> Question:
    """A checked question from a string, a Question, a mapping with its fields, or messages.

    In a mapping the text is named "question", history may be Turns, mappings with question and
    answer, pairs, or messages, and the scope's fields stand beside them (``scope.read_scope``). Of
    messages the user's last one asks, and those before are the history.

    Raises:
        QuestionError: It is empty, too long, or in another form.
    """
    if isinstance(given, str):
        question = Question(given)
    elif isinstance(given, Question):
        question = given
    elif isinstance(given, Mapping) and not is_message(given):
        question = _from_mapping(given)
    else:
        question = _from_messages(given)
    # A history comes from elsewhere too; half a surrogate pair in it fits no tokenizer and no file.
    history = tuple(
        Turn(_whole(turn.question), _whole(turn.answer)) for turn in _history(question.history)
    )
    return replace(
        question,
        text=checked_question(question.text),
        history=history,
        scope=as_scope(question.scope),
    )


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _from_mapping(given: Mapping[str, Any]) -> Question:
    fields = dict(given)
    text, history = fields.pop("question", ""), fields.pop("history", ())
    whole, anyway = fields.pop("whole", False), fields.pop("anyway", False)
    if unknown := ", ".join(sorted(map(str, set(fields) - set(FIELDS)))):
        raise _odd(f"unknown fields: {unknown}", f"未知字段：{unknown}")
    if not (isinstance(whole, bool) and isinstance(anyway, bool)):
        raise _odd("whole and anyway are true or false", "whole 和 anyway 只能是 true 或 false")
    return Question(text, history, read_scope(fields), whole, anyway)


def _from_messages(given: Any) -> Question:
    try:
        said = roles_and_texts(given)
    except TypeError as error:
        name = type(given).__name__
        raise _odd(f"a {name} is no question", f"{name} 不是问题") from error
    if not said or said[-1][0] != "user":
        raise _odd("the last message is not the user's", "最后一条消息不是用户的")
    history, text = turns_of(said)
    return Question(text, history)


def _history(given: Any) -> tuple[Turn, ...]:
    """The turns; of messages, those that were answered."""
    try:
        turns = tuple(given or ())
        if any(map(is_message, turns)):
            return turns_of(roles_and_texts(turns))[0]
        return tuple(map(_turn, turns))
    except TypeError as error:
        raise _odd(
            "history has neither questions with answers nor messages",
            "history 既不是问题与答案，也不是消息",
        ) from error


def _turn(given: Any) -> Turn:
    if isinstance(given, Turn):
        return given
    turn = Turn(**given) if isinstance(given, Mapping) else Turn(*given)
    if not (isinstance(turn.question, str) and isinstance(turn.answer, str)):
        raise TypeError("a turn of history is no pair of texts")
    return turn


def _odd(en: str, zh: str) -> QuestionError:
    names = ", ".join(FIELDS)
    return QuestionError(
        f"The input is not understood ({en}); give a text, a Question, messages, or a mapping with "
        f"question, history (question and answer), whole, anyway, {names}.",
        f"无法理解输入（{zh}）；请给出文本、Question、消息，"
        f"或含 question、history（question 与 answer）、whole、anyway、{names} 的映射。",
    )


def standalone_question(question: Question) -> str:
    """The question as it is searched for: one that leans on the last takes it along."""
    if not question.history or not is_follow_up(question.text):
        return question.text
    earlier = [turn.question for turn in reversed(question.history)]
    whole = next((text for text in earlier if not is_follow_up(text)), earlier[0])
    return _at_another_time(whole, question.text) or f"{whole} {question.text}"


def _at_another_time(whole: str, text: str) -> str:
    """``whole`` with the times of ``text``; "" where that is more than times, or has others."""
    if not _OTHER_TIME.fullmatch(text.strip()):
        return ""
    changed = 0
    for kind in _KINDS:
        new, old = kind.findall(text), kind.findall(whole)
        if not new:
            continue
        if len(new) != 1 or len(old) != 1:
            return ""
        whole = kind.sub(new[0], whole)
        changed += 1
    return whole if changed else ""
