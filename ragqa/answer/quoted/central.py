"""The sentences that say best what a text is about: those nearest to all others."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from langchain_core.embeddings import Embeddings

from ragqa.embedding.similarity import normalised
from ragqa.text.language import sentence_spans, words
from ragqa.types import Passage

MOST_EMBEDDED = 240  # sentences; about 15 ms each on two cores
_FEWEST_WORDS = 6
_LONGEST = 300  # characters
_ALIKE = 0.5  # share of the words of the shorter one, above which two say the same
_PROSE_END = re.compile(r"[。！!；;….][”’」』】》）)\]\"']*$")

T = TypeVar("T")
Place = tuple[int, tuple[int, int]]
"""A passage's 0-based position and [start, end) of a sentence in its text."""

_MOST_PARSED = 4 * MOST_EMBEDDED


def central_of_each(passages: Sequence[Passage], embeddings: Embeddings, most: int) -> list[Place]:
    """At most ``most`` sentences, in reading order, as many from each document, at least one.

    A long document would leave nothing of the short ones beside it.
    """
    documents: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        documents.setdefault(passage.document_id, []).append(number)
    share = max(1, most // max(1, len(documents)))
    looked_at = max(share, MOST_EMBEDDED // max(1, len(documents)))
    chosen: list[Place] = []
    for own in documents.values():
        found = central([passages[n] for n in own], embeddings, share, looked_at=looked_at)
        chosen += [(own[number], span) for number, span in found]
    return chosen


def central(
    passages: Sequence[Passage],
    embeddings: Embeddings,
    most: int,
    *,
    looked_at: int = MOST_EMBEDDED,
) -> list[Place]:
    """At most ``most`` sentences, in reading order.

    Of long texts an even sample of ``looked_at`` sentences is looked at. The centrality of a
    sentence is its mean cosine to all others; what repeats a chosen one is passed over. No passage
    gives more than its share where others have some: the lines of one list, which are much alike,
    would be all there is.
    """
    places = sampled(_sentences(passages), looked_at)
    if not places:
        return []
    texts = [_text(passages, place) for place in places]
    vectors = normalised(np.array(embeddings.embed_documents(texts), dtype=np.float64))
    centrality = vectors @ vectors.mean(axis=0)
    ranked = [int(i) for i in np.argsort(-centrality, kind="stable")]
    share = math.ceil(most / len({number for number, _ in places}))
    chosen: list[int] = []
    for cap in (share, most):
        for i in ranked:
            if len(chosen) == most:
                break
            given = sum(places[j][0] == places[i][0] for j in chosen)
            if given < cap and not any(_same(texts[i], texts[j]) for j in chosen):
                chosen.append(i)
    return [places[i] for i in sorted(chosen)]


def _sentences(passages: Sequence[Passage]) -> list[Place]:
    """All that are prose; all there are where none is."""
    every = [
        (number, span)
        for number, passage in enumerate(passages)
        for span in sentence_spans(passage.text)
    ]
    # Words take long to tell apart: of a book not every sentence is asked for its own.
    likely = [place for place in every if _may_be_prose(_text(passages, place))]
    likely = sampled(likely, _MOST_PARSED)
    prose = [place for place in likely if len(words(_text(passages, place))) >= _FEWEST_WORDS]
    return prose or [p for p in sampled(every, _MOST_PARSED) if words(_text(passages, p))]


def _may_be_prose(text: str) -> bool:
    return len(text) <= _LONGEST and _PROSE_END.search(text) is not None


def sampled(places: Sequence[T], most: int) -> list[T]:
    """At most ``most`` of ``places``, evenly, in order."""
    if len(places) <= most:
        return list(places)
    step = len(places) / most
    return [places[int(n * step)] for n in range(most)]


def _text(passages: Sequence[Passage], place: Place) -> str:
    number, (start, end) = place
    return passages[number].text[start:end]


def _same(one: str, other: str) -> bool:
    a, b = set(words(one)), set(words(other))
    return len(a & b) > _ALIKE * min(len(a), len(b))
