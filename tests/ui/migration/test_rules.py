"""What each old setting becomes, or why it becomes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.migration.reading import Old
from ui.migration.rules import Outcome, migrate
from ui.render.migration import why
from ui.texts.migrate import EN, ZH


def outcomes(values: dict[str, str], folder: Path) -> dict[str, Outcome]:
    """Of one old file in ``folder``, for a new one beside it."""
    found = migrate([Old(folder / ".env", values)], folder).outcomes
    return {each.name: each for each in found}


def taken(values: dict[str, str], folder: Path) -> dict[str, object]:
    return {each.setting: each.value for each in outcomes(values, folder).values() if each.setting}


def test_what_cannot_be_taken_over_says_why(tmp_path: Path) -> None:
    found = outcomes(
        {
            "MODEL_PATH": "models/ggml-gpt4all-j-v1.3-groovy.bin",
            "MODEL_N_CTX": "1000",
            "TARGET_SOURCE_CHUNKS": "many",
            "llm.temperature": "9",
            "PERSIST_DIRECTORY": "",
        },
        tmp_path,
    )
    assert [each.setting for each in found.values()] == [""] * 5
    assert why(found["MODEL_PATH"], EN) == EN.old_format
    assert "2048 tokens" in why(found["MODEL_N_CTX"], EN)
    assert "not a number" in why(found["TARGET_SOURCE_CHUNKS"], EN)
    assert "temperature must be a number, at least 0.0" in why(found["llm.temperature"], EN)
    assert "temperature 应为数字" in why(found["llm.temperature"], ZH)


@pytest.mark.parametrize(
    ("values", "model"),
    [
        (
            {"llm.mode": "ollama", "ollama.llm_model": "mixtral"},
            "http://localhost:11434/v1#mixtral",
        ),
        (
            {"llm.mode": "ollama", "ollama.api_base": "http://127.0.0.1:9/"},
            "http://127.0.0.1:9/v1",
        ),
        (
            {"llm.mode": "openailike", "openai.api_base": "http://[::1]:8/v1", "openai.model": "m"},
            "http://[::1]:8/v1#m",
        ),
        (
            {"llm.mode": "openai", "openai.model": "gpt"},
            "https://api.openai.com/v1#gpt",
        ),
    ],
)
def test_a_model_server_becomes_an_address(
    values: dict[str, str], model: str, tmp_path: Path
) -> None:
    assert taken(values, tmp_path) == {"model": f"openai:{model}"}


@pytest.mark.parametrize(
    "values",
    [
        {"llm.mode": "sagemaker"},
        {"llm.mode": "openailike"},
        {"llm.mode": "openailike", "openai.api_base": "http://me:secret@h/v1"},
        {"llm.mode": "ollama", "ollama.api_base": "file:///etc"},
        {"llm.mode": "mock", "llamacpp.llm_hf_model_file": "x.gguf"},
    ],
)
def test_what_is_no_server_becomes_none(values: dict[str, str], tmp_path: Path) -> None:
    assert taken(values, tmp_path) == {}


def test_another_machine_is_named(tmp_path: Path) -> None:
    found = outcomes({"llm.mode": "openai"}, tmp_path)["llm.mode"]
    assert "sent to api.openai.com" in why(found, EN)


def test_a_reranker_that_was_on_goes_on(tmp_path: Path) -> None:
    values = {
        "rag.similarity_top_k": "10",
        "rag.rerank.enabled": "true",
        "rag.rerank.model": "cross/encoder",
        "rag.rerank.top_n": "3",
    }
    expected = {"rerank_depth": 10, "reranker": "cross/encoder", "passages": 3}
    assert taken(values, tmp_path) == expected


def test_an_embedder_is_only_taken_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "text2vec").mkdir()
    assert taken({"EMBEDDINGS_MODEL_NAME": "text2vec"}, tmp_path) == {"embedder": "text2vec"}
    assert taken({"EMBEDDINGS_MODEL_NAME": "GanymedeNil/text2vec"}, tmp_path) == {}


def test_paths_elsewhere_stay_whole(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    old = Old(tmp_path / "old" / ".env", {"MODEL_PATH": "m.gguf", "PERSIST_DIRECTORY": "/data/db/"})
    assert migrate([old], here).settings == {
        "model": str(tmp_path / "old" / "m.gguf"),
        "index": "/data/db-ragqa",
    }
