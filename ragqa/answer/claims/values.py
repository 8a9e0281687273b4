"""An answer that is a value alone ("Three months."): what it is of, only the question says."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from ragqa.answer.claims.support import SUPPORTED, Support
from ragqa.answer.claims.unclaimed import FEWEST_WORDS
from ragqa.text.figures.quantities import quantities, unmeasured
from ragqa.text.figures.units import UNIT_OF
from ragqa.text.language import detect, words
from ragqa.text.meaning.terms import telling
from ragqa.text.prepared import Prepared

_AROUND = re.compile(
    r"^(?:(?:yes|no|是的|对的?|不是)[,，.。!！]\s*)?"
    r"(?:(?:(?:(?:the|an|correct|short) )*answer|it|that|这|那|它|答案|回答)?"
    r"(?:\s*(?:is|are|was|were|['’]s)\b|\s*[:：]|是|为)+\s*)?",
    re.IGNORECASE,
)
_END = ".。!！ \t\n"
_YES_OR_NO = re.compile(
    r"(?:yes|no|not|none|true|false|correct|right|可以|不可以|不能|不行|是|是的|不是|否|对|不对|没有|有)",
    re.IGNORECASE,
)
# Terms that belong to the time or the amount beside them.
_BESIDE = frozenset(
    """
    within befor after until by next same every each per
    次年 当年 明年 今年 去年 当天 当日 次日 内 前 后 以内 之内 以前 之前 以后 之后
    """.split()  # noqa: SIM905
)
_LEAST = 0.75  # of a score, where nothing but the value is there


def unwrapped(sentence: str) -> str:
    """``sentence`` without what is put around a value: "yes, the answer is", 答案是."""
    return _AROUND.sub("", sentence.strip(_END), count=1)


def is_yes_or_no(sentence: str) -> bool:
    """Whether it is yes or no, and nothing else."""
    return _YES_OR_NO.fullmatch(sentence.strip(_END)) is not None


def is_value(said: str) -> bool:
    """Whether what was ``unwrapped`` is a value and nothing else; yes and no are none."""
    if is_yes_or_no(said) or not telling(said):
        return False
    return len(words(said)) < FEWEST_WORDS or not (telling(unmeasured(said)) - _BESIDE)


def find(value: str, asked: Set[str], given: Prepared) -> Support | None:
    """What of a passage says ``value`` of what was asked.

    Args:
        value: As ``is_value`` knows it.
        asked: The terms of the question that tell something.
        given: The passage.

    Returns:
        The sentence that holds it and most of these terms, scored from .75 for none to 1 for all;
        one that holds none, with no heading above that does, is neither verified nor refuted,
        unless it is nothing but the value either.
        None where no sentence holds the value.
    """
    wanted = asked - telling(value) - _units()
    found = given.holding(value, wanted)
    if found is None:
        return None
    span, share = found
    # On a line of its own it is of what stands elsewhere, such as a label above.
    is_of_it = share > 0 or not wanted or is_value(unwrapped(given.text[slice(*span)]))
    return Support(span, _LEAST + (1 - _LEAST) * share, is_of_it, comparable=is_of_it)


def place(asked: Set[str], given: Prepared) -> Support | None:
    """The sentence of a passage that yes or no is about: it holds half of ``asked``, or more.

    Whether it says yes or no is for who asks to see, so it is unverified.
    """
    found = given.holding("", asked)
    if found is None or found[1] < SUPPORTED:
        return None
    return Support(*found, verified=False, comparable=False)


def can_be_missed(value: str, given: Prepared) -> bool:
    """Whether a passage would hold ``value`` as it is: by its language, or as numbers are."""
    return detect(value) == given.language or bool(quantities(value))


@cache
def _units() -> frozenset[str]:
    """The terms that units are: of a question they say nothing of what is measured."""
    return telling(" ".join(UNIT_OF.values()))
