"""How near the sentences of passages are to a question, by an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import cast

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ragqa.embedding import similarity
from ragqa.embedding.interaction import TokenEmbedder, maxsim, telling_tokens
from ragqa.text.file_names import parted
from ragqa.text.parts.sentences import Sentence
from ragqa.types import Passage

ABOVE = 0.95
"""Of what is met in a line, what is met in the text above it (``Sentence.above``): a sentence that
leans on the one before is quoted with it, and steps belong to their title."""

_MAXSIM = 1.0  # weight of late interaction beside cosine


def cosines(
    question: str, sentences: Sequence[Sentence], embeddings: Embeddings
) -> NDArray[np.float64]:
    """The cosine of the question and each sentence, which is read with what stands before it."""
    vectors = np.array(embeddings.embed_documents(_in_context(sentences)))
    return similarity.cosines(np.array(embeddings.embed_query(question)), vectors)


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
    asked = telling_tokens(embedder, question).vectors
    read = embedder.document_tokens(_in_context(sentences))
    means = np.array([rows.mean(axis=0) for rows in read])
    documents = [_title(passage) for passage in passages]
    titles = [[documents[s.number - 1], *filter(None, [s.section])] for s in sentences]
    told = list(dict.fromkeys(title for each in titles for title in each))
    named = dict(zip(told, embedder.document_tokens(told), strict=True))
    met = np.array(
        [
            _met(embedder, asked, s, r, np.concatenate([named[title] for title in each]))
            for s, r, each in zip(sentences, read, titles, strict=True)
        ]
    )
    return similarity.cosines(np.array(embeddings.embed_query(question)), means) + _MAXSIM * met


def _met(
    embedder: TokenEmbedder,
    asked: NDArray[np.float32],
    sentence: Sentence,
    read: NDArray[np.float32],
    title: NDArray[np.float32],
) -> float:
    """MaxSim of a line: what stands before only lends it its sense, but for what is quoted too."""
    own = max(1, len(embedder.token_offsets(sentence.text)))
    title = ABOVE * title
    if not sentence.above:
        return maxsim(asked, np.concatenate([title, read[-own:]]))
    led = len(embedder.token_offsets(f"{sentence.above}{sentence.text}"))
    rows = read[-max(own, led) :]
    return maxsim(asked, np.concatenate([title, ABOVE * rows[:-own], rows[-own:]]))


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
