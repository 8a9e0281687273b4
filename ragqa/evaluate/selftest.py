"""Questions made from an index itself, without a model: does search find what it holds?

A sentence of a stored chunk is asked for by part of its words. It should be found; and where the
passages that hold it are hidden, the app should refuse.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ragqa.errors import EvaluationError
from ragqa.evaluate import intervals
from ragqa.evaluate.questions import Case, Gold, squeezed
from ragqa.evaluate.ranking import measure
from ragqa.search.duplicates import is_copy
from ragqa.text.language import FUNCTION_WORDS, detect, fold, sentence_spans
from ragqa.text.segmentation import cut
from ragqa.types import Chunk

KEPT = 0.6
"""Share of a sentence's words that its question has."""

_FEWEST, _MOST = 6, 40  # words of a sentence that say something
_END = re.compile(r"[\w)）\]”’\"'」』》][.!?。！？][”’\"'」』)）]*$")
_LETTERS = 0.6  # of its characters: what has fewer is a table or a line of dots


@dataclass(frozen=True, slots=True)
class Probe:
    """A question made from a sentence.

    Attributes:
        chunk: Where the sentence was drawn.
        sentence: As it stands there.
        question: Part of its words, in their order.
    """

    chunk: Chunk
    sentence: str
    question: str

    def is_held_by(self, chunk: Chunk) -> bool:
        """Whether ``chunk`` has the sentence, or stands on the same page."""
        return Held(self.chunk.source, _pages(self.chunk), self.sentence).matches(chunk)


@dataclass(frozen=True, slots=True)
class Held(Gold):
    """A sentence wherever it stands, and the page it was drawn from."""

    def matches(self, chunk: Chunk) -> bool:
        """Whether ``chunk`` has the sentence, or stands on the page."""
        on_page = bool(self.pages) and chunk.page_first is not None and Gold.matches(self, chunk)
        return on_page or squeezed(self.quote) in squeezed(chunk.text)


def make_probes(chunks: Iterable[Chunk], n: int, seed: int) -> list[Probe]:
    """Up to ``n`` questions, one a chunk, no sentence twice; the same for the same seed.

    Of chunks with a whole sentence first: headings, code and logs are asked for where those are
    too few.

    Raises:
        EvaluationError: No chunk has a sentence of six words.
    """
    rng = random.Random(seed)  # noqa: S311 # no secret
    probes: dict[str, Probe] = {}
    chunks = list(chunks)
    asked: set[str] = set()
    for whole in (True, False):
        for chunk in chunks:
            if len(probes) == n:
                break
            sentences = [s for s in _sentences(chunk.text, whole) if squeezed(s) not in probes]
            if sentences and chunk.id not in asked:
                sentence = rng.choice(sentences)
                probes[squeezed(sentence)] = Probe(chunk, sentence, _question(sentence, rng))
                asked.add(chunk.id)
    if not probes:
        raise EvaluationError(
            f"The index holds no sentence of {_FEWEST} words to ask for; ingest documents with "
            "running text.",
            f"索引中没有至少 {_FEWEST} 个词的句子可供提问；请导入含有连续文字的文档。",
        )
    return list(probes.values())


def _sentences(text: str, whole: bool) -> list[str]:
    """Those that say enough to be told from others. The chunk's last one may be cut: left out.

    With ``whole`` only those that end as sentences do.
    """
    spans = sentence_spans(text)
    found = [text[start:end] for start, end in (spans[:-1] if len(spans) > 1 else spans)]
    if whole:
        found = [s for s in found if _END.search(s)]
    return [s for s in found if _FEWEST <= len(_telling(s)) <= _MOST and _is_prose(s)]


def _is_prose(sentence: str) -> bool:
    characters = [char for char in sentence if not char.isspace()]
    return sum(map(str.isalpha, characters)) >= _LETTERS * len(characters)


def _telling(sentence: str) -> list[str]:
    """The words that are not only there to join others."""
    return [w for w in cut(fold(sentence)) if w not in FUNCTION_WORDS and w[:1].isalnum()]


def _question(sentence: str, rng: random.Random) -> str:
    words = [word for word in cut(" ".join(sentence.split())) if any(map(str.isalnum, word))]
    kept = sorted(rng.sample(range(len(words)), max(1, round(KEPT * len(words)))))
    return ("" if detect(sentence) == "zh" else " ").join(words[i] for i in kept)


def _pages(chunk: Chunk) -> tuple[int, ...]:
    if chunk.page_first is None:
        return ()
    return tuple(range(chunk.page_first, (chunk.page_last or chunk.page_first) + 1))


def hidden_for(probe: Probe, near: Iterable[Chunk]) -> set[str]:
    """The chunks to hide so that a probe's sentence is not there: its own, those that hold it or
    stand on its page, and near-duplicates.

    Args:
        probe: What is asked.
        near: What search finds for it, and the chunks next to its own.
    """
    gone = (c.id for c in near if probe.is_held_by(c) or is_copy(c, probe.chunk))
    return {probe.chunk.id, *gone}


def measure_index(
    probes: Sequence[Probe],
    search: Callable[[str], Sequence[Chunk]],
    refuses: Callable[[Probe, bool], bool],
    *,
    k: int = 10,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Ask for every sentence, with and without the passages that hold it.

    Args:
        probes: At least one.
        search: The app's.
        refuses: Whether the app refuses a probe's question; with True as second argument, where
            the sentence is hidden.
        k: Depth of recall.
        progress: Called with the number of probes that are done.

    Returns:
        The figures of ``ranking.measure`` without "missed"; "answered": share of the questions
        that are not refused; "refused": share refused where the sentence is hidden; their
        "intervals"; and "not_found": the sentences that are not among the first five.
    """
    answered: list[float] = []
    refused: list[float] = []
    for probe in probes:
        answered.append(float(not refuses(probe, False)))
        refused.append(float(refuses(probe, True)))
        if progress:
            progress(len(answered))
    cases = [
        Case(
            str(n), probe.question, (Held(probe.chunk.source, _pages(probe.chunk), probe.sentence),)
        )
        for n, probe in enumerate(probes)
    ]
    found = measure(cases, lambda question: [(c,) for c in search(question)], k=k)
    missed = [int(number) for number in found.pop("missed")]
    for name, values in (("answered", answered), ("refused", refused)):
        mean = intervals.mean(values)
        found[name] = mean.value
        found["intervals"][name] = [mean.low, mean.high]
    found["not_found"] = [
        {"source": probes[n].chunk.source, "sentence": probes[n].sentence} for n in missed
    ]
    return found
