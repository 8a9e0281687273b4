from __future__ import annotations

import pytest

from ragqa.errors import ModelError
from ragqa.hub.catalogue import MODELS, QUANTS, find


@pytest.mark.parametrize(
    ("name", "title", "quant", "repository"),
    [
        (
            "chinese-mixtral-instruct:Q4_K",
            *("chinese-mixtral-instruct", "Q4_K"),
            "hfl/chinese-mixtral-instruct-gguf",
        ),
        ("Chinese-Mixtral:iq3_xxs", "chinese-mixtral", "IQ3_XXS", "hfl/chinese-mixtral-gguf"),
        ("chinese-mixtral", *("chinese-mixtral", "Q4_K"), "hfl/chinese-mixtral-gguf"),
        ("chinese-mixtral:Odd.gguf", *("chinese-mixtral", "Odd.gguf"), "hfl/chinese-mixtral-gguf"),
    ],
)
def test_names_of_the_catalogue(name: str, title: str, quant: str, repository: str) -> None:
    wanted = find(name)
    assert (wanted.title, wanted.quant) == (title, quant)
    assert wanted.repositories["hf"] == repository


def test_any_other_repository_can_be_named() -> None:
    wanted = find("Someone/Model-GGUF:q5_k_m")
    assert (wanted.title, wanted.quant) == ("model", "Q5_K_M")
    assert wanted.repositories == {"": "Someone/Model-GGUF"}


@pytest.mark.parametrize("name", ["a/../b:Q4_K", "/x:Q4_K", "a/b c:Q4_K", "a/b/c:Q4_K", "a/:Q4_K"])
def test_what_cannot_be_a_repository_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="is no repository"):
        find(name)


def test_a_wrong_name_or_quantization_is_answered_with_the_nearest() -> None:
    with pytest.raises(ModelError, match="did you mean chinese-mixtral-instruct"):
        find("chinese-mixtral-instrukt")
    with pytest.raises(ModelError, match=r"did you mean chinese-mixtral:Q4_K\?"):
        find("chinese-mixtral:Q4K")


def test_every_choice_is_of_the_table_and_none_is_smaller_than_q2_k() -> None:
    size = {quant.name: quant.size for quant in QUANTS}
    assert all(size[name] >= size["Q2_K"] for model in MODELS for name in model.choice)
