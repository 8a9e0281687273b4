from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ragqa.generation.prompting.rendering import Message, Refusal, render

HELLO: list[Message] = [{"role": "user", "content": "hello"}]
NAMES = {"bos_token": "<s>", "eos_token": "</s>"}


def rendered(template: str, messages: list[Message] = HELLO, **options: Any) -> str | Refusal:
    return render(template, [messages], names=NAMES, today=date(2026, 3, 4), **options)[0]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ bos_token }}{{ messages[0].content }}{{ eos_token }}", "<s>hello</s>"),
        ("{% for m in messages %}\n  {{ m['content'] }}\n{% endfor %}", "  hello\n"),
        ("{% for m in messages %}{{ loop.index }}{% break %}{% endfor %}", "1"),
        ("{% generation %}{{ messages[0].content }}{% endgeneration %}!", "hello!"),
        ("{{ {'a': '<你>'} | tojson }}", '{"a": "<你>"}'),
        ("{{ tools is none }}{{ documents is none }}{{ add_generation_prompt }}", "TrueTrueTrue"),
        ("{{ enable_thinking }}{{ nothing is defined }}", "FalseFalse"),
        ("你好 {{ messages | length }}", "你好 1"),
    ],
)
def test_templates_mean_what_they_mean_elsewhere(template: str, text: str) -> None:
    assert rendered(template) == text


def test_a_date_is_told_only_where_a_template_cannot_do_without() -> None:
    can = "{% if strftime_now is defined %}{{ strftime_now('%Y') }}{% else %}none{% endif %}"

    assert rendered(can) == "none"
    assert rendered("{{ strftime_now('%d %b %Y') }}") == "04 Mar 2026"


def test_each_conversation_has_an_answer_of_its_own() -> None:
    template = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('no \x1b[1m system') }}{% endif %}"
        "{{ messages[0].content }}"
    )
    system: list[Message] = [{"role": "system", "content": "x"}]
    answers = render(template, [system, HELLO], names=NAMES, today=date(2026, 1, 1))

    assert isinstance(answers[0], Refusal)
    assert answers[0].en == "it says 'no  [1m system'"
    assert answers[0].zh == "它提示“no  [1m system”"
    assert answers[1] == "hello"


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(10 ** 9) %}{% endfor %}",
        "{{ 'a' * 10 ** 10 }}",
        "{% set x = namespace(t='a') %}{% for i in range(99) %}{% set x.t = x.t * 2 %}{% endfor %}",
        "{{ 'a' * 10 ** 7 }}",
        "{% for a in range(99999) %}{{ 'a' * 99 }}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ " + "(" * 5000 + ")" * 5000 + " }}",
        "{% for %}",
        "{{ nothing.at.all }}",
        "{{ '%0999999999d' | format(1) }}",
    ],
)
def test_a_bomb_is_a_refusal(bomb: str) -> None:
    refusal = rendered(bomb)

    assert isinstance(refusal, Refusal)
    assert refusal.en
    assert refusal.zh != refusal.en


def test_a_template_that_is_stopped_is_told_so() -> None:
    refusal = rendered("{{ 10 ** (10 ** 10) }}")  # a constant: computed when it is compiled

    assert isinstance(refusal, Refusal)
    assert refusal.en.startswith("it takes too much time or memory")


@pytest.mark.parametrize(
    "escape",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ ('%s' | attr('format')) }}{{ messages.append(1) }}",
        "{{ '{0.__class__.__init__.__globals__}'.format(cycler) }}",
        "{{ ['{0.__class__.__init__.__globals__}'] | map('format', cycler) | first }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}{{ os.getcwd() }}",
    ],
)
def test_nothing_gets_out_of_the_sandbox(escape: str) -> None:
    text = rendered(escape)

    assert isinstance(text, Refusal) or ("__" not in text and "root" not in text)


def test_the_child_is_told_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGQA_API_KEY", "secret")
    told: list[dict[str, str]] = []
    run = subprocess.run

    def spy(*args: Any, **options: Any) -> Any:
        told.append(options["env"])
        return run(*args, **options)

    monkeypatch.setattr(subprocess, "run", spy)

    assert rendered("x") == "x"
    assert "RAGQA_API_KEY" not in told[0]
    assert "HOME" not in told[0]


def test_one_who_got_out_can_do_nothing(tmp_path: Path) -> None:
    # What the audit hook is for: a hole in the sandbox, made here by hand.
    made = tmp_path / "made"
    child = (
        "import sys, os, json; sys.path[:] = sys.argv[1:]\n"
        "from ragqa.generation.prompting import template_child as child\n"
        "sys.addaudithook(child._refuse)\n"
        "for act in (lambda: open(sys.argv[-1], 'w'), lambda: os.system('true'),\n"
        "            lambda: __import__('ctypes'), lambda: os.mkdir(sys.argv[-1]),\n"
        "            lambda: __import__('socket').socket()):\n"
        "    try:\n"
        "        act()\n"
        "    except PermissionError:\n"
        "        continue\n"
        "    raise SystemExit(7)\n"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", child, *sys.path, str(made)], check=False)

    assert ended.returncode == 0
    assert not made.exists()


def test_a_child_that_takes_too_long_is_given_up() -> None:
    assert isinstance(rendered("hello", seconds=0.0), Refusal)
