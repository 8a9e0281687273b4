"""How the check of answers judges those that are a value alone, without a marker."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from ragqa.answer.claims.citations import check
from ragqa.types import Passage
from tests.bench.squad import paragraphs
from tests.builders import passage

_FAR = 50  # paragraphs between a question and the one whose answers are none of its own
_LONGEST = 60  # characters


def judged_alone(path: Path) -> dict[str, Any]:
    """What is said of the right answers of a question set, and of those of other questions.

    Three other paragraphs are shown beside the one that answers.

    Returns:
        For "right" answers, and for "made-up" ones that stand in none of the paragraphs shown:
        their number, and the share that is cited and verified, is cited unverified, and is named
        as unsupported. Of what is left nothing is said.
    """
    known = list(paragraphs(path))
    texts = [replace(passage(each["context"], source=key), document_id=key) for key, each in known]
    said = {"right": Counter[str](), "made-up": Counter[str]()}
    for n, (_, paragraph) in enumerate(known):
        shown = tuple(texts[(n + step) % len(texts)] for step in range(4))
        others = _answers(known[(n + _FAR) % len(known)][1])
        strange = [other for other in others if not any(other in text.text for text in shown)]
        for i, asked in enumerate(paragraph["qas"]):
            said["right"][_told(asked["question"], asked["answers"][0]["text"], shown)] += 1
            if strange:
                said["made-up"][_told(asked["question"], strange[i % len(strange)], shown)] += 1
    return {kind: _shares(counted) for kind, counted in said.items()}


def _answers(paragraph: dict[str, Any]) -> list[str]:
    texts = (asked["answers"][0]["text"] for asked in paragraph["qas"])
    return [text for text in texts if len(text) <= _LONGEST]


def _told(question: str, answer: str, shown: tuple[Passage, ...]) -> str:
    found = check(answer, shown, question)
    if found.unsupported:
        return "unsupported"
    if not found.citations:
        return "nothing"
    return "verified" if found.citations[0].verified else "unverified"


def _shares(counted: Counter[str]) -> dict[str, float]:
    number = counted.total()
    shares = {
        name: round(counted[name] / number, 4) for name in ("verified", "unverified", "unsupported")
    }
    return {"answers": number} | shares
