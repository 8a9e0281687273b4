"""The chain as a tool that agents call: what it takes, and what it says to their model."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ragqa.types import Answer, Citation

NAME = "ask_documents"
DESCRIPTION = (
    "Answer a question from the user's own documents alone, with numbered citations that were "
    "looked up in them. It says so where the documents do not answer."
)


class Arguments(BaseModel):
    """What may stand in the mapping for a question (``asking.read_question``), in plain types."""

    model_config = ConfigDict(title="Question")

    question: Annotated[str, Field(description="The question, in any language.")]
    history: Annotated[
        list[list[str]],
        Field(description="Earlier turns, oldest first: each a question and its answer."),
    ] = []
    whole: Annotated[
        bool, Field(description="Whether to read all of the one document that is chosen.")
    ] = False
    collection: Annotated[str, Field(description="Only documents of this collection.")] = ""
    collections: Annotated[
        list[str], Field(description="Only documents of any of these collections.")
    ] = []
    sources: Annotated[list[str], Field(description="Only these documents, by their names.")] = []
    folder: Annotated[str, Field(description="Only documents below this folder.")] = ""
    types: Annotated[list[str], Field(description="Only files of these endings, such as pdf.")] = []
    since: Annotated[
        str, Field(description="Only files last changed on this day or later: 2026-01-31.")
    ] = ""
    until: Annotated[
        str, Field(description="Only files last changed on this day or earlier: 2026-01-31.")
    ] = ""
    pages: Annotated[str, Field(description="Only these pages: 3, or 3-10.")] = ""


def told(answer: Answer) -> tuple[str, Answer]:
    """What a model reads of an answer, which has no use for more, and all of it for programs."""
    return "\n".join([answer.text, *map(_line, answer.citations)]), answer


def _line(citation: Citation) -> str:
    first, last = citation.page_first, citation.page_last
    pages = "" if first is None else f" p. {first}"
    if first is not None and last not in (None, first):
        pages += f"-{last}"
    doubt = "" if citation.verified else " (unverified)"
    quote = " ".join(citation.quote.split())
    return f'[{citation.number}] {citation.source}{pages}{doubt}: "{quote}"'
