"""How far an ingestion is, file by file, and how long it will take: counted, no clock read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ingest.report import FileProgress, Progress, Status

_READING = 0.3  # of the work at a file is done when its text is there; the rest is embedding
_EACH = 20_000  # bytes that opening and writing any file is like
_ENOUGH = 2.0  # seconds of work before its pace says anything
_SHOWN = 6  # files of each kind that are told of


@dataclass(slots=True)
class _File:
    """A file whose text is there."""

    weight: int
    chunks: int
    chunks_done: int = 0

    @property
    def worked(self) -> float:
        """How much of its weight is done."""
        return self.weight * (_READING + (1 - _READING) * self.chunks_done / self.chunks)


@dataclass(slots=True)
class Track:
    """Follows the files of one run; those that need no reading are not in it.

    No step looks at all files: there may be a hundred thousand.
    """

    _weights: dict[str, int] = field(default_factory=dict)
    _unread: deque[str] = field(default_factory=deque)
    _begun: set[str] = field(default_factory=set)
    _at_work: dict[str, _File] = field(default_factory=dict)
    _last: deque[FileProgress] = field(default_factory=lambda: deque(maxlen=_SHOWN))
    _files_done: int = 0
    _embedded: int = 0
    _weight: int = 0
    _weight_done: int = 0

    def expect(self, files: Iterable[tuple[str, int]]) -> None:
        """What is to be read: names, as shown, and sizes in bytes, in that order."""
        for name, size in files:
            self._know(name, size)
            self._unread.append(name)

    def read(self, name: str, chunks: int) -> None:
        """The text of a file is there, in so many chunks, at least 1."""
        self._begun.add(name)
        self._at_work[name] = _File(self._know(name), chunks)

    def embedded(self, names: Sequence[str]) -> None:
        """A chunk of each of these files was; a name stands once for each chunk."""
        self._embedded += len(names)
        for name in names:
            if name in self._at_work:  # two folders may have files of one name
                self._at_work[name].chunks_done += 1

    def done(self, name: str, status: Status) -> None:
        """A file is finished."""
        self._begun.add(name)
        file = self._at_work.pop(name, None)
        chunks = file.chunks if file else 0
        self._files_done += 1
        self._weight_done += self._know(name)
        self._last.appendleft(FileProgress(name, status, chunks, chunks))

    def progress(self, seconds: float, current: str) -> Progress:
        """All of it.

        Args:
            seconds: Since the start.
            current: The file that was last begun or finished.
        """
        return Progress(
            files_done=self._files_done,
            files_total=len(self._weights),
            chunks_done=self._embedded,
            seconds=seconds,
            current=current,
            left=self._left(seconds),
            files=self._told(),
        )

    def _know(self, name: str, size: int = 0) -> int:
        if name not in self._weights:
            self._weights[name] = size + _EACH
            self._weight += size + _EACH
        return self._weights[name]

    def _left(self, seconds: float) -> float | None:
        done = self._weight_done + sum(file.worked for file in self._at_work.values())
        return None if seconds < _ENOUGH or not done else seconds * (self._weight - done) / done

    def _told(self) -> tuple[FileProgress, ...]:
        """The files that are being worked at, then those that were finished last."""
        at_work = [FileProgress(n, None, f.chunks, f.chunks_done) for n, f in self._at_work.items()]
        while self._unread and self._unread[0] in self._begun:
            self._unread.popleft()
        # They are read in order, one after the other.
        reading = [FileProgress(name, None, 0, 0) for name in islice(self._unread, 1)]
        return (*at_work[:_SHOWN], *reading, *self._last)
