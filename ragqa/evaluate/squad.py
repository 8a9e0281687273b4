"""SQuAD's files and their kin (XQuAD, CMRC 2018, DRCD): paragraphs with questions about each.

Hubs keep them as one question a line, each with its paragraph.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ragqa.errors import EvaluationError
from ragqa.evaluate.lines import objects, read, strings, whole
from ragqa.evaluate.questions import Case, Corpus, Gold, is_asked

Paragraph = tuple[str, Any]
"""The name that a paragraph has if none of its own, and what the file says of it."""


def load_squad(path: Path) -> Corpus | None:
    """Read a file in which each paragraph is a document; None where it has another form.

    A text that stands twice is one document. CMRC's own form is read as well as SQuAD's, and that
    of hubs: objects with context, question and answers, one a line or in a list.

    Raises:
        EvaluationError: It cannot be read, or a paragraph is not as SQuAD has it; names it.
    """
    try:
        given = whole(json.loads(read(path)))
    except (ValueError, RecursionError):
        given = _rows(path)
    paragraphs = _paragraphs(given)
    return None if paragraphs is None else _corpus(paragraphs, path)


def _paragraphs(given: Any) -> Iterator[Paragraph] | None:
    if isinstance(given, Mapping) and isinstance(given.get("data"), list):
        return _of_articles(given["data"])
    if isinstance(given, list) and all(
        isinstance(p, Mapping) and "context_text" in p for p in given
    ):
        return ((str(number), p) for number, p in enumerate(given, start=1))
    rows = [given] if isinstance(given, Mapping) else given
    if isinstance(rows, list) and rows and all(map(_is_row, rows)):
        return _grouped(rows)
    return None


def _rows(path: Path) -> list[Any] | None:
    """Objects of a file of one a line; None where the first is in another form."""
    lines = objects(path)
    try:
        first = next(lines, None)
    except EvaluationError:
        return None
    if first is None or not _is_row(first[1]):
        return None
    return [first[1], *(row for _, row in lines)]


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping) and row.keys() >= {"context", "question", "answers"}


def _grouped(rows: list[Any]) -> Iterator[Paragraph]:
    """The paragraphs of questions that each bring their own."""
    asked: dict[str, list[Mapping[str, Any]]] = {}
    for number, row in enumerate(rows, start=1):
        asked.setdefault(str(row["context"]), []).append({"id": number, **row})
    for number, (context, own) in enumerate(asked.items(), start=1):
        yield f"{own[0].get('title') or ''} {number}".strip(), {"context": context, "qas": own}


def _of_articles(articles: list[Any]) -> Iterator[Paragraph]:
    for number, article in enumerate(articles, start=1):
        told = article if isinstance(article, Mapping) else {}
        paragraphs = told.get("paragraphs")
        title = str(told.get("title") or number)
        for place, paragraph in enumerate(
            paragraphs if isinstance(paragraphs, list) else [None], 1
        ):
            yield f"{title} {place}", paragraph


def _corpus(paragraphs: Iterator[Paragraph], path: Path) -> Corpus:
    names: dict[str, str] = {}  # text → name
    taken: set[str] = set()
    cases: list[Case] = []
    for number, (name, paragraph) in enumerate(paragraphs, start=1):
        try:
            text = _text(paragraph, "context", "context_text")
            name = str(paragraph.get("id") or paragraph.get("context_id") or name)
            name = f"{name} ({number})" if name in taken else name
            gold = Gold(names.setdefault(text, name))
            taken.add(gold.source)
            cases += [_case(asked, gold) for asked in paragraph["qas"]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EvaluationError(
                f'Paragraph {number} of {path} needs "context" and "qas", a list of objects with '
                '"id", "question" and "answers"; correct it.',
                f"{path} 的第 {number} 个段落有误：应有 context 和 qas，qas 为含 id、question、"
                "answers 的对象列表；请改正。",
            ) from error
    texts = {name: text for text, name in names.items()}
    asked = tuple(case for case in cases if is_asked(case))
    return Corpus(texts, asked, len(cases) - len(asked))


def _case(asked: Mapping[str, Any], gold: Gold) -> Case:
    key = str(asked["id"] if "id" in asked else asked["query_id"])
    question = _text(asked, "question", "query_text")
    if asked.get("is_impossible") is True:
        return Case(key, question, answerable=False)
    told = asked.get("answers") or []
    if isinstance(told, Mapping):  # as hubs have them
        return Case(key, question, (gold,), tuple(dict.fromkeys(strings(told))))
    wordings = [answer["text"] if isinstance(answer, Mapping) else answer for answer in told]
    return Case(key, question, (gold,), tuple(dict.fromkeys(strings(wordings))))


def _text(told: Mapping[str, Any], *names: str) -> str:
    """What is told under the first of ``names`` that is there. Raises KeyError, TypeError."""
    text = told[next((name for name in names if name in told), names[0])]
    if not isinstance(text, str):
        raise TypeError("no text")
    return text
