from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.mail.flowed import unflowed
from tests.ingest.formats.mail.test_mail import read


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("One \nline.\n\nTwo\nlines. ", "One line.\n\nTwo\nlines. "),
        ("> quoted \n> on\n>> deeper \nnot", "> quoted on\n>> deeper \nnot"),
        (" >no quote\n From me", ">no quote\nFrom me"),
        ("so. \n-- \nAnn \nLee", "so. -- \nAnn Lee"),
    ],
)
def test_lines_that_flow_are_joined(source: str, shown: str) -> None:
    assert unflowed(source, spaces_deleted=False) == shown


def test_spaces_that_only_say_that_a_line_goes_on_are_left_out() -> None:
    assert unflowed("水泵的维 \n护手册 \n\n完", spaces_deleted=True) == "水泵的维护手册\n完"


@pytest.mark.parametrize(
    ("more", "shown"), [("", "维\n护"), ("; format=flowed; delsp=yes", "维护")]
)
def test_a_mail_says_that_its_lines_flow(tmp_path: Path, more: str, shown: str) -> None:
    head = f"Subject: S\nContent-Type: text/plain; charset=utf-8{more}\n\n"
    text = read(tmp_path, f"{head}水泵的维 \n护手册".encode()).text
    assert shown in text
