"""How near the sentences of passages are to a question, by an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import cast

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ragqa.embedding import similarity
from ragqa.embedding.interaction import TokenEmbedder, telling_spans, telling_tokens
from ragqa.text.file_names import parted
from ragqa.text.language import FUNCTION_WORDS, fold, words
from ragqa.text.names import name_spans
from ragqa.text.sentences import Sentence
from ragqa.types import Passage

ABOVE = 0.95
"""Of what is met in a line, what is met in the text above it (``Sentence.above``): a sentence that
leans on the one before is quoted with it, and steps belong to their title."""

_MAXSIM = 1.0  # weight of late interaction beside cosine


def cosines(
    question: str,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    embeddings: Embeddings,
) -> NDArray[np.float64]:
    """The cosine of the question and each sentence, which is read with what stands before it."""
    vectors = np.array(embeddings.embed_documents(_in_context(sentences)))
    return _cosines(question, sentences, passages, embeddings, vectors)


def token_cosines(
    question: str,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    embeddings: Embeddings,
) -> NDArray[np.float64]:
    """The cosine of each sentence and ``_MAXSIM`` times its MaxSim, from one look at it.

    The mean of a text's token vectors stands for its vector, which would take a second look.
    What names a document, and what stands above a part of it, holds for each of its sentences: of
    whom a report is, one says, and that one tells nothing else.
    """
    embedder = cast(TokenEmbedder, embeddings)
    asked = telling_tokens(embedder, question)
    read = embedder.document_tokens(_in_context(sentences))
    means = np.array([rows.mean(axis=0) for rows in read])
    documents = [_title(passage) for passage in passages]
    titles = [[documents[s.number - 1], *filter(None, [s.section])] for s in sentences]
    told = list(dict.fromkeys(title for each in titles for title in each))
    named = dict(zip(told, embedder.document_tokens(told), strict=True))
    met: NDArray[np.float64] = np.array(
        [
            _met(embedder, asked, s, r, np.concatenate([named[title] for title in each]))
            for s, r, each in zip(sentences, read, titles, strict=True)
        ]
    )
    met = _with_names_before(met, sentences, _in_names(embedder, question, len(asked)))
    near = _cosines(question, sentences, passages, embeddings, means)
    found: NDArray[np.float64] = near + _MAXSIM * met.mean(axis=1)
    return found


def _cosines(
    question: str,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    embeddings: Embeddings,
    vectors: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Of the question and vectors of sentences; without its names where the passage has them.

    Who signed a lease, its first line says; that the tenant is named tells of none of its lines
    whether it answers.
    """
    near = similarity.cosines(np.array(embeddings.embed_query(question)), vectors)
    named, rest = _names(question)
    if not named:
        return near
    bare = similarity.cosines(np.array(embeddings.embed_query(rest)), vectors)
    texts = [fold(f"{_title(passage)}\n{passage.text}") for passage in passages]
    held = [all(name in text for name in named) for text in texts]
    return np.where([held[s.number - 1] for s in sentences], bare, near)


def _names(question: str) -> tuple[list[str], str]:
    """The names in a question, and the question without them; none where that asks nothing."""
    spans = name_spans(question)
    named = [fold(question[start:end]) for start, end in spans]
    inside = {at for span in spans for at in range(*span)}
    rest = "".join(char for at, char in enumerate(question) if at not in inside)
    asks = not FUNCTION_WORDS.issuperset(words(rest))
    return (named, rest) if asks else ([], question)


def _in_names(embedder: TokenEmbedder, question: str, telling: int) -> NDArray[np.bool_]:
    """Which of the telling tokens of a question stand in a name; none where these are not known."""
    spans, named = telling_spans(embedder, question), name_spans(question)
    if len(spans) != telling:
        return np.zeros(telling, bool)
    return np.array(
        [any(start < last and first < end for first, last in named) for start, end in spans]
    )


def _with_names_before(
    met: NDArray[np.float64], sentences: Sequence[Sentence], named: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """``met``, with the names that earlier sentences of the passage meet: these go on about them.

    Args:
        met: How well each token of the question (columns) is met by each sentence (rows).
        sentences: The same.
        named: Which tokens stand in a name.
    """
    lent = met.copy()
    earlier: dict[int, NDArray[np.float64]] = {}
    for i in sorted(range(len(met)), key=lambda i: sentences[i].start):
        number = sentences[i].number
        before = earlier.get(number, met[i])
        lent[i, named] = np.maximum(met[i], ABOVE * before)[named]
        earlier[number] = np.maximum(before, met[i])
    return lent


def _met(
    embedder: TokenEmbedder,
    asked: NDArray[np.float32],
    sentence: Sentence,
    read: NDArray[np.float32],
    title: NDArray[np.float32],
) -> NDArray[np.float32]:
    """How well a line meets each token: what stands before lends its sense, if not quoted too."""
    own = max(1, len(embedder.token_offsets(sentence.text)))
    led = own
    if sentence.above:
        led = max(own, len(embedder.token_offsets(f"{sentence.above}{sentence.text}")))
    rows = read[-led:]
    met = asked @ np.concatenate([ABOVE * title, ABOVE * rows[:-own], rows[-own:]]).T
    best: NDArray[np.float32] = met.max(axis=1)
    return best


def _title(passage: Passage) -> str:
    """What says of what a document is: the words of its name, and its outermost heading."""
    name = parted(PurePosixPath(passage.source).stem)
    return " ".join((name, *passage.headings[:1])).strip()


def _in_context(sentences: Sequence[Sentence]) -> list[str]:
    return [_with_context(sentence) for sentence in sentences]


def _with_context(sentence: Sentence) -> str:
    text = f"{sentence.above}{sentence.text}"
    known = not sentence.context or sentence.above.startswith(sentence.context)
    return text if known else f"{sentence.context} {text}"
