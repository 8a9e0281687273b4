"""A hub of models on loopback, with the faults that real ones have."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Hub:
    """What the server has and does; ``requests`` are those it got: path and headers.

    Attributes:
        url: Its address.
        pages: JSON by path and query.
        files: Content by path and query.
        etag: Of every file.
        faults: One for each of the next requests of a file, None for none: an int is a status;
            ("break", n) ends after n bytes; ("stall", n) stops after n bytes; ("location", url)
            redirects; ("size", n) states n as the size; ("more", n) sends n bytes too many.
        ranges: Whether Range is heeded.
        said: Further headers of files and redirections.
    """

    url: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    etag: str = '"one"'
    faults: list[Any] = field(default_factory=list)
    ranges: bool = True
    said: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def asked(self, header: str) -> list[str]:
        """What the requests of files said in a header, "" where it was missing."""
        return [h.get(header, "") for path, h in self.requests if path in self.files]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        hub = self.server.hub
        hub.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        if self.path in hub.pages:
            self._send(200, json.dumps(hub.pages[self.path]).encode())
        elif self.path in hub.files:
            self._file(hub.files[self.path], hub.faults.pop(0) if hub.faults else None)
        else:
            self._send(404, b"")

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _file(self, body: bytes, fault: Any) -> None:
        if isinstance(fault, int):
            self._send(fault, b"", Retry_After="7")
            return
        hub = self.server.hub
        kind, value = fault or ("", 0)
        if kind == "location":
            self._send(302, b"", Location=str(value), **hub.said)
            return
        start, status = self._begin()
        if start >= len(body) and status == 206:
            self._send(416, b"")
            return
        self.send_response(status)
        total = value if kind == "size" else len(body) + (value if kind == "more" else 0)
        self.send_header("Content-Length", str(total - start))
        self.send_header("ETag", hub.etag)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{total}")
        for name, text in hub.said.items():
            self.send_header(name, text)
        self.end_headers()
        rest = body[start:] + bytes(value if kind == "more" else 0)
        self.wfile.write(rest[:value] if kind in ("break", "stall") else rest)
        self.wfile.flush()
        if kind == "stall":
            hub.over.wait(20)
        if kind in ("break", "stall", "size"):
            self.close_connection = True

    def _begin(self) -> tuple[int, int]:
        """Where what is asked for begins, and the status."""
        hub, asked = self.server.hub, self.headers.get("Range", "")
        if asked and hub.ranges and self.headers.get("If-Range", hub.etag) == hub.etag:
            return int(asked.removeprefix("bytes=").removesuffix("-")), 206
        return 0, 200


@contextmanager
def hub_server() -> Iterator[Hub]:
    """The server, for as long as the block lasts."""
    hub = Hub()
    server = _Server(hub)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        hub.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def list_hf(hub: Hub, repository: str, files: dict[str, bytes], **entry: Any) -> None:
    """Put files into a repository in Hugging Face's layout."""
    import hashlib

    hub.pages[f"/api/models/{repository}/tree/main?recursive=true"] = [
        {
            "type": "file",
            "path": name,
            "size": 134,
            "oid": "0" * 40,
            "lfs": {"oid": hashlib.sha256(body).hexdigest(), "size": len(body)} | entry,
        }
        for name, body in files.items()
    ] + [{"type": "directory", "path": "folder", "size": 0, "oid": "1" * 40}]
    hub.files |= {f"/{repository}/resolve/main/{name}": body for name, body in files.items()}


def list_modelscope(hub: Hub, repository: str, files: dict[str, bytes]) -> None:
    """The same in ModelScope's."""
    import hashlib

    there = f"/api/v1/models/{repository}/repo"
    hub.pages[f"{there}/files?Recursive=true&Revision=master"] = {
        "Code": 200,
        "Data": {
            "Files": [
                {
                    "Type": "blob",
                    "Path": name,
                    "Size": len(body),
                    "Sha256": hashlib.sha256(body).hexdigest(),
                }
                for name, body in files.items()
            ]
        },
    }
    hub.files |= {f"{there}?Revision=master&FilePath={name}": body for name, body in files.items()}


def host(hub: Hub) -> str:
    """Name and port."""
    return urlsplit(hub.url).netloc
