"""The child process in which files are parsed: reads paths, answers with text, one line each.

Its limits are those of ``confined``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from ingest.parsed import Parsed
from ingest.sandbox.confined import limit_memory, limit_processor, refuse_network
from ragqa.errors import DocumentError, FileUnavailableError


def send(stream: Any, value: Any) -> None:
    """Write one line of JSON to a binary stream.

    ASCII only, so that the bytes of a path that are no text cross as escaped surrogates.
    """
    stream.write(json.dumps(value).encode("ascii") + b"\n")
    stream.flush()


def serve() -> None:
    """Parse what comes in by standard input, until it ends because the parent did.

    The first line holds the set-up (load: "module:function", passwords, memory_bytes,
    cpu_seconds, scratch), each further one the path of a file and what more ``load`` is told of it
    (ocr, labels). Each page that is read by text recognition is told by a line {"page": 1} before
    the answer, and has the time of a file. At the end ``scratch``, the folder for temporary files,
    is removed: nobody else would do it when the parent was killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    setup = json.loads(questions.readline())
    try:
        _answer(setup, questions, answers)
    finally:
        shutil.rmtree(setup["scratch"], ignore_errors=True)


def _answer(setup: dict[str, Any], questions: Iterable[bytes], answers: IO[bytes]) -> None:
    limit_memory(setup["memory_bytes"])
    module, _, function = setup["load"].partition(":")
    load = getattr(import_module(module), function)
    refuse_network()

    def on_page() -> None:
        limit_processor(setup["cpu_seconds"])
        send(answers, {"page": 1})

    wishes = {"passwords": tuple(setup["passwords"]), "on_page": on_page}
    with closing(answers):
        for line in questions:
            limit_processor(setup["cpu_seconds"])
            name, further = json.loads(line)
            path = Path(name)
            reply = _reply(partial(load, path, **further, **wishes), path.name)
            send(answers, reply)
            if "last" in reply:
                return


def _reply(load: Callable[[], Parsed], name: str) -> dict[str, Any]:
    try:
        return asdict(load())
    except DocumentError as error:
        passing = isinstance(error, FileUnavailableError)
        return {"error": [error.en, error.zh], "passing": passing}
    except MemoryError:
        from ingest.names import shown

        name = shown(name)
        message = (
            f"{name} needs more memory than a file may have; split it into smaller files.",
            f"{name} 需要的内存超过限制；请拆成较小的文件。",
        )
        return {"error": message, "last": True}  # a fresh child has all of its memory again
