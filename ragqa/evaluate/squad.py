"""SQuAD's files and their kin (XQuAD, CMRC 2018, DRCD): paragraphs with questions about each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ragqa.errors import EvaluationError
from ragqa.evaluate.lines import read, strings, whole
from ragqa.evaluate.questions import Case, Corpus, Gold, is_asked

Paragraph = tuple[str, Any]
"""The name that a paragraph has if none of its own, and what the file says of it."""


def load_squad(path: Path) -> Corpus | None:
    """Read a file in which each paragraph is a document; None where it has another form.

    A text that stands twice is one document. CMRC's own form is read as well as SQuAD's.

    Raises:
        EvaluationError: It cannot be read, or a paragraph is not as SQuAD has it; names it.
    """
    try:
        given = whole(json.loads(read(path)))
    except (ValueError, RecursionError):
        return None  # one object a line, for one
    paragraphs = _paragraphs(given)
    return None if paragraphs is None else _corpus(paragraphs, path)


def _paragraphs(given: Any) -> Iterator[Paragraph] | None:
    if isinstance(given, Mapping) and isinstance(given.get("data"), list):
        return _of_articles(given["data"])
    if isinstance(given, list) and all(
        isinstance(p, Mapping) and "context_text" in p for p in given
    ):
        return ((str(number), p) for number, p in enumerate(given, start=1))
    return None


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
    cases: list[Case] = []
    for number, (name, paragraph) in enumerate(paragraphs, start=1):
        try:
            text = _text(paragraph, "context", "context_text")
            name = str(paragraph.get("id") or paragraph.get("context_id") or name)
            if name in names.values():
                name = f"{name} ({number})"
            gold = Gold(names.setdefault(text, name))
            cases += [_case(asked, gold) for asked in paragraph["qas"]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EvaluationError(
                f'Paragraph {number} of {path} needs "context" and "qas", a list of objects with '
                '"id", "question" and "answers"; correct it.',
                f"{path} 的第 {number} 个段落有误：应有 context 和 qas，qas 为含 id、question、"
                "answers 的对象列表；请改正。",
            ) from error
    texts = {name: text for text, name in names.items()}
    return Corpus(texts, tuple(case for case in cases if is_asked(case)))


def _case(asked: Mapping[str, Any], gold: Gold) -> Case:
    key = str(asked["id"] if "id" in asked else asked["query_id"])
    question = _text(asked, "question", "query_text")
    if asked.get("is_impossible") is True:
        return Case(key, question, answerable=False)
    told = asked.get("answers") or []
    wordings = [answer["text"] if isinstance(answer, Mapping) else answer for answer in told]
    return Case(key, question, (gold,), tuple(dict.fromkeys(strings(wordings))))


def _text(told: Mapping[str, Any], *names: str) -> str:
    """What is told under the first of ``names`` that is there. Raises KeyError, TypeError."""
    text = told[next((name for name in names if name in told), names[0])]
    if not isinstance(text, str):
        raise TypeError("no text")
    return text
