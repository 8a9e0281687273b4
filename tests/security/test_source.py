"""The code itself: nothing in it runs what a document, a model or a stranger has written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted(file for part in ("ragqa", "ingest", "ui") for file in (ROOT / part).rglob("*.py"))

# What is read from them can run as code.
_MODULES = frozenset(
    {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
)
# Templates of models are rendered in a sandbox, in a process of its own, by this file alone.
_TEMPLATES = ("jinja2", "mako", "string.Template")
_RENDERS = "ragqa/generation/prompting/template_child.py"
_CALLS = frozenset({"eval", "exec", "compile", "__import__"})
_SHELLS = frozenset({"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"})


def trees() -> Iterator[tuple[str, ast.AST]]:
    for file in FILES:
        yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8"))


def found(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{name}:{getattr(node, 'lineno', 0)}", node


def imported() -> Iterator[tuple[str, str]]:
    """Every module that is imported, and where."""
    for place, node in found(ast.Import):
        assert isinstance(node, ast.Import)
        yield from ((place, alias.name) for alias in node.names)
    for place, node in found(ast.ImportFrom):
        assert isinstance(node, ast.ImportFrom)
        yield from ((place, f"{node.module}.{alias.name}") for alias in node.names)


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call: where, the name as it is written, and itself."""
    for place, node in found(ast.Call):
        assert isinstance(node, ast.Call)
        yield place, ast.unparse(node.func), node


def test_there_is_code_to_look_at() -> None:
    assert len(FILES) > 300


def test_nothing_is_loaded_that_can_run() -> None:
    assert [(p, m) for p, m in imported() if m.split(".")[0] in _MODULES] == []
    assert [(p, m) for p, m in imported() if m.startswith("langchain_core.load")] == []
    unsafe = ("torch.load", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "numpy.load")
    assert [(p, f) for p, f, _ in calls() if f in (*unsafe, "np.load")] == []


def test_nothing_is_evaluated() -> None:
    assert [(p, f) for p, f, _ in calls() if f in _CALLS] == []


def test_no_shell_is_asked() -> None:
    shells = [
        (place, name)
        for place, name, call in calls()
        if name in _SHELLS or any(k.arg == "shell" for k in call.keywords)
    ]
    assert shells == []


def test_no_model_brings_code_of_its_own() -> None:
    trusted = [
        (place, keyword.value)
        for place, _, call in calls()
        for keyword in call.keywords
        if keyword.arg == "trust_remote_code"
    ]
    assert trusted  # the places where it is said
    for place, value in trusted:
        assert isinstance(value, ast.Constant), place
        assert value.value is False, place


def test_templates_are_rendered_by_one_file_in_a_sandbox() -> None:
    renders = {p.split(":")[0] for p, m in imported() if m.startswith(_TEMPLATES)}
    assert renders == {_RENDERS}
    text = (ROOT / _RENDERS).read_text("utf-8")
    assert "ImmutableSandboxedEnvironment(" in text
    assert "jinja2 import Environment" not in text
