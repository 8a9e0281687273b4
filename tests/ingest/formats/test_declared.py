from __future__ import annotations

import pytest

from ingest.formats.declared import declared_in, named


@pytest.mark.parametrize(
    ("name", "codec"),
    [("GB2312", "gb18030"), (" Shift_JIS ", "cp932"), ("latin1", "cp1252"), ("rot13", None)],
)
def test_a_name_is_what_web_pages_mean_by_it(name: str, codec: str | None) -> None:
    assert named(name) == codec


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"#!/usr/bin/python\n# -*- coding: gbk -*-\n", "gbk"),
        (b"<?xml version='1.0' encoding='Big5'?>", "Big5"),
        (b"one\ntwo\ncoding: gbk", ""),
    ],
)
def test_a_text_names_its_encoding_in_its_first_two_lines(data: bytes, name: str) -> None:
    assert declared_in(data) == name
