from __future__ import annotations

import pytest

from ragqa.text.explained import asks_for_way, is_explained


@pytest.mark.parametrize(
    "question",
    [
        "How do I convert the file?",
        "The file is in an old encoding. How do I convert it?",
        "Which steps does the test have?",
        "密码忘了怎么办？",
        "怎样导出表格？",
    ],
)
def test_a_way_is_asked_for(question: str) -> None:
    assert asks_for_way(question)
    assert is_explained(question)


@pytest.mark.parametrize(
    "question",
    [
        "Why is the test slow?",
        "为什么测试这么慢？",
        "What should I do when the lamp is yellow?",
        "What happens if I pay late?",
        "迟交会怎么样？",
    ],
)
def test_a_reason_or_what_follows_is_explained_and_no_way(question: str) -> None:
    assert is_explained(question)
    assert not asks_for_way(question)


@pytest.mark.parametrize(
    "question", ["When is the test?", "How much does it cost?", "谁负责测试？", "What is a test?"]
)
def test_a_fact_is_not(question: str) -> None:
    assert not is_explained(question)
