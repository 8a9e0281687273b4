"""Embeddings, by the real openai client over a socket."""

from __future__ import annotations

import openai
import pytest

from tests.plugins_api import Api


def test_texts_become_vectors_in_order(api: Api) -> None:
    with openai.OpenAI(base_url=f"{api.url}v1", api_key="none", max_retries=0) as client:
        one = client.embeddings.create(model="any", input="moon base", encoding_format="float")
        # base64 is what the client asks for by itself.
        both = client.embeddings.create(model="any", input=["moon base", "月球"])
    expected = api.index.embeddings.embed_documents(["moon base", "月球"])
    assert one.data[0].embedding == pytest.approx(expected[0])
    assert [item.index for item in both.data] == [0, 1]
    assert both.data[1].embedding == pytest.approx(expected[1], abs=1e-6)
    assert both.usage.prompt_tokens == 4
    assert both.model == "hash"


@pytest.mark.parametrize(
    ("given", "place", "reason"),
    [
        ([1, 2, 3], "input.0", "valid string"),  # token ids
        (["a", 1], "input.1", "valid string"),
        ([], "input", "at least 1 item"),
        (["a"] * 2_049, "input", "at most 2048 items"),
        (5, "input", "valid string"),
        ("a" * 1_000_001, "input", "at most 1000000 characters"),
    ],
)
def test_what_is_no_text_is_told_where_and_why(
    api: Api, given: object, place: str, reason: str
) -> None:
    status, told = api.ask("v1/embeddings", {"input": given})
    assert (status, told["error"]["param"]) == (400, place)
    assert reason in told["error"]["message"]
