"""`ragqa eval` on the command line: what it measures and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa import evaluate
from tests.stocked import LEAVE
from tests.ui.cli.conftest import QUESTION
from tests.ui.cli.evaluated import complaint, figures, write_lines
from tests.ui.conftest import CommandLine


def test_modes_are_compared_side_by_side(ragqa: CommandLine, corpus: Path) -> None:
    argv = ["eval", corpus, "--compare", "dense, lexical,hybrid", "-k", "5"]
    found = figures(ragqa(*argv, "--json"))
    assert list(found["results"]) == ["dense", "lexical", "hybrid"]
    hybrid = found["results"]["hybrid"]
    assert {m: hybrid[m] for m in ("hit@1", "hit@5", "mrr@10", "recall@5", "ndcg@10")} == {
        "hit@1": 1.0,
        "hit@5": 1.0,
        "mrr@10": 1.0,
        "recall@5": 1.0,
        "ndcg@10": 1.0,
    }
    assert hybrid["difference"]["dense"]["hit@1"]["value"] == 0.0
    assert found["documents"] == 2
    assert "answers" not in found
    shown = ragqa(*argv).out
    assert "Search, 1 question\n" in shown
    assert "; 2 documents, 2 chunks; seed" in shown
    assert "1.000 [1.00, 1.00]" in shown
    assert "Difference to dense" in shown


def test_a_copy_is_found_with_what_it_repeats(ragqa: CommandLine, corpus: Path) -> None:
    """The app shows one of them; which of them a set holds for right is no merit of search."""
    with (corpus / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps({"_id": "d3", "text": LEAVE}, ensure_ascii=False))
    with (corpus / "qrels.tsv").open("a", encoding="utf-8") as file:
        file.write("q1\td3\t1\n")
    found = figures(ragqa("eval", corpus, "--compare", "hybrid,hybrid+rerank", "--json"))
    assert found["documents"] == 3
    assert [mode["ndcg@10"] for mode in found["results"].values()] == [1.0, 1.0]


def test_modes_may_be_named_one_by_one(ragqa: CommandLine, corpus: Path) -> None:
    found = figures(ragqa("eval", corpus, "--mode", "hybrid", "--mode", "lexical", "--json"))
    assert list(found["results"]) == ["hybrid", "lexical"]
    assert found["hit@1"] == 1.0
    assert list(figures(ragqa("eval", corpus, "--json"))["results"]) == ["hybrid+rerank"]


def test_gold_documents_that_are_not_there_are_named(
    ragqa: CommandLine, corpus: Path, folder: Path
) -> None:
    (corpus / "qrels.tsv").write_text("q1\td1\t1\nq1\tD2\t1\n")
    assert figures(ragqa("eval", corpus, "--json"))["absent"] == ["D2"]
    assert "not there, and that nothing can find: D2" in ragqa("eval", corpus).out
    row = {"question": "年假几天？", "source": "sub/a.txt"}
    write_lines(folder / "questions.jsonl", row, {**row, "source": "a.txt"})
    assert "不存在，因此无法找到：sub/a.txt" in ragqa("eval", folder, "--language", "zh").out
    write_lines(folder / "questions.jsonl", {**row, "quote": "年假"})
    assert figures(ragqa("eval", folder, "--json"))["absent"] == []


def test_a_file_in_the_form_of_squad_is_a_question_set(
    ragqa: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    load = evaluate.load_squad

    def noted(path: Path) -> evaluate.Corpus | None:
        read.append(path)
        return load(path)

    monkeypatch.setattr(evaluate, "load_squad", noted)
    asked = {"id": "q1", "question": QUESTION, "answers": [{"text": "十五天", "answer_start": 0}]}
    paragraphs = [{"context": LEAVE, "qas": [asked]}, {"context": "Other.", "qas": []}]
    file = tmp_path / "dev.json"
    write_lines(file, {"version": "1.1", "data": [{"title": "手册", "paragraphs": paragraphs}]})
    found = figures(ragqa("eval", file, "--compare", "dense,lexical", "--json"))
    assert read == [file]  # once: it may hold a hundred thousand questions
    assert [row["hit@1"] for row in found["results"].values()] == [1.0, 1.0]
    assert found["answers"]["contains"] == 1.0
    assert found["documents"] == 2
    assert "Evaluation of dev.json" in ragqa("eval", file).out
    assert "--questions" in complaint(ragqa("eval", file, "--questions", file))


def test_answers_are_measured_where_the_set_has_some(ragqa: CommandLine, corpus: Path) -> None:
    write_lines(
        corpus / "queries.jsonl",
        {"_id": "q1", "text": QUESTION, "answers": ["十五天"]},
        {"_id": "q2", "text": "火星上有几座城市？", "answerable": False},
    )
    found = figures(ragqa("eval", corpus, "--json"))["answers"]
    assert (found["questions"], found["unanswerable"]) == (2, 1)
    assert found["contains"] == found["first_quote_contains"] == 1.0
    assert 0 < found["f1"] < 1
    assert found["citation_precision"] == 1.0
    assert {"search", "total"} <= set(found["latency"])
    assert found["tokens"]["prompt_mean"] > 0
    shown = ragqa("eval", corpus).out
    assert "answer holds the gold answer" in shown
    assert "until the first word" in shown
    assert "by quoting, without a language model" in shown
    assert "回答包含标准答案" in ragqa("eval", corpus, "--language", "zh").out
    assert "answers" not in figures(ragqa("eval", corpus, "--no-answers", "--json"))


def test_answers_can_be_asked_for(ragqa: CommandLine, corpus: Path) -> None:
    found = figures(ragqa("eval", corpus, "--answers", "--json"))["answers"]
    assert found["questions"] == 1
    assert found["em"] is None


def test_questions_without_a_place_are_only_answered(ragqa: CommandLine, folder: Path) -> None:
    write_lines(folder / "questions.jsonl", {"question": "年假几天？", "answers": ["十五天"]})
    found = figures(ragqa("eval", folder, "--json"))
    assert found["results"] == {}
    assert found["answers"]["contains"] == 1.0
    assert ragqa("eval", folder).code == 0


def test_questions_and_earlier_reports_are_no_documents(
    ragqa: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = folder / "my [questions] #1!.jsonl"
    for path in (folder / "questions.jsonl", odd):
        write_lines(path, {"question": "年假几天？", "source": "a.txt"})
    monkeypatch.chdir(folder)
    assert figures(ragqa("eval", ".", "--json"))["documents"] == 3
    odd.rename(folder.parent / "elsewhere.jsonl")
    assert figures(ragqa("eval", folder, "--json"))["documents"] == 2
    (folder.parent / "elsewhere.jsonl").rename(odd)
    (folder / "questions.jsonl").unlink()
    assert figures(ragqa("eval", folder, "--questions", odd, "--json"))["documents"] == 2


def test_a_limit_draws_the_same_questions_again(ragqa: CommandLine, folder: Path) -> None:
    rows = [{"id": str(n), "question": f"dh_make {n}?", "source": "a.txt"} for n in range(30)]
    write_lines(folder / "questions.jsonl", *rows)
    argv = ["eval", folder, "--limit", "4", "--mode", "lexical", "--json"]
    one, other = figures(ragqa(*argv)), figures(ragqa(*argv))
    assert one["questions"] == 4
    assert len(one["missed"]) == 4
    assert one["missed"] == other["missed"]


def test_what_cannot_be_evaluated_leaves_no_report(
    ragqa: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert "corpus.jsonl" in complaint(ragqa("eval", tmp_path / "empty"))
    assert "does not exist" in complaint(ragqa("eval", tmp_path / "nowhere"))
    assert "nowhere.jsonl" in complaint(
        ragqa("eval", tmp_path / "empty", "--questions", tmp_path / "nowhere.jsonl")
    )
    assert "--questions" in complaint(ragqa("eval", corpus, "--questions", corpus / "qrels.tsv"))
    assert "Unknown mode" in complaint(ragqa("eval", corpus, "--compare", "dense,best"))
    assert "未知模式" in complaint(ragqa("eval", corpus, "--mode", "x", "--language", "zh"))
    (corpus / "queries.jsonl").write_text("{", encoding="utf-8")
    assert "Line 1" in complaint(ragqa("eval", corpus))
    (tmp_path / "bad.jsonl").write_text('{"context": 1}', encoding="utf-8")
    assert "第 1 行" in complaint(ragqa("eval", tmp_path / "bad.jsonl", "--language", "zh"))
    assert list(tmp_path.glob("eval-*")) == []


def test_a_set_without_text_is_told_by_its_own_name(ragqa: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    write_lines(folder / "questions.jsonl", {"question": "How long?", "source": "a.txt"})
    assert f"{folder} has no document with text" in complaint(ragqa("eval", str(folder)))
    (folder / "a.pdf").write_text("no pdf")
    assert "a.pdf could not be read" in complaint(ragqa("eval", str(folder)))
