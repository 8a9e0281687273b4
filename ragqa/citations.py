"""Reading citations back out of an answer and looking each one up in its passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ragqa.language import fold, fold_with_offsets, sentence_spans, words
from ragqa.types import Citation, Passage

# [1], [1, 2], [1][2], 【3】, ［4］; also with a word before the number, as models write. What is in
# `code` is none.
_MARKER = re.compile(
    r"`[^`\n]+`|\s*[\[【［](?:资料|来源|passage|source)?\s*"
    r"(?P<numbers>\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]】］]",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"[A-Za-z0-9_)\]]+$")
_NEGATION = re.compile(
    r"[不没未非无勿别][^，,；;]{0,12}$|(?:\b(?:not|never|no|without)\b|n['’]t\b)[^,;]{0,24}$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTE_MARKS = " \t\n\"'“”‘’「」『』"

# Share of a sentence's words that must stand in the passage's sentence. Half is where paraphrase
# ends and invention begins; below a fifth the citation has nothing to do with the sentence.
_SUPPORTED = 0.5
_RELATED = 0.2
_SHORTEST_VERBATIM = 6


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer after its citations were checked.

    Attributes:
        text: With markers as [1]; those that cite nothing given, or falsely, are removed.
        citations: In the order of their markers.
    """

    text: str
    citations: tuple[Citation, ...]


def check(text: str, passages: Sequence[Passage]) -> Cited:
    """Look each cited sentence up in its passage; drop what was not given or does not support.

    An answer without any marker is attributed sentence by sentence where the support is clear.

    Args:
        text: As the model wrote it.
        passages: What the model was given, number 1 first.
    """
    given = "\n".join(passage.text for passage in passages)
    if not any(_markers(text, given)):
        text = _attributed(text, passages)
    citations: dict[tuple[int, int, int], Citation] = {}
    pieces: list[str] = []
    for claim, numbers in _claims(text, given):
        pieces.append(claim)
        for number in numbers:
            found = _support(_last_sentence(claim), number, passages)
            if found is not None:
                citations.setdefault((number, found.start, found.end), found)
                pieces.append(_marker_text(pieces[-1], number))
    return Cited("".join(pieces).strip(), tuple(citations.values()))


def without_markers(text: str) -> str:
    """``text`` without what would be read as a citation, such as a document's own " [3]"."""
    pieces: list[str] = []
    last = 0
    for match in _markers(text, text):
        pieces.append(text[last : match.start()])
        last = match.end()
    return "".join(pieces) + text[last:]


def _markers(text: str, given: str) -> Iterator[re.Match[str]]:
    """The markers in ``text``: not code, and no subscript like argv[1] that stands in ``given``."""
    for match in _MARKER.finditer(text):
        word = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
        # After a space it is a reference mark of the document, and no subscript.
        glued = word.group() + match.group() if word and not match.group()[0].isspace() else ""
        if match["numbers"] and not (glued and glued in given):
            yield match


def _marker_text(before: str, number: int) -> str:
    glued = before.endswith("]") or not before.strip()
    return f"[{number}]" if glued else f" [{number}]"


def _claims(text: str, given: str) -> Iterator[tuple[str, list[int]]]:
    """The text between markers, each with the numbers of the markers that follow it."""
    start = 0
    claim = ""
    numbers: list[int] = []
    for match in _markers(text, given):
        between = text[start : match.start()]
        if between.strip() and numbers:
            yield claim, numbers
            claim, numbers = "", []
        claim += between
        numbers += [int(n) for n in _NUMBER.findall(match["numbers"].replace(",", " "))]
        start = match.end()
    if numbers:
        yield claim, numbers
        claim = ""
    yield claim + text[start:], []


def _last_sentence(claim: str) -> str:
    spans = sentence_spans(claim)
    # A lone mark ("[1]。") leaves nothing but punctuation: the claim is the sentence before.
    for start, end in reversed(spans):
        if words(claim[start:end]):
            return claim[start:end]
    return ""


def _support(sentence: str, number: int, passages: Sequence[Passage]) -> Citation | None:
    if not 1 <= number <= len(passages) or not sentence:
        return None
    passage = passages[number - 1]
    exact = _find_verbatim(sentence, passage.text)
    if exact is not None:
        # The whole sentence is shown, so that nothing can be cut out of its context.
        whole = _whole_sentences(passage.text, exact)
        denied = _NEGATION.search(passage.text[whole[0] : exact[0]]) is not None
        score = _SUPPORTED if denied else 1.0
        return _citation(number, passage, whole, score, verified=not denied)
    span, score = best_sentence(sentence, passage.text)
    if span is None or score < _RELATED:
        return None
    verified = score >= _SUPPORTED and _numbers(sentence) <= _numbers(
        passage.text[span[0] : span[1]]
    )
    return _citation(number, passage, span, score, verified=verified)


def _citation(
    number: int, passage: Passage, span: tuple[int, int], score: float, *, verified: bool
) -> Citation:
    start, end = passage.start + span[0], passage.start + span[1]
    return Citation(
        number=number,
        source=passage.source,
        page_first=passage.page_at(start),
        page_last=passage.page_at(end - 1),
        page_label=passage.page_label if passage.page_at(start) == passage.page_first else "",
        headings=passage.headings_at(start),
        quote=passage.text[span[0] : span[1]],
        start=start,
        end=end,
        score=round(score, 4),
        verified=verified,
        document_id=passage.document_id,
        revision=passage.revision,
    )


def _find_verbatim(sentence: str, text: str) -> tuple[int, int] | None:
    """Where ``sentence`` stands in ``text`` as whole words.

    White space, width, case and variants of characters aside.
    """
    needle = "".join(fold(sentence.strip(_QUOTE_MARKS)).split())
    if len(needle) < _SHORTEST_VERBATIM:
        return None
    folded, offsets = fold_with_offsets(text)
    kept = [i for i, char in enumerate(folded) if not char.isspace()]
    squeezed = "".join(folded[i] for i in kept)
    at = squeezed.find(needle)
    while at >= 0:
        start, end = offsets[kept[at]], offsets[kept[at + len(needle) - 1]] + 1
        if not (_inside_word(text, start) or _inside_word(text, end)):
            return start, end
        at = squeezed.find(needle, at + 1)
    return None


def _inside_word(text: str, at: int) -> bool:
    pair = text[max(0, at - 1) : at + 1]
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def _whole_sentences(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """``span`` widened to the sentences that it touches."""
    touched = [s for s in sentence_spans(text) if s[0] < span[1] and s[1] > span[0]]
    return (min(span[0], touched[0][0]), max(span[1], touched[-1][1])) if touched else span


def best_sentence(claim: str, text: str) -> tuple[tuple[int, int] | None, float]:
    """The sentence of ``text`` that holds most of the words of ``claim``.

    Returns:
        Its [start, end) in ``text`` (None when there is none) and the share of the claim's
        distinct words found in it, 0 to 1. The shorter sentence wins a tie.
    """
    wanted = set(words(claim))
    best: tuple[int, int] | None = None
    best_key = (0.0, 0)
    for start, end in sentence_spans(text):
        shared = len(wanted & set(words(text[start:end])))
        key = (shared / len(wanted) if wanted else 0.0, start - end)
        if shared and (best is None or key > best_key):
            best, best_key = (start, end), key
    return best, best_key[0]


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(fold(text))}


def _attributed(text: str, passages: Sequence[Passage]) -> str:
    """``text`` with a marker after each sentence that one passage clearly supports."""
    pieces: list[str] = []
    last = 0
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        scores = [best_sentence(sentence, passage.text)[1] for passage in passages]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        pieces.append(text[last:end])
        if best is not None and scores[best] >= _SUPPORTED:
            pieces.append(f" [{best + 1}]")
        last = end
    return "".join(pieces) + text[last:]
