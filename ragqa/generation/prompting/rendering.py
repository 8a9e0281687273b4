"""Renders a chat template in a child process (``template_child``), within bounds.

The template comes out of a GGUF file: a program that may loop for ever, fill the memory or try to
get out of its sandbox. The child costs a fraction of a second; what it renders is kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_BOOT = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from ragqa.generation.prompting.template_child import serve; serve()"
)
# All that it may know of its surroundings; there may be keys among the rest.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
_WALL_SECONDS = 60.0  # on a busy machine; the child's own limit is on the processor's time
_MOST_BYTES = 16 << 20

Message = Mapping[str, str]
"""``role`` and ``content``."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a conversation could not be rendered, in English and in Chinese."""

    en: str
    zh: str


_EXCESS = Refusal(
    "it takes too much time or memory, or ends its own process",
    "它占用过多时间或内存，或使渲染进程终止",
)


def render(
    template: str,
    conversations: Sequence[Sequence[Message]],
    *,
    names: Mapping[str, str],
    today: date,
    seconds: float = _WALL_SECONDS,
) -> list[str | Refusal]:
    """The prompt that asks for the next answer, for each conversation.

    Args:
        template: Jinja's text.
        conversations: Messages, the contents placeholders: a template may do with them anything.
        names: ``bos_token`` and ``eos_token`` as the template writes them.
        today: For templates that cannot do without a date.
        seconds: Longest time for all.
    """
    job = {
        "template": template,
        "conversations": conversations,
        "names": dict(names),
        "today": today.isoformat(),
    }
    answers = _run(json.dumps(job).encode("ascii"), seconds)
    if not isinstance(answers, list) or len(answers) != len(conversations):
        return [_EXCESS] * len(conversations)
    return [_read(answer) for answer in answers]


def _run(job: bytes, seconds: float) -> object:
    folders = [folder or str(Path.cwd()) for folder in sys.path]
    # A file, not a pipe: the system can limit its length.
    with tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(  # noqa: S603 - our own interpreter and our own code
                [sys.executable, "-I", "-c", _BOOT, *folders],
                input=job,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                timeout=seconds,
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            return None
        answer.seek(0)
        try:
            return json.loads(answer.read(_MOST_BYTES))
        except (ValueError, RecursionError):
            return None


def _read(answer: object) -> str | Refusal:
    if isinstance(answer, dict):
        if isinstance(text := answer.get("text"), str):
            return text
        if isinstance(said := answer.get("error"), str):
            shown = "".join(c if c.isprintable() else " " for c in said[:200])
            return Refusal(f"it says '{shown}'", f"它提示“{shown}”")
    return _EXCESS
