"""What there is to say of an answer besides its text and its sources, as the page says it. Pure."""

from __future__ import annotations

from ragqa.replaying import Difference
from ragqa.text.counted import counted
from ragqa.types import Answer
from ui.texts.web import WebTexts


def differing(answer: Answer | None, texts: WebTexts) -> list[str]:
    """Which other document says it differently: who reads the answer alone must see that."""
    return [
        texts.contradiction_in.format(
            first=found.values[0],
            here=found.first.source,
            second=found.values[1],
            there=found.second.source,
        )
        for found in (answer.contradictions if answer else ())
    ]


def ended(answer: Answer, texts: WebTexts) -> list[str]:
    """Why the answer is not whole, where it is not."""
    why = {"length": texts.cut_short, "time": texts.out_of_time}.get(answer.finish_reason)
    return [why] if why else []


def weak(answer: Answer, texts: WebTexts) -> list[str]:
    """That it was answered from too little, because its reader wanted it."""
    return [texts.weak] if answer.weak and not answer.refused else []


def unread(answer: Answer, texts: WebTexts) -> list[str]:
    """Which documents behind the answer have pages without text."""
    return [
        counted(texts.unread, known.pages_without_text, name=known.source, pages=known.pages)
        for known in answer.unread
    ]


def changed(difference: Difference, texts: WebTexts) -> str:
    """That a cited document is no longer what was cited."""
    template = texts.cited_removed if difference.kind == "removed" else texts.cited_changed
    return template.format(name=difference.name)
