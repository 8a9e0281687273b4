from __future__ import annotations

import pytest

from ui.render.inline import Run, runs, unescaped


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("a **b** c", [Run("a "), Run("b", bold=True), Run(" c")]),
        (
            "**a `b` c**",
            [Run("a ", bold=True), Run("b", bold=True, code=True), Run(" c", bold=True)],
        ),
        ("2 ** 3 and 4 ** 5", [Run("2 ** 3 and 4 ** 5")]),
        (r"dh\_install and `a\_b`", [Run("dh_install and "), Run(r"a\_b", code=True)]),
        (r"\*\*no\*\* and \`no\`", [Run("**no** and `no`")]),
    ],
)
def test_bold_code_and_signs_behind_a_backslash_are_read(line: str, read: list[Run]) -> None:
    assert [*runs(line)] == read


@pytest.mark.parametrize("text", [r"\(x\)", r"\[1\]", r"C:\Users\me", r"^\d+\.$", "a\\", r"\\"])
def test_other_backslashes_stay(text: str) -> None:
    assert unescaped(text) == text


def test_in_a_cell_a_stroke_may_stand_behind_a_backslash() -> None:
    assert [*runs(r"a \| `b \| c`", is_cell=True)] == [Run("a | "), Run("b | c", code=True)]
