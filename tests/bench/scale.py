"""What ten thousand files cost: a run without changes, memory, and taking one document out.

The embedder is a stand-in wherever embedding is not what is measured. Commands run as processes of
their own; everything that is compared runs in turns.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.splitting.split import SPLITTER
from ragqa import factory
from ragqa.configuration import load_settings
from ragqa.index import Index
from ragqa.scope import Scope
from ragqa.store import stamps
from tests.fakes import HashEmbeddings

ROOT = Path(__file__).resolve().parents[2]
_DIMENSION = 384  # of the bundled embedder
_RUNS = 9
_BATCH = 64  # as the pipeline embeds
_REAL_COMMAND = """
import resource, sys
from ui.cli import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""
_COMMAND = f"""
import resource, sys
from ragqa import factory
from ragqa.store import stamps
from tests.fakes import HashEmbeddings
factory.open_embeddings = lambda settings: HashEmbeddings({_DIMENSION})
stamps.known_stamp = lambda settings: {{"embedder": "hash"}}
from ui.cli import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


def scale(files: int = 10_000, real_files: int = 4_000) -> dict[str, Any]:
    """All measurements of this file.

    Args:
        files: Of a sentence, with the stand-in embedder.
        real_files: Of real text, with the embedder that people have; 0 leaves that out.
    """
    with tempfile.TemporaryDirectory() as scratch:
        few, many = Path(scratch, "few"), Path(scratch, "many")
        _write_files(few, files // 10)
        _write_files(many, files)
        peaks = {
            f"{len(list(folder.rglob('*.txt'))):,} files": _ingest(folder) for folder in (few, many)
        }
        small, large = peaks.values()
        figures: dict[str, Any] = {
            "unchanged folder": _unchanged(Path(scratch), many),
            "peak memory, MB": {name: round(peak / 1024) for name, peak in peaks.items()}
            | {"ratio": round(large / small, 3)},
            f"one of {files:,} documents": _one_document(many),
        }
        if real_files:
            real = real_memory(Path(scratch), real_files)
            figures["peak memory with the real embedder, MB"] = real
        return figures


def _write_files(folder: Path, number: int) -> None:
    for n in range(number):
        path = folder / f"folder {n // 100:03}" / f"document {n:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Document {n} is about apple{n} and pear{n % 97}. 文档编号为{n}。\n")


def _write_real_files(folder: Path, number: int, of: int) -> None:
    """Each holds a part of the same length, one of so many, of the devset's manuals."""
    manuals = sorted((ROOT.parent / "shared" / "devset" / "docs").glob("debmake-doc.*.txt"))
    text = "\n".join(path.read_text("utf-8") for path in manuals)
    size = len(text) // of
    folder.mkdir()
    for n in range(number):
        part = text[n * size : (n + 1) * size]
        (folder / f"{n:05}.txt").write_text(f"Document {n}.\n{part}", encoding="utf-8")


def real_memory(scratch: Path, files: int) -> dict[str, Any]:
    """Peak memory in MB of ingesting a tenth of the files and all, with the real embedder."""
    peaks = {}
    for number in (files // 10, files):
        folder = scratch / f"real {number}"
        _write_real_files(folder, number, files)
        peaks[f"{number:,} files"] = round(_ingest(folder, _REAL_COMMAND) / 1024)
    small, large = peaks.values()
    return peaks | {"ratio": round(large / small, 3)}


def _index(folder: Path) -> Path:
    return folder.parent / f"index of {folder.name}"


def _ingest(folder: Path, command: str = _COMMAND) -> int:
    """Run ``ragqa ingest`` in a process of its own; its peak resident memory in KB."""
    done = subprocess.run(
        [sys.executable, "-c", command, "ingest", str(folder), "--index", str(_index(folder))],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    return int(done.stdout.splitlines()[-1])


def _unchanged(scratch: Path, many: Path) -> dict[str, Any]:
    """A second run over many files, over one, and the bare look at many, in processor seconds."""
    one = scratch / "one"
    _write_files(one, 1)
    _ingest(one)
    bare, startup, whole = (
        _in_turns(
            {
                "scan": lambda: _scan(str(many)),
                "one": lambda: _ingest(one),
                "many": lambda: _ingest(many),
            },
            _RUNS,
            _spent,
        )
    ).values()
    # A process takes seconds to start, which vary more than what is measured; so once more within
    # a single process, where the command over one file is what is left of the start-up.
    code = f"from tests.bench.scale import within; within({str(one)!r}, {str(many)!r})"
    inner = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT, text=True
    )
    return {
        "seconds of os.scandir and stat": round(bare, 4),
        "seconds of the process over one unchanged file (start-up)": round(startup, 3),
        "seconds of the process over all, unchanged": round(whole, 3),
        "process / (2 scans + start-up)": round(whole / (2 * bare + startup), 3),
        "in one process, (run - run over one file) / scan, at most 2": float(
            inner.stdout.split()[-1]
        ),
    }


def within(one: str, many: str) -> None:
    """Print how many scans of many files a run over them costs beyond one over a single file."""
    from contextlib import redirect_stdout
    from io import StringIO

    from ui.cli import run

    stamps.known_stamp = lambda settings: {"embedder": "hash"}

    def ingest(folder: str) -> None:
        with redirect_stdout(StringIO()):
            # No embedder is asked for: it would be loaded.
            if run(["ingest", folder, "--index", str(_index(Path(folder)))]):
                raise RuntimeError("the run failed")

    bare, startup, whole = _in_turns(
        {
            "scan": lambda: _scan(many),
            "one": lambda: ingest(one),
            "many": lambda: ingest(many),
        },
        5 * _RUNS,
        _spent,
    ).values()
    sys.stdout.write(f"{(whole - startup) / bare:.2f}\n")


def _scan(folder: str) -> int:
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                total += _scan(entry.path)
            else:
                total += entry.stat(follow_symlinks=False).st_size
    return total


def _one_document(many: Path) -> dict[str, Any]:
    """Taking one document out, against one batch of real embeddings."""
    embeddings = factory.open_embeddings(load_settings().settings)
    passage = "The lighthouse keeper counts every gull before the tide turns again. 潮水退去。" * 8
    with Index.open(_index(many), HashEmbeddings(_DIMENSION), splitter=SPLITTER) as index:
        sources = iter(index.sources())
        query = index.embed("apple77 and pear77")
        with index.writer() as writer:
            writer.move(next(sources).document_id, folder="/f", source="f", path="/f/f", mtime_ns=0)
            writer.collect("/f", "small")
            seconds = _in_turns(
                {
                    "removing one": lambda: writer.remove(next(sources).document_id),
                    f"embedding {_BATCH} chunks": lambda: embeddings.embed_documents(
                        [passage] * _BATCH
                    ),
                    "search, all": lambda: (index.dense(query, 50), index.lexical(query, 50)),
                    "search, a collection of all but one": lambda: (
                        index.dense(query, 50, index.select(Scope(collection="default"))),
                        index.lexical(query, 50, index.select(Scope(collection="default"))),
                    ),
                },
                _RUNS,
            )
        problems = index.check().problems()
    removing, batch, *_ = seconds.values()
    return {name: round(value, 4) for name, value in seconds.items()} | {
        "removing / embedding": round(removing / batch, 3),
        "stores agree": not problems,
    }


def _spent() -> float:
    """Processor seconds of this process and of those it started: other jobs are not counted."""
    own, ended = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def _in_turns(
    actions: dict[str, Callable[[], object]],
    runs: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Median seconds of each action, once each before it counts."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(runs + 1):
        for name, action in actions.items():
            began = clock()
            action()
            if turn:
                taken[name].append(clock() - began)
    return {name: statistics.median(values) for name, values in taken.items()}
