"""The console script as a process of its own: what it loads, what it writes, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *("torch", "transformers", "sentence_transformers", "llama_cpp", "chromadb", "tantivy"),
    *("langchain", "langchain_core", "langchain_community", "gradio", "unstructured"),
    *("pypdf", "pypdfium2", "numpy", "rich", "pydantic"),
}


def start(
    *argv: str, code: str = "", cwd: Path, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run ``ragqa``, or Python code, in a bare environment."""
    command = ["-c", code] if code else ["-m", "ui.cli"]
    root = Path(__file__).parents[3]
    kept = {"PATH": os.environ["PATH"], "HOME": str(cwd), "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, *command, *argv],
        cwd=cwd,
        env=kept | environ,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from ui.cli import run; code = run(['--help']); "
        f"print({HEAVY} & sys.modules.keys(), code)"
    )
    outcome = start(code=code, cwd=tmp_path)
    assert outcome.stdout.decode().splitlines()[-1] == "set() 0"


def test_output_is_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    outcome = start("--help", "--language", "zh", cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0")
    assert outcome.returncode == 2
    assert "ragqa：".encode() in outcome.stderr
    shown = start("ask", "--help", cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0", RAGQA_LANGUAGE="zh")
    assert "回答一个问题".encode() in shown.stdout


@pytest.mark.parametrize("argv", [["config", "--set", "x=1"], ["ingest", "nowhere"], ["asc"]])
def test_an_error_is_one_line_and_exit_code_2(tmp_path: Path, argv: list[str]) -> None:
    outcome = start(*argv, cwd=tmp_path)
    assert outcome.returncode == 2
    assert outcome.stdout == b""
    [line] = outcome.stderr.decode().splitlines()
    assert line.startswith("ragqa: ")


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "config"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) != 0
    assert errors == b""


def test_quiet_leaves_what_the_user_has_set(tmp_path: Path) -> None:
    code = (
        "import os; from ui.quiet import quiet; quiet(); "
        "print(os.environ['DO_NOT_TRACK'], os.environ['TRANSFORMERS_VERBOSITY'])"
    )
    outcome = start(code=code, cwd=tmp_path, TRANSFORMERS_VERBOSITY="info")
    assert outcome.stdout.decode().split() == ["1", "info"]


TRACED = (
    {"LANGSMITH_TRACING": "true"},
    {"LANGSMITH_TRACING_V2": "true"},
    {"LANGCHAIN_TRACING_V2": "true"},
    {"LANGCHAIN_TRACING": "true"},
    {"LANGCHAIN_HANDLER": "langchain"},
)


@pytest.mark.parametrize("given", TRACED)
def test_nothing_is_told_to_others_although_the_environment_says_so(
    tmp_path: Path, given: dict[str, str]
) -> None:
    code = (
        "import os; from ui.quiet import quiet; quiet(); "
        "from langchain_core.callbacks import CallbackManager; "
        "print(CallbackManager.configure().handlers, os.environ['ANONYMIZED_TELEMETRY'])"
    )
    outcome = start(
        code=code, cwd=tmp_path, LANGSMITH_API_KEY="x", ANONYMIZED_TELEMETRY="True", **given
    )
    assert outcome.stdout.decode().split() == ["[]", "False"], outcome.stderr
