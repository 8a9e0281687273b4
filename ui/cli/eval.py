"""``ragqa eval`` and ``ragqa selftest``: how good search and answers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ragqa.errors import EvaluationError
from ui.cli.bar import opened_bar
from ui.cli.options import (
    Assignments,
    Index,
    Json,
    Language,
    Model,
    Session,
    open_session,
    tell_destination,
)
from ui.texts.eval import say

if TYPE_CHECKING:
    from ui.evaluation.report import EvalReport
    from ui.evaluation.running import Progress

_DEPTH = 10
_QUESTIONS = 50


def evaluate(
    target: Annotated[Path, typer.Argument(metavar="FOLDER", readable=False)],
    questions: Annotated[
        Path | None, typer.Option("--questions", metavar="FILE", readable=False)
    ] = None,
    compare: Annotated[str | None, typer.Option("--compare", metavar="MODE,MODE")] = None,
    modes: Annotated[list[str] | None, typer.Option("--mode", metavar="MODE")] = None,
    depth: Annotated[int, typer.Option("-k", metavar="N", min=1)] = _DEPTH,
    answers: Annotated[bool | None, typer.Option("--answers/--no-answers")] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", readable=False)] = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    as_json: Json = False,
    model: Model = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Measure search and answers on a question set; print the figures and save them."""
    from ui.evaluation import running as evaluation
    from ui.evaluation.question_set import read_set
    from ui.evaluation.saving import report_folder

    session = open_session(assignments, model=model, language=language)
    tell_destination(session)
    now = datetime.now().astimezone()
    chosen = _chosen(compare, modes) or (evaluation.DEFAULT_MODE,)
    with report_folder(out, now, force=force) as folder:
        with _progress(session) as tell:
            asked = read_set(target, questions)
            if asked is None:
                from ui.evaluation.long import run_longbench

                _refuse(questions=questions, compare=compare, modes=modes, answers=answers)
                result = run_longbench(session.settings, target, limit=limit, progress=tell)
            else:
                result = evaluation.run(
                    session.settings,
                    asked,
                    k=depth,
                    modes=chosen,
                    answers=answers,
                    limit=limit,
                    progress=tell,
                )
        report = _report(result, target, now, session, long=asked is None)
        _publish(result, report, folder, session, as_json=as_json)
    return 0


def selftest(
    number: Annotated[int, typer.Option("--questions", metavar="N", min=1)] = _QUESTIONS,
    depth: Annotated[int, typer.Option("-k", metavar="N", min=1)] = _DEPTH,
    as_json: Json = False,
    index: Index = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Ask the index for sentences that it holds; print what was found and refused."""
    from ui.evaluation import page as eval_page
    from ui.evaluation.report import selftest_report
    from ui.evaluation.selftest import run_selftest
    from ui.render import to_json

    session = open_session(assignments, index=index, language=language)
    with _progress(session) as tell:
        result = run_selftest(session.settings, questions=number, k=depth, progress=tell)
    if as_json:
        typer.echo(to_json(result))
        return 0
    report = selftest_report(
        result,
        name=str(session.settings.index),
        date=f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
        embedder=session.settings.embedder,
        language=session.texts.language,
    )
    typer.echo(eval_page.text(report))
    return 0


def _chosen(compare: str | None, modes: list[str] | None) -> tuple[str, ...]:
    """The modes of both options, each once."""
    named = [*(compare or "").split(","), *(modes or ())]
    return tuple(dict.fromkeys(mode.strip() for mode in named if mode.strip()))


def _refuse(**options: object) -> None:
    """Refuse what means nothing for a LongBench file, rather than leave it out silently."""
    for name, given in options.items():
        if given is not None:
            option = "--" + {"modes": "mode"}.get(name, name)
            raise EvaluationError(
                f"{option} is for a question set; a LongBench file goes through the "
                "whole app and is scored by its own metrics: leave it out.",
                f"{option} 只用于问题集；LongBench 文件由整个应用处理，"
                "并按其自身指标计分：请去掉该选项。",
            )


def _report(
    result: Mapping[str, Any], target: Path, now: datetime, session: Session, *, long: bool
) -> EvalReport:
    from ui.evaluation.report import longbench_report, search_report

    make = longbench_report if long else search_report
    return make(
        result,
        name=target.resolve().name,
        date=f"{now:%Y-%m-%d %H:%M}",
        embedder=session.settings.embedder,
        language=session.texts.language,
    )


def _publish(
    result: Mapping[str, Any], report: EvalReport, folder: Path, session: Session, *, as_json: bool
) -> None:
    """Save the report, print it or its figures, and say where it is."""
    from ui.evaluation import page as eval_page
    from ui.evaluation import saving as eval_saving
    from ui.render import one_line, to_json

    text = eval_page.text(report)
    eval_saving.save(folder, result, text, eval_page.page(report))
    typer.echo(to_json(result) if as_json else text)
    files = ", ".join((eval_saving.PAGE, eval_saving.TEXT, eval_saving.FIGURES))
    saved = say("saved", session.texts.language, folder=one_line(str(folder)), files=files)
    typer.echo(saved, err=True)


@contextmanager
def _progress(session: Session) -> Iterator[Progress | None]:
    """A function that shows progress; None where nobody would see it."""
    with opened_bar("MofNCompleteColumn") as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("", total=None)

        def show(stage: str, done: int, total: int) -> None:
            described = say(f"stage_{stage}", session.texts.language)
            bar.update(task, description=described, completed=done, total=total or None)

        yield show
