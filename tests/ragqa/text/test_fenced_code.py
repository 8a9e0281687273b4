from __future__ import annotations

import pytest

from ragqa.text.fenced_code import FENCED, Fences, unfenced


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("```sh\nls", "ls"),
        ("ls\n```", "ls"),
        ("Run it:\n```sh\nls", "Run it:"),
        ("```\nls\n```", "```\nls\n```"),
        ("Run it:\n````sh\nls", "Run it:"),
        ("好的~~~", "好的~~~"),
        ("no fence", "no fence"),
        ("```", ""),
    ],
)
def test_a_fence_that_stands_alone_is_taken_away(text: str, bare: str) -> None:
    assert unfenced(text) == bare


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb\n```\nc", "```\nb\n```"),
        ("a\n~~~ sh\nb\n```\nc\n~~~~\nd", "~~~ sh\nb\n```\nc\n~~~~"),
        ("````\n```\na\n```\n````\nb", "````\n```\na\n```\n````"),
        ("```\na\n``` sh\nb", "```\na\n``` sh\nb"),
        ("    ```\na", ""),
    ],
)
def test_lines_of_markdown_are_code_from_a_fence_to_the_one_that_ends_it(
    text: str, code: str
) -> None:
    fences = Fences()
    assert "\n".join(line for line in text.split("\n") if fences.hold(line)) == code


def test_code_in_an_answer_is_known_where_its_end_is_missing() -> None:
    assert [block[1] for block in FENCED.finditer("a\n```sh\nb\n```\nc\n```\nd")] == ["b", "d"]
