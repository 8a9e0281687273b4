"""What the browser page works with: the chain and the ways to add documents, over one index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingest.report import Progress, Report
from ragqa.access.identity import Identity
from ragqa.sources import DEFAULT_COLLECTION, UPLOADS
from ragqa.types import Event, Question

if TYPE_CHECKING:
    from ragqa.index import Index
    from ragqa.settings import Settings
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
    ) -> Report:
        """Add files, each with the name to show, to a collection."""


class Answers(Protocol):
    """What answers questions: a ``RagChain``."""

    def stream(self, question: Question, /) -> Iterator[Event]:
        """The events of one question; closing the iterator stops the model."""

    def over(self, index: Index, /) -> Answers:
        """The same over what somebody sees of the index."""


@dataclass(frozen=True, slots=True)
class Services:
    """The page's objects. One set serves all tabs, so none of them holds anything of a user.

    Attributes:
        chain: Answers over ``index``.
        index: Read and written through the same object, so that new documents are found at once.
        ingest_folder: Brings the index up to date with a folder.
        add_files: Adds files, each with the name to show, to a collection.
        suffixes: Of the files that can be read, lower case with the dot.
        model: Name of the language model; "" when answers are only quotes.
        settings: Address, limits and language of the page.
        pages: Paints pages of the documents of ``index``.
        sends_to: The machine that questions and passages are sent to; "" when none leaves this one.
    """

    chain: Answers
    index: Index
    ingest_folder: Callable[[Path, OnProgress], Report]
    add_files: AddFiles
    suffixes: tuple[str, ...]
    model: str
    settings: Settings
    pages: Pages
    sends_to: str = ""

    @property
    def uploads(self) -> Path:
        """The folder of the copies of uploaded files."""
        return self.index.folder.resolve() / UPLOADS

    def seen_by(self, identity: Identity) -> Services:
        """The same as one user sees them: only documents of their collections are there."""
        if identity.collections is None:
            return self
        index = self.index.seen_by(identity.collections)
        return replace(self, index=index, chain=self.chain.over(index))


def services_over(
    index: Index, chain: Answers, model: str, settings: Settings, *, sends_to: str = ""
) -> Services:
    """The services with the project's own ingestion.

    Args:
        index: Opened for writing.
        chain: Answers over the same index.
        model: As in ``Services``.
        settings: Bounds of parsing and splitting.
        sends_to: As in ``Services``.
    """
    from ingest.loaders import SUFFIXES
    from ingest.sync import add_files, sync
    from ui.ingestion import options
    from ui.pages import Pages

    how = options(settings)

    def ingest_folder(folder: Path, progress: OnProgress) -> Report:
        return sync(folder, index, how, ignore=settings.ignore, progress=progress)

    def upload(
        files: Sequence[tuple[Path, str]],
        progress: OnProgress,
        /,
        collection: str = DEFAULT_COLLECTION,
    ) -> Report:
        return add_files(files, index, how, collection=collection, progress=progress)

    return Services(
        chain=chain,
        index=index,
        ingest_folder=ingest_folder,
        add_files=upload,
        suffixes=tuple(SUFFIXES),
        model=model,
        settings=settings,
        pages=Pages(index, settings.pdf_passwords),
        sends_to=sends_to,
    )


def open_services(settings: Settings) -> Services:
    """The services of the index that ``settings`` names; it is made when missing.

    Raises:
        StoreError: The index cannot be used.
        ModelError: A model cannot be loaded.
    """
    from ingest.split import SPLITTER
    from ragqa import factory

    chain = factory.open_chain(settings, splitter=SPLITTER)
    model = chain.model_name if settings.model else ""
    sends_to: str = getattr(chain.model, "sends_to", "")
    return services_over(chain.retriever.index, chain, model, settings, sends_to=sends_to)
