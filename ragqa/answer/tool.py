"""The chain as a tool that agents call: what it takes, and what it says to their model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, cast

from langchain_core.callbacks import Callbacks
from pydantic import BaseModel, ConfigDict, Field

from ragqa.errors import QuestionError, UnknownSourceError
from ragqa.text.language import detect
from ragqa.types import Answer, Citation

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable
    from langchain_core.tools import BaseTool, StructuredTool

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
    anyway: Annotated[
        bool,
        Field(description="Whether to answer even where too little was found, from the nearest."),
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


def asking(chain: Runnable[Any, Answer], made: BaseTool) -> BaseTool:
    """``made``, so that it asks ``chain`` what it is called with: arguments, or the bare question.

    A model is told what is wrong with its call, so that it may call again. Other errors are raised.
    """

    def ask(question: str = "", callbacks: Callbacks = None, **others: Any) -> tuple[str, Answer]:
        with _telling(question):
            return told(chain.invoke({"question": question, **others}, {"callbacks": callbacks}))

    async def ask_later(
        question: str = "", callbacks: Callbacks = None, **others: Any
    ) -> tuple[str, Answer]:
        with _telling(question):
            asked = {"question": question, **others}
            return told(await chain.ainvoke(asked, {"callbacks": callbacks}))

    tool = cast("StructuredTool", made)  # LangChain makes another of what takes one text
    tool.func, tool.coroutine = ask, ask_later
    tool.response_format = "content_and_artifact"
    tool.handle_tool_error = True
    return tool


@contextmanager
def _telling(question: str) -> Iterator[None]:
    from langchain_core.tools import ToolException

    try:
        yield
    except (QuestionError, UnknownSourceError) as error:
        raise ToolException(error.text(detect(question))) from error


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
