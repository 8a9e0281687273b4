from __future__ import annotations

import pytest

from ragqa.text.counted import counted


@pytest.mark.parametrize(
    ("template", "count", "told"),
    [
        ("{count} citation|{count} citations", 1, "1 citation"),
        ("{count} citation|{count} citations", 2, "2 citations"),
        ("{count} citation|{count} citations", 0, "0 citations"),
        ("{count} 条引用", 1, "1 条引用"),
        ("{count} 条引用", 2, "2 条引用"),
    ],
)
def test_the_form_follows_the_number(template: str, count: int, told: str) -> None:
    assert counted(template, count) == told


def test_other_values_are_filled_in_and_not_read_as_a_template() -> None:
    template = "{count} file of {name}|{count} files of {name}"
    assert counted(template, 3, name="a|{count}") == "3 files of a|{count}"
