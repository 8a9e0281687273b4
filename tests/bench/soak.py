"""`ragqa serve` under load: 50 clients stream answers while documents come and go.

All on this machine, and it stops by itself. The server is the real command in a process of its own,
with the bundled embedder and a tiny random Mixtral in llama.cpp, one answer at a time. Some clients
leave in the middle of an answer. SOAK_SECONDS sets how long (300).
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragqa.store.library import open_library
from tests.bench.tally import Rows, Tally, amiss, figures_of
from tests.tiny_mixtral import write

CLIENTS = 50
SECONDS = 300.0
_LEAVES = 0.1  # of the answers, in the middle
_PAUSE = 0.5  # seconds after a refusal
_BETWEEN = 0.2  # seconds between two documents
_SILENCE = 120.0  # seconds until a server that says nothing is an error
_SOUGHT = 20  # documents searched for in the end


class RefusedError(Exception):
    """The server says with a reason that it has no time: 429 or 503."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class FailedError(Exception):
    """Anything else than an answer or such a refusal."""


@dataclass(frozen=True)
class Server:
    """Where it listens, and as which process."""

    host: str
    port: int
    process: int

    @contextmanager
    def asked(
        self, method: str, path: str, body: object = None
    ) -> Iterator[http.client.HTTPResponse]:
        """The response to one request. Raises RefusedError, FailedError, OSError."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=_SILENCE)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            response = connection.getresponse()
            if response.status != 200:
                _refuse(response.status, response.read())
            yield response
        finally:
            connection.close()

    def json(self, method: str, path: str, body: object = None) -> Any:
        """Its body."""
        with self.asked(method, path, body) as response:
            return json.load(response)

    def memory(self) -> int:
        """Bytes that are in memory."""
        fields = Path(f"/proc/{self.process}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _refuse(status: int, body: bytes) -> None:
    try:
        message = json.loads(body)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        message = ""
    if status in (429, 503) and message:
        raise RefusedError(status)
    raise FailedError(f"{status} {message or body[:200]!r}")


def soak() -> dict[str, Any]:
    """Figures, and in "amiss" what must not be; empty when all is well."""
    seconds = float(os.environ.get("SOAK_SECONDS", SECONDS))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tally = Tally()
        with _serving(folder) as server:
            for number in range(20):
                _add(server, number, tally)
            rows = _under_load(server, tally, seconds)
            found = _sought(server, tally)
        with open_library(folder / "index") as library:
            problems = [problem.en for problem in library.check().problems()]
    figures = {"seconds": seconds, "clients": CLIENTS} | figures_of(tally, rows) | found
    figures["index"] = problems
    return figures | {"amiss": amiss(figures)}


@contextmanager
def _serving(folder: Path) -> Iterator[Server]:
    model = write(folder / "tiny.gguf")
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "serve",
        "--port",
        "0",
        "--index",
        str(folder / "index"),
    ]
    for setting in (
        "answer_tokens=24",
        "context_size=2048",
        "evidence_threshold=0",
        f"model={model}",
    ):
        command += ["--set", setting]
    log = folder / "log.txt"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            ready = re.search(r"http://([\d.]+):(\d+)", process.stdout.readline())
            assert ready, log.read_text()
            yield Server(ready[1], int(ready[2]), process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _under_load(server: Server, tally: Tally, seconds: float) -> Rows:
    """Memory by time while all clients are at work."""
    started = time.monotonic()
    ends = started + seconds
    threads = [
        threading.Thread(target=_client, args=(server, number, ends, tally))
        for number in range(CLIENTS)
    ]
    threads.append(threading.Thread(target=_writer, args=(server, ends, tally)))
    for thread in threads:
        thread.start()
    rows = []
    while time.monotonic() < ends:
        rows.append((time.monotonic() - started, server.memory()))
        time.sleep(1)
    for thread in threads:
        thread.join(2 * _SILENCE)
    assert not any(thread.is_alive() for thread in threads), "a client hangs"
    return rows


def _client(server: Server, number: int, ends: float, tally: Tally) -> None:
    rng = random.Random(number)  # noqa: S311 # to vary, not to hide
    while time.monotonic() < ends:
        question = f"Which code has station {rng.randrange(20)}?"
        with _counting(tally):
            _ask(server, question, rng.random() < _LEAVES, tally)


def _ask(server: Server, question: str, leaves: bool, tally: Tally) -> None:
    body = {"messages": [{"role": "user", "content": question}], "stream": True}
    started = time.monotonic()
    first, finished = 0.0, False
    with server.asked("POST", "/v1/chat/completions", body) as response:
        for line in response:
            if not line.startswith(b"data: "):
                continue
            if line.startswith(b"data: [DONE]"):
                break
            piece = json.loads(line[6:])
            if "error" in piece:
                raise FailedError(f"in a stream: {piece['error']['message']}")
            choice = piece["choices"][0]
            if choice["delta"].get("content") and not first:
                first = time.monotonic() - started
                if leaves:
                    with tally.mutex:
                        tally.left += 1
                    return
            finished = finished or bool(choice["finish_reason"])
        else:
            raise FailedError("a stream broke off")
    if not finished:
        raise FailedError("a stream ended without a reason")
    with tally.mutex:
        tally.answered += 1
        tally.first.append(first)
        tally.whole.append(time.monotonic() - started)


def _writer(server: Server, ends: float, tally: Tally) -> None:
    number = 20
    while time.monotonic() < ends:
        with _counting(tally):
            _add(server, number, tally)
            number += 1
            if number % 3 == 0:
                doomed = next(iter(tally.kept))
                server.json("DELETE", f"/v1/ingest/{doomed}")
                del tally.kept[doomed]
                tally.deleted.add(doomed)
        time.sleep(_BETWEEN)


def _add(server: Server, number: int, tally: Tally) -> None:
    text = f"Station {number} has the code XG-{number:05d}. It was built in {1900 + number % 100}."
    body = {"file_name": f"station-{number}.txt", "text": text}
    [document] = server.json("POST", "/v1/ingest/text", body)["data"]
    tally.kept[document["doc_id"]] = number


@contextmanager
def _counting(tally: Tally) -> Iterator[None]:
    try:
        yield
    except RefusedError as refused:
        with tally.mutex:
            tally.refused[refused.status] += 1
        time.sleep(_PAUSE)
    except (FailedError, OSError, http.client.HTTPException, ValueError) as error:
        with tally.mutex:
            tally.errors[f"{type(error).__name__}: {error}"[:300]] += 1
        time.sleep(_PAUSE)


def _sought(server: Server, tally: Tally) -> dict[str, int]:
    """Whether documents that were taken are there, and those that were deleted are not."""
    listed = {each["doc_id"] for each in server.json("GET", "/v1/ingest/list")["data"]}
    some = random.Random(0).sample(sorted(tally.kept), min(_SOUGHT, len(tally.kept)))  # noqa: S311
    missed = 0
    for document in some:
        body = {"text": f"XG-{tally.kept[document]:05d}", "limit": 1}
        [chunk] = server.json("POST", "/v1/chunks", body)["data"]
        missed += chunk["document"]["doc_id"] != document
    return {
        "documents": len(listed),
        "lost": len(tally.kept.keys() - listed),
        "not found": missed,
        "still there though deleted": len(tally.deleted & listed),
    }
