"""What a visitor has chosen to search: everything, some collections, or some documents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ragqa.errors import QuestionError
from ragqa.scope import Scope
from ragqa.sources import Source
from ragqa.store.library import Library
from ui.texts import chat as texts_chat
from ui.web.chat.asking import Mode

_MOST = 200  # documents or collections that are chosen one by one


@dataclass(frozen=True, slots=True)
class Choice:
    """Kept in a tab.

    Attributes:
        collections: Names, in the order they were chosen; empty for all.
        documents: Ids, in the order they were chosen; empty for all.
    """

    collections: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def with_collection(self, name: str) -> Choice:
        """The collections alone, with this one if it was not chosen, else without it; "" for all.

        Documents that were chosen one by one are chosen no more.
        """
        if not name:
            return Choice()
        if name in self.collections:
            return Choice(tuple(known for known in self.collections if known != name))
        return Choice((*self.collections, name)[-_MOST:])

    def toggled(self, document_id: str) -> Choice:
        """With the document if it was not chosen, else without it."""
        if document_id in self.documents:
            return replace(self, documents=tuple(d for d in self.documents if d != document_id))
        return replace(self, documents=(*self.documents, document_id)[-_MOST:])


def chosen(choice: Choice, library: Library) -> list[Source]:
    """The documents that were chosen one by one and are still there."""
    found = (library.document(document_id) for document_id in choice.documents)
    return [source for source in found if source is not None]


def scope_of(choice: Choice, library: Library, mode: Mode) -> Scope:
    """What is searched.

    Raises:
        QuestionError: There is nothing to search, nothing of what was chosen is there any more, or
            one document was needed.
    """
    if not library.readable:
        raise QuestionError(texts_chat.EN.no_documents, texts_chat.ZH.no_documents)
    there = chosen(choice, library)
    known = library.collections()
    inside = tuple(name for name in choice.collections if name in known)
    if not there and (choice.documents or (choice.collections and not inside)):
        raise QuestionError(texts_chat.EN.chosen_gone, texts_chat.ZH.chosen_gone)
    if mode == "whole" and len(there) != 1:
        raise QuestionError(texts_chat.EN.choose_one, texts_chat.ZH.choose_one)
    if there:
        return Scope(sources=tuple(source.place for source in there))
    return Scope(collections=inside)
