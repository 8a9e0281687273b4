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


def test_token_ids_are_refused(api: Api) -> None:
    status, told = api.ask("v1/embeddings", {"input": [1, 2, 3]})
    assert (status, told["error"]["param"].split(".")[0]) == (400, "input")
    assert api.ask("v1/embeddings", {"input": []})[0] == 400
