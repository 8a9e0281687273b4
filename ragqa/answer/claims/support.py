"""Whether a sentence of an answer says what a passage says.

Shared words show that both speak of the same thing. Whether they say the same of it is seen by
what word overlap is blind to: numbers, periods, negation, names, and names that changed places.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from ragqa.answer.claims.negation import content, denies
from ragqa.answer.claims.replaced import replaced
from ragqa.answer.claims.swapped import swapped
from ragqa.text.figures import quantities
from ragqa.text.language import FUNCTION_WORDS, detect, fold, words
from ragqa.text.meaning import opposites
from ragqa.text.meaning.terms import NAME, telling
from ragqa.text.prepared import Prepared
from ragqa.text.time import periods

# Share of a sentence's words that must stand in the passage's sentence. Half is where paraphrase
# ends and invention begins; below a fifth the citation has nothing to do with the sentence.
SUPPORTED = 0.5
RELATED = 0.2

_DENIED_BEFORE = re.compile(
    r"[不没未非无勿别][^，,；;]{0,12}$|(?:\b(?:not|never|no|without)\b|n['’]t\b)[^,;]{0,24}$",
    re.IGNORECASE,
)

_SHORTEST_STEM = 4  # letters


@dataclass(frozen=True, slots=True)
class Support:
    """The place in a passage that a sentence rests on.

    Attributes:
        span: [start, end) in the passage's text, 0-based: whole sentences.
        score: Share of the sentence's words that stand there, 0 to 1; 1 for its very letters, and
            for a row of a table with its header.
        verified: Whether it is enough and nothing speaks against it.
        comparable: Whether both are in one language, so that words can be compared.
    """

    span: tuple[int, int]
    score: float
    verified: bool
    comparable: bool = True


def find(claim: str, given: Prepared) -> Support | None:
    """What of a passage supports ``claim``, a sentence without markers; None: nothing related."""
    exact = given.verbatim(claim)
    if exact is not None:
        # The whole sentence is shown, so that nothing can be cut out of its context.
        whole = given.whole_sentences(exact)
        denied = _DENIED_BEFORE.search(given.text[whole[0] : exact[0]]) is not None
        return Support(whole, SUPPORTED if denied else 1.0, not denied)
    if (row := given.row(claim)) is not None:
        return Support(row, 1.0, True)
    span, score = given.nearest(claim)
    if score < SUPPORTED and detect(claim) != given.language:
        # Across languages words cannot be compared, but numbers can.
        comparable = bool(quantities.lacking(claim, given.quantities))
        return Support(span or given.first_sentence, score, False, comparable)
    if span is None or score < RELATED:
        return None
    said = given.text[span[0] : span[1]]
    return Support(span, score, score >= SUPPORTED and agrees(claim, said, given))


def agrees(claim: str, evidence: str, given: Prepared) -> bool:
    """Whether nothing in ``claim`` is denied by, or missing from, a sentence with its words.

    Args:
        claim: A sentence of an answer.
        evidence: A sentence of a passage.
        given: That passage, where names may come from.
    """
    return not (
        _is_of_nothing(claim, given)
        or _lacks_number(claim, evidence)
        or periods.are_other(claim, evidence)
        or denies(claim, evidence)
        or _foreign_names(claim, given)
        or replaced(claim, evidence, given)
        or opposites.opposed(claim, evidence, added=_added(claim, evidence))
        # A before B is B after A.
        or opposites.other_order(claim, evidence) != swapped(claim, evidence)
    )


def _is_of_nothing(claim: str, given: Prepared) -> bool:
    """Whether no word that tells something in ``claim`` is in its passage: "He has a dog"."""
    told = telling(claim)
    return bool(told) and not any(given.holds(term) for term in told)


def _lacks_number(claim: str, evidence: str) -> bool:
    """Whether it lacks one of ``claim``. 一年十五天 is fifteen days each year."""
    told = periods.periods(evidence)
    lacking = quantities.missing(claim, evidence)
    return any(not (found.value == "1" and found.unit in told) for found in lacking)


def _added(claim: str, evidence: str) -> set[str]:
    return content(fold(claim)) - content(fold(evidence))


def _foreign_names(claim: str, given: Prepared) -> bool:
    """Whether an English name in ``claim`` is nowhere in its passage."""
    if detect(claim) != "en":
        return False
    names = {word for name in NAME.findall(claim) for word in words(name)}
    return any(not _is_known(name, given.words) for name in names - FUNCTION_WORDS)


def _is_known(name: str, have: Set[str]) -> bool:
    stem = name[: max(_SHORTEST_STEM, len(name) - 3)]  # German, Germany, Germans
    return name in have or any(word.startswith(stem) for word in have)
