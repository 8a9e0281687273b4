"""How the check of answers judges sentences that are true, and the same with one thing changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ragqa.answer.claims import contradictions
from ragqa.answer.claims.citations import check
from ragqa.text.figures import quantities
from ragqa.text.language import detect, sentence_spans
from ragqa.text.segmentation import kinds
from ragqa.types import Passage
from tests.bench.squad import paragraphs
from tests.builders import passage

_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|will|would|has|have|had)\b")
_VERB_ZH = re.compile("是|能|会|有|可以")
_NAMES_ZH = ("nr", "ns", "nt")
_NAMES_EN = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_SHORTEST = 12  # characters of a sentence


def _other_number(sentence: str) -> str | None:
    for found in quantities.quantities(sentence):
        if sentence[found.start : found.end].isascii() and sentence[found.start].isdigit():
            return f"{sentence[: found.start]}{987}{sentence[found.end :]}"
    return None


def _denied(sentence: str) -> str | None:
    if _AUXILIARY.search(sentence):
        return _AUXILIARY.sub(r"\1 not", sentence, count=1)
    if sentence.isascii() or not _VERB_ZH.search(sentence):
        return None
    return _VERB_ZH.sub(
        lambda m: {"有": "没有"}.get(m.group(), f"不{m.group()}"), sentence, count=1
    )


def _paraphrased(sentence: str) -> str | None:
    """The clauses in another order, without a claim of their own changed."""
    parts = re.split(r"[,，]\s*", sentence.rstrip("。."))
    return "，".join(reversed(parts)) if len(parts) == 2 else None


def _shortened(sentence: str) -> str | None:
    """Without the clause in the middle."""
    parts = re.split(r"[,，](?!\d)\s*", sentence)
    return "，".join([parts[0], *parts[2:]]) if len(parts) == 3 else None


def _renamed(sentence: str, paragraph: str) -> str | None:
    """With a name of the paragraph in the place of the first of its own."""
    own = _names(sentence)
    others = [name for name in _names(paragraph) if name not in sentence]
    if not own or not others:
        return None
    return re.sub(rf"\b{own[0]}\b" if own[0].isascii() else own[0], others[0], sentence)


def _names(text: str) -> list[str]:
    if detect(text) == "zh":
        return [word for word, kind in kinds(text) if kind in _NAMES_ZH and len(word) > 1]
    return _NAMES_EN.findall(text)


CHANGES: dict[str, Callable[[str, str], str | None]] = {
    "letter for letter": lambda sentence, _: sentence,
    "clauses in another order": lambda sentence, _: _paraphrased(sentence),
    "a clause left out": lambda sentence, _: _shortened(sentence),
    "another number": lambda sentence, _: _other_number(sentence),
    "another name": _renamed,
    "denied": lambda sentence, _: _denied(sentence),
}


def judged(path: Path) -> dict[str, Any]:
    """For each change, how many sentences, and the share that is held to be supported.

    Each sentence of each paragraph is cited to it; three other paragraphs are shown beside it.
    """
    texts = [
        replace(passage(paragraph["context"], source=key), document_id=key)
        for key, paragraph in paragraphs(path)
    ]
    totals = {name: [0, 0] for name in CHANGES}
    for n, text in enumerate(texts):
        shown = (text, *(texts[(n + step) % len(texts)] for step in (1, 2, 3)))
        for sentence in _sentences(text):
            for name, change in CHANGES.items():
                changed = change(sentence, text.text)
                if changed is not None:
                    checked = check(f"{changed.rstrip('。. ')} [1]。", shown)
                    totals[name][0] += 1
                    totals[name][1] += not checked.unsupported
    return {
        name: {"sentences": number, "supported": round(held / number, 4) if number else None}
        for name, (number, held) in totals.items()
    } | {"paragraphs with a contradiction": _contradicted(texts), "paragraphs": len(texts)}


def _sentences(text: Passage) -> Iterator[str]:
    for start, end in sentence_spans(text.text):
        if end - start >= _SHORTEST:
            yield text.text[start:end]


def _contradicted(texts: list[Passage]) -> int:
    """Paragraphs that, cited as a whole, any other one is said to contradict."""
    whole = [text.cite(1, (0, len(text.text)), score=1.0, verified=True) for text in texts]
    return sum(
        bool(contradictions.find([text, *texts[:n], *texts[n + 1 :]], [whole[n]]))
        for n, text in enumerate(texts)
    )
