"""Model servers on loopback: one that says what it is told to, and llama-cpp-python's real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from ui.web.server import free_port


@dataclass
class Request:
    """What was asked of the server; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class ScriptedServer:
    """Answers chats with ``events`` and other paths with ``routes``; keeps all ``requests``.

    Attributes:
        url: Its address, ending in /v1.
        events: Lines of the next streams, in turn, the last one again and again: a JSON value is
            sent as an event, a bytes value as it is, a number is slept for in seconds.
        routes: Path to status and body (JSON, or bytes as they are).
        refusals: Status and body with which the next chats are refused.
        breaks: Whether the connection is cut at the end of ``events`` instead of ended.
        gone: Set when a client has closed its connection in the middle of a stream.
    """

    url: str = ""
    events: list[Sequence[object]] = field(default_factory=list)
    routes: dict[str, tuple[int, object]] = field(default_factory=dict)
    refusals: list[tuple[int, object]] = field(default_factory=list)
    breaks: bool = False
    requests: list[Request] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def chats(self) -> list[Any]:
        """The bodies of the chats."""
        return [r.body for r in self.requests if r.path.endswith("/chat/completions")]


def said(*pieces: str, finish: str | None = "stop", usage: Any = None) -> list[object]:
    """The events of an answer."""
    events: list[object] = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]}
        for piece in pieces
    ]
    if finish:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        events.append({"choices": [], "usage": usage})
    return [*events, b"data: [DONE]\n\n"]


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """A server with one model, "tiny", that answers "ok"."""
    script = ScriptedServer(events=[said("ok")])
    script.routes["/v1/models"] = (200, {"data": [{"id": "tiny"}]})

    class Handler(_Handler):
        server_script = script

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_script: ScriptedServer
    timeout = 10  # of a connection that is kept: the server's end waits for it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name there
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Any) -> None:
        script = self.server_script
        headers = {name.lower(): value for name, value in self.headers.items()}
        script.requests.append(Request(self.path, headers, body))
        if not self.path.endswith("/chat/completions"):
            self._send(*script.routes.get(self.path, (404, {"error": "not found"})))
        elif script.refusals:
            self._send(*script.refusals.pop(0))
        else:
            self._stream(script.events.pop(0) if len(script.events) > 1 else script.events[0])

    def _send(self, status: int, body: object) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(body, bytes) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: Sequence[object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for event in events:
                if isinstance(event, float):
                    time.sleep(event)
                    continue
                raw = event if isinstance(event, bytes) else _event(event)
                self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
            if not self.server_script.breaks:
                self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.server_script.gone.set()


def _event(event: object) -> bytes:
    return f"data: {json.dumps(event)}\n\n".encode()


@contextmanager
def llama_server(model: Path, *, context_size: int = 2048, key: str = "") -> Iterator[str]:
    """``python -m llama_cpp.server`` with ``model``, named "tiny"; yields its address."""
    port = free_port("127.0.0.1", 0)
    command = [
        *(sys.executable, "-W", "ignore", "-m", "llama_cpp.server", "--model", str(model)),
        *("--host", "127.0.0.1", "--port", str(port), "--model_alias", "tiny"),
        *("--n_ctx", str(context_size), "--n_threads", "1", "--verbose", "False"),
        *("--chat_format", "mistral-instruct"),
        *(("--api_key", key) if key else ()),
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RAGQA_")}
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/openapi.json", server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urlopen(url, timeout=5).close()  # noqa: S310  # http, on this machine
            return
        except (URLError, OSError):
            assert server.poll() is None, "llama_cpp.server has ended"
            time.sleep(0.1)
    raise AssertionError("llama_cpp.server does not answer")
