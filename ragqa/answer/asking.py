"""What may be asked of the chain, and what is searched for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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

ChainInput = str | Question | Mapping[str, Any]


def read_question(given: ChainInput) -> Question:
    """A checked question from a string, a Question, or a mapping with its fields.

    In a mapping the text is named "question", history may be Turns, mappings with question and
    answer, or pairs, and the scope's fields stand beside them (``scope.read_scope``).

    Raises:
        QuestionError: It is empty, too long, or in another form.
    """
    if isinstance(given, str):
        question = Question(given)
    elif isinstance(given, Question):
        question = given
    else:
        question = _from_mapping(given)
    # A history comes from elsewhere too; half a surrogate pair in it fits no tokenizer and no file.
    history = tuple(Turn(_whole(turn.question), _whole(turn.answer)) for turn in question.history)
    return replace(
        question,
        text=checked_question(question.text),
        history=history,
        scope=as_scope(question.scope),
    )


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _from_mapping(given: Mapping[str, Any]) -> Question:
    try:
        fields = dict(given)
        text = fields.pop("question", "")
        history = tuple(_turn(turn) for turn in fields.pop("history", ()))
        whole, anyway = fields.pop("whole", False), fields.pop("anyway", False)
        unknown = sorted(set(fields) - set(FIELDS))
        are_flags = isinstance(whole, bool) and isinstance(anyway, bool)
        if unknown or not isinstance(text, str) or not are_flags:
            raise TypeError(f"unknown fields {unknown}" if unknown else "question is no text")
    except (TypeError, ValueError) as error:
        names = ", ".join(FIELDS)
        raise QuestionError(
            f"The input is not understood ({error}); give a text, a Question, or a mapping with "
            f"question, history (question and answer), {names}.",
            f"无法理解输入（{error}）；请给出文本、Question，"
            f"或含 question、history（question 与 answer）、{names} 的映射。",
        ) from error
    return Question(text, history, read_scope(fields), whole, anyway)


def _turn(given: Any) -> Turn:
    if isinstance(given, Turn):
        return given
    turn = Turn(**given) if isinstance(given, Mapping) else Turn(*given)
    if not (isinstance(turn.question, str) and isinstance(turn.answer, str)):
        raise TypeError("a turn of history is no pair of texts")
    return turn


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
