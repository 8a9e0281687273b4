"""What the browser page works with: the chain and the ways to add documents, over one index."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingest.report import Progress, Report
from ingest.stopping import Stopper
from ragqa.access.identity import Identity
from ragqa.sources import DEFAULT_COLLECTION, UPLOADS, Source

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.index import Index
    from ragqa.settings import Settings
    from ragqa.store.kept.conversations import Conversations
    from ui.pages import Pages

OnProgress = Callable[[Progress], None]


class AddFiles(Protocol):
    """Adds files to an index."""

    def __call__(
        self,
        files: Sequence[tuple[Path, str]],
        progress: OnProgress,
        /,
        collection: str = DEFAULT_COLLECTION,
        stopper: Stopper | None = None,
    ) -> Report:
        """Add files, each with the name to show, to a collection."""


class IngestFolder(Protocol):
    """Brings an index up to date with a folder."""

    def __call__(
        self,
        folder: Path,
        progress: OnProgress,
        /,
        collection: str | None = None,
        stopper: Stopper | None = None,
    ) -> Report:
        """All of it, into a collection; None leaves documents where they are."""


@dataclass(frozen=True, slots=True)
class Services:
    """The page's objects. One set serves all tabs, so none of them holds anything of a user.

    Attributes:
        chain: Answers over ``index``.
        quotes: The same by quotes alone; the same object where there is no language model.
        index: Read and written through the same object, so that new documents are found at once.
        ingest_folder: Brings the index up to date with a folder.
        add_files: Adds files, each with the name to show, to a collection.
        reread: Reads the files of documents again.
        suffixes: Of the files that can be read, lower case with the dot.
        model: Name of the language model; "" when answers are only quotes.
        settings: Address, limits and language of the page.
        pages: Paints pages of documents.
        conversations: Those of each user, kept beside the index.
        sends_to: The machine that questions and passages are sent to; "" when none leaves this one.
        turn: Held by whoever writes to the index.
        brief: Held before it by what waits for others that are as short, but for no ingestion.
    """

    chain: RagChain
    quotes: RagChain
    index: Index
    ingest_folder: IngestFolder
    add_files: AddFiles
    reread: Callable[[Sequence[Source], OnProgress, Stopper | None], Report]
    suffixes: tuple[str, ...]
    model: str
    settings: Settings
    pages: Pages
    conversations: Conversations
    sends_to: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock)
    brief: threading.Lock = field(default_factory=threading.Lock)

    @property
    def uploads(self) -> Path:
        """The folder of the copies of uploaded files."""
        return self.index.folder.resolve() / UPLOADS

    def seen_by(self, identity: Identity) -> Services:
        """The same as one user sees them: only documents of their collections are there."""
        if identity.collections is None:
            return self
        index = self.index.seen_by(identity.collections)
        chain, quotes = self.chain.over(index), self.quotes.over(index)
        return replace(self, index=index, chain=chain, quotes=quotes)


def services_over(
    index: Index,
    chain: RagChain,
    model: str,
    settings: Settings,
    *,
    sends_to: str = "",
    quotes: RagChain | None = None,
) -> Services:
    """The services with the project's own ingestion.

    Args:
        index: Opened for writing.
        chain: Answers over the same index.
        model: As in ``Services``.
        settings: Bounds of parsing and splitting.
        sends_to: As in ``Services``.
        quotes: As in ``Services``; None for ``chain``.
    """
    from ingest.loading.loaders import SUFFIXES
    from ragqa.store.kept.conversations import Conversations
    from ui.ingestion import Ingesting
    from ui.pages import Pages

    ingesting = Ingesting(index, settings)
    return Services(
        chain=chain,
        quotes=quotes or chain,
        index=index,
        ingest_folder=ingesting.folder,
        add_files=ingesting.files,
        reread=ingesting.again,
        suffixes=tuple(SUFFIXES),
        model=model,
        settings=settings,
        pages=Pages(settings.pdf_passwords),
        conversations=Conversations(index.folder),
        sends_to=sends_to,
    )


def open_services(settings: Settings) -> Services:
    """The services of the index that ``settings`` names; it is made when missing.

    Raises:
        StoreError: The index cannot be used.
        ModelError: A model cannot be loaded.
    """
    from ingest.splitting.split import SPLITTER
    from ragqa import factory

    chain = factory.open_chain(settings, splitter=SPLITTER)
    model = chain.model_name if settings.model else ""
    sends_to: str = getattr(chain.model, "sends_to", "")
    quotes = factory.quoting_beside(chain, settings)
    return services_over(
        chain.retriever.index, chain, model, settings, sends_to=sends_to, quotes=quotes
    )
