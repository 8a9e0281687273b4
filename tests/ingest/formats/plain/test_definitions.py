"""Definitions in source code, by its lines alone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.plain.definitions import Syntax, definitions

PYTHON = Syntax(re.compile(r"(?P<kind>class) (?P<name>\w+)"), re.compile(r"def (?P<name>\w+)"))
C = Syntax(re.compile(r"(?P<kind>struct) (?P<name>\w+)"), bare="anywhere")


def found(source: str, syntax: Syntax = PYTHON) -> list[tuple[int, int, str]]:
    """The line (from 1), level and title of each heading."""
    return [
        (source.count("\n", 0, heading.start) + 1, heading.level, heading.title)
        for heading in definitions(source, syntax)
    ]


def test_a_definition_is_within_those_that_begin_further_left() -> None:
    source = (
        "class A:\n    x = 1\n\n    def b(self):\n        pass\n\n    def c(self):\n        pass\n"
    )
    assert found(source) == [(1, 1, "class A"), (4, 2, "b"), (7, 2, "c")]


def test_it_ends_where_something_else_is_as_far_to_the_left() -> None:
    source = (
        "class A:\n    def b(\n        self,\n    ) -> None:\n        pass\n\n    y = 2\n\nmain()\n"
    )
    assert found(source) == [(1, 1, "class A"), (2, 2, "b"), (7, 2, ""), (9, 1, "")]


def test_what_is_remarked_right_above_it_belongs_to_it() -> None:
    source = "x = 1\n# other\n\n# says what\n@once\ndef a():\n    pass\n# not of a\ny = 2\n"
    assert found(source) == [(4, 1, "a"), (8, 1, "")]


def test_a_remark_of_several_lines_may_hold_anything() -> None:
    source = "/*\nstruct no {\n\n*/\nstruct s {\n};\n/* of one line */\nint f(void)\n{\n}\n"
    assert found(source, C) == [(1, 1, "struct s"), (7, 1, "f()")]


def test_a_function_holds_no_definitions() -> None:
    assert found("def a():\n    def b():\n        pass\n") == [(1, 1, "a")]


def test_a_function_of_c_has_a_type_or_a_body() -> None:
    source = (
        "static int *\nparse (const char *s,\n       int n)\n{\n    check(n);\n    if (n) {\n"
        "    }\n}\n"
        "int declared(int a);\nint x = call(1,\n  2);\nMACRO(foo)\n"
        "void Store::add(int a) {\n}\nmain() {\n}\n"
    )
    assert found(source, C) == [
        (1, 1, "parse()"),
        (9, 1, ""),
        (13, 1, "Store::add()"),
        (15, 1, "main()"),
    ]


def test_what_is_only_announced_is_no_definition() -> None:
    assert found("struct a;\nstruct b {};\n", C) == [(2, 1, "struct b")]


def test_tabs_indent_as_far_as_they_reach() -> None:
    assert found("class A:\n\tdef b(self):\n\t\tpass\n        z\n    y\nx\n") == [
        (1, 1, "class A"),
        (2, 2, "b"),
        (5, 2, ""),
        (6, 1, ""),
    ]


@given(st.lists(st.sampled_from(["class A", "def b", "int f(", "{", "}", "  ", "\n", "# x", "/*"])))
def test_headings_are_in_order_and_within_the_text(parts: list[str]) -> None:
    source = "".join(parts)
    for syntax in (PYTHON, C):
        headings = list(definitions(source, syntax))
        starts = [heading.start for heading in headings]
        assert starts == sorted(starts)
        assert all(start < len(source) for start in starts)
        assert all(1 <= heading.level <= 3 for heading in headings)
