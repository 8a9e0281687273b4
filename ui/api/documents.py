"""privateGPT's routes for documents: ingest, list, delete."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, Field

from ingest.report import FileResult, Report
from ragqa.access.identity import Identity, authorise, home_of
from ragqa.errors import DocumentError, SettingsError
from ragqa.sources import Source, uploads_of
from ragqa.store.scoping.choosing import checked_collection
from ragqa.text.language import Language
from ui.api.access import Auditing, Who, allowed
from ui.api.answers import Document
from ui.api.bodies import Body
from ui.api.errors import RefusedError, language_of, refused
from ui.api.limits import IN_A_PLACE
from ui.api.listing import Serving
from ui.render.named import beside_name, named
from ui.services import Services
from ui.web.library.keeping import keep, remove
from ui.web.library.uploads import Offered, shown_path

reading = APIRouter(dependencies=[allowed("read")])
writing = APIRouter(dependencies=[allowed("ingest"), IN_A_PLACE])
deleting = APIRouter(dependencies=[allowed("delete"), IN_A_PLACE])


class TextBody(Body):
    """A text to ingest under the name of a file.

    Attributes:
        file_name: Shown, and never a path.
        text: All of it.
        collection: Where it belongs; "" for the usual one of who asks.
    """

    file_name: str = Field(min_length=1, max_length=1_000)
    text: str = Field(min_length=1, max_length=10_000_000)
    collection: str = Field("", max_length=100)


class Ingested(BaseModel):
    """Documents of the index."""

    object: Literal["list"] = "list"
    model: Literal["private-gpt"] = "private-gpt"
    data: list[Document]


@writing.post("/v1/ingest/file")
@writing.post("/v1/ingest", include_in_schema=False)
def ingest_file(
    file: Annotated[UploadFile, File()],
    request: Request,
    services: Serving,
    who: Who,
    audit: Auditing,
    collection: Annotated[str, Form(max_length=100)] = "",
) -> Ingested:
    """Add a file, or replace the one of that name. Its name is shown, and never a path."""
    home = _home(who, collection)
    name = shown_path(file.filename or "")
    audit.note(who, "ingest", "api", about=[name])
    with tempfile.TemporaryDirectory(prefix="ragqa-") as folder:
        received = Path(folder) / "received"
        with received.open("wb") as copy:
            while block := file.file.read(1 << 20):
                copy.write(block)
        return _kept(services, name, received, home, language_of(request))


@writing.post("/v1/ingest/text")
def ingest_text(
    body: TextBody, request: Request, services: Serving, who: Who, audit: Auditing
) -> Ingested:
    """Add a text as if it were a file of that name; one that is no text file gets .txt."""
    home = _home(who, body.collection)
    name = shown_path(body.file_name)
    audit.note(who, "ingest", "api", about=[name])
    if Path(name).suffix.lower() not in (".txt", ".md"):
        name += ".txt"
    with tempfile.TemporaryDirectory(prefix="ragqa-") as folder:
        received = Path(folder) / "received"
        received.write_text(body.text, encoding="utf-8", errors="replace")
        return _kept(services, name, received, home, language_of(request))


@reading.get("/v1/ingest/list")
def list_ingested(request: Request, services: Serving) -> Ingested:
    """All documents."""
    language = language_of(request)
    return Ingested(data=[_document(source, language) for source in services.index.sources()])


@deleting.delete("/v1/ingest/{doc_id}")
def delete_ingested(doc_id: str, services: Serving, who: Who, audit: Auditing) -> None:
    """Take a document out of the index, and the copy of an upload from the disk."""
    if (found := services.index.document(doc_id)) is None:
        raise refused(404, "document_not_found", "no_document", param="doc_id")
    authorise(who, "delete", found.collection)
    audit.note(who, "delete", "api", about=[doc_id])
    with services.turn:
        remove(services, doc_id)


def _home(who: Identity, wanted: str) -> str:
    """The collection of a new document.

    Raises:
        AccessError: It is not theirs.
        RefusedError: It cannot be called so.
    """
    try:
        name = checked_collection(wanted) if wanted else ""
    except SettingsError as error:
        raise RefusedError(400, "invalid_collection", error.en, error.zh, "collection") from error
    return home_of(who, name)


def _kept(services: Services, name: str, received: Path, home: str, language: Language) -> Ingested:
    offered = [Offered(name, received, received.stat().st_size)]
    with services.turn:
        report = keep(services, offered, _silent, home)
    _check(report)
    there = services.index.sources(uploads_of(home))
    return Ingested(data=[_document(s, language) for s in there if s.source == name])


def _check(report: Report) -> None:
    """Raise DocumentError when the file could not be read."""
    for result in report.files:
        if result.status in ("failed", "skipped"):
            raise DocumentError(_told(result, "en"), _told(result, "zh"))


def _told(result: FileResult, language: Language) -> str:
    reason = beside_name(result.reason_in(language), result.source)
    return named(result.source, reason, language)


def _document(source: Source, language: Language) -> Document:
    metadata = {
        "file_name": source.source,
        "collection": source.collection,
        "pages": source.pages,
        "pages_without_text": source.pages_without_text,
        "chunks": source.chunks,
        "remark": source.reason_in(language),
    }
    return Document(doc_id=source.document_id, doc_metadata=metadata)


def _silent(_: object) -> None:
    """Nobody watches the progress."""
