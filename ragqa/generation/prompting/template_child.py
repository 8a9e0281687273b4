"""The child process that renders a chat template, which is a program in a file nobody vouches for.

Limits: Jinja's sandbox; memory, processor time and output by the operating system where it can
(not on Windows); no files, processes, network or further modules by an audit hook, which cannot be
taken off again. The parent limits the wall time. Nothing but roles and placeholders gets here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import jinja2.debug  # noqa: F401  # else it is loaded at the first error: no file may be opened
from jinja2 import Template, TemplateError, UndefinedError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MEMORY = 512 << 20
_CPU_SECONDS = 3
LONGEST = 1 << 20
"""Characters that all texts together may have."""

_HARMLESS = frozenset(("compile", "exec", "code.__new__", "object.__getattr__", "sys._getframe"))


def serve() -> None:
    """Read one job of JSON, write one answer of JSON.

    The job has "template", "names" (bos_token, eos_token), "today" (ISO) and "conversations", each
    a list of messages. The answer is a list with {"text": …} or {"error": …} for each of them.
    """
    job = json.loads(sys.stdin.buffer.read())
    _environment().from_string(
        "{{ '\\n' }}"
    )  # Jinja loads what it needs for texts at the first one
    _limit()
    sys.addaudithook(_refuse)
    sys.stdout.write(json.dumps(_answers(job)))


def _answers(job: Mapping[str, Any]) -> list[dict[str, str]]:
    try:
        template = _environment().from_string(job["template"])
    except Exception as error:  # noqa: BLE001  # whatever the program of a stranger does
        return [{"error": _said(error)}] * len(job["conversations"])
    answers: list[dict[str, str]] = []
    left = LONGEST
    for messages in job["conversations"]:
        try:
            text = _rendered(template, messages, job, left)
        except Exception as error:  # noqa: BLE001
            answers.append({"error": _said(error)})
        else:
            answers.append({"text": text})
            left -= len(text)
    return answers


def _rendered(
    template: Template, messages: Sequence[Mapping[str, str]], job: Mapping[str, Any], most: int
) -> str:
    given = {
        **job["names"],
        "messages": messages,
        "add_generation_prompt": True,
        "enable_thinking": False,  # an answer has no tokens to spare for it
        "tools": None,
        "documents": None,
    }
    try:
        return _joined(template, given, most)
    except UndefinedError as error:
        if "strftime_now" not in str(error):
            raise
    # Only where it cannot do without: another date is another prompt, read anew each day.
    today = date.fromisoformat(job["today"])
    return _joined(template, given | {"strftime_now": today.strftime}, most)


def _joined(template: Template, given: Mapping[str, Any], most: int) -> str:
    pieces: list[str] = []
    for piece in template.generate(given):
        most -= len(piece)
        if most < 0:
            raise TemplateError(f"it writes more than {LONGEST} characters")
        pieces.append(piece)
    return "".join(pieces)


def _environment() -> ImmutableSandboxedEnvironment:
    """As transformers and llama.cpp read templates, so that they mean what their authors meant."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", _Generation]
    )
    environment.globals["raise_exception"] = _raise
    environment.filters["tojson"] = _json
    return environment


def _raise(message: object) -> None:
    raise TemplateError(str(message))


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


class _Generation(Extension):
    """``{% generation %}`` … ``{% endgeneration %}`` mark for training what a model says itself."""

    tags = {"generation"}  # noqa: RUF012  # Jinja's own declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _said(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]


def _limit() -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows; a lower limit already set
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * LONGEST, 16 * LONGEST))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    known = event == "import" and arguments[0] in sys.modules
    if not known and event not in _HARMLESS:
        raise PermissionError(f"a template may not {event}")
