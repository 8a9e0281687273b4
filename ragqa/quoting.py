"""Answers without a language model: the sentences of the passages that best support the question.

The constants were chosen on half of the questions of XQuAD (zh, en) and of the CMRC 2018 trial
set, and checked on the other half.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from numpy.typing import NDArray

from ragqa.citations import without_markers
from ragqa.language import sentence_spans, words
from ragqa.types import Passage

MOST_SENTENCES = 3  # of an answer
# Sentences that are embedded for a question: about 15 ms each on two cores.
MOST_CANDIDATES = 48

_LEXICAL = 0.25  # weight of word overlap (0 to 1) beside cosine
_RANK = 0.015  # taken off for each place of the passage: search has judged them before
# A text names its subject once and then leaves it out, so words of the question that stand
# earlier in the passage count for half in a later sentence.
_INHERITED = 0.5
_CONTEXT = 60  # characters of the passage's opening that are embedded before a later sentence
# Taken off for a sentence that an earlier answer of the conversation gave: who asks on wants more,
# and the question before, which is searched for along with a follow-up, would win again.
_REPEATED = 0.15
_MARGIN = 0.08  # a second and third sentence are given when this near to the best one
_DUPLICATE = 0.7  # share of words in common above which two sentences say the same
_FEWEST_WORDS = 3
_HEADING_WORDS = 8  # a line without an end mark and with fewer words is taken for a heading
_LONGEST = 400  # characters; what is longer is no prose and is cut at its line ends

_QUESTION_END = re.compile(r"[?？][”’」』）)\"']*$")
_SENTENCE_END = re.compile(r"[。！!；;….][”’」』】》）)\]\"']*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that might be quoted.

    Attributes:
        number: Of the passage, 1-based.
        text: Letter for letter from the passage.
        words: Its distinct words.
        before: Distinct words of the passage before it.
        context: The opening of the passage; "" for its first sentence.
    """

    number: int
    text: str
    words: frozenset[str]
    before: frozenset[str]
    context: str


class QuotingChat(BaseChatModel):
    """Answers with at most three sentences of the passages, each with its marker: ``… [1]``.

    It reads ``question`` and ``passages`` from the last human message's ``additional_kwargs``
    (``prompts.build``) and invents nothing: without passages the answer is empty. The best
    sentence comes first, one on a line.

    Attributes:
        embeddings: Judges how near a sentence is to the question.
        context_size: Tokens of passages it will look at.
    """

    embeddings: Embeddings
    context_size: int = 32768
    name: str | None = "quotes only"

    @property
    def _llm_type(self) -> str:
        return "quoting"

    def get_num_tokens(self, text: str) -> int:
        """Tokens of the embedder, or words where it counts none."""
        count = getattr(self.embeddings, "count_tokens", None)
        return int(count(text)) if count else len(words(text))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        said = "\n".join(message.text for message in messages if isinstance(message, AIMessage))
        chosen = choose(*_given(messages), self.embeddings, said=said)
        for place, sentence in enumerate(chosen):
            line = f"{without_markers(sentence.text)} [{sentence.number}]"
            text = f"\n{line}" if place else line
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
            if run_manager:
                run_manager.on_llm_new_token(text, chunk=chunk)
            yield chunk
        end = AIMessageChunk(content="", response_metadata={"finish_reason": "stop"})
        yield ChatGenerationChunk(message=end)


def _given(messages: Sequence[BaseMessage]) -> tuple[str, tuple[Passage, ...]]:
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            given = message.additional_kwargs
            return given.get("question", message.text), given.get("passages", ())
    return "", ()


def choose(
    question: str, passages: Sequence[Passage], embeddings: Embeddings, *, said: str = ""
) -> list[Sentence]:
    """At most ``MOST_SENTENCES`` sentences that support an answer, best first.

    Args:
        question: What was asked.
        passages: Best first; their sentences are the candidates.
        embeddings: Called once for the question and once for all candidates.
        said: Earlier answers; their sentences come after others that are as good.
    """
    found = candidates(question, passages)
    if not found:
        return []
    weights = _weights(question, found)
    said = without_markers(said)
    cheap = np.array(
        [
            _LEXICAL * _overlap(s, weights)
            - _RANK * (s.number - 1)
            - _REPEATED * (without_markers(s.text) in said)
            for s in found
        ]
    )
    kept = np.argsort(-cheap, kind="stable")[:MOST_CANDIDATES]
    found = [found[i] for i in kept]
    scores = cheap[kept] + _cosines(question, found, embeddings)
    chosen: list[Sentence] = []
    for i in np.argsort(-scores, kind="stable"):
        if len(chosen) == MOST_SENTENCES or scores[i] < scores.max() - _MARGIN:
            break
        if not any(_same(found[i], other) for other in chosen):
            chosen.append(found[i])
    return chosen


def candidates(question: str, passages: Sequence[Passage]) -> list[Sentence]:
    """Sentences worth quoting, in the order of ``passages``.

    Questions, headings, fragments and what only repeats the question are left out, unless there
    is nothing else. Slides and lists are all short lines: these stay where a passage has no other.
    """
    asked = set(words(question))
    found: list[Sentence] = []
    telling: list[Sentence] = []
    for number, passage in enumerate(passages, start=1):
        own = [sentence for sentence in _sentences(number, passage) if sentence.words]
        lines = [s for s in own if _is_line(s, passage) and s.words - asked]
        found += own
        telling += [s for s in lines if _is_prose(s)] or lines
    return telling or found


def _sentences(number: int, passage: Passage) -> Iterator[Sentence]:
    before: frozenset[str] = frozenset()
    opening = ""
    for start, end in sentence_spans(passage.text):
        for text in _cut(passage.text[start:end]):
            own = frozenset(words(text))
            yield Sentence(number, text, own, before, opening)
            before |= own
            opening = opening or text[:_CONTEXT]


def _cut(text: str) -> list[str]:
    if len(text) <= _LONGEST:
        return [text]
    return [line for part in text.splitlines() if (line := part.strip())]


def _is_line(sentence: Sentence, passage: Passage) -> bool:
    if len(sentence.words) < _FEWEST_WORDS or _QUESTION_END.search(sentence.text):
        return False
    return sentence.text not in passage.headings


def _is_prose(sentence: Sentence) -> bool:
    return len(sentence.words) >= _HEADING_WORDS or bool(_SENTENCE_END.search(sentence.text))


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
    return sum(
        weight if word in sentence.words else _INHERITED * weight
        for word, weight in weights.items()
        if word in sentence.words or word in sentence.before
    )


def _cosines(
    question: str, sentences: Sequence[Sentence], embeddings: Embeddings
) -> NDArray[np.float64]:
    texts = [f"{s.context} {s.text}" if s.context else s.text for s in sentences]
    vectors = np.array(embeddings.embed_documents(texts))
    query = np.array(embeddings.embed_query(question))
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    cosines: NDArray[np.float64] = vectors @ query / np.maximum(lengths, 1e-12)
    return cosines


def _same(one: Sentence, other: Sentence) -> bool:
    shared = len(one.words & other.words)
    return shared > _DUPLICATE * min(len(one.words), len(other.words))
