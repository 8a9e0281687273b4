from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ragqa.errors import EvaluationError
from ragqa.evaluate import Case, Gold, load_beir, load_questions, sample
from tests.builders import chunk


def test_a_page_of_another_document_is_wrong() -> None:
    assert not Gold("a.pdf", (2,)).matches(chunk("丙", source="b.pdf", pages=(2, 2)))
    assert Gold("a.pdf", (3,)).matches(chunk("乙", source="a.pdf", pages=(2, 3)))


def test_the_quote_finds_the_place_where_there_are_no_pages() -> None:
    gold = Gold("a.pdf", (2,), quote="年假\n十五天")
    assert gold.matches(chunk("每年有年假 十五天。", source="a.txt"))
    assert not gold.matches(chunk("没有", source="a.txt"))
    assert not gold.matches(chunk("年假十五天", source="copy.pdf", pages=(2, 2)))


def test_questions_are_read_with_page_or_pages(tmp_path: Path) -> None:
    rows = [
        {"question": "一？", "source": "a.pdf", "page": 3},
        {"id": "b", "question": "二？", "source": "a.pdf", "pages": [4, 5], "quote": "x"},
        {"question": "无？", "answerable": False, "source": "a.md"},
        {"question": "三？", "source": "a.md", "answer": "三天"},
        {"question": "四？", "answers": ["四", 4]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows) + "\n\n", encoding="utf-8-sig")
    cases = load_questions(path)
    assert [c.id for c in cases] == ["1", "b", "3", "4", "5"]
    pages = [[gold.pages for gold in case.gold] for case in cases]
    assert pages == [[(3,)], [(4, 5)], [], [()], []]
    assert [c.answers for c in cases[3:]] == [("三天",), ("四", "4")]
    assert [c.answerable for c in cases] == [True, True, False, True, True]


@pytest.mark.parametrize(
    "line",
    [
        '{"question": "x"}',
        "[1]",
        "{",
        "[" * 100_000,
        '{"question":"x","source":"a","page":"iv"}',
        '{"question": "x", "answers": [{"text": "y"}]}',
        '{"question": "x", "source": "a", "page": ' + "1" * 5000 + "}",
        '{"question": "x", "source": "a", "page": Infinity}',
        '{"question": "x", "source": "a", "page": 1e400}',
        '{"question": null, "source": "a"}',
        '{"question": " ", "source": "a"}',
        '{"question": "x", "source": []}',
        '{"question": "x", "source": {"file": "a"}}',
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "x", "source": "a", "page": 1}\n' + line, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"Line 2 of .*questions\.jsonl") as caught:
        load_questions(path)
    assert "第 2 行" in caught.value.zh
    assert caught.value.zh.isascii() is False


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
        ("query-id\tcorpus-id\tscore\nq1\td1\t1\n", "qrels/test.tsv"),
        ("q1\t0\td1\t1\n", "qrels.tsv"),
        ("q1 0 d1 1\nq1 0 d2 0\n", "qrels.tsv"),
        ("query_id\tdoc_id\trelevance_score\nq1\td1\t1\n", "qrels.tsv"),
        ("q1\td1\t1.0\nq1\td2\t-2\n", "qrels.tsv"),
        ("\ufeffq1\td1\t1\r\n\r\n", "qrels.tsv"),
        ("q1\td1\t1\n", "qrels/dev.tsv"),
    ],
)
def test_beir_folders_are_read(tmp_path: Path, qrels: str, name: str) -> None:
    corpus = load_beir(beir(tmp_path, qrels, name))
    assert corpus.texts == {"d1": "标题\n正文\u2028二", "d2": "other"}
    assert corpus.cases == (Case("q1", "一？", (Gold("d1"),)),)


def test_of_several_parts_of_a_set_the_test_is_taken(tmp_path: Path) -> None:
    beir(tmp_path, "q1\td2\t1\n", "qrels/train.tsv")
    assert load_beir(beir(tmp_path, "q1\td1\t1\n", "qrels/test.tsv")).cases[0].gold == (Gold("d1"),)


def test_ids_may_hold_spaces_and_separators_of_lines(tmp_path: Path) -> None:
    folder = beir(tmp_path, "query-id\tcorpus-id\tscore\nq 1\ta\u2028 b/ü\t1\n")
    (folder / "corpus.jsonl").write_text('{"_id": "a\u2028 b/ü", "text": "x"}\n', encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q 1", "text": "x?"}\n', encoding="utf-8")
    assert load_beir(folder).cases == (Case("q 1", "x?", (Gold("a\u2028 b/ü"),)),)


@pytest.mark.parametrize("name", ["corpus", "queries"])
def test_a_text_under_another_name_is_an_error_not_an_empty_text(tmp_path: Path, name: str) -> None:
    folder = beir(tmp_path, "q1\td1\t1\n")
    (folder / f"{name}.jsonl").write_text('{"_id": "d1", "contents": "x"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=rf'Line 1 of .*{name}\.jsonl needs "_id" and "text"'):
        load_beir(folder)


def test_answers_may_be_as_data_sets_have_them(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "x?", "answers": {"text": ["y", "z"], "answer_start": [1, 2]}}',
        encoding="utf-8",
    )
    assert load_questions(path)[0].answers == ("y", "z")


def test_a_source_is_named_as_the_folder_has_it(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "x?", "source": "./u\u0308/a.txt"}', encoding="utf-8")
    assert load_questions(path)[0].gold == (Gold("ü/a.txt"),)


def test_queries_without_a_word_are_left_out(tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\td1\t1\nq3\td1\t1\nq4\td2\t1\n")
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as queries:
        queries.write('{"_id": "q3", "text": ""}\n{"_id": "q4", "text": "？"}\n')
    assert [case.id for case in load_beir(folder).cases] == ["q1"]


def test_missing_and_broken_beir_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl cannot be read"):
        load_beir(tmp_path)
    with pytest.raises(EvaluationError, match=r"Line 2 of .*qrels\.tsv"):
        load_beir(beir(tmp_path, "q1\td1\t1\nq1 d1\n"))
    with pytest.raises(EvaluationError, match=r"Line 1 of .*qrels\.tsv"):
        load_beir(beir(tmp_path, "q1\td1\t²\n"))
    with pytest.raises(EvaluationError, match=r"Line 2 of .*qrels\.tsv"):
        load_beir(beir(tmp_path, "query\tcorpus\tscore\nq1\td1\tgood\n"))


def test_what_hubs_have_packed_is_read(tmp_path: Path) -> None:
    plain = load_beir(beir(tmp_path, "q1\td1\t1\n", "qrels/test.tsv"))
    for file in (path for path in list(tmp_path.rglob("*")) if path.is_file()):
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert load_beir(tmp_path) == plain
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(b"{}" * 999)[:20])
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl\.gz cannot be read"):
        load_beir(tmp_path)


def test_nothing_is_left_out_in_silence(tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\td1\t1\nq1\td1\t2\n")
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as texts:
        texts.write('{"_id": "d2", "text": "other"}\n{"_id": "d1", "text": "another"}\n')
    corpus = load_beir(folder)
    assert (corpus.left_out, corpus.repeated, corpus.texts["d1"]) == (1, ("d1",), "another")
    assert corpus.cases == (Case("q1", "一？", (Gold("d1", grade=2),)),)


def test_ids_that_do_not_agree_are_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match='such as "q1" in the one and "Q-1"') as caught:
        load_beir(beir(tmp_path, "Q-1\td1\t1\n"))
    assert "“Q-1”" in caught.value.zh


def test_a_question_may_be_answered_by_several_documents(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "x?", "source": ["a.txt", "./b.txt"]}', encoding="utf-8")
    assert load_questions(path)[0].gold == (Gold("a.txt"), Gold("b.txt"))


def test_half_a_surrogate_pair_is_read_as_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(r'{"question": "x \ud800 \ud83d\ude00", "source": "a\udc00"}', encoding="utf-8")
    [case] = load_questions(path)
    assert (case.question, case.gold[0].source) == ("x ? 😀", "a?")


def test_beir_queries_may_have_answers_be_unanswerable_and_be_graded(tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\td1\t2\n")
    rows = [
        {"_id": "q1", "text": "几天？", "answers": ["十五天"]},
        {"_id": "q2", "text": "没有？", "answerable": False},
        {"_id": "q3", "text": "不评？", "answers": ["x"]},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "queries.jsonl").write_text(lines, encoding="utf-8")
    assert load_beir(folder).cases == (
        Case("q1", "几天？", (Gold("d1", grade=2),), ("十五天",)),
        Case("q2", "没有？", answerable=False),
    )
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "x", "answers": {"a": 1}}')
    with pytest.raises(EvaluationError, match=r"Line 1 of .*queries\.jsonl"):
        load_beir(folder)


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_the_order() -> None:
    cases = [Case(f"{n:02}", "?") for n in range(40)]
    drawn = sample(cases, 7, seed=1)
    assert [case.id for case in drawn] == sorted(case.id for case in drawn)
    assert len(set(drawn)) == 7
    assert drawn == sample(cases, 7, seed=1) != sample(cases, 7, seed=2)
    assert sample(cases, None, seed=1) == sample(cases, 99, seed=1) == tuple(cases)
