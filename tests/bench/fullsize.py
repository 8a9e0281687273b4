"""The promise "16 GB is enough": the app with a file of Mixtral's full shape (`make bench-full`).

Writes 15 GB of random Q2_K blocks, ingests data/samples, asks a question, and then has bare
llama.cpp read the same prompt and write as many tokens, both without repacked weights. Prints one
JSON object: memory of the app besides the model's file, and tokens per second beside the bare ones.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests import full_mixtral

_QUESTION = "上传之前，怎样比较新旧两个软件包有什么差别？"
_CONTEXT = 4096
_ANSWER = 32
_GB = 1e9


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
    ratio = round(app["tokens_per_second"] / bare["tokens_per_second"], 3)
    bars = {
        "besides_model_gb <= 1.5": app["besides_model_gb"] <= 1.5,
        "tokens per second >= .97 of bare": ratio >= 0.97,
    }
    print(json.dumps({"app": app, "bare": bare, "ratio": ratio, "bars": bars}, indent=1))  # noqa: T201


def _child(kind: str, *paths: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.fullsize", kind, *map(str, paths)]
    subprocess.run(command, check=True)
    found: dict[str, Any] = json.loads(paths[-1].read_text())
    return found


def app(model: Path, samples: Path, out: Path) -> None:
    """Ingest and ask as a user does; write what was measured."""
    from ingest.split import SPLITTER
    from ingest.sync import sync
    from ragqa import open_chain
    from ragqa.configuration import load_settings
    from ragqa.generation.llm import LlamaCppChat
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
    prompts: list[list[int]] = []
    made: list[float] = []
    engine = chain.model._engine
    generate = engine.generate

    def watched(prompt: Any, sampling: Any) -> Any:
        prompts.append(list(prompt))
        with closing(generate(prompt, sampling)) as steps:
            for step in steps:
                if isinstance(step, int):
                    made.append(time.perf_counter())
                yield step

    engine.generate = watched  # type: ignore[method-assign]
    begun = time.perf_counter()
    chain.invoke(_QUESTION)
    result = _speed(begun, made, len(prompts[-1])) | watch.stop() | {"prompt": prompts[-1]}
    out.write_text(json.dumps(result | {"made": len(made)}))


def bare(model: Path, asked: Path, out: Path) -> None:
    """The same tokens by llama-cpp-python alone."""
    import llama_cpp

    from ragqa.generation.native import laid_out
    from ragqa.processor import physical_cores

    watch = _Watch(model)
    given = json.loads(asked.read_text())
    with laid_out(repack=False):
        llama = llama_cpp.Llama(
            str(model),
            n_ctx=_CONTEXT,
            n_threads=physical_cores(),
            n_threads_batch=physical_cores(),
            verbose=False,
        )
    made: list[float] = []
    begun = time.perf_counter()
    for _ in llama.generate(given["prompt"], temp=0.0, repeat_penalty=1.0):
        made.append(time.perf_counter())
        if len(made) == given["made"]:
            break
    out.write_text(json.dumps(_speed(begun, made, len(given["prompt"])) | watch.stop()))


def _speed(begun: float, made: list[float], read: int) -> dict[str, float]:
    return {
        "prompt_tokens": read,
        "seconds_to_first_token": round(made[0] - begun, 2),
        "tokens_per_second": round((len(made) - 1) / (made[-1] - made[0]), 3),
    }


class _Watch:
    """Looks at the memory of this process twice a second."""

    def __init__(self, model: Path) -> None:
        self._model = model.name
        self._ended = threading.Event()
        self._most: dict[str, float] = {}
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> dict[str, float]:
        """The highest values in GB."""
        self._ended.set()
        self._thread.join()
        return {name: round(value / _GB, 3) for name, value in self._most.items()}

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            whole = _kib(Path("/proc/self/smaps_rollup").read_text(), "Rss:")
            anonymous = _kib(Path("/proc/self/smaps_rollup").read_text(), "Anonymous:")
            mapped = self._mapped()
            now = {
                "peak_rss_gb": whole,
                "anonymous_gb": anonymous,
                "model_in_memory_gb": mapped,
                "besides_model_gb": whole - mapped,
            }
            for name, value in now.items():
                self._most[name] = max(value, self._most.get(name, 0.0))

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
