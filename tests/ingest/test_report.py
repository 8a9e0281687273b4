"""Reports: what they count and the exit code they ask for."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from ingest.report import FileResult, Report, Status


def report(*statuses: Status) -> Report:
    files = tuple(FileResult(f"{i}.txt", status, chunks=2) for i, status in enumerate(statuses))
    return Report(files, embedded=3, seconds=1.23456)


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (["new", "changed", "moved", "deleted", "unchanged", "skipped"], 0),
        (["unchanged"], 0),
        (["deleted"], 0),
        (["unchanged", "failed"], 1),
        (["new", "failed", "skipped"], 1),
        (["failed", "failed"], 2),
        (["failed", "skipped"], 2),
        (["skipped"], 2),
        ([], 2),
    ],
)
def test_exit_code_tells_whether_all_some_or_none_went_well(
    statuses: list[Status], code: int
) -> None:
    assert report(*statuses).exit_code == code


def test_totals_count_every_status_also_those_that_did_not_occur() -> None:
    totals = report("new", "new", "failed").totals
    assert totals == {
        "new": 2,
        "changed": 0,
        "reread": 0,
        "moved": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 1,
        "skipped": 0,
        "files": 3,
        "chunks": 6,
        "embedded": 3,
        "seconds": 1.235,
    }
    assert set(get_args(Status)) <= set(totals)


def test_json_holds_the_documented_fields_and_keeps_chinese_names() -> None:
    result = FileResult("说明.pdf", "failed", "It is empty.", "文件为空。", 3, 1, 0, 0.5)
    written = json.loads(json.dumps(Report((result,), 0, 0.5).to_json()))
    assert written["files"] == [
        {
            "source": "说明.pdf",
            "status": "failed",
            "reason": "It is empty.",
            "reason_zh": "文件为空。",
            "pages": 3,
            "pages_without_text": 1,
            "chunks": 0,
            "seconds": 0.5,
        }
    ]
    assert written["totals"]["failed"] == 1


def test_reason_is_given_in_the_language_asked_for_and_english_where_there_is_no_chinese() -> None:
    both = FileResult("a", "failed", "It is empty.", "文件为空。")
    assert (both.reason_in("zh"), both.reason_in("en")) == ("文件为空。", "It is empty.")
    assert FileResult("a", "failed", "It is empty.").reason_in("zh") == "It is empty."
