from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate import Case, Gold, load_beir, load_questions, measure
from tests.builders import chunk

PAGES = [
    chunk("甲", n=0, source="a.pdf", pages=(1, 1)),
    chunk("乙", n=1, source="a.pdf", pages=(2, 3)),
    chunk("乙二", n=2, source="a.pdf", pages=(2, 3)),
    chunk("丙", n=3, source="b.pdf", pages=(2, 2)),
]


def test_figures_are_those_worked_out_by_hand() -> None:
    answers = {"one": [PAGES[0], PAGES[1]], "two": [PAGES[3], PAGES[1]], "three": [PAGES[0]]}
    cases = [
        Case("1", "one", (Gold("a.pdf", (1,)),)),
        Case("2", "two", (Gold("a.pdf", (3,)), Gold("b.pdf", (9,)))),
        Case("3", "three", (Gold("b.pdf", (2,)),)),
    ]
    figures = measure(cases, answers.__getitem__, k=10)
    assert figures == {
        "questions": 3,
        "hit@1": round(1 / 3, 4),
        "hit@5": round(2 / 3, 4),
        "mrr@10": round((1 + 0.5) / 3, 4),
        "recall@10": round((1 + 0.5) / 3, 4),
        "missed": ["3"],
    }


def test_chunks_of_one_place_count_once() -> None:
    case = [Case("1", "q", (Gold("b.pdf", (2,)),))]
    ranked = [PAGES[1], PAGES[2], PAGES[3]]
    assert measure(case, lambda _: ranked)["mrr@10"] == 0.5
    documents = [Case("1", "q", (Gold("b.pdf"),))]
    found = measure(documents, lambda _: [*PAGES[:3], PAGES[3]], unit="document")
    assert found["mrr@10"] == 0.5


def test_a_page_of_another_document_is_wrong() -> None:
    assert not Gold("a.pdf", (2,)).matches(PAGES[3])
    assert Gold("a.pdf", (3,)).matches(PAGES[1])


def test_the_quote_finds_the_place_where_there_are_no_pages() -> None:
    gold = Gold("a.pdf", (2,), quote="年假\n十五天")
    assert gold.matches(chunk("每年有年假 十五天。", source="a.txt"))
    assert not gold.matches(chunk("没有", source="a.txt"))
    assert not gold.matches(chunk("年假十五天", source="copy.pdf", pages=(2, 2)))


def test_a_set_without_questions_is_refused() -> None:
    with pytest.raises(EvaluationError, match="no question"):
        measure([], lambda _: [])


def test_questions_are_read_with_page_or_pages(tmp_path: Path) -> None:
    rows = [
        {"question": "一？", "source": "a.pdf", "page": 3},
        {"id": "b", "question": "二？", "source": "a.pdf", "pages": [4, 5], "quote": "x"},
        {"question": "无？", "answerable": False},
        {"question": "三？", "source": "a.md"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows) + "\n\n", encoding="utf-8-sig")
    cases = load_questions(path)
    assert [c.id for c in cases] == ["1", "b", "4"]
    assert [c.gold[0].pages for c in cases] == [(3,), (4, 5), ()]


@pytest.mark.parametrize(
    "line", ['{"question": "x"}', "[1]", "{", '{"question":"x","source":"a","page":"iv"}']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "x", "source": "a", "page": 1}\n' + line, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"Line 2 of .*questions\.jsonl"):
        load_questions(path)


def beir(folder: Path, qrels: str, name: str = "qrels.tsv") -> Path:
    (folder / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "标题", "text": "正文\\u2028二"}\n{"_id": "d2", "text": "other"}\n',
        encoding="utf-8",
    )
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "一？"}\n{"_id": "q2", "text": "不评"}\n', encoding="utf-8"
    )
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(qrels, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("qrels", "name"),
    [
        ("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n", "qrels.tsv"),
        ("query-id\tcorpus-id\tscore\nq1\td1\t2\n", "qrels/test.tsv"),
        ("q1\t0\td1\t1\n", "qrels.tsv"),
    ],
)
def test_beir_folders_are_read(tmp_path: Path, qrels: str, name: str) -> None:
    corpus = load_beir(beir(tmp_path, qrels, name))
    assert corpus.texts == {"d1": "标题\n正文\u2028二", "d2": "other"}
    assert corpus.cases == (Case("q1", "一？", (Gold("d1"),)),)


def test_queries_without_a_word_are_left_out(tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\td1\t1\nq3\td1\t1\nq4\td2\t1\n")
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as queries:
        queries.write('{"_id": "q3", "text": ""}\n{"_id": "q4", "text": "？"}\n')
    assert [case.id for case in load_beir(folder).cases] == ["q1"]


def test_missing_and_broken_beir_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl cannot be read"):
        load_beir(tmp_path)
    with pytest.raises(EvaluationError, match=r"Line 2 of .*qrels\.tsv"):
        load_beir(beir(tmp_path, "q1\td1\t1\nq1 d1 1\n"))
