from __future__ import annotations

import pickle

import pytest

from ragqa import errors
from ragqa.errors import DocumentError, RagqaError, os_reason

EVERY = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, RagqaError)
]


@pytest.mark.parametrize("kind", EVERY)
def test_every_error_is_drawn_in_the_tree_and_speaks_both_languages(kind: type[RagqaError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    error = kind("Broken {x}.", "坏了 {x}。")
    assert (str(error), error.text("en"), error.text("zh")) == (
        "Broken {x}.",
        "Broken {x}.",
        "坏了 {x}。",
    )


def test_english_stands_in_for_missing_chinese() -> None:
    assert RagqaError("Only this.").text("zh") == "Only this."


def test_errors_cross_process_borders_whole() -> None:
    error = pickle.loads(pickle.dumps(DocumentError("Bad.", "坏。")))  # noqa: S301  # our own bytes
    assert type(error) is DocumentError
    assert error.text("zh") == "坏。"


def test_the_system_s_reasons_are_said_in_both_languages() -> None:
    assert os_reason(FileNotFoundError(2, "No such file")) == ("No such file", "文件或文件夹不存在")
    assert os_reason(OSError(9999, "Odd")) == ("Odd", "系统错误 9999")
    assert os_reason(ValueError("x")) == ("ValueError", "ValueError")
