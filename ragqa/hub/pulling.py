"""``ragqa models pull``: from a name to a checked file in the models folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ragqa.disk import make_durable
from ragqa.errors import ModelError, os_reason
from ragqa.generation.gguf.header import NotGgufError, read_header
from ragqa.generation.gguf.models import read_gguf
from ragqa.generation.llama.identity import sha256_of
from ragqa.hub import refusals
from ragqa.hub.catalogue import Wanted
from ragqa.hub.matching import Choice, RemoteFile, choose, local_names, with_digest
from ragqa.hub.origin import Origin
from ragqa.hub.repositories import digest, read_listing
from ragqa.hub.transfer import Source, fetch
from ragqa.hub.web import Web

_MARGIN = 256 << 20  # bytes of disk that are left free
_MAX_PAGES = 50
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was fetched.

    Attributes:
        path: Of the model, the first part of a split one.
        verified: Whether every file was compared with a SHA-256.
        was_here: Nothing was fetched: it was there already.
    """

    path: Path
    verified: bool
    was_here: bool


def pull(
    wanted: Wanted,
    origin: Origin,
    folder: Path,
    web: Web,
    *,
    sha256: str = "",
    progress: OnProgress = lambda _name, _done, _total: None,
) -> Pulled:
    """Fetch a model.

    Args:
        wanted: What.
        origin: From where.
        folder: Where to; it is made when it does not exist.
        web: Asks the servers.
        sha256: Digest the user knows, over the hub's word; "" for none.
        progress: Told the name of a file, its bytes that are there, and its size (0: not known).

    Raises:
        ModelError: It cannot be had; what was fetched of it is kept for the next time.
    """
    known = _known(sha256)
    choice, urls = _found(wanted, origin, web)
    if known:
        choice = with_digest(choice, known)
    names = local_names(choice, wanted.title, wanted.quant)
    whole = folder / (names[0].removesuffix(".part001") if choice.cut else names[0])
    if whole.exists():
        read_gguf(whole)
        if known and sha256_of(whole) != known:
            raise refusals.another_here(whole)
        return Pulled(whole, verified=bool(known), was_here=True)
    _make(folder)
    _check_room(choice, [folder / name for name in names], folder)
    verified = True
    for file, url, name in zip(choice.files, urls, names, strict=True):
        path = folder / name
        if path.exists() and (not file.size or path.stat().st_size == file.size):
            continue
        part = folder / f"{name}.part"
        source = Source(url, file.size, file.sha256)
        shown = _telling(progress, name, file.size)
        verified = bool(fetch(web, source, part, shown)) and verified
        if not choice.cut:
            _check_header(part, url)
        _keep(part, path)
    if choice.cut:
        _join([folder / name for name in names], whole)
    read_gguf(whole)
    return Pulled(whole, verified, was_here=False)


def _known(sha256: str) -> str:
    """The digest the user has given; a mistyped one would cost the whole file, hours later."""
    known = digest(sha256)
    if sha256 and not known:
        raise ModelError(
            f'--sha256 cannot be "{sha256}"; give the 64 hexadecimal digits that the '
            "source states.",
            f"--sha256 不能是“{sha256}”；请填写来源给出的 64 位十六进制数。",
        )
    return known


def _found(wanted: Wanted, origin: Origin, web: Web) -> tuple[Choice, list[str]]:
    if origin.kind == "file":
        return Choice((RemoteFile(origin.url.partition("?")[0]),)), [origin.url]
    repository = wanted.repositories.get("") or wanted.repositories[origin.kind]
    files: list[RemoteFile] = []
    page = origin.listing(repository)
    for _ in range(_MAX_PAGES):
        answer, page = web.json(page)
        files += read_listing(answer, origin, repository)
        if not page:
            break
    choice = choose(files, wanted.quant, repository)
    return choice, [origin.file(repository, file.path) for file in choice.files]


def _telling(progress: OnProgress, name: str, size: int) -> Callable[[int], None]:
    return lambda done: progress(name, done, size)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The folder {folder} cannot be made ({en}); choose another one with --to.",
            f"无法创建文件夹 {folder}（{zh}）；请用 --to 换一个。",
        ) from error


def _check_room(choice: Choice, paths: list[Path], folder: Path) -> None:
    """Raise ModelError when the disk cannot take what is still to come."""
    there = sum(
        found.stat().st_size
        for path in paths
        for found in (path, path.with_name(path.name + ".part"))
        if found.exists()
    )
    # Joined into one file while the parts are still there.
    needed = choice.size * (2 if choice.cut else 1) - there
    free = shutil.disk_usage(folder).free
    if choice.size and needed + _MARGIN > free:
        raise ModelError(
            f"The disk of {folder} has {free / 1e9:.1f} GB free, but {needed / 1e9:.1f} GB are "
            "needed; make room, choose another folder with --to, or a smaller quantization.",
            f"{folder} 所在磁盘只剩 {free / 1e9:.1f} GB，需要 {needed / 1e9:.1f} GB；"
            "请腾出空间、用 --to 换一个文件夹，或选更小的量化版本。",
        )


def _check_header(part: Path, url: str) -> None:
    try:
        read_header(part)
    except ModelError as error:
        part.unlink(missing_ok=True)
        if isinstance(error, NotGgufError):
            raise refusals.no_model(url, *error.kind) from error
        raise


def _keep(part: Path, path: Path) -> None:
    part.replace(path)
    make_durable(path.parent)


def _join(pieces: list[Path], whole: Path) -> None:
    """Make one file of pieces and delete them. Raises ModelError."""
    part = whole.with_name(whole.name + ".part")
    try:
        with part.open("wb") as file:
            part.chmod(0o600)
            for piece in pieces:
                with piece.open("rb") as source:
                    shutil.copyfileobj(source, file, 1 << 22)
        make_durable(part)
        read_header(part)
        _keep(part, whole)
        for piece in pieces:
            piece.unlink()
    except OSError as error:
        en, zh = os_reason(error)
        raise ModelError(
            f"The parts of {whole} cannot be joined ({en}); they are kept: make room and run it "
            "again.",
            f"无法合并 {whole} 的分卷（{zh}）；分卷会保留：请腾出空间后重新运行。",
        ) from error
