"""The figures of an evaluation as tables and bars, before they become text or a page. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ragqa.text.counted import counted
from ui.render import snippet
from ui.texts import EN, ZH, Language
from ui.texts.eval import label, say

QUOTES_ONLY = "quotes only"  # the model's name in an answer without a language model
_SHOWN_IDS = 20
_SHOWN_SENTENCES = 5
_LOW = 0.8  # of hit@5: there is something wrong with the documents' text
_ANSWERS = (
    "em",
    "f1",
    "contains",
    "first_quote_contains",
    "refusal_precision",
    "refusal_recall",
    "false_refusals",
    "citation_precision",
    "citations",
)
Interval = Sequence[float]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what stands above it and, in small, below."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value between 0 and 1 with its interval."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that are compared with each other."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class EvalReport:
    """What is shown of an evaluation: lines, tables, charts, and lines below them."""

    language: Language
    title: str
    lead: tuple[str, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()


def search_report(
    result: Mapping[str, Any], *, name: str, date: str, embedder: str, language: Language
) -> EvalReport:
    """Of what ``evaluation.run`` returns."""
    lead = _made(result, date, embedder, language)
    results: Mapping[str, Any] = result["results"]
    tables, charts = _search(results, language) if results else ((), ())
    return EvalReport(
        language,
        say("title", language, name=name),
        (lead,),
        (*tables, *_answers(result.get("answers"), language)),
        (*charts, *_answer_charts(result.get("answers"), language)),
        (
            *_missed(results, language),
            *_named("absent", result["absent"], language),
            *_named("failed", result["failed"], language),
            *_named("repeated", result["repeated"], language),
            *_left_out(result["left_out"], language),
        ),
    )


def longbench_report(
    result: Mapping[str, Any], *, name: str, date: str, embedder: str, language: Language
) -> EvalReport:
    """Of what ``long.run_longbench`` returns."""
    results: Mapping[str, Any] = result["results"]
    header = tuple(label(n, language) for n in ("dataset", "metric", "items", "score"))
    rows = tuple(
        (dataset, row["metric"], str(row["items"]), _with_interval(row["score"], row["interval"]))
        for dataset, row in results.items()
    )
    bars = tuple(Bar(d, row["score"], *row["interval"]) for d, row in results.items())
    title = say("longbench", language)
    reason = "reason_zh" if language == "zh" else "reason"
    failed = [f"{item['id']} ({item[reason]})" for item in result["failed"]]
    lead = say(
        "made_long",
        language,
        date=date,
        embedder=embedder,
        count=result["items"],
        seed=result["seed"],
    )
    return EvalReport(
        language,
        say("title", language, name=name),
        (lead,),
        (
            Table(title, header, rows, say("interval", language)),
            *_answers(result.get("answers"), language),
        ),
        (Chart(title, bars),),
        _named("failed", failed, language),
    )


def selftest_report(
    result: Mapping[str, Any], *, name: str, date: str, embedder: str, language: Language
) -> EvalReport:
    """Of what ``selftest.run_selftest`` returns."""
    intervals: Mapping[str, Interval] = result["intervals"]
    header = (label("metric", language), label("value", language))
    recall = f"recall@{result['k']}"
    found = tuple(
        (n, _with_interval(result[n], intervals[n])) for n in ("hit@1", "hit@5", "mrr@10", recall)
    )
    gate = tuple(
        (label(n, language), _with_interval(result[n], intervals[n]))
        for n in ("answered", "refused")
    )
    lead = _made(result, date, embedder, language)
    missed = [f"{row['source']}: {snippet(row['sentence'], 80)}" for row in result["not_found"]]
    notes = [say("self_missed", language, sentence=line) for line in missed[:_SHOWN_SENTENCES]]
    if result["hit@5"] < _LOW:
        notes.append(say("self_low", language))
    return EvalReport(
        language,
        say("selftest_title", language, name=name),
        (lead,),
        (
            Table(
                say("self_search", language, count=result["questions"]),
                header,
                found,
                say("interval", language),
            ),
            Table(say("self_refusal", language), header, gate),
        ),
        notes=(*notes, say("self_read", language, recall=recall)),
    )


def _made(result: Mapping[str, Any], date: str, embedder: str, language: Language) -> str:
    texts = ZH if language == "zh" else EN
    return say(
        "made",
        language,
        date=date,
        embedder=embedder,
        documents=counted(texts.documents, result["documents"]),
        chunks=counted(texts.chunks, result["chunks"]),
        seed=result["seed"],
    )


def _search(
    results: Mapping[str, Any], language: Language
) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    first = next(iter(results.values()))
    metrics = list(first["intervals"])
    header = (label("mode", language), *metrics)
    rows = tuple(
        (mode, *(_with_interval(row[m], row["intervals"][m]) for m in metrics))
        for mode, row in results.items()
    )
    title = say("search", language, count=first["questions"])
    tables = [Table(title, header, rows, say("interval", language))]
    base = next(iter(results))
    against = tuple(
        (mode, *(_gain(row["difference"][base][m]) for m in metrics))
        for mode, row in results.items()
        if "difference" in row
    )
    if against:
        note = say("difference_note", language)
        tables.append(Table(say("difference", language, mode=base), header, against, note))
    charts = tuple(
        Chart(m, tuple(Bar(mode, row[m], *row["intervals"][m]) for mode, row in results.items()))
        for m in metrics
    )
    return tuple(tables), charts


def _answers(answers: Mapping[str, Any] | None, language: Language) -> tuple[Table, ...]:
    if not answers:
        return ()
    intervals: Mapping[str, Interval] = answers.get("answer_intervals", {})
    shown = {name: answers[name] for name in _ANSWERS if answers.get(name) is not None}
    rows = [
        (label(n, language), _with_interval(v, intervals[n]) if n in intervals else _number(v))
        for n, v in shown.items()
    ]
    rows += [(label(n, language), _number(v)) for n, v in answers["tokens"].items()]
    title = _answers_title(answers, language)
    header = (label("metric", language), label("value", language))
    stages = tuple(
        (label(stage, language), f"{t['p50']:.3f}", f"{t['p95']:.3f}")
        for stage, t in answers["latency"].items()
    )
    return (
        Table(title, header, tuple(rows)),
        Table(say("latency", language), (label("stage", language), "p50", "p95"), stages),
    )


def _answer_charts(answers: Mapping[str, Any] | None, language: Language) -> tuple[Chart, ...]:
    intervals = (answers or {}).get("answer_intervals")
    if not answers or not intervals:
        return ()
    bars = tuple(Bar(label(n, language), answers[n], *i) for n, i in intervals.items())
    return (Chart(_answers_title(answers, language), bars),)


def _answers_title(answers: Mapping[str, Any], language: Language) -> str:
    model = say("quoting", language) if answers["model"] == QUOTES_ONLY else answers["model"]
    return say("answers", language, count=answers["questions"], model=model)


def _missed(results: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    return tuple(
        say("missed", language, mode=mode, ids=_listed(row["missed"], language))
        for mode, row in results.items()
        if row["missed"]
    )


def _left_out(count: int, language: Language) -> tuple[str, ...]:
    return (say("left_out", language, count=count),) if count else ()


def _named(key: str, names: Sequence[str], language: Language) -> tuple[str, ...]:
    return (say(key, language, names=_listed(names, language)),) if names else ()


def _listed(names: Sequence[str], language: Language) -> str:
    shown = ", ".join(names[:_SHOWN_IDS])
    left = len(names) - _SHOWN_IDS
    return f"{shown} {say('more', language, count=left)}" if left > 0 else shown


def _with_interval(value: float, interval: Interval) -> str:
    return f"{value:.3f} [{interval[0]:.2f}, {interval[1]:.2f}]"


def _gain(found: Mapping[str, float]) -> str:
    return f"{found['value']:+.3f} [{found['low']:+.3f}, {found['high']:+.3f}]"


def _number(value: float) -> str:
    return f"{value:.3f}" if isinstance(value, float) and value <= 1 else f"{value:,}"
