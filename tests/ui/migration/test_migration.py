"""Old settings by the command line: the new file, the table of what became of each, --force."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from tests.ui.conftest import CommandLine
from ui.texts.migrate import ZH

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
