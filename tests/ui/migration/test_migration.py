"""Old settings by the command line: what is taken over, what is not and why, what is written."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from tests.ui.conftest import CommandLine
from ui.migration.reading import Old, read
from ui.migration.rules import Outcome, migrate
from ui.migration.writing import as_toml
from ui.render.migration import why
from ui.texts.migrate import EN, ZH

OLD_ENV = """\
# privateGPT
PERSIST_DIRECTORY=db
MODEL_TYPE=LlamaCpp
export MODEL_PATH="models/mixtral q4.gguf"
EMBEDDINGS_MODEL_NAME=all-MiniLM-L6-v2
MODEL_N_CTX=32768
MODEL_N_BATCH=8
TARGET_SOURCE_CHUNKS=4
SOURCE_DIRECTORY='source documents'
OPENAI_API_KEY=sk-secret
SHELL_RUN=$(touch evil) `touch evil` ${HOME}
"""

OLD_YAML = """\
server:
  env_name: ${APP_ENV:prod}
  port: ${PORT:8001}
  cors: {enabled: false, allow_origins: ["*"]}
  auth: {enabled: false, secret: "Basic c2VjcmV0OmtleQ=="}
data: {local_data_folder: local_data/private_gpt}
ui:
  enabled: true
  default_chat_system_prompt: >
    You are a helpful assistant.
llm:
  mode: llamacpp
  prompt_style: llama2
  max_new_tokens: 512
  context_window: 3900
  temperature: 0.1
rag:
  similarity_top_k: 2
  rerank: {enabled: false, model: cross-encoder/ms-marco-MiniLM-L-2-v2, top_n: 1}
llamacpp:
  llm_hf_repo_id: TheBloke/X
  llm_hf_model_file: x.Q4_K_M.gguf
  tfs_z: 1.0
  top_k: 40
  top_p: 1.0
  repeat_penalty: 1.1
embedding: {mode: huggingface, embed_dim: 384}
huggingface:
  embedding_hf_model_name: GanymedeNil/text2vec-large-chinese
  access_token: hf_secret
  trust_remote_code: true
vectorstore: {database: qdrant}
qdrant: {path: local_data/private_gpt/qdrant}
openai: {api_key: "${OPENAI_API_KEY:}", model: gpt-3.5-turbo}
"""


def outcomes(values: dict[str, str], folder: Path) -> dict[str, Outcome]:
    """Of one old file in ``folder``, for a new one beside it."""
    found = migrate([Old(folder / ".env", values)], folder).outcomes
    return {each.name: each for each in found}


def taken(values: dict[str, str], folder: Path) -> dict[str, object]:
    return {each.setting: each.value for each in outcomes(values, folder).values() if each.setting}


def test_an_env_file_becomes_settings_and_the_next_command(
    ragqa: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / ".env").write_text(OLD_ENV)
    outcome = ragqa("migrate", "old")
    assert outcome.code == 0, outcome.err
    written = tomllib.loads((tmp_path / "ragqa.toml").read_text(encoding="utf-8"))
    assert written == {
        "index": "old/db-ragqa",
        "model": "old/models/mixtral q4.gguf",
        "context_size": 32768,
        "passages": 4,
    }
    assert outcome.out.splitlines()[-1] == "Next: ragqa ingest 'old/source documents'"
    for name in ("PERSIST_DIRECTORY", "MODEL_TYPE", "MODEL_N_BATCH", "OPENAI_API_KEY", "SHELL_RUN"):
        assert name in outcome.out
    assert "no such file now" in outcome.out
    assert "sk-secret" not in outcome.out + outcome.err
    assert not (tmp_path / "evil").exists()


def test_private_gpt_settings_become_ours(ragqa: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(OLD_YAML)
    outcome = ragqa("migrate", "settings.yaml", "--json", "--language", "zh")
    assert outcome.code == 0, outcome.err
    told: dict[str, Any] = json.loads(outcome.out)
    assert told["settings"] == {
        "port": 8001,
        "index": "local_data/private_gpt-ragqa",
        "answer_tokens": 512,
        "context_size": 3900,
        "temperature": 0.1,
        "passages": 2,
        "model": "models/x.Q4_K_M.gguf",
        "top_k": 40,
        "top_p": 1.0,
        "repeat_penalty": 1.1,
    }
    assert tomllib.loads((tmp_path / "ragqa.toml").read_text()) == told["settings"]
    remarks = {each["name"]: each["remark"] for each in told["outcomes"]}
    assert remarks["huggingface.trust_remote_code"] == ZH.no_code
    assert remarks["vectorstore.database"] == remarks["qdrant.path"] == ZH.store
    assert remarks["ui.default_chat_system_prompt"] == ZH.page
    assert remarks["server.env_name"] == ZH.unknown
    for secret in ("hf_secret", "c2VjcmV0OmtleQ"):
        assert secret not in outcome.out


def test_a_file_that_is_there_is_only_replaced_with_force(
    ragqa: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(OLD_ENV)
    (tmp_path / "ragqa.toml").write_text("top_k = 3\n")
    refused = ragqa("migrate", ".env")
    assert refused.code == 2
    assert "--force" in refused.err
    planned = ragqa("migrate", ".env", "--plan")
    assert "ragqa.toml would be:" in planned.out
    assert "passages = 4" in planned.out
    assert (tmp_path / "ragqa.toml").read_text() == "top_k = 3\n"
    assert ragqa("migrate", ".env", "--force").code == 0
    assert "passages = 4" in (tmp_path / "ragqa.toml").read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".ragqa")] == []


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


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['touch evil']",
        "a: [",
        "just text",
        "",
        "a: &x [*x]",
        "\x00",
    ],
)
def test_yaml_that_is_none_or_tries_something_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    if text == "a: &x [*x]":  # a list in itself is one name without value
        assert read(file)[0].values == {"a": ""}
        return
    with pytest.raises(SettingsError, match=r"settings\.yaml"):
        read(file)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("first", "next_"),
    [
        ("{x: 1, y: 2}", "{x: *a, y: *a}"),
        ("{}", "{x: *a, y: *a}"),  # nothing but sections
        ("{x: 1}", "{<<: [*a, *a]}"),  # merged when it is read
    ],
)
def test_aliases_that_stand_for_millions_of_names_are_refused(
    tmp_path: Path, first: str, next_: str
) -> None:
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} {next_.replace('*a', f'*a{n - 1}')}" for n in range(1, 30)]
    file = tmp_path / "settings.yaml"
    file.write_text("\n".join(lines))
    with pytest.raises(SettingsError, match="20 aliases"):
        read(file)


def test_a_few_aliases_mean_what_they_stand_for_and_more_names_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("a: &a {port: 1}\nb: *a\n")
    assert read(file)[0].values == {"a.port": "1", "b.port": "1"}
    file.write_text("\n".join(f"a{n}: {{}}" for n in range(5_001)))
    with pytest.raises(SettingsError, match="5000 names"):
        read(file)


def test_a_folder_without_old_settings_and_a_file_too_large_are_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no settings\.yaml"):
        read(tmp_path)
    large = tmp_path / ".env"
    large.write_text("A=" + "x" * (1 << 20))
    with pytest.raises(SettingsError, match="1 MB"):
        read(large)
    with pytest.raises(SettingsError, match="nowhere"):
        read(tmp_path / "nowhere")


def test_the_new_file_reads_as_it_was_meant(tmp_path: Path) -> None:
    values: dict[str, str | int | float] = {
        "model": 'a "b" \\c\n\x7f \x01 模型\ud800.gguf',
        "top_k": 3,
        "top_p": 0.5,
    }
    file = tmp_path / "ragqa.toml"
    file.write_text(as_toml(values), encoding="utf-8")
    settings = load_settings(config=file, environ={}).settings
    assert settings.model == 'a "b" \\c\n\x7f \x01 模型?.gguf'
    assert (settings.top_k, settings.top_p) == (3, 0.5)
