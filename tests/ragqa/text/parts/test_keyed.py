"""Lines of configuration files, each with the keys that it stands under."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.parts.keyed import keyed, told
from ragqa.types import Passage
from tests.builders import passage


def read(text: str, source: str = "a.yaml", headings: tuple[str, ...] = ()) -> Passage:
    return replace(passage(text, source=source), headings=headings)


def shown(text: str, source: str = "a.yaml", headings: tuple[str, ...] = ()) -> list[str]:
    found = read(text, source, headings)
    return [told(found, line) for line in keyed(found)]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (
            "a.yml",
            "# why\n服务:\n  端口: 80 # all\n\n  tls:\n    on: true\nlast: 1\n",
            ["服务 › 端口: 80 # all", "服务 › tls › on: true", "last: 1"],
        ),
        (
            "a.yaml",
            "to:\n- a@b.c\n- d@e.f\n"
            "jobs:\n  - name: x\n    runs:\n      - one\n      - two\n    at: 3\n",
            ["to: a@b.c, d@e.f", "jobs › name: x; runs: one, two; at: 3"],
        ),
        ("a.yaml", "text: |\n  One.\n  Two.\nx: 1", ["text › One.", "text › Two.", "x: 1"]),
        ("a.toml", 'a = 1\n[b.c]\nd = "e"\n[[f]]\ng=2', ["a = 1", 'b.c › d = "e"', "f › g=2"]),
        ("a.ini", "[备份]\n; x\n时间 = 02:30\n", ["备份 › 时间 = 02:30"]),
        ("a.properties", "db.url=jdbc:x:y\n", ["db.url=jdbc:x:y"]),
        ("a.conf", "listen 80;\n", ["listen 80;"]),
        ("a.txt", "a: 1\n", []),
    ],
)
def test_each_line_has_its_keys(source: str, text: str, expected: list[str]) -> None:
    assert shown(text, source) == expected


def test_keys_above_the_passage_are_those_of_its_headings() -> None:
    assert shown("    port: 1\n", headings=("a", "b")) == ["a › b › port: 1"]
    assert shown("a:\n  b:\n    port: 1\n", headings=("a", "b")) == ["a › b › port: 1"]


def test_a_section_further_down_is_not_under_that_where_the_passage_begins() -> None:
    text = "[smtp]\nport = 587\n[archive]\nyears = 6\n"
    assert shown(text, "a.toml", headings=("smtp",)) == ["smtp › port = 587", "archive › years = 6"]


def test_what_is_behind_a_dash_is_told_line_by_line_where_it_is_long() -> None:
    text = "jobs:\n  - name: x\n" + "".join(f"    key{n}: {'v' * 40}\n" for n in range(20))
    lines = shown(text)
    assert len(lines) == 21
    assert lines[0] == "jobs › name: x"
    assert lines[5].startswith("jobs › key4: v")


@given(st.text(st.sampled_from('ab:-=[]#| \n"中'), max_size=60))
def test_lines_are_in_order_and_in_the_text(text: str) -> None:
    found = read(text)
    end = 0
    for line in keyed(found):
        assert end <= line.start < line.end <= len(text)
        assert told(found, line)
        end = line.end
