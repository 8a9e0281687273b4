"""Answers without a language model: the sentences of the passages that best support the question.

The constants were chosen on the articles with an even number of XQuAD (zh, en) and of the CMRC 2018
trial set; `python -m tests.bench reading` tells the figures of these and of the others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from ragqa.answer.quoted.asides import without_asides
from ragqa.answer.quoted.lines import MOST_LINES, best_lines, explained
from ragqa.answer.quoted.nearness import ABOVE, cosines, token_cosines
from ragqa.answer.quoted.others import of_others
from ragqa.answer.quoted.untold import is_untold, untold
from ragqa.answer.quoted.versions import superseded
from ragqa.generation.calls import StreamedChat, spoken
from ragqa.text.asked import expected
from ragqa.text.asked.extremes import extreme_rows
from ragqa.text.asked.roles import names_those
from ragqa.text.explained import is_explained
from ragqa.text.fenced_code import FENCE
from ragqa.text.language import words
from ragqa.text.markers import without_markers
from ragqa.text.parts.continued import continued
from ragqa.text.parts.lists import steps
from ragqa.text.parts.rows import is_row, readable
from ragqa.text.parts.sentences import Sentence, candidates
from ragqa.types import Passage

# Sentences that are embedded for a question: about 15 ms each on two cores.
MOST_CANDIDATES = 48

_LEXICAL = 0.25  # weight of word overlap (0 to 1) beside cosine
_LEXICAL_MAXSIM = 0.15  # the same where late interaction looks at the words, too
_RANK = 0.015  # taken off for each place of the passage: search has judged them before
# A text names its subject once and then leaves it out, so words of the question that stand
# earlier in the passage count for half in a later sentence.
_INHERITED = 0.5
# Taken off for a sentence that an earlier answer of the conversation gave: who asks on wants more,
# and the question before, which is searched for along with a follow-up, would win again.
_REPEATED = 0.15
_UNEXPECTED = 0.06  # taken off where "when", "how many" or "who" finds none
_UNTOLD = 0.12  # the same where what is asked for is sure not to be told, as no price without money
_NAMED = 0.3  # added for the line of minutes that names who was there, where that is asked
_LEADING = 0.1  # taken off for what only leads to something that stands elsewhere
# Taken off where nothing is of the articles and options that are named, if others are: all have
# much the same words.
_OTHER = 0.2
# Taken off for what a later version of its document says otherwise: more than places in the ranking
# part the two.
_SUPERSEDED = 0.1
# A second and third sentence are given when this near to the best one. Late interaction parts
# sentences further than cosine.
_MARGIN = 0.08
_MARGIN_MAXSIM = 0.12
NAME = "quotes only"
"""Of the model in the answers that quote alone."""

_NOTE = re.compile(r"\[\^\w{1,4}\][^\S\n]*")  # what a footnote begins with: its number


class QuotingChat(StreamedChat):
    """Answers with at most three lines from the passages, each with its marker: ``… [1]``.

    A line is a sentence or two that follow one another: one that begins with "he", "this" and the
    like comes with the one before, neighbours that are nearly as good are joined, but where a time
    or an amount is asked for, and the best comes with the next where a way or a reason is.

    It reads ``question`` and ``passages`` from the last human message's ``additional_kwargs``
    (``prompts.build``) and invents nothing: without passages the answer is empty. The best
    line comes first.

    Attributes:
        embeddings: Judges how near a sentence is to the question.
        late_interaction: Whether ``embeddings`` is an ``interaction.TokenEmbedder`` whose tokens
            tell something: then sentences are compared token by token, too.
        context_size: Tokens of passages it will look at.
    """

    embeddings: Embeddings
    late_interaction: bool = False
    context_size: int = 32768
    name: str | None = NAME

    @property
    def _llm_type(self) -> str:
        return "quoting"

    def get_num_tokens(self, text: str) -> int:
        """Tokens of the embedder, or words where it counts none."""
        count = getattr(self.embeddings, "count_tokens", None)
        return int(count(text)) if count else len(words(text))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        said = "\n".join(message.text for message in messages if isinstance(message, AIMessage))
        question, passages = _given(messages)
        chosen = choose(
            question, passages, self.embeddings, late_interaction=self.late_interaction, said=said
        )
        for place, line in enumerate(filter(None, (_line(s, passages) for s in chosen))):
            yield spoken(f"\n{line}" if place else line, run_manager)
        end = AIMessageChunk(content="", response_metadata={"finish_reason": "stop"})
        yield ChatGenerationChunk(message=end)


def _line(sentence: Sentence, passages: Sequence[Passage]) -> str:
    """As it is quoted, with its own marker alone; "" for what is nothing but a marker."""
    shown = without_markers(sentence.lead + _readable(sentence, passages)).strip()
    between = "\n" if shown.endswith(FENCE) else " "  # behind a fence it would end none
    return f"{shown}{between}[{sentence.number}]" if shown else ""


def _readable(sentence: Sentence, passages: Sequence[Passage]) -> str:
    """As it is shown: a footnote without its number, which tells nothing outside its page."""
    shown = readable(passages[sentence.number - 1], sentence.start, sentence.end)
    return shown[note.end() :] if (note := _NOTE.match(shown)) else shown


def _is_said(sentence: Sentence, passages: Sequence[Passage], said: str) -> bool:
    """Whether an earlier answer gave it; ``said`` is those answers without their markers."""
    return bool(said) and without_markers(_readable(sentence, passages)) in said


def _given(messages: Sequence[BaseMessage]) -> tuple[str, tuple[Passage, ...]]:
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            given = message.additional_kwargs
            return given.get("question", message.text), given.get("passages", ())
    return "", ()


def choose(
    question: str,
    passages: Sequence[Passage],
    embeddings: Embeddings,
    *,
    late_interaction: bool = False,
    said: str = "",
) -> list[Sentence]:
    """At most ``MOST_LINES`` lines that support an answer, best first; none without what it is
    sure to need, as a price does money.

    Args:
        question: What was asked.
        passages: Best first; their sentences are the candidates.
        embeddings: Called once for the question and once for all candidates.
        late_interaction: As in ``QuotingChat``.
        said: Earlier answers; their sentences come after others that are as good.
    """
    found = continued(candidates(question, passages), passages)
    found += steps(question, passages)
    if not found:
        return []
    weights = _weights(question, found)
    said = without_markers(said)
    lexical = _LEXICAL_MAXSIM if late_interaction else _LEXICAL
    cheap = np.array(
        [
            lexical * _overlap(s, weights)
            - _RANK * (s.number - 1)
            - _REPEATED * _is_said(s, passages, said)
            - _UNEXPECTED * (not expected.is_met(question, s.text))
            - _LEADING * s.text.endswith((":", "："))
            for s in found
        ]
    )
    cheap -= _OTHER * of_others(question, found, passages) + _UNTOLD * untold(question, found)
    cheap -= _SUPERSEDED * superseded(question, found, passages)
    if is_named := names_those(question):
        cheap += _NAMED * np.array([is_named(s.text) for s in found])
    kept = np.argsort(-cheap, kind="stable")[:MOST_CANDIDATES]
    whole, found = found, [found[i] for i in kept]
    if late_interaction:
        near = token_cosines(question, found, passages, embeddings)
        margin = _MARGIN_MAXSIM
    else:
        near, margin = cosines(question, found, embeddings), _MARGIN
    joinable = () if expected.is_brief(question) else passages
    scores = cheap[kept] + near
    good = [
        found[i] for i in np.argsort(-scores, kind="stable") if scores.max() - scores[i] <= margin
    ]
    if extremes := extreme_rows(question, good, whole, passages):
        return extremes[:MOST_LINES]
    rows = _as_telling_rows(found, [_overlap(s, weights) for s in found], int(scores.argmax()))
    chosen = best_lines([found[i] for i in rows], joinable, scores[rows], margin, said)
    if joinable and is_explained(question):
        chosen = explained(chosen, found[int(scores.argmax())], whole, passages)
    return [] if is_untold(question, chosen) else without_asides(question, chosen)


def _as_telling_rows(found: Sequence[Sentence], overlaps: Sequence[float], best: int) -> list[int]:
    """All, but where a row of a table is best, only rows with as many of the question's words.

    The other rows look much alike, and are of others than was asked for.
    """
    if not is_row(found[best].text):
        return list(range(len(found)))
    return [
        i
        for i, sentence in enumerate(found)
        if overlaps[i] >= overlaps[best] or not is_row(sentence.text)
    ]


def _weights(question: str, sentences: Sequence[Sentence]) -> dict[str, float]:
    """The question's words with their idf among ``sentences``, adding up to 1.

    The idf is that of BM25, ln(1 + (N − n + ½) / (n + ½)), which is never negative.
    """
    asked = dict.fromkeys(words(question))  # in order, so that sums are the same each time
    counts = Counter(word for s in sentences for word in s.words)
    total = len(sentences)
    idf = {w: math.log1p((total - counts[w] + 0.5) / (counts[w] + 0.5)) for w in asked}
    whole = sum(idf.values())
    return {w: value / whole for w, value in idf.items()}


def _overlap(sentence: Sentence, weights: Mapping[str, float]) -> float:
    """Share of the question's words in the sentence, 0 to 1; those before it count for less."""
    above = frozenset(words(f"{sentence.section} {sentence.above}"))
    return sum(
        weight * (1.0 if word in sentence.words else ABOVE if word in above else _INHERITED)
        for word, weight in weights.items()
        if word in sentence.words or word in sentence.before or word in above
    )
