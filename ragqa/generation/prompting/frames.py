"""A prompt's outline in token ids, with room for its texts.

Between two special tokens everything is tokenized together, the template's words and the texts they
stand beside, but never as special tokens: so the ids are those of the whole prompt, which a
boundary between a word and a text would change, and yet no text can become a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ragqa.generation.prompting.outlines import Outline

_ROUNDS = 8


class Words(Protocol):
    """What is asked of a model's vocabulary (``vocabulary.Vocabulary``)."""

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Ids of ``text``, without BOS."""

    def text(self, token: int) -> str:
        """A special token as templates write it; "" for none (-1)."""

    def is_mark(self, token: int) -> bool:
        """Whether it stands for a mark and not for text."""

    def is_end(self, token: int) -> bool:
        """Whether an answer ends with it."""

    @property
    def text_marks(self) -> frozenset[int]:
        """Marks that are found in any text, whether special tokens are wanted or not."""

    @property
    def ends(self) -> tuple[int, int]:
        """The ids of BOS and EOS, -1 for none."""

    @property
    def adds_bos(self) -> bool:
        """Whether a prompt begins with BOS."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a template writes in one place.

    Attributes:
        before: Its words up to the first special token; all of them where there is none.
        ids: From the first special token to the last.
        after: Its words after the last special token.
    """

    before: str
    ids: tuple[int, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """As ``Outline``, the pieces taken apart at their special tokens."""

    pieces: tuple[Piece, ...]
    order: tuple[int, ...]

    @classmethod
    def of(cls, outline: Outline, words: Words) -> Frame:
        """The frame of an outline for this vocabulary."""
        return cls(tuple(_piece(text, words) for text in outline.pieces), outline.order)

    def fill(self, words: Words, texts: Sequence[str]) -> list[int]:
        """The ids with these texts, in the order of their roles."""
        ids: list[int] = []
        run = ""
        for piece, text in zip(self.pieces, (*(texts[n] for n in self.order), ""), strict=True):
            run += piece.before
            if piece.ids:
                ids += [*plain_ids(words, run), *piece.ids]
                run = piece.after
            run += text
        return ids + plain_ids(words, run)


def plain_ids(words: Words, text: str) -> list[int]:
    """Ids of a text in which nobody may set a mark.

    llama.cpp finds user-defined tokens in any text: a space takes them apart.
    """
    ids: list[int] = []
    for _ in range(_ROUNDS):
        ids = words.tokenize(text) if text else []
        forged = words.text_marks.intersection(ids)
        if not forged:
            return ids
        for mark in map(words.text, forged):
            text = text.replace(mark, f"{mark[:1]} {mark[1:]}")
    return [token for token in ids if token not in words.text_marks]


def spoken_marks(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The marks of a template that are words: all there is between two texts, as ``USER:``."""
    lines = (line.strip() for p in pieces if not p.ids for line in p.before.splitlines())
    return tuple(dict.fromkeys(line for line in lines if len(line) > 1))


def taken_apart(text: str, marks: Sequence[str]) -> str:
    """The text with a space before the last character of each mark: ``USER:`` → ``USER :``."""
    if not marks:
        return text
    return _pattern(marks).sub(lambda found: f"{found[0][:-1]} {found[0][-1]}", text)


def _pattern(marks: Iterable[str]) -> re.Pattern[str]:
    """The longest of these marks."""
    longest_first = sorted(marks, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _piece(text: str, words: Words) -> Piece:
    whole = words.tokenize(text, special=True)
    marks = {words.text(token) for token in whole if words.is_mark(token)} - {""}
    if not marks:
        return Piece(text)
    found = [*re.finditer("|".join(map(re.escape, sorted(marks, key=len, reverse=True))), text)]
    if found:
        first, last = found[0].start(), found[-1].end()
        before, after = text[:first], text[last:]
        ids = words.tokenize(text[first:last], special=True)
        if [*words.tokenize(before), *ids, *words.tokenize(after)] == whole:
            return Piece(before, tuple(ids), after)
    # Some marks swallow the white space beside them: then the words stay with their marks.
    return Piece("", tuple(whole))
