"""Search where each paragraph stands beside near-copies that do not answer the question."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from ragqa.text.language import sentence_spans
from tests.bench.squad import paragraphs, write_set

COPIES = 4
_FEWEST = 4  # sentences of a paragraph


def write_near_copies(folder: Path, texts: Path) -> Path:
    """A BEIR folder: paragraphs of a SQuAD file, one question of each, and ``COPIES`` of each.

    A copy lacks the sentences with the answer, and all but the first of them another one.
    """
    drawn = random.Random(0)  # noqa: S311 # a sample
    corpus, asked = [], []
    for key, paragraph in paragraphs(texts):
        text = paragraph["context"]
        chosen = drawn.choice(paragraph["qas"])
        starts = [start for start, _ in sentence_spans(text)]
        sentences = [text[start:end] for start, end in pairwise([*starts, len(text)])]
        others = [s for s in sentences if not any(a["text"] in s for a in chosen["answers"])]
        if len(sentences) < _FEWEST or len(others) in (0, len(sentences)):
            continue
        corpus.append((key, text))
        corpus += [(f"{key}-{n}", copy) for n, copy in enumerate(_copies(others, drawn))]
        asked.append((key, chosen["question"], key))
    return write_set(folder, corpus, asked)


def _copies(sentences: Sequence[str], drawn: random.Random) -> Iterator[str]:
    for n in range(COPIES):
        without = drawn.randrange(len(sentences)) if n else None
        yield "".join(s for i, s in enumerate(sentences) if i != without)
