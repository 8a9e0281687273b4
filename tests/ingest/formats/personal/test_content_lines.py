"""Lines of calendars and contacts: what is folded, encoded and escaped, and what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.personal.content_lines import Component, Property, components


def found(folder: Path, text: str) -> list[tuple[str, Component]]:
    path = folder / "a.vcf"
    path.write_bytes(text.encode())
    return list(components(path, "A"))


def one(folder: Path, line: str) -> Property:
    (_, component), _ = found(folder, f"BEGIN:A\n{line}\nEND:A\n")
    [[single]] = component.values()
    return single


def values(component: Component) -> dict[str, list[str]]:
    return {name: [line.value for line in lines] for name, lines in component.items()}


def test_components_within_others_are_left_out(tmp_path: Path) -> None:
    text = "N:x\nN:y\nBEGIN:A\nN:1\nBEGIN:A\nN:2\nEND:A\nN:3\nEND:A\nBEGIN:A\nN:4"
    told = [(kind, values(component)) for kind, component in found(tmp_path, text)]
    assert told == [("A", {"N": ["1", "3"]}), ("A", {"N": ["4"]}), ("", {"N": ["x"]})]


@pytest.mark.parametrize(
    ("line", "parameters"),
    [
        ("N:x", {}),
        ("item1.N;HOME;type=a;TYPE=b:x", {"TYPE": "HOME,a,b"}),
        ('N;CN="Berg; Anna: x";LANG=:x', {"CN": "Berg; Anna: x", "TYPE": "LANG"}),
    ],
)
def test_parameters_have_their_names(tmp_path: Path, line: str, parameters: dict[str, str]) -> None:
    assert one(tmp_path, line) == Property("N", parameters, "x")


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("a;b", ["a", "b"]),
        (r"a\;b\,c\n d;;e\\", ["a;b,c d", "", "e\\"]),
        ("a;b\\", ["a", "b"]),
    ],
)
def test_semicolons_part_fields_but_escaped_ones(
    tmp_path: Path, value: str, fields: list[str]
) -> None:
    assert one(tmp_path, f"N:{value}").fields()[: len(fields)] == fields


def test_a_value_keeps_its_lines_or_is_one(tmp_path: Path) -> None:
    line = one(tmp_path, "NOTE:one\\n t\r\n wo\\Nthree")
    assert line.text == "one\n two\nthree"
    assert line.line == "one two three"


@pytest.mark.parametrize(
    "line",
    [
        "N;QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=BC=\n=A0=E4=B8=89",
        "N;ENCODING=quoted-printable;CHARSET=GBK:=D5=C5=\r\n =C8=FD",
    ],
)
def test_quoted_lines_go_on_after_an_equals_sign(tmp_path: Path, line: str) -> None:
    assert one(tmp_path, line).value == "张三"
