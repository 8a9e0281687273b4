from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.sync import store_texts
from ragqa.errors import DocumentError
from tests.stocked import LEAVE
from tests.ui.cli.conftest import QUESTION
from tests.ui.cli.evaluated import figures, write_lines
from tests.ui.conftest import CommandLine
from ui.evaluation import long as evaluation_long


def long_item(dataset: str, question: str, answer: str, context: str = LEAVE) -> dict[str, Any]:
    return {"input": question, "context": context, "answers": [answer], "dataset": dataset}


def test_longbench_files_run_through_the_whole_app(ragqa: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    write_lines(
        path,
        long_item("multifieldqa_zh", QUESTION, "员工每年有十五天年假"),
        long_item("multifieldqa_zh", "火星？", "没有"),
        long_item("multifieldqa_en", "What creates templates?", "dh_make", "dh_make makes them."),
        long_item("qasper", "What?", "x", context=" "),
    )
    found = figures(ragqa("eval", path, "--json"))
    zh = found["results"]["multifieldqa_zh"]
    assert (zh["metric"], zh["items"]) == ("qa_f1_zh_score", 2)
    assert zh["score"] >= 0.5
    assert found["results"]["multifieldqa_en"]["score"] > 0
    assert found["results"]["qasper"]["score"] == 0.0
    assert [item["id"] for item in found["failed"]] == ["4"]
    assert found["answers"]["questions"] == 3
    assert found["answers"]["contains"] == round(2 / 3, 4)
    shown = ragqa("eval", path, "--language", "zh").out
    assert "LongBench 得分" in shown
    assert "未能读取或提问：4" in shown
    assert figures(ragqa("eval", path, "--json", "--limit", "1"))["items"] == 1


def test_a_summary_of_a_longbench_text_is_no_question_to_be_refused(
    ragqa: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "vcsum.jsonl"
    write_lines(path, long_item("vcsum", "", LEAVE, LEAVE))
    found = figures(ragqa("eval", path, "--json", "--set", "evidence_threshold=1"))
    assert found["results"]["vcsum"]["score"] > 0.5
    assert found["answers"]["false_refusals"] == 0.0


@pytest.mark.parametrize(
    "options", [("--compare", "dense,lexical"), ("--mode", "dense"), ("--no-answers",)]
)
def test_options_that_mean_nothing_for_a_longbench_file_are_refused(
    ragqa: CommandLine, tmp_path: Path, options: tuple[str, ...]
) -> None:
    file = tmp_path / "trec.jsonl"
    write_lines(file, {"context": "Text.", "input": "What?", "answers": ["Text"]})
    outcome = ragqa("eval", file, *options)
    assert outcome.code == 2
    assert options[0].removeprefix("--no-").removeprefix("--") in outcome.err
    assert not list(tmp_path.glob("data/eval/*"))


def test_a_longbench_text_that_cannot_be_stored_fails_its_items_alone(
    ragqa: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(items: Any, *rest: Any) -> Any:
        if items[0][1].text == "odd":
            raise DocumentError("is odd.", "有问题。")
        return store_texts(items, *rest)

    monkeypatch.setattr(evaluation_long, "store_texts", refuse)
    path = tmp_path / "two.jsonl"
    odd = long_item("multifieldqa_zh", QUESTION, "x", context="odd")
    write_lines(path, odd, odd, long_item("multifieldqa_zh", QUESTION, "员工每年有十五天年假"))
    found = figures(ragqa("eval", path, "--json"))
    assert [item["reason"] for item in found["failed"]] == ["is odd."] * 2
    assert found["answers"]["questions"] == 1
