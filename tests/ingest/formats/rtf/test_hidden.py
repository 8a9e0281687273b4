r"""Hidden and deleted text of rich text, as Word and LibreOffice write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.rtf.hidden import without_hidden
from tests.ingest.formats.rtf.test_rtf import escaped, read


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (rb"Due in {\deleted\revauthdel1 May}{\revised June}.\par", "Due in June."),
        (rb"The rent\v  secret\v0  is due.\par", "The rent is due."),
        (rb"The rent{\v  secret} is\deleted  not\deleted0  due.\par", "The rent is due."),
        (rb"{\v a\plain b}{\v c{\v0 d}e}f\par", "bdf"),
        (rb"One\par\pard\v ghost\par\pard\plain Two\par", "One\n\nTwo"),
        (rb"Joined{\deleted \par }again\par", "Joinedagain"),
        (rb"{\v \{x\}\~\emdash\'41\u8364?}kept\par", "kept"),
        (rb"\viewkind4\vertalt plain\par", "plain"),  # words that only begin so
    ],
)
def test_what_is_hidden_or_deleted_is_left_out(tmp_path: Path, body: bytes, shown: str) -> None:
    assert read(tmp_path, body) == shown


def test_hidden_chinese_and_cells_are_left_out(tmp_path: Path) -> None:
    body = rb"\trowd a{\deleted " + escaped("旧", "gbk") + rb"b}\cell {\v c}\cell\row\pard\par"
    assert read(tmp_path, body) == "a"


@pytest.mark.parametrize("source", [r"{\rtf1 a\par}", r"\v", r"{\v {{{ a", r"}}}\v a}\v0 b\ "])
def test_groups_that_do_not_match_are_read(source: str) -> None:
    assert len(without_hidden(source)) <= len(source)


def test_groups_without_end_are_read() -> None:
    assert without_hidden("{" * 200_000 + r"\v x") == "{" * 200_000 + r"\v "
