from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragqa.generation.remote.serving import Body, find_counter, model_names, window

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "id", "models", "meta", "n_ctx", "tokens", "count", "length", "name"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def answering(**answers: Any) -> Any:
    """A server with these paths, written with __ for /."""

    def fetch(path: str, body: Body | None) -> Any:
        answer = answers.get(path.strip("/").replace("/", "__").replace("-", "_"))
        return answer(body) if callable(answer) else answer

    return fetch


@pytest.mark.parametrize(
    ("server", "answers"),
    [
        ("llama-server", {"tokenize": lambda b: {"tokens": [0] * len(b["content"])}}),
        ("vLLM", {"tokenize": lambda b: {"count": len(b["prompt"]), "max_model_len": 9}}),
        ("llama-cpp-python", {"extras__tokenize__count": lambda b: {"count": len(b["input"])}}),
        (
            "text-generation-webui",
            {"v1__internal__token_count": lambda b: {"length": len(b["text"])}},
        ),
    ],
)
def test_each_server_counts_in_its_own_way(server: str, answers: dict[str, Any]) -> None:
    def strict(path: str, body: Body | None) -> Any:
        try:
            return answering(**answers)(path, body)
        except KeyError:
            return None  # HTTP 422

    counter = find_counter(strict, "tiny")

    assert counter is not None
    assert counter.server == server
    assert counter.count(strict, "四个字符", "tiny") == 4
    assert counter.count(strict, "", "tiny") == 0


def test_a_server_without_any_is_not_asked_again() -> None:
    assert find_counter(answering(), "tiny") is None


@pytest.mark.parametrize(
    ("answers", "size"),
    [
        ({"props": {"default_generation_settings": {"n_ctx": 4096}}}, 4096),
        ({"api__v0__models": {"data": [{"id": "tiny", "loaded_context_length": 5000}]}}, 5000),
        ({"api__ps": {"models": [{"name": "tiny", "context_length": 6000}]}}, 6000),
        ({"api__ps": {"models": [{"name": "other", "context_length": 6000}]}}, None),
        ({}, None),
    ],
)
def test_the_window_is_asked_where_each_server_tells_it(
    answers: dict[str, Any], size: int | None
) -> None:
    assert window(answering(**answers), {"data": [{"id": "tiny"}]}, "tiny") == size


def test_the_window_may_stand_in_the_list_of_models_and_the_smallest_holds() -> None:
    listed = {"data": [{"id": "tiny", "max_model_len": 9000, "meta": {"n_ctx": 8000}}]}
    props = {"default_generation_settings": {"n_ctx": 4096}}  # of one of two slots

    assert window(answering(), listed, "tiny") == 8000
    assert window(answering(props=props), listed, "tiny") == 4096


@given(listed=JUNK, answer=JUNK)
def test_junk_is_no_answer(listed: Any, answer: Any) -> None:
    def fetch(path: str, body: Body | None) -> Any:
        return answer

    size = window(fetch, listed, "tiny")
    assert size is None or size > 0
    assert all(isinstance(name, str) for name in model_names(listed))
    counter = find_counter(fetch, "tiny")
    assert counter is None or (counter.count(fetch, "x", "tiny") or 0) > 0
