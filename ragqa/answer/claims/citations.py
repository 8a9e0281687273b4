"""Reading citations back out of an answer and looking each one up in its passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from ragqa.answer.claims import support, values
from ragqa.answer.claims.support import Support
from ragqa.answer.claims.unclaimed import FEWEST_WORDS, is_no_claim
from ragqa.text import markers
from ragqa.text.fenced_code import FENCED
from ragqa.text.language import sentence_spans, words
from ragqa.text.meaning.terms import telling
from ragqa.text.parts.rows import readable_rows
from ragqa.text.prepared import Prepared
from ragqa.types import Citation, Passage

_PART_END = re.compile(r"[,，;；]|\band\b|以及|和|而")
_SHORTEST_PART = 5  # words; a shorter part before a marker is looked up with its whole sentence


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer after its citations were checked.

    Attributes:
        text: With markers as [1]; those that cite nothing given, or falsely, are removed.
        citations: In the order of their markers.
        unsupported: [start, end) in ``text`` of the sentences that no passage supports, in order.
        marks: Where in ``text`` markers begin; what else looks like one is the documents' own.
    """

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[tuple[int, int], ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(slots=True)
class _Checked:
    """What has been found so far; ``markers`` are those to be written, by their place."""

    citations: dict[tuple[int, int, int], Citation] = field(default_factory=dict)
    markers: dict[int, list[int]] = field(default_factory=dict)
    unsupported: list[tuple[int, int]] = field(default_factory=list)

    def cite(self, at: int, citation: Citation) -> None:
        key = (citation.number, citation.start, citation.end)
        if key not in self.citations or citation.verified:
            self.citations[key] = citation
        self.markers.setdefault(at, []).append(citation.number)


@dataclass(frozen=True, slots=True)
class _Given:
    """A passage with what is compared of it, worked out once for all sentences.

    ``asked`` holds the terms of the question, for the sentence that answers it.
    """

    passage: Passage
    text: Prepared
    asked: Set[str] = frozenset()

    @classmethod
    def of(cls, passage: Passage) -> _Given:
        known = "\n".join([passage.source, *passage.headings])
        return cls(passage, Prepared(passage.text, known, readable_rows(passage)))

    def support(self, sentence: str) -> Support | None:
        if not self.asked:
            return support.find(sentence, self.text)
        if values.is_yes_or_no(sentence):
            return values.place(self.asked, self.text)
        said = values.unwrapped(sentence)
        found = values.find(said, self.asked, self.text) if values.is_value(said) else None
        if found is None and len(words(said)) >= FEWEST_WORDS:
            return support.find(said, self.text)
        return found

    def cite(self, number: int, found: Support) -> Citation:
        return self.passage.cite(number, found.span, score=found.score, verified=found.verified)


def check(text: str, passages: Sequence[Passage], question: str = "") -> Cited:
    """Look each cited sentence up in its passage; drop what was not given or does not support.

    A sentence without a marker gets one where there is support. Sentences that nothing
    supports are named; headings, greetings, questions and the like need no support.

    Args:
        text: As the model wrote it.
        passages: What the model was given, number 1 first.
        question: What it answers, where its first sentence may be nothing but a value.
    """
    bare, marks = markers.split(text.strip(), "\n".join(passage.text for passage in passages))
    sentences = [span for span in _spans(bare, marks) if words(bare[span[0] : span[1]])]
    sentences = _with_quotes_whole(
        bare, sentences, markers.owners(bare, sentences, marks), passages
    )
    owned = markers.owners(bare, sentences, marks)
    code = [match.span() for match in FENCED.finditer(bare)]
    checked = _Checked()
    given = [_Given.of(passage) for passage in passages]
    asked = [replace(one, asked=telling(question)) for one in given]
    for i, (span, own) in enumerate(zip(sentences, owned, strict=True)):
        among = given if i else asked
        if values.is_yes_or_no(bare[slice(*span)]) and len(sentences) > 1:
            continue  # its reason follows
        if own:
            supported = _check_marked(bare, span, own, among, checked)
        elif is_no_claim(bare, span, code) or not _can_be_judged(bare[slice(*span)], among):
            continue
        else:
            following = _next_number(bare, span, owned[i + 1 : i + 2])
            supported = _attribute(bare[slice(*span)], span[1], following, among, checked)
        if not supported:
            checked.unsupported.append(span)
    return _written(bare, checked)


def _can_be_judged(sentence: str, given: Sequence[_Given]) -> bool:
    """Whether it is long enough to say something, or what a passage by itself holds or lacks."""
    if any(one.asked for one in given):
        said = values.unwrapped(sentence)
        if values.is_yes_or_no(sentence) or values.is_value(said):
            return any(
                one.support(sentence) or values.can_be_missed(said, one.text) for one in given
            )
    return len(words(sentence)) >= FEWEST_WORDS


def _spans(bare: str, marks: Sequence[markers.Marks]) -> Iterator[tuple[int, int]]:
    """The sentences; a line that ends with a marker ends one, too: items have no end mark."""
    breaks = [mark.at for mark in marks if bare[mark.at : mark.at + 1] == "\n"]
    for start, end in sentence_spans(bare):
        for at in (at for at in breaks if start < at < end):
            yield start, at
            start = at + 1
        yield start, end


def _with_quotes_whole(
    bare: str,
    sentences: Sequence[tuple[int, int]],
    owned: Sequence[Sequence[markers.Marks]],
    passages: Sequence[Passage],
) -> list[tuple[int, int]]:
    """``sentences``, those in one that stand as they are in the passage the last of them cites."""
    whole: list[tuple[int, int]] = []
    first = 0  # of those in ``whole`` that a marker may still stand for
    for span, marks in zip(sentences, owned, strict=True):
        whole.append(span)
        if not marks:
            continue
        cited = [passages[n - 1].text for n in marks[0].numbers[:1] if 1 <= n <= len(passages)]
        for i, (start, _) in enumerate(whole[first:-1], start=first):
            if any(bare[start : span[1]] in text for text in cited):
                whole[i:] = [(start, span[1])]
                break
        first = len(whole)
    return whole


def _check_marked(
    bare: str,
    span: tuple[int, int],
    marks: Sequence[markers.Marks],
    given: Sequence[_Given],
    checked: _Checked,
) -> bool:
    """Check the marks of one sentence, each with the part of it that stands before."""
    start, end = span
    supported = True
    for mark in markers.joined(marks):
        claim = bare[start : min(mark.at, end)]
        if len(words(claim)) < _SHORTEST_PART:
            claim = bare[span[0] : end]
        found = _supports(claim, mark.numbers, given)
        for citation, _ in found:
            checked.cite(mark.at, citation)
        supported &= any(c.verified or not s.comparable for c, s in found)
        start = max(start, mark.at)
    rest = bare[start:end]
    if start > span[0] and len(words(rest)) >= _SHORTEST_PART:
        # What follows the last mark of a sentence rests on something too.
        supported &= any(s is not None and s.verified for s in _looked_up(rest, given))
    return supported


def _supports(
    claim: str, numbers: Sequence[int], given: Sequence[_Given]
) -> list[tuple[Citation, Support]]:
    """What supports ``claim`` in each passage that is cited for it; false citations are dropped."""
    found: list[tuple[int, Support]] = []
    for number in numbers:
        if 1 <= number <= len(given):
            known = given[number - 1].support(claim)
            if known is not None:
                found.append((number, known))
    if len(found) > 1 and not any(known.verified for _, known in found):
        found = _by_parts(claim, found, given)
    return [(given[n - 1].cite(n, known), known) for n, known in found]


def _by_parts(
    claim: str, found: Sequence[tuple[int, Support]], given: Sequence[_Given]
) -> list[tuple[int, Support]]:
    """A sentence that joins what several passages say: each part must stand in one of them.

    The words of one passage with the number of another are no support.
    """
    parts = [part for part in _PART_END.split(claim) if len(words(part)) >= FEWEST_WORDS]
    held: dict[int, Support] = {}
    for part in parts:
        support_of_part = {
            number: known
            for number, _ in found
            if (known := given[number - 1].support(part)) and known.verified
        }
        if not support_of_part:
            return list(found)
        held = support_of_part | held
    return [(number, held.get(number, known)) for number, known in found]


def _attribute(
    sentence: str,
    at: int,
    following: int | None,
    given: Sequence[_Given],
    checked: _Checked,
) -> bool:
    """Give a sentence without a marker the passage that supports it most, if there is one.

    Returns:
        Whether any passage supports it. Where the next sentence of the line cites the same
        passage, that marker stands for both.
    """
    looked_up = enumerate(_looked_up(sentence, given), 1)
    found = {n: s for n, s in looked_up if s and (s.verified or _is_value_alone(s))}
    if not found:
        return False
    if following not in found:
        number = max(found, key=lambda n: (found[n].score, -n))
        checked.cite(at, given[number - 1].cite(number, found[number]))
    return True


def _is_value_alone(found: Support) -> bool:
    """Whether a value is there of which it is not known what it is of: shown, but unverified."""
    return not found.comparable and found.score >= support.SUPPORTED


def _looked_up(sentence: str, given: Sequence[_Given]) -> list[Support | None]:
    return [one.support(sentence) for one in given]


def _next_number(
    bare: str, span: tuple[int, int], owned: Sequence[Sequence[markers.Marks]]
) -> int | None:
    """The passage that the next sentence cites, if it stands in the same line."""
    if not owned or not owned[0] or "\n" in bare[span[1] : owned[0][0].at]:
        return None
    return owned[0][0].numbers[0]


def _written(bare: str, checked: _Checked) -> Cited:
    """The text with the markers that stayed."""
    pieces: list[str] = []
    last = length = 0
    marks: list[int] = []
    added: list[tuple[int, int]] = []  # place without markers, characters of markers up to there
    for at in sorted(checked.markers):
        pieces.append(bare[last:at])
        length += len(pieces[-1])
        glued = not pieces[-1].strip() or bare[at - 1].isspace()
        if not glued:
            pieces.append(" ")
            length += 1
        for number in dict.fromkeys(checked.markers[at]):
            marks.append(length)
            pieces.append(f"[{number}]")
            length += len(pieces[-1])
        added.append((at, length - at))
        last = at
    text = "".join([*pieces, bare[last:]])
    moved = tuple(
        (_moved(start, added, inclusive=True), _moved(end, added, inclusive=False))
        for start, end in checked.unsupported
    )
    return Cited(text, tuple(checked.citations.values()), moved, tuple(marks))


def _moved(place: int, added: Sequence[tuple[int, int]], *, inclusive: bool) -> int:
    """A place of the text without markers in the text with them."""
    before = [extra for at, extra in added if at < place or (inclusive and at == place)]
    return place + (before[-1] if before else 0)
