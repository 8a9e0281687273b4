"""The promise "16 GB is enough": the app with a file of Mixtral's full shape (`make bench-full`).

Writes 15 GB of random Q2_K blocks, ingests data/samples and asks a question. Then bare llama.cpp
reads the same prompt in the same process, and both write as many tokens in turns, each with the
prompt in its cache. Weights are not repacked. Prints one JSON object: memory of the app besides the
model's file, that of a process with bare llama.cpp alone, and the ratio of tokens per second.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import full_mixtral

if TYPE_CHECKING:
    from ragqa.generation.llama.engine import Engine

_QUESTION = "上传之前，怎样比较新旧两个软件包有什么差别？"
_CONTEXT = 4096
_ANSWER = 32
_TURNS = 3
_SHORT = 32
_GB = 1e9
_STATUS = Path("/proc/self/status")


def main(model: Path, samples: Path) -> None:
    """Measure with ``model``, which is written first and deleted at the end if it is not there."""
    is_ours = not model.exists()
    if is_ours:
        full_mixtral.write(model)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            app = _child("app", model, samples, Path(scratch, "app.json"))
            bare = _child("bare", model, Path(scratch, "app.json"), Path(scratch, "bare.json"))
    finally:
        if is_ours:
            model.unlink()
    app.pop("prompt")
    bars = {
        "besides_model_gb <= 1.5": app["besides_model_gb"] <= 1.5,
        "tokens per second >= .97 of bare": app["ratio"] >= 0.97,
    }
    print(json.dumps({"app": app, "bare": bare, "bars": bars}, indent=1))  # noqa: T201


def _child(kind: str, *paths: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.fullsize", kind, *map(str, paths)]
    subprocess.run(command, check=True)
    found: dict[str, Any] = json.loads(paths[-1].read_text())
    return found


def app(model: Path, samples: Path, out: Path) -> None:
    """Ingest and ask as a user does; write what was measured."""
    from ingest.splitting.split import SPLITTER
    from ingest.sync import sync
    from ragqa import open_chain
    from ragqa.configuration import load_settings
    from ragqa.generation.llama.llm import LlamaCppChat
    from ui.ingestion import options

    watch = _Watch(model)
    settings = load_settings(
        {
            "index": out.parent / "index",
            "model": str(model),
            "context_size": _CONTEXT,
            "answer_tokens": _ANSWER,
            "passages": 2,
            "temperature": 0.0,
            "repack": "off",
            "evidence_threshold": 0.0,
        }
    ).settings
    chain = open_chain(settings, splitter=SPLITTER)
    assert isinstance(chain.model, LlamaCppChat)
    sync(samples, chain.retriever.index, options(settings))
    prompts, made = _watched(chain.model._engine)
    begun = time.perf_counter()
    chain.invoke(_QUESTION)
    to_first = made[0] - begun
    memory = watch.stop()  # the bare one comes into this process next

    def ours() -> list[float]:
        made.clear()
        chain.invoke(_QUESTION)
        return made

    llama, prompt = _opened(model), prompts[-1]
    _written(llama, prompt, len(made))
    speeds = [(_speed(ours()), _speed(_written(llama, prompt, len(made)))) for _ in range(_TURNS)]
    result = {
        "prompt_tokens": len(prompt),
        "made": len(made),
        "seconds_to_first_token": round(to_first, 2),
        "tokens_per_second": [round(app, 3) for app, _ in speeds],
        "tokens_per_second of bare": [round(bare, 3) for _, bare in speeds],
        "ratio": round(statistics.median(app / bare for app, bare in speeds), 3),
        **memory,
    }
    out.write_text(json.dumps(result | {"prompt": prompt}))


def _watched(engine: Engine) -> tuple[list[list[int]], list[float]]:
    """The prompts that come from now on, and when each token was made."""
    prompts: list[list[int]] = []
    made: list[float] = []
    generate = engine.generate

    def watched(prompt: Any, sampling: Any) -> Any:
        prompts.append(list(prompt))
        with closing(generate(prompt, sampling)) as steps:
            for step in steps:
                if isinstance(step, int):
                    made.append(time.perf_counter())
                yield step

    engine.generate = watched  # type: ignore[method-assign]
    return prompts, made


def bare(model: Path, asked: Path, out: Path) -> None:
    """The memory of llama-cpp-python alone; all buffers are filled when it is opened."""
    watch = _Watch(model)
    prompt = json.loads(asked.read_text())["prompt"]
    llama = _opened(model)
    _written(llama, prompt[:_SHORT], _SHORT)
    out.write_text(json.dumps(watch.stop()))
    llama.close()


def _opened(model: Path) -> Any:
    import llama_cpp

    from ragqa.generation.llama.native import laid_out
    from ragqa.processor import physical_cores

    with laid_out(repack=False):
        return llama_cpp.Llama(
            str(model),
            n_ctx=_CONTEXT,
            n_threads=physical_cores(),
            n_threads_batch=physical_cores(),
            verbose=False,
        )


def _written(llama: Any, prompt: list[int], tokens: int) -> list[float]:
    """When each token was there."""
    made: list[float] = []
    for _ in llama.generate(prompt, temp=0.0, repeat_penalty=1.0):
        made.append(time.perf_counter())
        if len(made) == tokens:
            break
    return made


def _speed(made: list[float]) -> float:
    """Tokens per second after the first one."""
    return (len(made) - 1) / (made[-1] - made[0])


class _Watch:
    """Looks at the memory of this process twice a second, at counters only.

    What of the model's file is in memory is counted once, at the end: that walks through 15 GB.
    """

    def __init__(self, model: Path) -> None:
        self._model = model.name
        self._ended = threading.Event()
        self._anonymous = 0.0
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> dict[str, float]:
        """GB; the app besides the model is its highest anonymous memory and its other files."""
        self._ended.set()
        self._thread.join()
        mapped = self._mapped()
        others = _kib(_STATUS.read_text(), "RssFile:") - mapped
        found = {
            "anonymous_gb": self._anonymous,
            "other_files_gb": others,
            "model_in_memory_gb": mapped,
            "besides_model_gb": self._anonymous + others,
            "peak_rss_gb": _kib(_STATUS.read_text(), "VmHWM:"),
        }
        return {name: round(value / _GB, 3) for name, value in found.items()}

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            self._anonymous = max(self._anonymous, _kib(_STATUS.read_text(), "RssAnon:"))

    def _mapped(self) -> float:
        inside, total = False, 0.0
        for line in Path("/proc/self/smaps").read_text().splitlines():
            first = line.split(" ", 1)[0]
            if "-" in first and not first.endswith(":"):
                inside = line.endswith(self._model)
            elif inside and first == "Rss:":
                total += _kib(line, "Rss:")
        return total


def _kib(text: str, name: str) -> float:
    return sum(1024.0 * int(s.split()[1]) for s in text.splitlines() if s.startswith(name))


if __name__ == "__main__":
    kind, *given = sys.argv[1:]
    runs: dict[str, Callable[..., None]] = {"app": app, "bare": bare, "all": main}
    runs[kind](*map(Path, given))
