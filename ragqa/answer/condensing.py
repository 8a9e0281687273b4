"""A question that leans on what was said before, as one that stands by itself.

Rules say whether it leans (``language.is_follow_up``) and what it leans on. A language model, where
one is loaded, may put it better; what it writes is checked, for a wrong question finds the wrong
passages without anybody noticing.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from contextlib import closing
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import RunnableConfig

from ragqa.answer import prompts
from ragqa.answer.asking import standalone_question
from ragqa.errors import ModelError
from ragqa.text.language import FUNCTION_WORDS, detect, fold, is_cjk, is_follow_up
from ragqa.text.phrases import quoted
from ragqa.text.segmentation import cut
from ragqa.types import Question

_MOST_TOKENS = 96
_LONGEST = 300  # characters
_STEM, _ENDING = 4, 3  # letters: "thickness" was said where "thick…" was
# Numbers, codes and words of Latin letters with a capital: what a question must not lose.
_NAMES = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]*\d|[A-Za-z]*[A-Z])[\w./+#-]*", re.ASCII)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_LEAD = re.compile(
    r"^(?:改写后的问题|问题|question|rewritten question|standalone question)\s*[:：]\s*", re.I
)
_QUOTES = (('"', '"'), ("“", "”"), ("「", "」"))


def condense(question: Question, model: BaseChatModel | None, config: RunnableConfig) -> str:
    """The question as it is searched for.

    Args:
        question: With its history.
        model: Writes it anew when it leans on the history; None to go by the rules alone.
        config: Of the run, for its callbacks.
    """
    by_rule = standalone_question(question)
    if model is None or by_rule == question.text:
        return by_rule
    try:
        rewritten = _bare(_ask(question, model, config))
    except ModelError:
        # The window is too small for the history; any other failure recurs with the answer.
        return by_rule
    return rewritten if is_faithful(rewritten, question) else by_rule


def _ask(question: Question, model: BaseChatModel, config: RunnableConfig) -> str:
    messages = prompts.rewriting(question.text, question.history, detect(question.text))
    said = ""
    stream = cast(
        "Generator[AIMessageChunk]",
        model.stream(messages, config, max_tokens=_MOST_TOKENS, temperature=0.0),
    )
    # Closing ends the model's own loop: what is longer is of no use.
    with closing(stream):
        for chunk in stream:
            said += str(chunk.text)
            if len(said) > 2 * _LONGEST or "\n" in said.strip():
                break
    return said


def _bare(said: str) -> str:
    """The first line, without a label and without quotes around the whole."""
    line = _LEAD.sub("", next(iter(said.strip().splitlines()), "").strip()).strip()
    for opening, closing_mark in _QUOTES:
        if len(line) > 1 and line[0] == opening and line[-1] == closing_mark:
            line = line[1:-1].strip()
    return line


def is_faithful(rewritten: str, question: Question) -> bool:
    """Whether ``rewritten`` may be searched for in place of the question.

    Not when it is empty, too long, in another language or leans on the history still; when a name,
    number or quoted phrase of the question is missing; or when it has a number that was never said,
    or a word: an earlier answer may be a document's text, which tells the model what to ask.
    """
    if not rewritten or len(rewritten) > _LONGEST or is_follow_up(rewritten):
        return False
    if detect(rewritten) != detect(question.text):
        return False
    kept = fold(rewritten)
    if any(fold(name) not in kept for name in _telling(question.text)):
        return False
    said = fold(" ".join([question.text, *_said(question)]))
    if not set(_NUMBERS.findall(kept)) <= set(_NUMBERS.findall(said)):
        return False
    told = (word for word in cut(kept) if any(map(str.isalnum, word)))
    return all(word in FUNCTION_WORDS or _is_said(word, said) for word in told)


def _is_said(word: str, said: str) -> bool:
    """Whether a word, its stem, or all characters of a Chinese one were said."""
    if any(map(is_cjk, word)):
        return len(word) == 1 or set(word) - FUNCTION_WORDS <= set(said)
    return word[: max(_STEM, len(word) - _ENDING)] in said


def _telling(text: str) -> Iterable[str]:
    """Names, numbers and quoted phrases; the first word has its capital for another reason."""
    names = [m.group().rstrip(".") for m in _NAMES.finditer(text) if m.start() or _has_digit(m)]
    return [*names, *quoted(text)]


def _has_digit(match: re.Match[str]) -> bool:
    return any(map(str.isdecimal, match.group()))


def _said(question: Question) -> list[str]:
    return [text for turn in question.history for text in (turn.question, turn.answer)]
