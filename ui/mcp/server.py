"""The tools and the server that offers them, by MCP's own SDK."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import anyio.from_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError

from ragqa import __version__
from ragqa.answer.asking import read_question
from ragqa.answer.elsewhere import of_hits
from ragqa.errors import RagqaError
from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.text.counted import counted
from ragqa.text.language import Language
from ragqa.types import Finished, PromptRead, Question, Queued, Reading, Token, chunk_id
from ui.mcp.opened import Library, Opened
from ui.mcp.results import (
    Answered,
    SearchResult,
    SourceList,
    SourceText,
    answered,
    found,
    listed,
    source_text,
)
from ui.remote import for_client, note
from ui.texts.api import api_texts
from ui.texts.api_reasons import reason
from ui.texts.mcp import McpTexts
from ui.unforeseen import trace_of

if TYPE_CHECKING:
    from ragqa.index import Index
    from ragqa.settings import Settings
    from ragqa.types import Event

_LOG = logging.getLogger(__name__)
_READABLE = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_BREATH = 1.0  # seconds between two signs of life while an answer is written
_MOST_CHUNKS = 200  # of one call; the smallest have some 30 tokens

Text = Annotated[str, Field(max_length=20_000)]
Name = Annotated[str, Field(max_length=4_096)]
Names = Annotated[tuple[Name, ...], Field(max_length=100)]
Results = Annotated[int, Field(ge=1, le=50)]
Listing = Annotated[int, Field(ge=1, le=200)]
Place = Annotated[int, Field(ge=0, le=10**9)]
Length = Annotated[int, Field(ge=200, le=20_000)]


class Tools:
    """The tools, each a method; errors reach who asked as text.

    Args:
        library: What they look into.
        texts: In the language of the user.
    """

    def __init__(self, library: Library, texts: McpTexts) -> None:
        self._library = library
        self._texts = texts

    def search(
        self,
        query: Text,
        collection: Name = "",
        sources: Names = (),
        limit: Results = 8,
        collections: Names = (),
    ) -> SearchResult:
        """The chunks that fit ``query`` best."""
        with self._telling():
            retriever = self._library.retriever().model_copy(update={"k": limit})
            hits = retriever.search(
                query, _scope(retriever.index, sources, collection, collections)
            )
            also = of_hits(hits, retriever.index)
            return SearchResult(found=[found(*each) for each in zip(hits, also, strict=True)])

    def ask(
        self,
        question: Text,
        context: Context[Any, Any],
        collection: Name = "",
        sources: Names = (),
        anyway: bool = False,
        collections: Names = (),
    ) -> Answered:
        """The answer; a client that cancels stops the model."""
        with self._telling():
            index = self._library.retriever().index
            scope = _scope(index, sources, collection, collections)
            asked = read_question(Question(question, scope=scope, anyway=anyway))
            tell = self._progress(context)
            with closing(self._library.chain().stream(asked)) as events:
                for event in events:
                    # Raises where the client has gone; closing then ends the model's own loop.
                    anyio.from_thread.check_cancelled()
                    if isinstance(event, Finished):
                        return answered(event.answer)
                    tell(event)
        raise AssertionError("a stream ends with Finished")

    def list_sources(
        self,
        collection: Name = "",
        name_contains: Name = "",
        offset: Place = 0,
        limit: Listing = 50,
        collections: Names = (),
    ) -> SourceList:
        """The documents, in order."""
        with self._telling():
            index = self._library.retriever().index
            known = _documents(index, collection, collections)
            wanted = name_contains.casefold()
            fitting = [source for source in known if wanted in source.source.casefold()]
            return listed(fitting, offset, limit, self._texts.language)

    def read_source(self, source: Name, chunk: Place = 0, longest: Length = 8_000) -> SourceText:
        """Text of one document from ``chunk`` on."""
        with self._telling():
            index = self._library.retriever().index
            known = index.document(source) or index.find(source)
            if chunk and chunk >= known.chunks:
                raise ToolError(counted(self._texts.no_chunk, known.chunks, source=known.source))
            numbers = range(chunk, min(known.chunks, chunk + _MOST_CHUNKS))
            ids = [chunk_id(known.document_id, known.revision, number) for number in numbers]
            chunks = list(index.chunks(ids).values())
            return source_text(known, chunks, longest, self._texts.language)

    def _progress(self, context: Context[Any, Any]) -> Callable[[Event], None]:
        """Tells the client how far an answer is; its clock for a silent server starts anew."""
        steps, last = 0, 0.0

        def tell(event: Event) -> None:
            nonlocal steps, last
            match event:
                case Queued():
                    said = counted(self._texts.queued, event.position)
                case PromptRead():
                    said = self._texts.reading.format(done=event.done, total=event.total)
                case Reading() if time.monotonic() - last >= _BREATH:
                    said = self._texts.reading_parts.format(done=event.done, total=event.total)
                case Token() if time.monotonic() - last >= _BREATH:
                    said = self._texts.writing
                case _:
                    return
            steps, last = steps + 1, time.monotonic()
            anyio.from_thread.run(context.report_progress, steps, None, said)

        return tell

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except ToolError:
            raise
        except RagqaError as error:
            note(error)
            raise ToolError(for_client(error).text(self._texts.language)) from error
        except Exception as error:
            _LOG.error("a tool failed: %s", trace_of(error))
            raise ToolError(self._texts.unexpected.format(kind=type(error).__name__)) from error


class _Telling(Tool):
    """A tool that tells in a sentence what is wrong with an argument.

    Attributes:
        language: Of the sentence.
    """

    language: Language = "en"

    async def run(
        self,
        arguments: dict[str, Any],
        context: Context[Any, Any],
        convert_result: bool = False,
    ) -> Any:
        """As ``Tool.run``."""
        try:
            return await super().run(arguments, context, convert_result)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = error.__cause__.errors()[0]
            told = api_texts(self.language).invalid.format(
                place=".".join(map(str, wrong["loc"])), reason=reason(wrong, self.language)
            )
            raise ToolError(f"Error executing tool {self.name}: {told}") from error


def server_over(library: Library, texts: McpTexts) -> MCPServer[Any]:
    """The server with all tools over ``library``."""
    tools = Tools(library, texts)
    named: dict[str, Callable[..., Any]] = {
        "search": tools.search,
        "ask": tools.ask,
        "list_sources": tools.list_sources,
        "read_source": tools.read_source,
    }
    return MCPServer(
        "ragqa",
        instructions=texts.instructions,
        version=__version__,
        log_level="ERROR",  # what is below tells what was asked
        tools=[_tool(name, function, texts) for name, function in named.items()],
    )


def serve(settings: Settings, texts: McpTexts, *, tell: Callable[[str], None]) -> None:
    """Serve on standard input and output until the client closes them.

    Args:
        settings: All of them.
        texts: In the language of the user.
        tell: For the log, which is no part of the protocol.
    """

    def loading(what: str) -> None:
        tell(
            texts.loading_index.format(index=settings.index)
            if what == "index"
            else texts.loading_model
        )

    opened = Opened(settings, loading)
    tell(texts.ready)
    try:
        server_over(opened, texts).run("stdio")
    finally:
        opened.close()


def _tool(name: str, function: Callable[..., Any], texts: McpTexts) -> Tool:
    tool = _Telling.from_function(
        function, name, description=getattr(texts, name), annotations=_READABLE
    ).model_copy(update={"language": texts.language})
    for parameter, schema in tool.parameters["properties"].items():
        schema["description"] = getattr(texts, parameter)
    return tool


def _scope(
    index: Index, sources: Sequence[str], collection: str, collections: Sequence[str]
) -> Scope:
    """What is searched; of several documents of one name their ids tell which."""
    known = ((name, index.document(name)) for name in sources)
    places = [found.place if found else name for name, found in known]
    return Scope(collection=collection, collections=tuple(collections), sources=tuple(places))


def _documents(index: Index, collection: str, collections: Sequence[str]) -> list[Source]:
    """Those in the collection and in one of the others. Raises UnknownSourceError for unknown."""
    known = index.sources()
    if not known:
        return known
    chosen = index.select(Scope(collection=collection, collections=tuple(collections))).documents
    if chosen is None:
        return known
    wanted = set(chosen)
    return [source for source in known if source.document_id in wanted]
