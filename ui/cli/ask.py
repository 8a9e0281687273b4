"""``ragqa ask`` and ``ragqa chat``: questions in, streamed answers with citations out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import (
    Assignments,
    Collections,
    Index,
    Json,
    Language,
    Model,
    Pages,
    Passages,
    Session,
    Since,
    Sources,
    Types,
    Under,
    Until,
    open_session,
    scope_of,
    tell_destination,
)
from ui.cli.waiting import Waiting

if TYPE_CHECKING:
    from ragqa.chain import RagChain
    from ragqa.types import Answer, Question, Turn

# With and without the slash: privateGPT's "exit" is what many have in their fingers.
_LEAVE = frozenset(("/quit", "/exit", "quit", "exit", "退出"))

Whole = Annotated[bool, typer.Option("--whole")]
Anyway = Annotated[bool, typer.Option("--anyway")]
Quotes = Annotated[bool, typer.Option("--quotes")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v")]


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    sources: Sources = None,
    collections: Collections = None,
    folder: Under = None,
    types: Types = None,
    since: Since = None,
    until: Until = None,
    pages: Pages = None,
    passages: Passages = None,
    whole: Whole = False,
    anyway: Anyway = False,
    quotes: Quotes = False,
    as_json: Json = False,
    verbose: Verbose = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Stream the answer to standard output, then its citations."""
    from ragqa.answer.asking import read_question
    from ragqa.types import Question
    from ui.render import answer_json, to_json

    session = open_session(
        assignments,
        index=index,
        model="" if quotes else model,
        language=language,
        passages=passages,
    )
    text = sys.stdin.read() if question == "-" else question
    # Checked before the models are loaded, which takes seconds.
    scope = scope_of(sources, collections, folder, types, since, until, pages)
    asked = read_question(Question(text, scope=scope, whole=whole, anyway=anyway))
    with opened_chain(session) as chain:
        if as_json:
            typer.echo(to_json(answer_json(chain.invoke(asked))))
        else:
            answer = _show_answer(chain, asked, session)
            show_citations(answer, session, verbose=verbose)
            if answer.can_insist and not anyway:
                typer.echo(session.texts.too_weak, err=True)
    if not quotes:
        note_missing_model(session)
    return 0


def chat(
    sources: Sources = None,
    collections: Collections = None,
    folder: Under = None,
    types: Types = None,
    since: Since = None,
    until: Until = None,
    pages: Pages = None,
    passages: Passages = None,
    quotes: Quotes = False,
    verbose: Verbose = False,
    index: Index = None,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Answer question after question until /quit (or exit) or the end of input."""
    from ragqa.types import Question

    session = open_session(
        assignments,
        index=index,
        model="" if quotes else model,
        language=language,
        passages=passages,
    )
    scope = scope_of(sources, collections, folder, types, since, until, pages)
    with opened_chain(session) as chain:
        if not quotes:
            note_missing_model(session)
        typer.echo(session.texts.chat_welcome, err=True)
        history: list[Turn] = []
        last: Question | None = None
        for line in _lines(session):
            if line.casefold() in _LEAVE:
                break
            if line == "/anyway" and last is not None:
                asked = replace(last, anyway=True)
                history[len(last.history) :] = []  # the refusal, whose place the answer takes
            elif line.startswith("/"):
                _obey(line, history, session)
                last = None if line == "/reset" else last
                continue
            else:
                asked = Question(line, tuple(history), scope)
            last = asked
            history += _take_turn(chain, asked, session, verbose=verbose)
    return 0


@contextmanager
def opened_chain(session: Session) -> Iterator[RagChain]:
    """The chain of the session's settings; its index is closed at the end."""
    from ragqa import factory

    tell_destination(session)
    chain = factory.open_chain(session.settings)
    with chain.retriever.index:
        yield chain


def note_missing_model(session: Session) -> None:
    """Say how to get a language model where none is set."""
    if not session.settings.model:
        typer.echo(session.texts.no_model, err=True)


def _show_answer(chain: RagChain, question: Question, session: Session) -> Answer:
    """Print the answer as it comes; the checked text again where it differs."""
    from ragqa.types import Condensed, Finished, PromptRead, Queued, Reading, Token
    from ui.render import safe

    shown: list[str] = []
    waiting = Waiting(session.texts.language, sys.stderr)
    # Closed at once when we stop reading, as on Ctrl-C: that ends the model's own loop.
    with closing(chain.stream(question)) as events, closing(waiting):
        for event in events:
            match event:
                case Condensed():
                    rewritten = session.texts.rewritten.format(question=safe(event.question))
                    typer.echo(rewritten, err=True)
                case Queued() | PromptRead() | Reading():
                    waiting.tell(event)
                case Token():
                    waiting.close()
                    shown.append(event.text)
                    typer.echo(safe(event.text), nl=False)
                case Finished():
                    typer.echo()
                    if "".join(shown).strip() != event.answer.text:
                        typer.echo(f"\n{session.texts.corrected}\n{safe(event.answer.text)}")
                    return event.answer
    raise AssertionError("a stream ends with Finished")


def show_citations(answer: Answer, session: Session, *, verbose: bool) -> None:
    """Print what an answer rests on, and what there is to say about it."""
    from ui.render import accounts_text, citations_text

    if cited := citations_text(answer, session.texts):
        typer.echo(f"\n{cited}")
    if answer.weak and not answer.refused:
        typer.echo(session.texts.weak, err=True)
    if answer.finish_reason == "length":
        tokens = session.settings.answer_tokens
        typer.echo(session.texts.cut_short.format(tokens=tokens), err=True)
    if answer.finish_reason == "time":
        typer.echo(session.texts.out_of_time, err=True)
    if verbose:
        typer.echo(accounts_text(answer, session.texts), err=True)


def _take_turn(chain: RagChain, asked: Question, session: Session, *, verbose: bool) -> list[Turn]:
    """Answer one question of a conversation; the turn to remember, if there is one.

    An error in the question or of the model, or Ctrl-C, ends the answer, not the conversation.
    """
    from ragqa.errors import ModelError, QuestionError
    from ragqa.types import Turn

    texts = session.texts
    try:
        answer = _show_answer(chain, asked, session)
        show_citations(answer, session, verbose=verbose)
        if answer.can_insist and not asked.anyway:
            typer.echo(texts.too_weak_chat, err=True)
    except (QuestionError, ModelError) as error:
        typer.echo(texts.error.format(message=error.text(texts.language)), err=True)
    except KeyboardInterrupt:
        typer.echo()
        typer.echo(texts.chat_stopped, err=True)
    else:
        return [Turn(asked.text, answer.text)]
    return []


def _obey(line: str, history: list[Turn], session: Session) -> None:
    if line == "/reset":
        history.clear()
        typer.echo(session.texts.chat_reset, err=True)
    else:
        from ui.render import one_line

        typer.echo(session.texts.chat_command.format(given=one_line(line)), err=True)


def _lines(session: Session) -> Iterator[str]:
    """What the user types, without blank lines, to the end of input; Ctrl-C drops the line."""
    prompt = ""
    if sys.stdin.isatty():
        prompt = session.texts.chat_prompt
        with suppress(ImportError):
            # Gives input() its line editing; not on every system.
            import readline  # noqa: F401
    while True:
        try:
            line = input(prompt).strip()
        except EOFError:
            return
        except KeyboardInterrupt:
            typer.echo()
            typer.echo(session.texts.chat_welcome, err=True)
            continue
        if line:
            yield line
