from __future__ import annotations

import pytest

from ingest.formats.tables.fields import begins_with_field, is_field, is_title_of_values


@pytest.mark.parametrize(
    "name", ["姓 名", "姓名：", "Name *", "E-MAIL:", "Date of birth (dd.mm.)", "QQ号"]
)
def test_a_field_is_known_however_it_is_written(name: str) -> None:
    assert is_field(name)


@pytest.mark.parametrize("text", ["王小明", "Ann", "", "names", "地址不详"])
def test_a_value_is_no_field(text: str) -> None:
    assert not is_field(text)


@pytest.mark.parametrize("line", ["姓 名 王小明", "Date of birth 5 May", "Phone: 12", "电话 12"])
def test_a_line_may_begin_with_a_field(line: str) -> None:
    assert begins_with_field(line)
    assert not begins_with_field(f"The {line}")


def test_the_column_of_values_has_a_title() -> None:
    assert is_title_of_values("内 容")
    assert not is_title_of_values("王小明")
