from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate.longbench import METRICS, Item, load_longbench, metric_name, score

ZH = "公司成立于二〇〇三年。"


def write(folder: Path, *rows: dict[str, Any], name: str = "made.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    return path


def line(dataset: str, **fields: Any) -> dict[str, Any]:
    return {
        "input": "When?",
        "context": "It was in 2003.",
        "answers": ["2003"],
        "length": 4,
        "dataset": dataset,
        "language": "en",
        "all_classes": None,
        "_id": "x",
    } | fields


def item(dataset: str, *answers: str, classes: tuple[str, ...] = (), context: str = "text") -> Item:
    return Item("1", dataset, context, "?", answers, classes)


@pytest.mark.parametrize(
    ("dataset", "said", "answers", "value"),
    [
        ("qasper", "The answer is Paris.", ["London", "paris"], 2 * 1 / (3 + 1)),
        ("multifieldqa_zh", "杭州在浙江", ["杭州。"], 2 * 1 / (3 + 1)),
        ("qmsum", "the cat sat", ["the cat sat"], 1.0),
        ("qmsum", "…. .", ["the cat sat"], 0.0),
        ("gov_report", "", ["x"], 0.0),
        ("dureader", "年假十五天", ["年假十五天"], 1.0),
        ("vcsum", "完全不同", ["年假十五天"], 0.0),
        ("passage_count", "There are 7, not 8.", ["7"], 0.5),
        ("passage_count", "none", ["7"], 0.0),
        ("passage_retrieval_en", "Paragraph 17", ["Paragraph 17"], 1.0),
        ("passage_retrieval_en", "Paragraph 1 or 2 or 17 or 17", ["Paragraph 17"], 0.5),
        ("passage_retrieval_zh", "是段落3", ["段落3"], 1.0),
        ("lcc", "```python\nreturn x\n", ["return x"], 1.0),
        ("repobench-p", "# comment only", ["return x"], 0.0),
        ("triviaqa", "\nParis\nPassage: London", ["Paris"], 1.0),
    ],
)
def test_each_dataset_has_the_metric_of_the_benchmark(
    dataset: str, said: str, answers: list[str], value: float
) -> None:
    assert score(item(dataset, *answers), said) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("said", "value"),
    [("Sport", 1.0), ("Sport or Art", 0.5), ("Art", 0.0), ("Winter Sport", 0.5), ("", 0.0)],
)
def test_classes_named_share_the_point(said: str, value: float) -> None:
    classes = ("Sport", "Winter Sport", "Art")
    assert score(item("trec", "Sport", classes=classes), said) == value


def test_a_class_that_is_part_of_the_gold_one_is_no_second_class() -> None:
    classes = ("Sport", "Winter Sport")
    assert score(item("lsht", "Winter Sport", classes=classes), "Winter Sport") == 1.0


def test_a_long_answer_without_a_space_is_scored() -> None:
    text = "年假报销会议合同项目经理" * 100
    assert score(item("vcsum", text), text) == pytest.approx(1.0, abs=1e-6)


def test_an_unknown_dataset_is_scored_by_words_in_the_language_of_its_text() -> None:
    assert metric_name(item("own", "x", context=ZH)) == "qa_f1_zh_score"
    assert metric_name(item("own", "x")) == "qa_f1_score"
    assert metric_name(item("trec", "x")) == "classification_score"
    assert len(METRICS) == 19


def test_a_file_is_read_with_its_dataset_and_classes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        line("qasper_e"),
        line("trec", all_classes=["a", "b"]),
        {"input": "问？", "context": ZH, "answers": "答"},
        name="own.jsonl",
    )
    found = load_longbench(path)
    assert [one.dataset for one in found] == ["qasper", "trec", "own"]
    assert found[1].classes == ("a", "b")
    assert (found[2].id, found[2].answers) == ("3", ("答",))
    assert found[0].question == "When?"


def test_datasets_whose_question_is_in_the_prompt_are_asked_it(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        line("gov_report", input=""),
        line("vcsum", input="", context=ZH),
        line("passage_count", input=""),
        line("passage_retrieval_zh", input="公司的历史", context=ZH),
        line("lcc", input=""),
    )
    questions = [one.question for one in load_longbench(path)]
    assert questions == [
        "Write a summary of this document.",
        "请总结这份文档的内容。",
        "How many different paragraphs are there, not counting repeated ones?",
        "以下摘要出自哪个段落？公司的历史",
        "Which line of code comes next?",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"input": "x", "answers": ["y"]},
        {"context": "x", "answers": ["y"]},
        {"input": "x", "context": "y"},
        {"input": "x", "context": "y", "answers": []},
        {"input": "x", "context": "y", "answers": [{"text": "z"}]},
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, broken: dict[str, Any]) -> None:
    path = write(tmp_path, line("qasper"), broken)
    with pytest.raises(EvaluationError, match=r"Line 2 of .*made\.jsonl needs context") as caught:
        load_longbench(path)
    assert "第 2 行" in caught.value.zh


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="has no line"):
        load_longbench(write(tmp_path))
