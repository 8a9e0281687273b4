"""A passage made ready for many sentences to be looked up in it: each part is worked out once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from ragqa.text.figures.quantities import Quantity, distinct, missing, plain, unmeasured
from ragqa.text.language import Language, detect, fold, fold_with_offsets, sentence_spans, words
from ragqa.text.meaning.terms import telling

_SHORTEST_VERBATIM = 6
_QUOTE_MARKS = " \t\n\"'“”‘’「」『』"
_NUMBER_CUT = re.compile(r"(?:\D|\0|^)?(?:\d[.,]?\0\d|\d\0[.,]\d)|.*(?<!\w)[-−]\0\d", re.DOTALL)

_RELATED = 0.1  # share of words below which no other forms of them are looked for
_TELLING = 0.75  # what a word counts for that is there in another form
_FORM = 5  # letters that the forms of a word begin with: extended, extension
# One that begins so, or has it behind its first words, speaks of what the one before named.
_LEANING = re.compile(
    r"他|她|它|其(?![他它余实中])|该|这|此(?!外)|双方"
    r"|(?:He|She|It|They|His|Her|Its|Their|This|These|Those|Both)\b"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a passage.

    Attributes:
        span: Where it stands.
        text: As it is there, with the sentence before where it says little without that.
        words: All of its own, numbers in plain digits.
    """

    span: Span
    text: str
    words: frozenset[str]

    @classmethod
    def of(cls, span: Span, text: str, before: str) -> _Sentence:
        whole = f"{before}\n{text}" if _LEANING.match(text) else text
        return cls(span, whole, frozenset(words(plain(text))))

    def tells(self, term: str) -> bool:
        """Whether a term is there in any form."""
        if term in self._telling:
            return True
        if term.isascii():
            return len(term) >= _FORM and term[:_FORM] in self._forms
        return term in self._folded

    def says(self, value: str) -> bool:
        """Whether a value is there: its words, and its numbers in their units.

        The unit of a number in a row of a table is in the header, or left to be known.
        """
        wanted = telling(unmeasured(value) if self.text.startswith("|") else value)
        return all(map(self.tells, wanted)) and not missing(value, self.text)

    @cached_property
    def _telling(self) -> frozenset[str]:
        return telling(self.text)

    @cached_property
    def _forms(self) -> frozenset[str]:
        """How its English terms begin."""
        return frozenset(term[:_FORM] for term in self._telling if term.isascii())

    @cached_property
    def _folded(self) -> str:
        return fold(self.text)


@dataclass(frozen=True)
class Prepared:
    """The text of a passage.

    Attributes:
        text: As it is.
        known: More that names may come from: its headings and source.
        rows: Rows of its tables as people read them (``rows.readable_rows``), and where they stand.
    """

    text: str
    known: str = ""
    rows: Mapping[str, Span] = field(default_factory=dict)

    def row(self, sentence: str) -> Span | None:
        """Where the row stands that ``sentence`` shows, white space aside."""
        return self._squeezed_rows.get(_squeeze(sentence))

    def verbatim(self, sentence: str) -> Span | None:
        """Where ``sentence`` stands in the text as whole words.

        White space, width, case and variants of characters aside.
        """
        needle = _squeeze(sentence.strip(_QUOTE_MARKS))
        if len(needle) < _SHORTEST_VERBATIM:
            return None
        squeezed, offsets = self._squeezed
        at = squeezed.find(needle)
        while at >= 0:
            start, end = offsets[at], offsets[at + len(needle) - 1] + 1
            if not (_inside_word(self.text, start) or _inside_word(self.text, end)):
                return start, end
            at = squeezed.find(needle, at + 1)
        return None

    def nearest(self, claim: str) -> tuple[Span | None, float]:
        """The sentence that holds most of the words of ``claim``.

        Returns:
            Its [start, end) in the text (None when there is none) and the share of the claim's
            distinct words found in it, 0 to 1; or of those that tell something, in any form and
            by any name, which count for less. Of two with the same share
            that with more of the words wins, then the shorter one.
        """
        wanted, telling_ones = set(words(plain(claim))), telling(claim)
        best: Span | None = None
        best_key = (0.0, 0, 0)
        for sentence in self._sentences:
            shared = len(wanted & sentence.words)
            start, end = sentence.span
            score = shared / len(wanted) if wanted else 0.0
            if telling_ones and score >= _RELATED:
                told = sum(map(sentence.tells, telling_ones)) / len(telling_ones)
                score = max(score, _TELLING * told)
            key = (score, shared, start - end)
            if shared and (best is None or key > best_key):
                best, best_key = (start, end), key
        return best, best_key[0]

    def holding(self, value: str, asked: Set[str]) -> tuple[Span, float] | None:
        """The sentence that holds ``value``, in any form, and most of the terms in ``asked``.

        Returns:
            Its [start, end), and the share of ``asked`` that it or the headings above it hold, 0 to
            1; of two with the same share the first. None where no sentence holds the value.
        """
        above = asked & telling(self.known)
        headed: set[str] = set()
        best: tuple[Span, float] | None = None
        for sentence in self._sentences:
            told = {term for term in asked if sentence.tells(term)}
            if sentence.text.startswith("#"):
                headed = told
            if not sentence.says(value):
                continue
            share = len(told | headed | above) / max(1, len(asked))
            if best is None or share > best[1]:
                best = sentence.span, share
        return best

    def whole_sentences(self, span: Span) -> Span:
        """``span`` widened to the sentences that it touches."""
        spans = [sentence.span for sentence in self._sentences]
        touched = [s for s in spans if s[0] < span[1] and s[1] > span[0]]
        return (min(span[0], touched[0][0]), max(span[1], touched[-1][1])) if touched else span

    @property
    def first_sentence(self) -> Span:
        """All of the text where it has none."""
        return self._sentences[0].span if self._sentences else (0, len(self.text))

    @cached_property
    def language(self) -> Language:
        """Of the text."""
        return detect(self.text)

    @cached_property
    def quantities(self) -> frozenset[Quantity]:
        """The distinct ones of the text, without their places."""
        return distinct(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Of the text and of what is known besides."""
        return frozenset(words(f"{self.text}\n{self.known}"))

    def holds(self, term: str) -> bool:
        """Whether a term, or several Chinese ones together, stands in it or is known besides."""
        return term in self.telling or (not term.isascii() and term in self._folded)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The terms of the text and of what is known besides that tell something."""
        return telling(f"{self.text}\n{self.known}")

    @cached_property
    def _folded(self) -> str:
        return fold(f"{self.text}\n{self.known}")

    @cached_property
    def _sentences(self) -> list[_Sentence]:
        spans = sentence_spans(self.text)
        befores = ["", *(self.text[start:end] for start, end in spans)]
        return [
            _Sentence.of(span, self.text[slice(*span)], before)
            for span, before in zip(spans, befores, strict=False)
        ]

    @cached_property
    def _squeezed_rows(self) -> dict[str, Span]:
        return {_squeeze(row): span for row, span in self.rows.items()}

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        """The folded text without white space, and where each character of it is from."""
        folded, offsets = fold_with_offsets(self.text)
        kept = [i for i, char in enumerate(folded) if not char.isspace()]
        return "".join(folded[i] for i in kept), [offsets[i] for i in kept]


def _inside_word(text: str, at: int) -> bool:
    pair = text[max(0, at - 1) : at + 1]
    if len(pair) == 2 and pair.isascii() and pair.isalnum():
        return True
    # Nor is a number cut at its sign or its point: "5" is not in "-5", nor "2." in "2.10".
    return _NUMBER_CUT.match(text[max(0, at - 2) : at] + "\0" + text[at : at + 2]) is not None


def _squeeze(text: str) -> str:
    return "".join(fold(text).split())
