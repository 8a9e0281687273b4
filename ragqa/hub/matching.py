"""Which files of a repository are a quantization of its model: pure, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ragqa.errors import ModelError

# llama.cpp's splits: each is a GGUF of its own.
_SPLIT = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.gguf", re.IGNORECASE | re.DOTALL)
# Bytes cut anywhere, because a hub takes no larger file: model.gguf.part-a, model.gguf-split-aa,
# model.gguf.part1of3, model.gguf.001
_CUT = re.compile(
    r"(.+\.gguf)[.-](?:split|part)?-?(?:(\d{1,3})(?:-?of-?(\d{1,3}))?|([a-z]{1,2}))",
    re.IGNORECASE | re.DOTALL,
)
# Of the same model in the same folder, but not the model.
_OTHERS = re.compile(r"lora|mmproj|imatrix|adapter|draft", re.IGNORECASE)
_MANY = 12  # names shown in an error


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository.

    Attributes:
        path: Inside the repository, with "/".
        size: In bytes; 0 when the hub does not say.
        sha256: Lower case hexadecimal; "" when the hub does not say.
    """

    path: str
    size: int = 0
    sha256: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Choice:
    """The files that are one model.

    Attributes:
        files: In order.
        cut: Whether their bytes must be joined; parts of llama.cpp's own kind must not.
    """

    files: tuple[RemoteFile, ...]
    cut: bool = False

    @property
    def size(self) -> int:
        """Bytes of all of them; 0 when one of them is not known."""
        sizes = [file.size for file in self.files]
        return sum(sizes) if all(sizes) else 0


def choose(files: Iterable[RemoteFile], quant: str, repository: str) -> Choice:
    """The files of one quantization, or of the model whose first file is named exactly.

    Args:
        files: Of the repository.
        quant: As llama.cpp writes it, or a file name that ends in ".gguf".
        repository: For the error.

    Raises:
        ModelError: No file has that quantization, several models have, or a part is missing.
    """
    models = _models(files)
    if quant.lower().endswith(".gguf"):
        found = [c for c in models if quant in (c.files[0].path, c.files[0].name)]
    else:
        found = next((f for s in spellings(quant) if (f := _with_spelling(models, s))), [])
    if not found:
        raise _none(quant, repository, models)
    if len(found) > 1:
        names = _listed(found)
        raise ModelError(
            f"{repository} has several models of {quant}: {names}; name one, as in "
            f"`ragqa models pull {repository}:{found[0].files[0].name}`.",
            f"{repository} 中有多个 {quant} 模型：{names}；请指定其中一个，例如 "
            f"`ragqa models pull {repository}:{found[0].files[0].name}`。",
        )
    return found[0]


def spellings(quant: str) -> tuple[str, ...]:
    """How a quantization is written in file names, the nearest first."""
    quant = quant.upper()
    if quant == "F16":
        return ("F16", "FP16")
    # llama.cpp takes Q4_K for Q4_K_M; Q2_K and Q6_K are names of their own.
    return (quant, f"{quant}_M") if re.fullmatch(r"Q[345]_K", quant) else (quant,)


def has_spelling(name: str, spelling: str) -> bool:
    """Whether a file's name has the quantization as a whole word: "q4_k" is not in "q4_k_m"."""
    words = re.escape(spelling).replace("_", "[_-]")
    pattern = rf"(?<![A-Za-z0-9]){words}(?![A-Za-z0-9])(?![_-](?:[SML]|X+S|NL)\b)"
    return bool(re.search(pattern, name, re.IGNORECASE))


def _with_spelling(models: Sequence[Choice], spelling: str) -> list[Choice]:
    return [c for c in models if has_spelling(c.files[0].name, spelling)]


def _models(files: Iterable[RemoteFile]) -> list[Choice]:
    """The models of a repository; what is split is one. Raises ModelError when a part lacks."""
    single: list[Choice] = []
    parts: dict[tuple[str, bool], dict[int, RemoteFile]] = {}
    stated: dict[tuple[str, bool], int] = {}
    for file in files:
        if _OTHERS.search(file.name):
            continue
        if split := _SPLIT.fullmatch(file.path):
            key = (split[1], False)
            parts.setdefault(key, {})[int(split[2])] = file
            stated[key] = int(split[3])
        elif cut := _CUT.fullmatch(file.path):
            key = (cut[1], True)
            parts.setdefault(key, {})[int(cut[2]) if cut[2] else _letters(cut[4])] = file
            stated[key] = int(cut[3] or 0)
        elif file.name.lower().endswith(".gguf"):
            single.append(Choice((file,)))
    joined = []
    for key, numbered in parts.items():
        order = sorted(numbered)
        whole = list(range(order[0], order[0] + len(order))) == order
        if not whole or (stated[key] and stated[key] != len(order)):
            raise _incomplete(key[0], len(order), stated[key])
        joined.append(Choice(tuple(numbered[n] for n in order), cut=key[1]))
    return sorted([*single, *joined], key=lambda c: c.files[0].path)


def _letters(text: str) -> int:
    """ "a", "b" … "z", or "aa", "ab" … as numbers in order."""
    number = 0
    for letter in text.lower():
        number = number * 26 + ord(letter) - ord("a")
    return number


def _listed(models: Sequence[Choice]) -> str:
    names = [c.files[0].path for c in models]
    return ", ".join(names[:_MANY]) + (" …" if len(names) > _MANY else "")


def _none(quant: str, repository: str, models: Sequence[Choice]) -> ModelError:
    if not models:
        return ModelError(
            f"{repository} has no GGUF file; check the name of the repository.",
            f"{repository} 中没有 GGUF 文件；请检查仓库名。",
        )
    return ModelError(
        f"{repository} has no file of {quant}; it has {_listed(models)}.",
        f"{repository} 中没有 {quant} 的文件；现有 {_listed(models)}。",
    )


def _incomplete(stem: str, there: int, stated: int) -> ModelError:
    en = f"{there} of {stated}" if stated else f"only {there}, with gaps,"
    zh = f"{stated} 个分卷中只有 {there} 个" if stated else f"只有 {there} 个分卷，且有缺号"
    return ModelError(
        f"The repository lists {en} of the parts of {stem}; try another hub with --from.",
        f"仓库中 {stem} 的{zh}；请用 --from 换一个来源。",
    )


def local_names(choice: Choice, title: str, quant: str) -> tuple[str, ...]:
    """What the files are called on this machine, each beside its remote one."""
    if quant.lower().endswith(".gguf"):
        return tuple(file.name for file in choice.files)
    stem = f"{title}-{quant.lower()}"
    if len(choice.files) == 1:
        return (f"{stem}.gguf",)
    if choice.cut:
        return tuple(f"{stem}.gguf.part{n:03}" for n in range(1, len(choice.files) + 1))
    count = len(choice.files)
    return tuple(f"{stem}-{n:05}-of-{count:05}.gguf" for n in range(1, count + 1))


def with_digest(choice: Choice, sha256: str) -> Choice:
    """The one file of ``choice`` with a digest the user has given. Raises ModelError for more."""
    if len(choice.files) > 1:
        raise ModelError(
            f"--sha256 is of one file, but the model is split into {len(choice.files)}.",
            f"--sha256 只适用于单个文件，而该模型分为 {len(choice.files)} 个文件。",
        )
    return replace(choice, files=(replace(choice.files[0], sha256=sha256.lower()),))
