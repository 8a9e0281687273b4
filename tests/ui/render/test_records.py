from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.ragqa.store.kept.test_records import RECORD
from ui.render.records import answers_text


@pytest.fixture
def in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_shanghai")
def test_the_time_of_an_answer_is_that_of_this_machine() -> None:
    kept = replace(RECORD, id="1", at="2026-12-02T09:09:19+00:00")
    assert "2026-12-02 17:09:19" in answers_text([(kept, [])], "zh")
