"""Question sets: what is asked, where the answer stands, and how it may be worded."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ragqa.errors import EvaluationError
from ragqa.evaluate.lines import bad_line, objects, read, strings, there
from ragqa.text.language import fold
from ragqa.types import Chunk

_GRADE = re.compile(r"-?[0-9]{1,9}(?:\.0+)?")
_CORPUS = "corpus.jsonl"
_QRELS = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv")
Unit = Literal["document", "page"]


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers a question.

    Attributes:
        source: Path of the document.
        pages: 1-based pages, any of which is right; empty when the whole document is.
        quote: Text that answers; finds the place in documents without pages, copies of the same
            text under another name included.
        grade: How relevant it is, from 1; only nDCG looks at it.
    """

    source: str
    pages: tuple[int, ...] = ()
    quote: str = ""
    grade: int = 1

    def matches(self, chunk: Chunk) -> bool:
        """Whether ``chunk`` is this place."""
        if chunk.page_first is not None and self.pages:
            last = chunk.page_last or chunk.page_first
            on_page = any(chunk.page_first <= page <= last for page in self.pages)
            return self.source == chunk.source and on_page
        if self.quote and chunk.page_first is None:
            return squeezed(self.quote) in squeezed(chunk.text)
        return self.source == chunk.source


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the places that answer it.

    Attributes:
        id: As in the set, or the number of its line.
        question: As it is asked.
        gold: Any of them is right; empty when no place is known.
        answers: Wordings of the answer, any of which is right; empty when none is given.
        answerable: False when the documents do not answer it, and a refusal is right.
    """

    id: str
    question: str
    gold: tuple[Gold, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Corpus:
    """A question set in BEIR's layout: texts by id, and questions about them.

    Attributes:
        texts: By id.
        cases: The questions that are asked.
        left_out: How many are not: without a word, or without a gold text.
        repeated: Ids under which another text had stood before: the last one counts.
    """

    texts: Mapping[str, str]
    cases: tuple[Case, ...]
    left_out: int = 0
    repeated: tuple[str, ...] = ()


def squeezed(text: str) -> str:
    """Text as it is compared with a quote: folded, without white space."""
    return "".join(fold(text).split())


def sample(cases: Sequence[Case], limit: int | None, seed: int) -> tuple[Case, ...]:
    """``limit`` of the cases in their order, the same ones for the same seed; all when None."""
    if limit is None or limit >= len(cases):
        return tuple(cases)
    chosen = sorted(random.Random(seed).sample(range(len(cases)), limit))  # noqa: S311 # no secret
    return tuple(cases[position] for position in chosen)


def load_questions(path: Path) -> tuple[Case, ...]:
    """Read questions.jsonl: one object a line, with question, source or a list of them, and page
    or pages.

    Optional: id; quote (see ``Gold``); answers, a list of wordings, or answer, one of them; and
    "answerable": false for questions that the documents do not answer. A question with answers
    needs no source: it says nothing of search then.

    Raises:
        EvaluationError: A line is not such an object; names the line.
    """
    cases: list[Case] = []
    for number, row in objects(path):
        try:
            cases.append(_case(row, number))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            why = (
                "needs question and source, with page, pages or nothing; or question and answers",
                "应有 question 和 source（可带 page 或 pages），或有 question 和 answers",
            )
            raise bad_line(path, number, why) from error
    return tuple(cases)


def _case(row: Mapping[str, Any], number: int) -> Case:
    key, question = str(row.get("id", number)), row["question"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError("no question")
    answers = _answers(row)
    if row.get("answerable") is False:
        return Case(key, question, answerable=False)
    if "source" not in row and answers:
        return Case(key, question, answers=answers)
    pages = row.get("pages", row.get("page"))
    pages = () if pages is None else tuple(pages) if isinstance(pages, list) else (pages,)
    numbers, quote = tuple(int(page) for page in pages), str(row.get("quote") or "")
    gold = tuple(Gold(source, numbers, quote) for source in _sources(row["source"]))
    return Case(key, question, gold, answers)


def _sources(given: object) -> tuple[str, ...]:
    """The paths that are named, as folders have them. Raises ValueError."""
    if not (named := strings(given)):
        raise ValueError("no source")
    return tuple(unicodedata.normalize("NFC", path).removeprefix("./") for path in named)


def _answers(row: Mapping[str, Any]) -> tuple[str, ...]:
    return strings(row.get("answers") or row.get("answer") or [])


def is_beir(folder: Path) -> bool:
    """Whether ``load_beir`` reads it."""
    return there(folder / _CORPUS).exists()


def load_beir(folder: Path) -> Corpus:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv of ``folder``, or these packed with gzip.

    In place of qrels.tsv there may be test.tsv, or else dev.tsv or train.tsv, in a folder qrels.

    Queries may have "answers" and "answerable" as in ``load_questions``. Queries without a word
    are left out, as are answerable ones without a gold text: published sets have some.

    Raises:
        EvaluationError: A file is missing or a line is not as BEIR has it, or the ids of queries
            and judgements have nothing in common.
    """
    queries, qrels = there(folder / "queries.jsonl"), _qrels_of(folder)
    texts, repeated = _texts(there(folder / _CORPUS))
    gold = _qrels(qrels)
    every = [
        _query(row, queries, number, gold.get(_id(row, queries, number), {}).values())
        for number, row in objects(queries)
    ]
    cases = tuple(case for case in every if is_asked(case))
    if gold and every and not any(case.gold or not case.answerable for case in every):
        here, judged = every[0].id, next(iter(gold))
        raise EvaluationError(
            f'No query of {queries} is judged in {qrels}: ids are such as "{here}" in the one and '
            f'"{judged}" in the other; make them the same.',
            f"{queries} 中的问题在 {qrels} 中都没有标注：前者的编号如“{here}”，"
            f"后者的如“{judged}”；请使两者一致。",
        )
    return Corpus(texts, cases, len(every) - len(cases), repeated)


def _texts(path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts by id, and the ids that stand there with different ones."""
    texts: dict[str, str] = {}
    repeated: dict[str, None] = {}
    for number, row in objects(path):
        key = _id(row, path, number)
        parts = (row.get("title"), row["text"])
        text = "\n".join(str(part) for part in parts if part)
        if texts.setdefault(key, text) != text:
            repeated[key] = None
            texts[key] = text
    return texts, tuple(repeated)


def _query(row: Mapping[str, Any], path: Path, number: int, gold: Iterable[Gold]) -> Case:
    try:
        answers = _answers(row)
    except ValueError as error:
        why = ('needs "answers" as a list of texts', "answers 应为文字的列表")
        raise bad_line(path, number, why) from error
    key, text = str(row["_id"]), str(row["text"] or "")
    if row.get("answerable") is False:
        return Case(key, text, answerable=False)
    return Case(key, text, tuple(gold), answers)


def is_asked(case: Case) -> bool:
    """Whether a question has a word, and a gold place where it has an answer."""
    return any(map(str.isalnum, case.question)) and (bool(case.gold) or not case.answerable)


def _qrels_of(folder: Path) -> Path:
    named = [there(folder / name) for name in _QRELS]
    return next((path for path in named if path.exists()), named[0])


def _qrels(path: Path) -> dict[str, dict[str, Gold]]:
    """The gold texts of each query by their ids; what is judged twice counts as the last time."""
    gold: dict[str, dict[str, Gold]] = {}
    # Not splitlines(): an id may hold U+2028 and its like.
    for number, line in enumerate(read(path).split("\n"), start=1):
        # TREC's own form has spaces, and a second column, always 0.
        fields = line.split("\t") if "\t" in line else line.split()
        fields = [fields[0], *fields[2:]] if len(fields) == 4 else fields
        is_header = number == 1 and len(fields) == 3 and fields[2].strip()[:1].isalpha()
        if not line.strip() or is_header:
            continue
        if len(fields) != 3 or not _GRADE.fullmatch(fields[2].strip()):
            why = (
                "needs query id, document id and score, tab-separated",
                "应为以制表符分隔的问题编号、文档编号和分数",
            )
            raise bad_line(path, number, why)
        if (grade := int(float(fields[2]))) > 0:
            gold.setdefault(fields[0], {})[fields[1]] = Gold(fields[1], grade=grade)
    return gold


def _id(row: Mapping[str, Any], path: Path, number: int) -> str:
    if "_id" not in row or "text" not in row:
        raise bad_line(path, number, ('needs "_id" and "text"', "应有 _id 和 text"))
    return str(row["_id"])
