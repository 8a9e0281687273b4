from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.text.parts.code_blocks import code_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Run it:\n```sh\nls -l\n\npwd\n```\nDone.", ["```sh\nls -l\n\npwd\n```"]),
        ("It is:\n$ ls\n>>> dir()\nThe end.", ["$ ls\n>>> dir()"]),
        ("It is:\nC:\\> dir /s\nPS C:\\> ls", ["C:\\> dir /s\nPS C:\\> ls"]),
        ("$ make \\\n  all\nDone.", ["$ make \\\n  all"]),
        ("So:\n\n    make check\n      && echo ok\n\nDone.", ["make check\n      && echo ok"]),
        ("So:\n\n    They came. And went.\n    They left.", []),
        (
            "It is so.\n    It was.\n\n    Caution\n\n\xa0\xa0\xa0 It moves.\n\n        make\n",
            ["make"],
        ),
        ("- one\n\n    - two\n    • three", []),
        ("It costs\n$5 more, or $ in short.\n$ 100 a month\n$ 20 a week", []),
        ("````md\n```\nls\n```\n````", ["````md\n```\nls\n```\n````"]),
        ("One\n~~~~~\nFirst.\n\nTwo\n~~~~~\nSecond.", []),
        ("```\nnever closed", []),
        ("```\n" + "x = 1\n" * 300 + "```", []),
    ],
)
def test_code_is_known_by_fences_prompts_and_indentation(text: str, blocks: list[str]) -> None:
    assert [text[start:end] for start, end in code_blocks(text)] == blocks


@given(st.lists(st.sampled_from(["```", "\n", "$ a", "    b", "c.", " "]), max_size=20))
def test_blocks_are_in_order_and_without_white_space_around(pieces: list[str]) -> None:
    text = "".join(pieces)
    done = 0
    for start, end in code_blocks(text):
        assert done <= start < end
        assert text[start:end] == text[start:end].strip()
        done = end
