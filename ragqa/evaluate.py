"""How well search finds what it should: hit@k, MRR and recall over a set of questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ragqa.errors import EvaluationError
from ragqa.language import fold
from ragqa.types import Chunk

MRR_DEPTH = 10
Unit = Literal["document", "page"]


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers a question.

    Attributes:
        source: Path of the document.
        pages: 1-based pages, any of which is right; empty when the whole document is.
        quote: Text that answers; finds the place in documents without pages, copies of the same
            text under another name included.
    """

    source: str
    pages: tuple[int, ...] = ()
    quote: str = ""

    def matches(self, chunk: Chunk) -> bool:
        """Whether ``chunk`` is this place."""
        if chunk.page_first is not None and self.pages:
            last = chunk.page_last or chunk.page_first
            on_page = any(chunk.page_first <= page <= last for page in self.pages)
            return self.source == chunk.source and on_page
        if self.quote and chunk.page_first is None:
            return _squeezed(self.quote) in _squeezed(chunk.text)
        return self.source == chunk.source


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the places that answer it."""

    id: str
    question: str
    gold: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A question set in BEIR's layout: texts by id, and questions about them."""

    texts: Mapping[str, str]
    cases: tuple[Case, ...]


def measure(
    cases: Sequence[Case],
    search: Callable[[str], Sequence[Chunk]],
    *,
    k: int = 10,
    unit: Unit = "page",
) -> dict[str, Any]:
    """Run ``search`` on every case and average.

    Hit@n: share of questions with a right chunk among the first n. MRR@10: mean of 1/rank of the
    first right chunk, 0 beyond 10 (Voorhees 1999). Recall@k: mean share of the gold places found
    among the first k. Chunks of the same place count once, as the first of them.

    Args:
        cases: At least one with a gold place.
        search: Question → chunks, best first, no fewer than max(k, 10) where there are as many.
        k: Depth of recall.
        unit: What a place is: a whole "document", or a "page" (a chunk where there are no pages).

    Returns:
        "questions", "hit@1", "hit@5", "mrr@10", "recall@k" and "missed": ids not hit at 5.

    Raises:
        EvaluationError: There is no case.
    """
    if not cases:
        raise EvaluationError(
            "The question set has no question with a gold place; add some.",
            "问题集中没有带标准答案位置的问题，请添加。",
        )
    ranks: list[int | None] = []
    recalls: list[float] = []
    for case in cases:
        places = _places(search(case.question), unit)
        right = [[gold.matches(chunk) for gold in case.gold] for chunk in places]
        ranks.append(next((rank for rank, row in enumerate(right, 1) if any(row)), None))
        found = sum(any(row[i] for row in right[:k]) for i in range(len(case.gold)))
        recalls.append(found / len(case.gold))
    total = len(cases)
    return {
        "questions": total,
        "hit@1": _share(ranks, 1),
        "hit@5": _share(ranks, 5),
        f"mrr@{MRR_DEPTH}": round(sum(1 / r for r in ranks if r and r <= MRR_DEPTH) / total, 4),
        f"recall@{k}": round(sum(recalls) / total, 4),
        "missed": [c.id for c, r in zip(cases, ranks, strict=True) if r is None or r > 5],
    }


def _places(chunks: Iterable[Chunk], unit: Unit) -> list[Chunk]:
    seen: dict[Any, Chunk] = {}
    for chunk in chunks:
        position = chunk.chunk if chunk.page_first is None else (chunk.page_first, chunk.page_last)
        seen.setdefault((chunk.source, position if unit == "page" else None), chunk)
    return list(seen.values())


def _share(ranks: Sequence[int | None], depth: int) -> float:
    return round(sum(r is not None and r <= depth for r in ranks) / len(ranks), 4)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def load_questions(path: Path) -> tuple[Case, ...]:
    """Read questions.jsonl: one object a line, with question, source, and page or pages.

    Optional: id, quote (see ``Gold``), and "answerable": false for questions without a gold
    place, which are left out here.

    Raises:
        EvaluationError: A line is not such an object; names the line.
    """
    cases: list[Case] = []
    for number, row in _jsonl(path):
        if row.get("answerable") is False:
            continue
        try:
            cases.append(_case(row, number))
        except (KeyError, TypeError, ValueError) as error:
            raise _bad_line(path, number, "needs question, source, and page or pages") from error
    return tuple(cases)


def _case(row: Mapping[str, Any], number: int) -> Case:
    pages = row.get("pages", row.get("page"))
    pages = () if pages is None else tuple(pages) if isinstance(pages, list) else (pages,)
    quote = str(row.get("quote", ""))
    gold = Gold(str(row["source"]), tuple(int(page) for page in pages), quote)
    return Case(str(row.get("id", number)), str(row["question"]), (gold,))


def load_beir(folder: Path) -> Corpus:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv) of ``folder``.

    Queries without a word are left out, as are those without a gold text: published sets have some.

    Raises:
        EvaluationError: A file is missing or a line is not as BEIR has it.
    """
    corpus, queries = folder / "corpus.jsonl", folder / "queries.jsonl"
    texts: dict[str, str] = {}
    for number, row in _jsonl(corpus):
        parts = (row.get("title"), row.get("text"))
        texts[_id(row, corpus, number)] = "\n".join(str(part) for part in parts if part)
    gold = _qrels(folder)
    cases = []
    for number, row in _jsonl(queries):
        query = _id(row, queries, number)
        text = str(row.get("text", ""))
        if any(map(str.isalnum, text)) and (places := gold.get(query)):
            cases.append(Case(query, text, tuple(places)))
    return Corpus(texts, tuple(cases))


def _qrels(folder: Path) -> dict[str, list[Gold]]:
    path = next(
        (p for p in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if p.exists()),
        folder / "qrels.tsv",
    )
    gold: dict[str, list[Gold]] = {}
    for number, line in enumerate(_read(path).splitlines(), start=1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and "score" in fields[-1].lower()):
            continue
        # TREC's own form has a second column, always 0.
        fields = [fields[0], *fields[2:]] if len(fields) == 4 else fields
        if len(fields) != 3 or not fields[2].strip().isdigit():
            raise _bad_line(path, number, "needs query id, document id and score, tab-separated")
        if int(fields[2]) > 0:
            gold.setdefault(fields[0], []).append(Gold(fields[1]))
    return gold


def _id(row: Mapping[str, Any], path: Path, number: int) -> str:
    if "_id" not in row:
        raise _bad_line(path, number, 'needs "_id"')
    return str(row["_id"])


def _jsonl(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    # Not splitlines(): JSON strings may hold U+2028 and its like as they are.
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise _bad_line(path, number, "is not JSON") from error
        if not isinstance(row, dict):
            raise _bad_line(path, number, "is not a JSON object")
        yield number, row


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"The question set file {path} cannot be read; check that it exists and is UTF-8.",
            f"无法读取问题集文件 {path}，请确认它存在且为 UTF-8 编码。",
        ) from error


def _bad_line(path: Path, number: int, why: str) -> EvaluationError:
    return EvaluationError(
        f"Line {number} of {path} {why}; correct it.",
        f"{path} 第 {number} 行格式不对（{why}），请改正。",
    )
