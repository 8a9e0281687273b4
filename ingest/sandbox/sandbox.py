"""Files are parsed in a child process: a crash, a hang or a memory bomb costs one file only.

The child (``child``) is a fresh interpreter that imports the loaders and nothing else. It gets one
line of JSON for each file and answers with one, so a parser that was taken over can send text but
no objects. Its temporary files are in a folder that goes when it goes. ``multiprocessing``
is not used: it would run the caller's script again.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from ingest.names import shown
from ingest.parsed import Heading, PageStart, Parsed, Remark
from ingest.sandbox.child import send
from ingest.sandbox.confined import command, environment
from ingest.sandbox.limit import TimeLimit
from ragqa.errors import DocumentError, FileUnavailableError
from ragqa.store.scratch import Scratch

Outcome = Parsed | DocumentError
_End = BaseException | None
_T = TypeVar("_T")
_R = TypeVar("_R")

_GRACE = 5  # seconds for the child to end by itself
_READ_AHEAD = 4  # results that are kept ready
_POLL = 0.1  # seconds after which a full queue is looked at again


_UNRECOGNISED: Final = Remark(
    "Its reader crashed at text recognition, so pictures and pages without text were left out.",
    "文字识别时读取程序崩溃，因此略过了图片和没有文字的页面。",
)
_UNLABELLED: Final = Remark(
    "Its reader crashed at the numbers printed on its pages, so they are counted from 1 instead.",
    "读取印刷页码时程序崩溃，因此页码改从 1 数起。",
)


class _CrashError(DocumentError):
    """The child died of the file."""


class Parser:
    """Parses files one after another in a child process, which starts at the first file.

    Args:
        wall_seconds: Longest time for one file, starting the child included. It begins anew after
            each page that was read by text recognition, up to ``limit.LONGEST`` times in all.
        passwords: Tried on encrypted PDF files.
        ocr: Whether text may be recognised in pictures.
        memory_bytes: Address space of the child.
        load: "module:function" that parses; only tests need another.
    """

    def __init__(
        self,
        *,
        wall_seconds: float = 300.0,
        passwords: Sequence[str] = (),
        ocr: bool = True,
        memory_bytes: int = 4 << 30,
        load: str = "ingest.loading.loaders:load",
    ) -> None:
        self._wall_seconds = wall_seconds
        self._ocr = ocr
        self._setup = {
            "load": load,
            "passwords": list(passwords),
            "memory_bytes": memory_bytes,
            "cpu_seconds": int(wall_seconds) + _GRACE,
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._scratch: Scratch | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def __enter__(self) -> Parser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child and an unfinished ``imap``; a file asked for later starts a new child."""
        self.interrupt()
        while not self._lock.acquire(timeout=_POLL):
            self.interrupt()
        try:
            self._end()
        finally:
            self._lock.release()

    def parse(self, path: Path) -> Parsed:
        """One file.

        Raises:
            DocumentError: The file could not be read, took too long, or crashed its reader.
        """
        with self._lock:
            return self._parse(path)

    def outcome(self, path: Path) -> Outcome:
        """One file, or the error that ``parse`` would raise."""
        try:
            return self.parse(path)
        except DocumentError as error:
            return error

    def imap(self, items: Iterable[_T], read: Callable[[_T], _R]) -> Generator[_R]:
        """What ``read`` makes of every item, in the order given.

        A thread, in which ``read`` calls this parser, works ahead while the caller works on what
        it has; leaving the loop early ends the child. Only one ``imap`` of a parser can run at a
        time.
        """
        ready: queue.Queue[tuple[_R] | _End] = queue.Queue(maxsize=_READ_AHEAD)
        stopped = self._stopped = threading.Event()

        def work() -> None:
            try:
                for item in items:
                    if stopped.is_set():
                        return
                    _put(ready, (read(item),), stopped)
                _put(ready, None, stopped)
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                _put(ready, error, stopped)
            finally:
                if stopped.is_set():  # who still waits for a file is told that none comes
                    with suppress(queue.Empty):
                        ready.get_nowait()
                    ready.put_nowait(None)

        worker = threading.Thread(target=work, name="ragqa-parser", daemon=True)
        worker.start()
        try:
            while (result := ready.get()) is not None:
                if isinstance(result, BaseException):
                    raise result
                yield result[0]
            worker.join()
        finally:
            while worker.is_alive():
                self.interrupt()
                worker.join(_POLL)

    def interrupt(self) -> None:
        """End ``imap`` soon, from any thread: the file it is at is cut short and not told of."""
        self._stopped.set()
        if (child := self._child) is not None:
            child.kill()

    def _parse(self, path: Path) -> Parsed:
        try:
            return self._parse_once(path, {"ocr": self._ocr})
        except _CrashError as crash:
            for wishes, remark in self._with_less(path):
                if self._stopped.is_set():
                    break
                with suppress(DocumentError):
                    parsed = self._parse_once(path, wishes)
                    return replace(parsed, remarks=(*parsed.remarks, remark))
            raise DocumentError(crash.en, crash.zh) from crash

    def _with_less(self, path: Path) -> Iterator[tuple[dict[str, bool], Remark]]:
        """What may be left out that a reader does not survive."""
        if self._ocr:
            yield {"ocr": False}, _UNRECOGNISED  # painting a page
        if path.suffix.lower() == ".pdf":
            yield {"ocr": self._ocr, "labels": False}, _UNLABELLED  # PDFium, a tree in a ring

    def _parse_once(self, path: Path, wishes: dict[str, bool]) -> Parsed:
        child = self._running()
        with TimeLimit(child, self._wall_seconds) as limit:
            reply = _ask(child, (str(path), wishes), limit.renew)
        late = limit.late
        if late.is_set() or reply is None or reply.get("last"):
            self._end()
        if reply is not None:
            return _outcome(reply)
        name = shown(path.name)
        if late.is_set():
            most = f"{self._wall_seconds:g}"
            raise DocumentError(
                f"{name} took longer than {most} seconds; raise parse_seconds or split the file.",
                f"{name} 的读取超过 {most} 秒；请提高 parse_seconds 或拆分文件。",
            )
        raise _CrashError(
            f"{name} crashed its reader; it is probably damaged.",
            f"{name} 使读取程序崩溃，可能已损坏。",
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._scratch = Scratch()
            self._child = _start(self._setup, self._scratch)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(OSError):  # the pipe of a child that is gone
            child.stdin.close()  # type: ignore[union-attr]  # opened as a pipe
        try:
            child.wait(_GRACE if child.poll() is None else 0)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()  # type: ignore[union-attr]  # opened as a pipe
        if self._scratch is not None:
            self._scratch.close()  # what a child that was killed left there


def _put(ready: queue.Queue[_T], result: _T, stopped: threading.Event) -> None:
    """Wait for room, but not once nobody takes anything any more."""
    while not stopped.is_set():
        with suppress(queue.Full):
            ready.put(result, timeout=_POLL)
            return


def _start(setup: dict[str, Any], scratch: Scratch) -> subprocess.Popen[bytes]:
    setup = {**setup, "scratch": str(scratch.whole)}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
        command("ingest.sandbox.child"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what native libraries print of damaged files
        env=environment({"TMPDIR": str(scratch.path)}),
    )
    with suppress(OSError):  # it died at once: the first question will find out
        send(child.stdin, setup)
    return child


def _ask(
    child: subprocess.Popen[bytes],
    question: tuple[str, dict[str, bool]],
    on_page: Callable[[], None],
) -> dict[str, Any] | None:
    """The child's reply, None when it died."""
    try:
        send(child.stdin, question)
        while "page" in (reply := json.loads(child.stdout.readline())):  # type: ignore[union-attr]
            on_page()
    except (OSError, ValueError, TypeError):  # TypeError: the reply is a number or null
        return None
    return reply if isinstance(reply, dict) else None


def _outcome(reply: dict[str, Any]) -> Parsed:
    if "error" in reply:
        kind = FileUnavailableError if reply.get("passing") is True else DocumentError
        raise kind(*reply["error"])
    return Parsed(
        text=reply["text"],
        pages=tuple(PageStart(**page) for page in reply["pages"]),
        headings=tuple(Heading(**heading) for heading in reply["headings"]),
        title=reply["title"],
        pages_without_text=tuple(reply["pages_without_text"]),
        pages_by_ocr=tuple(reply["pages_by_ocr"]),
        remarks=tuple(Remark(**remark) for remark in reply["remarks"]),
        parts=tuple(reply["parts"]),
        verbatim=tuple((start, end) for start, end in reply["verbatim"]),
        kinds=tuple(map(str, reply["kinds"])),
        recognised=int(reply["recognised"]),
    )
