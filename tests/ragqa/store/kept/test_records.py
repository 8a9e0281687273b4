from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ragqa.errors import IndexDamagedError, QuestionError
from ragqa.scope import Scope
from ragqa.store.kept.recorded import Cited, Record, Value
from ragqa.store.kept.records import FILE, Records
from ragqa.types import Question, Turn
from tests.builders import copy_in, passage

RECORD = Record(
    question="年假几天？",
    standalone="员工年假几天？",
    history=(Turn("一？", "二。"),),
    scope={"types": ["pdf"], "since": "2026-01-31", "pages": [3, 9]},
    passages=(replace(passage("秘密", headings=("人事",)), sections=((0, ("人事",)),)),),
    prompt_sha256="ab",
    asked=True,
    model="m",
    seed=7,
    made_with={"top_k": 40, "evidence_threshold": None},
    text="十五天 [1]。",
    refused=False,
    cited=(Cited("d", 1, "a.pdf"),),
)


def test_an_answer_comes_back_as_it_was_without_the_text_of_passages(tmp_path: Path) -> None:
    records = Records(tmp_path)
    key = records.add(RECORD)
    [kept] = records.all()
    assert kept == replace(
        RECORD, id=key, at=kept.at, passages=(replace(RECORD.passages[0], text=""),)
    )
    assert records.get(key) == records.get(key[:6].upper()) == kept
    assert "秘密".encode() not in (tmp_path / FILE).read_bytes()
    assert kept.to_question() == Question(
        "年假几天？",
        (Turn("一？", "二。"),),
        Scope(types=("pdf",), since=date(2026, 1, 31), pages=(3, 9)),
    )


def test_the_newest_come_first_and_the_oldest_go_when_it_grows_too_large(tmp_path: Path) -> None:
    records = Records(tmp_path, most_bytes=3000)
    for n in range(12):
        records.add(replace(RECORD, question=f"{n}?"))
    kept = [record.question for record in records.all()]
    assert kept[0] == "11?"
    assert 1 <= len(kept) < 12
    assert kept == [f"{n}?" for n in range(11, 11 - len(kept), -1)]


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    Records(tmp_path).add(RECORD)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_what_is_forgotten_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    records = Records(tmp_path)
    records.add(RECORD)
    assert "年假几天".encode() in (tmp_path / FILE).read_bytes()
    assert records.forget() == 1
    assert records.all() == []
    assert "年假几天".encode() not in (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize("key", ["", "zz", "' OR 1=1 --", "%"])
def test_an_id_that_fits_no_answer_is_refused(tmp_path: Path, key: str) -> None:
    records = Records(tmp_path)
    with pytest.raises(QuestionError, match="ragqa answers"):
        records.get(key)
    records.add(RECORD)
    with pytest.raises(QuestionError, match="ragqa answers"):
        records.get(key or "zz")


def test_without_answers_no_file_is_made(tmp_path: Path) -> None:
    assert Records(tmp_path).all() == []
    assert Records(tmp_path).forget() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database " * 100)
    with pytest.raises(IndexDamagedError, match="delete that file"):
        Records(tmp_path).all()


@pytest.mark.parametrize("form", ["'$.format', 1", ""])
def test_a_record_of_the_first_format_is_read_but_does_not_say_which_model_it_was(
    tmp_path: Path, form: str
) -> None:
    records = Records(tmp_path)
    weak: dict[str, Value] = {
        "top_k": 40,
        "model_sha256": "of the first MiB",
        "lora_sha256": "the same",
    }
    key = records.add(replace(RECORD, made_with=weak))
    new = records.add(replace(RECORD, made_with=weak))
    changed = f"json_set(record, {form})" if form else "json_remove(record, '$.format')"
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"UPDATE answer SET record = {changed} WHERE id = ?", (key,))  # noqa: S608
    db.close()

    assert records.get(key).made_with == {"top_k": 40, "model_sha256": "", "lora_sha256": ""}
    assert records.get(new).made_with == weak


def test_a_record_of_before_copies_were_kept_is_read(tmp_path: Path) -> None:
    records = Records(tmp_path)
    key = records.add(RECORD)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(
            "UPDATE answer SET record ="
            " json_remove(json_set(record, '$.format', 2), '$.passages[0].copies')"
        )
    db.close()
    assert records.get(key).passages == (replace(RECORD.passages[0], text=""),)


def test_where_else_an_answer_stands_is_kept_by_ids_alone(tmp_path: Path) -> None:
    records = Records(tmp_path)
    also = (copy_in("secret.pdf", 3),)
    found = replace(RECORD.passages[0], copies=("x.1.0",), also=also)
    key = records.add(replace(RECORD, passages=(found,)))
    assert b"secret.pdf" not in (tmp_path / FILE).read_bytes()
    assert records.get(key).passages == (replace(found, text="", also=()),)


@pytest.mark.parametrize("row", ["{}", "[]", "7", "no JSON", "[" * 100_000, '{"format": 4}'])
def test_a_row_that_cannot_be_read_is_counted_and_the_others_come_back(
    tmp_path: Path, row: str
) -> None:
    records = Records(tmp_path)
    bad, good = records.add(RECORD), records.add(RECORD)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE answer SET record = ? WHERE id = ?", (row, bad))
    db.close()
    assert [record.id for record in records.all()] == [good]
    assert records.readable()[1] == 1
    with pytest.raises(IndexDamagedError, match="another version"):
        records.get(bad)


def test_what_was_answered_from_a_document_is_forgotten_with_it(tmp_path: Path) -> None:
    records = Records(tmp_path)
    other = replace(RECORD, cited=(Cited("e", 1, "b.pdf"),), history=(), text="Other.")
    records.add(RECORD)
    records.add(replace(other, history=(Turn("一？", RECORD.text),)))  # repeats it to the model
    records.add(replace(RECORD, cited=()))  # says not of what it was made
    kept = records.add(other)
    passage_of = RECORD.passages[0].document_id
    assert records.forget_about(["d", passage_of]) == 3
    assert [record.id for record in records.all()] == [kept]
    assert "十五天".encode() not in (tmp_path / FILE).read_bytes()
    assert records.forget_about(["x"]) == 0


def test_half_a_surrogate_pair_is_kept_as_a_question_mark(tmp_path: Path) -> None:
    key = Records(tmp_path).add(replace(RECORD, text="a\ud800b"))
    assert Records(tmp_path).get(key).text == "a?b"


def test_what_its_reader_thinks_is_kept_with_an_answer(tmp_path: Path) -> None:
    records = Records(tmp_path)
    assert records.verdicts(["x"]) == {}
    records.judge("x", "good")
    assert not (tmp_path / FILE).exists()
    first, second = records.add(RECORD), records.add(RECORD)
    records.judge(first, "bad")
    records.judge("nobody", "good")
    assert [record.verdict for record in records.all()] == ["", "bad"]
    assert records.verdicts([first, second, "nobody"]) == {first: "bad"}
    records.judge(first, "")
    assert records.verdicts([first]) == {}
    assert records.get(first) == replace(
        RECORD, id=first, at=records.get(first).at, passages=(replace(RECORD.passages[0], text=""),)
    )
