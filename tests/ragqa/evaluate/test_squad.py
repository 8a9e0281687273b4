from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate import Case, Corpus, Gold
from ragqa.evaluate.squad import load_squad

TEXT = "公司成立于二〇〇三年，总部在杭州。"


def question(key: object, text: str, *answers: str) -> dict[str, object]:
    return {
        "id": key,
        "question": text,
        "answers": [{"text": a, "answer_start": 0} for a in answers],
    }


def loaded(tmp_path: Path, whole: object) -> Corpus | None:
    path = tmp_path / "set.json"
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8-sig")
    return load_squad(path)


def test_paragraphs_become_documents_and_their_questions_are_about_them(tmp_path: Path) -> None:
    one = {
        "context": TEXT,
        "qas": [question("q1", "总部在哪？", "杭州", "杭州"), question(2, "何时？", "二〇〇三年")],
    }
    other = {
        "context": "Rain falls in October.",
        "id": "R 1",
        "qas": [question("q3", "When?", "October")],
    }
    found = loaded(
        tmp_path, {"version": "1", "data": [{"title": "公司", "paragraphs": [one, other]}]}
    )
    assert found == Corpus(
        {"公司 1": TEXT, "R 1": "Rain falls in October."},
        (
            Case("q1", "总部在哪？", (Gold("公司 1"),), ("杭州",)),
            Case("2", "何时？", (Gold("公司 1"),), ("二〇〇三年",)),
            Case("q3", "When?", (Gold("R 1"),), ("October",)),
        ),
    )


def test_a_text_that_stands_twice_is_one_document(tmp_path: Path) -> None:
    paragraphs = [{"context": TEXT, "qas": [question(n, "总部在哪？", "杭州")]} for n in range(2)]
    found = loaded(tmp_path, {"data": [{"paragraphs": [p]} for p in paragraphs]})
    assert found is not None
    assert list(found.texts.values()) == [TEXT]
    assert len({case.gold for case in found.cases}) == 1


def test_two_texts_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paragraphs = [
        {"context": f"Text {n}.", "id": "same", "qas": [question(n, "x?", "y")]} for n in (1, 2)
    ]
    found = loaded(tmp_path, {"data": [{"paragraphs": paragraphs}]})
    assert found is not None
    assert [found.texts[case.gold[0].source] for case in found.cases] == ["Text 1.", "Text 2."]


def test_impossible_questions_have_no_answer_there(tmp_path: Path) -> None:
    impossible = {**question("q1", "Who won?"), "is_impossible": True}
    found = loaded(tmp_path, {"data": [{"paragraphs": [{"context": TEXT, "qas": [impossible]}]}]})
    assert found is not None
    assert found.cases == (Case("q1", "Who won?", answerable=False),)


def test_cmrc_is_read_in_its_own_form_too(tmp_path: Path) -> None:
    asked = {"query_id": "T_0_QUERY_0", "query_text": "总部在哪？", "answers": ["杭州", "在杭州"]}
    found = loaded(
        tmp_path, [{"context_id": "T_0", "context_text": TEXT, "qas": [asked], "title": "公司"}]
    )
    assert found == Corpus(
        {"T_0": TEXT}, (Case("T_0_QUERY_0", "总部在哪？", (Gold("T_0"),), ("杭州", "在杭州")),)
    )


@pytest.mark.parametrize("joint", ["\n", ",\n"])
def test_questions_that_each_bring_their_paragraph_are_read(tmp_path: Path, joint: str) -> None:
    answers = {"text": ["杭州", "杭州"], "answer_start": [1, 1]}
    company = {"title": "公司", "context": TEXT}
    rows = [
        {"id": "q1", **company, "question": "总部在哪？", "answers": answers},
        {"title": "雨", "context": "下雨。", "question": "下什么？", "answers": ["雨"]},
        {"id": "q3", **company, "question": "何时成立？", "answers": []},
    ]
    lines = joint.join(json.dumps(row) for row in rows)
    path = tmp_path / "set.jsonl"
    path.write_text(f"[{lines}]" if "," in joint else lines, encoding="utf-8")
    assert load_squad(path) == Corpus(
        {"公司 1": TEXT, "雨 2": "下雨。"},
        (
            Case("q1", "总部在哪？", (Gold("公司 1"),), ("杭州",)),
            Case("q3", "何时成立？", (Gold("公司 1"),)),
            Case("2", "下什么？", (Gold("雨 2"),), ("雨",)),
        ),
    )


@pytest.mark.parametrize(
    "text", ['{"context": "x", "input": "y"}', '{"a": 1}\n{"a": 2}', "x", "[1]", ""]
)
def test_other_files_are_none_of_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "set.jsonl").write_text(text)
    assert load_squad(tmp_path / "set.jsonl") is None


@pytest.mark.parametrize(
    "paragraph",
    [
        {"qas": []},
        {"context": TEXT, "qas": [{"id": "q"}]},
        {"context": TEXT, "qas": 1},
        {"context": 1, "qas": []},
        7,
    ],
)
def test_a_paragraph_that_is_none_is_named(tmp_path: Path, paragraph: object) -> None:
    good = {"context": TEXT, "qas": []}
    with pytest.raises(EvaluationError, match=r"Paragraph 2 of .*set\.json") as caught:
        loaded(tmp_path, {"data": [{"paragraphs": [good, paragraph]}]})
    assert "第 2 个段落" in caught.value.zh
