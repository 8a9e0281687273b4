"""LongBench files: a long text and a question a line, each dataset with its own metric.

Metrics are those of its own eval.py (Bai 2023), between 0 and 1 where that prints percent.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ragqa.errors import EvaluationError
from ragqa.evaluate.lines import bad_line, objects, strings
from ragqa.evaluate.wording import best, chinese_words, english_words, overlap
from ragqa.text.language import detect

_Language = Literal["zh", "en"]
_NUMBER = re.compile(r"\d+")
_DEEPEST = 20_000  # calls: as many as two answers of the benchmark have tokens, and to spare


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a file.

    Attributes:
        id: As in the file, or the number of its line.
        dataset: Name of the dataset, without the "_e" of LongBench-E.
        context: The document.
        question: What is asked of it; what the dataset is for, where the file has no question.
        answers: Wordings of the gold answer, any of which is right.
        classes: Of a classification.
        whole: Whether a summary of all of the document is asked for, and nothing else.
    """

    id: str
    dataset: str
    context: str
    question: str
    answers: tuple[str, ...]
    classes: tuple[str, ...] = ()
    whole: bool = False


def load_longbench(path: Path) -> tuple[Item, ...]:
    """Read a file of the benchmark.

    Raises:
        EvaluationError: A line is not as the benchmark has it, or there is none; names the line.
    """
    items: list[Item] = []
    for number, row in objects(path):
        try:
            items.append(_item(row, number, path.stem))
        except (KeyError, TypeError, ValueError) as error:
            why = (
                "needs context, input, and answers as a list of texts",
                "应有 context、input，以及文字列表 answers",
            )
            raise bad_line(path, number, why) from error
    if not items:
        raise EvaluationError(
            f"The file {path} has no line; LongBench has one JSON object a line.",
            f"文件 {path} 没有内容；LongBench 每行为一个 JSON 对象。",
        )
    return tuple(items)


def _item(row: dict[str, object], number: int, stem: str) -> Item:
    dataset = str(row.get("dataset") or stem).removesuffix("_e")
    answers = strings(row["answers"])
    if not answers:
        raise ValueError("no answer")
    context, question = str(row["context"]), str(row["input"]).strip()
    language = detect(context)
    return Item(
        id=str(row.get("_id", number)),
        dataset=dataset,
        context=context,
        question=_asked(dataset, question, language),
        answers=answers,
        classes=strings(row.get("all_classes") or []),
        whole=not question and _task(dataset) == "summary",
    )


def _asked(dataset: str, given: str, language: _Language) -> str:
    """The question; where the file leaves it to the prompt, what the benchmark's prompt asks."""
    pattern = _TASKS.get(_task(dataset))
    if pattern is None:
        return given
    return pattern[language == "zh"].format(given=given).strip()


def _task(dataset: str) -> str:
    """What the benchmark's prompt asks besides the question; "" for nothing."""
    return METRICS[dataset][1] if dataset in METRICS else ""


_TASKS: dict[str, tuple[str, str]] = {
    "summary": (
        "Write a summary of this document. {given}",
        "请总结这份文档的内容。{given}",
    ),
    "count": (
        "How many different paragraphs are there, not counting repeated ones?",
        "去掉重复的段落，一共有多少个不同的段落？",
    ),
    "retrieval": (
        "Which paragraph is this abstract from? {given}",
        "以下摘要出自哪个段落？{given}",
    ),
    "code": ("Which line of code comes next? {given}", "下一行代码是什么？{given}"),
}


def score(item: Item, said: str) -> float:
    """The best value of the dataset's metric over the gold answers, 0 to 1."""
    if item.dataset in _FIRST_LINE:
        said = said.lstrip("\n").split("\n")[0]
    if item.dataset in _CLASSIFIED:
        return max(classification_score(said, gold, item.classes) for gold in item.answers)
    return best(_metric(item), said, item.answers)


def metric_name(item: Item) -> str:
    """The name of the dataset's metric in the benchmark's own program."""
    function = classification_score if item.dataset in _CLASSIFIED else _metric(item)
    return function.__name__


def _metric(item: Item) -> Metric:
    """The dataset's metric; for an unknown one F1 in the language of its document."""
    if item.dataset in METRICS:
        return METRICS[item.dataset][0]
    return qa_f1_zh_score if detect(item.context) == "zh" else qa_f1_score


Metric = Callable[[str, str], float]


def qa_f1_score(said: str, gold: str) -> float:
    """F1 of English words, as SQuAD."""
    return overlap(english_words(said), english_words(gold))


def qa_f1_zh_score(said: str, gold: str) -> float:
    """F1 of Chinese words."""
    return overlap(chinese_words(said), chinese_words(gold))


def rouge_score(said: str, gold: str) -> float:
    """F of the longest common subsequence of words (ROUGE-L)."""
    from rouge import Rouge  # type: ignore[import-untyped]

    if not said.strip(" .\n\t") or not gold.strip(" .\n\t"):
        return 0.0  # the library refuses them
    limit = sys.getrecursionlimit()
    # It calls itself once a word: a summary in Chinese is one long sentence to it.
    sys.setrecursionlimit(max(limit, _DEEPEST))
    try:
        return float(Rouge(metrics=["rouge-l"]).get_scores(said, gold)[0]["rouge-l"]["f"])
    finally:
        sys.setrecursionlimit(limit)


def rouge_zh_score(said: str, gold: str) -> float:
    """ROUGE-L of Chinese words."""
    from ragqa.text.segmentation import cut

    return rouge_score(" ".join(cut(said)), " ".join(cut(gold)))


def classification_score(said: str, gold: str, classes: Sequence[str]) -> float:
    """1 / the number of classes named, when the gold one is among them; else 0.

    A class whose name is part of the gold one's is not counted: naming the one names the other.
    """
    named = [name for name in classes if name in said and (name == gold or name not in gold)]
    return 1 / len(named) if gold in named else 0.0


def count_score(said: str, gold: str) -> float:
    """Share of the numbers named that are the gold one."""
    numbers = _NUMBER.findall(said)
    return numbers.count(gold.strip()) / len(numbers) if numbers else 0.0


def retrieval_score(said: str, gold: str) -> float:
    """Share of the numbers named that are the gold paragraph's ("Paragraph 7", "段落7")."""
    return count_score(said, "".join(_NUMBER.findall(gold)[:1]))


def code_sim_score(said: str, gold: str) -> float:
    """Similarity of the first line of code to the gold one, by its edits."""
    from rapidfuzz import fuzz

    lines = said.lstrip("\n").split("\n")
    code = next((line for line in lines if not set("`#") & set(line) and "//" not in line), "")
    return float(fuzz.ratio(code, gold)) / 100


METRICS: dict[str, tuple[Metric, str]] = {
    "narrativeqa": (qa_f1_score, ""),
    "qasper": (qa_f1_score, ""),
    "multifieldqa_en": (qa_f1_score, ""),
    "multifieldqa_zh": (qa_f1_zh_score, ""),
    "hotpotqa": (qa_f1_score, ""),
    "2wikimqa": (qa_f1_score, ""),
    "musique": (qa_f1_score, ""),
    "dureader": (rouge_zh_score, ""),
    "gov_report": (rouge_score, "summary"),
    "qmsum": (rouge_score, ""),
    "multi_news": (rouge_score, "summary"),
    "vcsum": (rouge_zh_score, "summary"),
    "triviaqa": (qa_f1_score, ""),
    "samsum": (rouge_score, "summary"),
    "passage_retrieval_en": (retrieval_score, "retrieval"),
    "passage_count": (count_score, "count"),
    "passage_retrieval_zh": (retrieval_score, "retrieval"),
    "lcc": (code_sim_score, "code"),
    "repobench-p": (code_sim_score, "code"),
}
"""The metric of each dataset without classes, and what its prompt asks besides the question."""

_CLASSIFIED = frozenset({"trec", "lsht"})
_FIRST_LINE = frozenset({"trec", "triviaqa", "samsum", "lsht"})
"""Datasets with examples in their text, after whose manner a model goes on to the next."""
