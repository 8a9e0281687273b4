from __future__ import annotations

import pytest

from ui.render.blocks import Part, Words, parts, pieces, settled


def html(text: str) -> str:
    """The tags, with the text as it is between them."""
    shown = ""
    for part in parts(text):
        source = text[part.start : part.end]
        for piece in pieces(source, part.kind):
            shown += piece if isinstance(piece, str) else source[piece.start : piece.end]
    return shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\n\nc", "<p>a\nb</p><p>c</p>"),
        ("a:\n- b\n- c", "<p>a:</p><ul><li><p>b</p></li><li><p>c</p></li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("1. a\n    - b", "<ol><li><p>a</p><ul><li><p>b</p></li></ul></li></ol>"),
        ("a\n---\nb", "<p>a</p><hr><p>b</p>"),
        ("    a", "<p>a</p>"),
        ("> 5 mm", "<p>> 5 mm</p>"),
        ("1、甲\n2、乙", "<p>1、甲\n2、乙</p>"),
        ("-5 °C", "<p>-5 °C</p>"),
        ("3) a", '<ol class="paren"><li value="3"><p>a</p></li></ol>'),
        ("2019. a", '<ol class="wide"><li value="2019"><p>a</p></li></ol>'),
    ],
)
def test_blocks_of_markdown_are_told(text: str, shown: str) -> None:
    assert html(text) == shown


@pytest.mark.parametrize(
    ("numbers", "values"),
    [("123", ""), ("111", ""), ("357", "357"), ("345", "3"), ("124", "4"), ("021", "021")],
)
def test_points_keep_their_numbers_unless_all_have_the_same(numbers: str, values: str) -> None:
    page = html("\n".join(f"{number}. a" for number in numbers))
    assert "".join(part[0] for part in page.split('value="')[1:]) == values


def test_a_table_ends_where_a_line_has_no_stroke() -> None:
    page = html("a:\n| b | c |\n|---|:-:|\n| d |\ne")
    assert page == (
        '<p>a:</p><div class="table" tabindex="0"><table><thead><tr><th scope="col">b</th>'
        '<th scope="col" class="center">c</th></tr></thead><tbody><tr><td>d</td>'
        '<td class="center"></td></tr></tbody></table></div><p>e</p>'
    )


def test_what_stands_behind_a_row_is_in_its_last_cell() -> None:
    page = html("| a | b |\n|---|---|\n| c | d | [1] |\n| e | f | g | [2]")
    assert "<td>d [1]</td>" in page
    assert "<td>f g | [2]</td>" in page


def test_code_in_a_list_is_not_indented_with_it_and_text_may_follow_its_end() -> None:
    found = parts("1. a\n   ```sh\n   b\n   ``` [1]\n2. c")
    assert Part(14, 18, "code", 3) in found
    assert html("```\na\n``` [1]") == '<pre tabindex="0"><code>a</code></pre><p>[1]</p>'


def test_what_is_nested_too_deep_is_text() -> None:
    deep = "- " * 30 + "a"
    assert html(deep) == f"<p>{deep}</p>"


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("- a\n\n# b\n", ["- a\n\n# b"]),
        ("a [1]\n- b\nc [2]\n\nd [1] e\nf", ["a [1]", "- b\nc [2]", "d [1] e\nf"]),
        ("", []),
    ],
)
def test_of_what_is_no_markdown_each_quote_is_a_paragraph(text: str, quotes: list[str]) -> None:
    found = list(parts(text, quoted=True))
    assert [text[part.start : part.end] for part in found] == quotes
    assert {part.kind for part in found} <= {"plain"}
    assert pieces("- a", "plain") == ("<p>", Words(0, 3), "</p>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n- ", "a"),
        ("a\n12", "a"),
        ("a 12", "a 12"),
        ("a\n12.", "a"),
        ("a [1", "a"),
        ("a [1]", "a [1]"),
        ("a **", "a"),
        ("a **b", "a **b"),
        ("a **b**", "a **b"),
        ("- **", ""),
        ("a\n```py", "a"),
        ("a\n| b | c", "a"),
        ("a\n| b |\n", "a"),
        ("a\n| b |\n|-", "a"),
        ("a\n| b |\n|-|\n", "a\n| b |\n|-|"),
        ("a\n| b |\n|-|\n| c", "a\n| b |\n|-|"),
        ("a\n| b |\n|-|\nc", "a\n| b |\n|-|\nc"),
        ("", ""),
    ],
)
def test_what_may_become_something_else_waits(text: str, shown: str) -> None:
    assert settled(text) == shown
