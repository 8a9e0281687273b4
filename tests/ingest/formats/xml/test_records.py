"""Records that are alike, as the rows of a table."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]

from ingest.formats.xml.records import as_table


def said(record: Any) -> list[tuple[str, str]] | None:
    return (
        [(child.tag, child.text or "") for child in record] if record.get("deep") is None else None
    )


def table(*records: str) -> list[list[str]]:
    return as_table([etree.fromstring(record) for record in records], said)


def test_columns_are_those_of_all_records_in_order() -> None:
    rows = table("<r><a>1</a><b>2</b></r>", "<r><b>3</b><c>4</c><c/><c>5</c></r>")
    assert rows == [["a", "b", "c"], ["1", "2", ""], ["", "3", "4, 5"]]


@pytest.mark.parametrize(
    "records",
    [
        (),
        ("<r><a>1</a></r>",),
        ("<r><a>1</a></r>", "<r>value</r>"),
        ("<r><a>1</a></r>", "<r deep=''><a>1</a></r>"),
        ("<r><a>1</a></r>", f"<r><a>{'x' * 121}</a></r>"),
        ("<r><a>1</a></r>", "<r>" + "".join(f"<a{n}>{'x' * 99}</a{n}>" for n in range(5)) + "</r>"),
        ("<r><a>1</a></r>", f"<r>{''.join(f'<a{n}>1</a{n}>' for n in range(21))}</r>"),
    ],
)
def test_what_makes_no_good_table_is_none(records: tuple[str, ...]) -> None:
    assert table(*records) == []
