"""From what the model said to an answer: citations checked, refusals told, gaps named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragqa import citations, contradictions, prompts
from ragqa.budget import Plan
from ragqa.language import detect
from ragqa.library import Library
from ragqa.types import Answer, Citation, Passage, Question, Unread


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, before its citations are checked."""

    text: str = ""
    finish_reason: str = "refused"
    tokens_reused: int = 0


def checked(
    question: Question, standalone: str, plan: Plan, reply: Reply, library: Library
) -> Answer:
    """The answer that ``reply`` comes to; timings, model and seed are still to be set.

    Args:
        question: As asked.
        standalone: As it was searched for.
        plan: What the model was given.
        reply: Without text where the model was not asked.
        library: Knows the documents.
    """
    said = reply.text.strip()
    refused = not said or prompts.is_refusal(said)
    cited = citations.check("" if refused else said, plan.passages)
    refusal = prompts.refusal(detect(question.text))
    return Answer(
        text=(said or refusal) if refused else cited.text,
        citations=cited.citations,
        refused=refused,
        question=question.text,
        standalone_question=standalone,
        ledger=plan.ledger(reply.tokens_reused),
        timings={},
        model="",
        seed=None,
        finish_reason="refused" if refused else reply.finish_reason,
        passages=plan.passages,
        unread=_unread(plan.passages if refused else cited.citations, library),
        unsupported=cited.unsupported,
        contradictions=contradictions.find(plan.passages, cited.citations),
        prompt_sha256=prompts.digest(plan.messages),
    )


def _unread(shown: Sequence[Passage | Citation], library: Library) -> tuple[Unread, ...]:
    """Of the documents of what is shown, those with pages without text."""
    ids = dict.fromkeys(part.document_id for part in shown)
    found = (library.document(document_id) for document_id in ids)
    return tuple(
        Unread(known.source, known.pages, known.pages_without_text)
        for known in found
        if known is not None and known.pages_without_text
    )
