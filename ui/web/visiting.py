"""Whose event the page is handling, and that nobody's handler runs for somebody else.

Every event handler of the page is wrapped once the page is built, also those that know nothing of
users. Before one runs it is worked out anew from the request who asks and whether they may; while
it runs, services are those of that visitor (``Visited``). A handler that does not say what it does
(``doing``) is for admins.
"""

from __future__ import annotations

import inspect
import time
import typing
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

import gradio as gr
from starlette.requests import HTTPConnection

from ragqa.access.audit import Audit
from ragqa.access.identity import Action, Identity, authorise, may
from ragqa.errors import RagqaError
from ui.remote import for_client
from ui.services import Services
from ui.web.drawing import Marks
from ui.web.language import language_for
from ui.web.markup import escaped
from ui.web.page import at_the_end, unexpected

Handler = TypeVar("Handler", bound=Callable[..., Any])
Identify = Callable[[HTTPConnection], Identity | None]

_ACTION = "ragqa_action"
_UNSAID: Action = "administer"
_NOTED_BY_HANDLERS = frozenset({"read", "ingest", "delete"})
"""They know of which documents (``permit``), but for those that only draw."""
_AGAIN = 1.0  # seconds after which a handler that is still at work is authorised again
_OPEN = frozenset({"settings", "suffixes", "model", "sends_to", "uploads", "turn", "brief"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One event of one visitor.

    Attributes:
        who: Who caused it.
        services: As they see them.
        audit: Where it is written down.
        again: Who it is by now; None for nobody any more.
    """

    who: Identity
    services: Services
    audit: Audit
    again: Callable[[], Identity | None]


_VISIT: ContextVar[Visit] = ContextVar("visit")


def doing(action: Action) -> Callable[[Handler], Handler]:
    """Say what an event handler does: who may not do that is refused before it runs."""

    def said(handler: Handler) -> Handler:
        setattr(handler, _ACTION, action)
        return handler

    return said


def said_action(handler: Callable[..., Any]) -> Action:
    """What a handler says that it does."""
    action: Action = getattr(handler, _ACTION, _UNSAID)
    return action


def visitor() -> Identity:
    """Who caused the event that is being handled. Raises LookupError outside of one."""
    return _VISIT.get().who


def visitor_now() -> Identity:
    """Who the visitor is by now: what has waited for its turn may be theirs to do no more.

    Raises:
        NotLoggedInError: Nobody any more.
        LookupError: No event is being handled.
    """
    who = _VISIT.get().again()
    authorise(who, "read")
    assert who is not None  # noqa: S101 # authorise has raised
    return who


def is_here() -> bool:
    """Whether the visitor is still let in: nothing is kept for who was shut out meanwhile."""
    try:
        return _VISIT.get().again() is not None
    except RagqaError:  # the file of users cannot be used
        return False


def permit(action: Action, *, about: Sequence[str] = ()) -> None:
    """Return when the visitor may do something now, and write it down: what a handler does beyond
    what it says, or long after it was called.

    Args:
        action: What is to be done.
        about: Ids or names of the documents.

    Raises:
        AccessError: They may not.
    """
    visit = _VISIT.get()
    try:
        authorise(visit.again(), action)
    except RagqaError:
        visit.audit.note(visit.who, action, "page", outcome="refused", about=about)
        raise
    visit.audit.note(visit.who, action, "page", about=about)


def knows_folders() -> bool:
    """Whether the visitor may be told of folders of this machine; nobody may outside an event."""
    visit = _VISIT.get(None)
    return visit is not None and may(visit.who, "read_folder")


def told(error: RagqaError) -> RagqaError:
    """An error as the visitor may be told it."""
    return error if knows_folders() else for_client(error)


class Visited:
    """Services as whoever causes an event sees them, for handlers that are made only once.

    What belongs to documents is looked up when it is used: outside of an event it is not there.

    Args:
        services: All of them.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    def __getattr__(self, name: str) -> Any:
        if name in _OPEN:
            return getattr(self._services, name)
        return _Theirs(name)


class _Theirs:
    """One of the services, of whoever causes the event in which it is used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now(), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._now()(*args, **kwargs)

    def _now(self) -> Any:
        return getattr(_VISIT.get().services, self._name)


class Visitors:
    """Lets handlers run for those who may.

    Args:
        services: All of them; each visitor gets what they may see.
        identify: Who makes a request, now.
        audit: Where it is written down who does what.
    """

    def __init__(self, services: Services, identify: Identify, audit: Audit) -> None:
        self._services = services
        self._identify = identify
        self._audit = audit

    def guard(self, blocks: gr.Blocks) -> None:
        """Wrap every event handler of a page that was built."""
        for wired in blocks.fns.values():
            if wired.fn is not None:
                wired.fn = self.guarded(wired.fn)

    def guarded(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """``handler`` for those who may do what it says; gradio hands the request to it."""
        if inspect.iscoroutinefunction(handler) or inspect.isasyncgenfunction(handler):
            raise TypeError("an event handler of the page is a function or a generator")
        action = said_action(handler)

        def at_once(request: gr.Request, /, *args: Any) -> Any:
            visit = self._admit(request, action)
            self._note(visit, action)
            with _as(visit), _telling(request):
                return Marks().mark(handler(*args))

        def step_by_step(request: gr.Request, /, *args: Any) -> Iterator[Any]:
            yield from self._steps(handler(*args), request, action)

        stepwise = inspect.isgeneratorfunction(handler)
        wrapper: Callable[..., Any] = step_by_step if stepwise else at_once
        # gradio goes by names and types: those of the handler, behind the request.
        signature = inspect.signature(handler)
        first = inspect.Parameter(
            "visiting_request", inspect.Parameter.POSITIONAL_ONLY, annotation=gr.Request
        )
        typed = cast("Any", wrapper)
        typed.__signature__ = signature.replace(parameters=[first, *signature.parameters.values()])
        typed.__annotations__ = {**typing.get_type_hints(handler), first.name: gr.Request}
        typed.__name__ = getattr(handler, "__name__", "handler")
        return wrapper

    def _steps(
        self, steps: Generator[Any, None, None], request: gr.Request, action: Action
    ) -> Iterator[Any]:
        visit = self._admit(request, action)
        self._note(visit, action)
        admitted = time.monotonic()
        marks, step = Marks(), None
        try:
            while True:
                if time.monotonic() - admitted > _AGAIN:
                    # Who was shut out meanwhile gets no more of it.
                    self._admit(request, action)
                    admitted = time.monotonic()
                with _as(visit), _telling(request):
                    try:
                        step = next(steps)
                    except StopIteration:
                        break
                yield marks.mark(step)
            yield at_the_end(step)
        finally:
            with _as(visit):
                steps.close()

    def _admit(self, request: gr.Request, action: Action) -> Visit:
        """The visit. Raises gr.Error, which the page shows, for who may not."""
        if request.request is None:
            raise gr.Error("no request")
        who: Identity | None = None
        try:
            who = self._identify(request.request)
            authorise(who, action)
        except RagqaError as error:
            self._audit.note(who, action, "page", outcome="refused")
            raise _shown(error, request) from error
        assert who is not None  # noqa: S101 # authorise has raised
        again = partial(self._identify, request.request)
        return Visit(who, self._services.seen_by(who), self._audit, again)

    def _note(self, visit: Visit, action: Action) -> None:
        """Write down what a handler says; what says "read" draws the page, all the time."""
        if action not in _NOTED_BY_HANDLERS:
            self._audit.note(visit.who, action, "page")


@contextmanager
def _telling(request: gr.Request) -> Iterator[None]:
    """Show what goes wrong in a handler; gradio would print it with all that it says."""
    try:
        yield
    except gr.Error:
        raise
    except RagqaError as error:
        raise _shown(error, request) from error
    except Exception as error:
        raise _shown(unexpected(error), request) from error


def _shown(error: RagqaError, request: gr.Request) -> gr.Error:
    """An error as the page shows it; gradio takes what it says for HTML."""
    words = told(error).text(language_for(request.request))
    return gr.Error(escaped(words), print_exception=False)


@contextmanager
def _as(visit: Visit) -> Iterator[None]:
    token = _VISIT.set(visit)
    try:
        yield
    finally:
        _VISIT.reset(token)
