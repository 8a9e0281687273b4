from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from ragqa.generation.memory.fitting import Memory
from tests import tiny_chat
from tests.hub_server import hub_server, list_hf
from tests.tiny_chat import Words
from tests.ui.conftest import CommandLine
from ui import suiting


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of which 22 GiB are free."""
    monkeypatch.setattr(suiting, "memory_here", lambda: Memory(22 << 30, ram_total=24 << 30))


def test_the_list_says_what_fits_and_recommends(ragqa: CommandLine) -> None:
    done = ragqa("models")
    line = next(x for x in done.out.splitlines() if "← recommended" in x)
    assert (done.code, line.split()[:2]) == (0, ["chinese-mixtral-instruct", "IQ3_XXS"])
    assert "pull chinese-mixtral-instruct:IQ3_XXS" in done.out
    assert done.out == ragqa("models", "list").out
    assert "← 推荐" in ragqa("models", "--language", "zh").out


def test_the_list_as_json_marks_local_files(
    ragqa: CommandLine, tmp_path: Path, tiny_gguf: Path
) -> None:
    folder = tmp_path / "m"
    folder.mkdir()
    shutil.copy(tiny_gguf, folder / "chinese-mixtral-q4_k.gguf")
    shutil.copy(tiny_gguf, folder / "stranger.gguf")
    (folder / "broken.gguf").write_bytes(b"x")
    found = ragqa("models", "list", "--json", "--set", f"models_folder={folder}")
    lines = {line["name"]: line for line in json.loads(found.out)}
    assert lines["chinese-mixtral:Q4_K"]["file"] == str(folder / "chinese-mixtral-q4_k.gguf")
    assert lines["chinese-mixtral:Q4_K"]["perplexity"] == 4.4488
    assert lines["chinese-mixtral:IQ1_S"]["size_bytes"] is None
    assert lines["chinese-mixtral-instruct:IQ3_XXS"]["recommended"]

    shown = ragqa("models", "--set", f"models_folder={folder}").out
    assert "stranger.gguf  llama F16" in shown
    assert "broken.gguf  cannot be read: " in shown


def test_check_says_what_a_file_is(ragqa: CommandLine, tiny_gguf: Path) -> None:
    done = ragqa("models", "check", tiny_gguf, "--sha256")
    assert done.code == 0
    for said in (
        "architecture: llama",
        "experts: 8, of which 2 work at once",
        "quantization: F16, ",
        "tokenizer: llama, 32000 tokens",
        "prompt format: none (a base model",
        "complete: yes",
        "on this machine: fits; needs",
        f"SHA-256: {hashlib.sha256(tiny_gguf.read_bytes()).hexdigest()}",
    ):
        assert said in done.out
    chinese = ragqa("models", "check", tiny_gguf, "--language", "zh").out.splitlines()
    assert chinese[0] == f"文件：{tiny_gguf}"
    found = json.loads(ragqa("models", "check", tiny_gguf, "--json").out)
    assert (found["layers"], found["kv_bytes"], found["sha256"]) == (1, 128, None)
    assert found["tensor_types"] == {"F16": 9, "F32": 4}


def test_check_tells_that_a_chat_template_cannot_be_used(
    ragqa: CommandLine, tmp_path: Path
) -> None:
    path = tiny_chat.write(tmp_path / "m.gguf", Words(), template="{{ messages[0].role }}")
    done = ragqa("models", "check", path)

    assert done.code == 1
    assert "it changes, drops or repeats what is said" in " ".join(done.out.split())


def test_check_refuses_what_is_cut_off(ragqa: CommandLine, tiny_gguf: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(tiny_gguf.read_bytes()[:-1])
    done = ragqa("models", "check", cut, "--language", "zh")
    assert done.code == 2
    assert "不完整" in done.err


def test_a_model_is_pulled_from_a_mirror(
    ragqa: CommandLine, tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub_server() as hub:
        list_hf(hub, "hfl/chinese-mixtral-gguf", {"ggml-model-q4_k.gguf": tiny_gguf.read_bytes()})
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        done = ragqa("models", "pull", "chinese-mixtral:q4_k", "--to", "here")
        assert done.err == ""
        assert "here/chinese-mixtral-q4_k.gguf is complete; use it with --model" in done.out
        assert Path("here/chinese-mixtral-q4_k.gguf").read_bytes() == tiny_gguf.read_bytes()
        again = ragqa("models", "pull", "chinese-mixtral", "--to", "here", "--language", "zh")
        assert "已存在" in again.out
        refused = ragqa("models", "pull", "chinese-mixtral:Q8_0", "--to", "here")
        assert (refused.code, "has no file of Q8_0" in refused.err) == (2, True)


def test_a_digest_nobody_stated_is_told(ragqa: CommandLine, tiny_gguf: Path) -> None:
    with hub_server() as hub:
        hub.files["/m.gguf"] = tiny_gguf.read_bytes()
        done = ragqa("models", "pull", "chinese-mixtral", "--from", f"{hub.url}/m.gguf")
        assert done.code == 0
        assert "states no SHA-256" in done.err


def test_a_model_is_quantised_and_measured(
    ragqa: CommandLine, tiny_gguf: Path, tmp_path: Path
) -> None:
    done = ragqa("models", "quantize", tiny_gguf, "small.gguf", "Q8_0")
    assert (done.code, done.out.startswith("small.gguf: Q8_0, 0.0")) == (0, True)
    (tmp_path / "text.txt").write_text("The moon base opens in spring. " * 200)
    shown = ragqa("models", "perplexity", "small.gguf", "text.txt", "--chunks", 1)
    assert (shown.code, shown.err) == (0, "")
    assert " on 255 tokens; " in shown.out
    found = json.loads(
        ragqa("models", "perplexity", "small.gguf", "text.txt", "--chunks", 1, "--json").out
    )
    assert f"Perplexity {found['value']:.4f} ± " in shown.out
    missing = ragqa("models", "perplexity", "small.gguf", "none.txt")
    assert (missing.code, "none.txt" in missing.err) == (2, True)
