"""How well search ranks: hit@k, MRR, recall and nDCG over a set of questions, by ir-measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ragqa.errors import EvaluationError
from ragqa.evaluate import intervals
from ragqa.evaluate.questions import Case, Gold, Unit
from ragqa.types import Chunk

DEPTH = 10
"""Of MRR and nDCG, in places."""

Found = tuple[Chunk, ...]
"""A chunk, and after it those that were left out as copies of it."""

Search = Callable[[str], Sequence[Found]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The figures of each question of a set.

    Attributes:
        ids: Of the questions that have a gold place.
        values: One value between 0 and 1 for each of them, by the name of the metric.
    """

    ids: tuple[str, ...]
    values: Mapping[str, tuple[float, ...]]

    def figures(self) -> dict[str, Any]:
        """Means over the questions.

        Returns:
            "questions", one mean for each metric, "missed" (ids not hit at 5), and "intervals":
            [low, high] for each metric, 95 % confidence.
        """
        means = {name: intervals.mean(values) for name, values in self.values.items()}
        missed = [i for i, hit in zip(self.ids, self.values["hit@5"], strict=True) if not hit]
        return {
            "questions": len(self.ids),
            **{name: mean.value for name, mean in means.items()},
            "missed": missed,
            "intervals": {name: [mean.low, mean.high] for name, mean in means.items()},
        }

    def difference(self, other: Ranking) -> dict[str, dict[str, float]]:
        """For each metric how far this is above ``other`` on the same questions, paired."""
        return {
            name: asdict(
                intervals.mean(
                    [a - b for a, b in zip(values, other.values[name], strict=True)],
                )
            )
            for name, values in self.values.items()
        }


def rank(cases: Sequence[Case], search: Search, *, k: int = 10, unit: Unit = "page") -> Ranking:
    """Run ``search`` on every case that has a gold place.

    Hit@n: whether a right chunk is among the first n. MRR@10: 1/rank of the first right chunk, 0
    beyond 10 (Voorhees 1999). Recall@k: share of the gold places found among the first k. nDCG@10:
    Järvelin and Kekäläinen 2002, as trec_eval has it. Chunks of the same place count once, as the
    first of them. A copy that was left out stands right behind what it repeats where the set holds
    it for right, and nowhere where not.

    Args:
        cases: At least one with a gold place.
        search: Question → what is found, best first, no fewer than max(k, 10) where there are so
            many.
        k: Depth of recall.
        unit: What a place is: a whole "document", or a "page" (a chunk where there are no pages).

    Raises:
        EvaluationError: No case has a gold place.
    """
    asked = [case for case in cases if case.gold]
    if not asked:
        raise EvaluationError(
            "The question set has no question with a gold place; add some.",
            "问题集中没有带标准答案位置的问题，请添加。",
        )
    # By position: the ids of a set need not be distinct.
    qrels = {
        str(n): {str(g): gold.grade for g, gold in enumerate(case.gold)}
        for n, case in enumerate(asked)
    }
    run = {
        str(n): _scored(_places(search(case.question), unit), case.gold)
        for n, case in enumerate(asked)
    }
    return Ranking(tuple(case.id for case in asked), _values(qrels, run, k))


def measure(
    cases: Sequence[Case], search: Search, *, k: int = 10, unit: Unit = "page"
) -> dict[str, Any]:
    """The figures of one way to search; arguments and errors as in ``rank``."""
    return rank(cases, search, k=k, unit=unit).figures()


def compare(
    cases: Sequence[Case], searches: Mapping[str, Search], *, k: int = 10, unit: Unit = "page"
) -> dict[str, dict[str, Any]]:
    """The figures of several ways to search, by name, in order. Other arguments as in ``rank``.

    Returns:
        As ``Ranking.figures``; each but the first has "difference" too: by the name of each way
        before it, and by metric, its "value", "low" and "high", paired over the questions.
    """
    rankings: dict[str, Ranking] = {}
    results: dict[str, dict[str, Any]] = {}
    for name, search in searches.items():
        found = rank(cases, search, k=k, unit=unit)
        results[name] = found.figures()
        if rankings:
            results[name]["difference"] = {
                other: found.difference(earlier) for other, earlier in rankings.items()
            }
        rankings[name] = found
    return results


def _values(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]], k: int
) -> dict[str, tuple[float, ...]]:
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    metrics = {
        "hit@1": Success @ 1,
        "hit@5": Success @ 5,
        f"mrr@{DEPTH}": RR @ DEPTH,
        f"recall@{k}": R @ k,
        f"ndcg@{DEPTH}": nDCG @ DEPTH,
    }
    found = {
        (figure.measure, figure.query_id): float(figure.value)
        for figure in ir_measures.iter_calc(list(metrics.values()), qrels, run)
    }
    return {
        # A question for which nothing was found has no figure: that is 0.
        name: tuple(found.get((metric, query), 0.0) for query in qrels)
        for name, metric in metrics.items()
    }


def _scored(places: Sequence[Found], gold: Sequence[Gold]) -> dict[str, float]:
    """The ranked places under the names of the gold places that they are; others under "-n".

    A place that finds nothing but what a better one has found is as wrong as any other.
    """
    names: list[str] = []

    def new(chunk: Chunk) -> list[str]:
        matching = (str(g) for g, place in enumerate(gold) if place.matches(chunk))
        return [name for name in matching if name not in names]

    for position, (chunk, *copies) in enumerate(places):
        names += new(chunk) or [f"-{position}"]
        for copy in copies:
            names += new(copy)
    return {name: float(-position) for position, name in enumerate(names)}


def _places(found: Iterable[Found], unit: Unit) -> list[Found]:
    """The first found at each place, with the copies of all that were found there."""
    seen: dict[Any, Found] = {}
    for chunk, *copies in found:
        position = chunk.chunk if chunk.page_first is None else (chunk.page_first, chunk.page_last)
        place = chunk.source, position if unit == "page" else None
        seen[place] = (*seen.get(place, (chunk,)), *copies)
    return list(seen.values())
