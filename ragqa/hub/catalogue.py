"""Chinese-Mixtral and Chinese-Mixtral-Instruct in all quantizations: the one table of them.

Sizes and perplexities are those of the models' authors. Which files a repository really has is
asked of it (``repositories``): no file name stands here.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from ragqa.errors import ModelError

DEFAULT_QUANT = "Q4_K"


@dataclass(frozen=True, slots=True)
class Quant:
    """A quantization of Mixtral-8x7B.

    Attributes:
        name: llama.cpp's.
        size: Of the file in bytes, as published (0.1 GB exactly); 0 where it is not.
        bits: For each weight; 0 where it was not published.
        base: Perplexity of Chinese-Mixtral, less is better; 0 where it was not measured.
        instruct: Of Chinese-Mixtral-Instruct.
    """

    name: str
    size: int
    bits: float
    base: float
    instruct: float


@dataclass(frozen=True, slots=True)
class Model:
    """A model in several quantizations.

    Attributes:
        name: As typed by people, and of local files.
        tuned: Whether it follows instructions; a base model only continues text.
        repositories: Owner and name of its GGUF repository, by hub.
        choice: The quantizations worth having, the best first.
    """

    name: str
    tuned: bool
    repositories: dict[str, str]
    choice: tuple[str, ...]

    def perplexity(self, quant: Quant) -> float:
        """0 where it was not measured."""
        return quant.instruct if self.tuned else quant.base


def _gb(size: float) -> int:
    return round(size * 1e9)


QUANTS = (
    Quant("F16", _gb(87.0), 16.0, 0, 0),
    Quant("Q8_0", _gb(46.2), 8.50, 4.4076, 3.9159),
    Quant("Q6_K", _gb(35.7), 6.57, 4.4092, 3.9242),
    Quant("Q5_K", _gb(30.0), 5.69, 4.4192, 3.9232),
    Quant("Q5_0", _gb(30.0), 5.52, 4.4224, 3.9167),
    Quant("Q4_K", _gb(24.6), 4.87, 4.4488, 3.9265),
    Quant("Q4_0", _gb(24.6), 4.53, 4.4917, 3.9757),
    Quant("Q3_K", _gb(19.0), 3.86, 4.5545, 4.5563),
    Quant("IQ3_XXS", _gb(17.1), 3.14, 4.5990, 4.0389),
    Quant("Q2_K", _gb(16.1), 2.96, 5.1846, 4.5758),
    Quant("IQ2_XS", _gb(12.7), 2.34, 6.9784, 7.4175),
    Quant("IQ2_XXS", _gb(11.4), 2.10, 8.5981, 6.7233),
    Quant("IQ1_S", 0, 0, 0, 27.7911),
)
"""The largest first."""

MODELS = (
    Model(
        "chinese-mixtral-instruct",
        tuned=True,
        repositories={
            "hf": "hfl/chinese-mixtral-instruct-gguf",
            "modelscope": "ChineseAlpacaGroup/chinese-mixtral-instruct-gguf",
        },
        # Nothing is gained above Q4_K that could be noticed; IQ3_XXS is smaller and better than
        # Q3_K and Q2_K; what is smaller than Q2_K is no longer the same model.
        choice=("Q4_K", "IQ3_XXS", "Q2_K"),
    ),
    Model(
        "chinese-mixtral",
        tuned=False,
        repositories={
            "hf": "hfl/chinese-mixtral-gguf",
            "modelscope": "ChineseAlpacaGroup/chinese-mixtral-gguf",
        },
        choice=("Q4_K", "Q3_K", "IQ3_XXS", "Q2_K"),
    ),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fetched.

    Attributes:
        title: Of the local file, without quantization and ending.
        repositories: Owner and name, by hub; one entry "" means any hub.
        quant: Quantization, or the exact name of a file that ends in ".gguf".
        size: Bytes to expect as published; 0 when they are not known.
    """

    title: str
    repositories: dict[str, str]
    quant: str
    size: int = 0


def find(name: str) -> Wanted:
    """What ``chinese-mixtral-instruct:Q4_K``, or ``owner/repository:Q4_K_M``, stands for.

    Without a quantization it is Q4_K. In place of one, a file of the repository may be named.

    Raises:
        ModelError: There is no such model or quantization.
    """
    title, _, quant = name.strip().partition(":")
    title, quant = title.strip(), quant.strip() or DEFAULT_QUANT
    if "/" in title:
        return _of_repository(title, quant)
    model = next((m for m in MODELS if m.name == title.lower()), None)
    if model is None:
        raise _unknown(title, [m.name for m in MODELS])
    if quant.lower().endswith(".gguf"):
        return Wanted(model.name, model.repositories, quant)
    found = next((q for q in QUANTS if q.name == quant.upper()), None)
    if found is None:
        raise _unknown(f"{model.name}:{quant}", [f"{model.name}:{q.name}" for q in QUANTS])
    return Wanted(model.name, model.repositories, found.name, found.size)


def _of_repository(repository: str, quant: str) -> Wanted:
    owner, _, title = repository.partition("/")
    safe = all(part and part.strip(".") and _is_plain(part) for part in (owner, title))
    if not safe:
        raise ModelError(
            f'"{repository}" is no repository; write OWNER/NAME:QUANTIZATION, for example '
            "hfl/chinese-mixtral-instruct-gguf:Q4_K.",
            f"“{repository}” 不是仓库名；请写作 所有者/名称:量化，例如 "
            "hfl/chinese-mixtral-instruct-gguf:Q4_K。",
        )
    exact = quant.lower().endswith(".gguf")
    return Wanted(
        title.lower().removesuffix("-gguf"), {"": repository}, quant if exact else quant.upper()
    )


def _is_plain(part: str) -> bool:
    return part.isascii() and part.replace("-", "").replace("_", "").replace(".", "").isalnum()


def _unknown(name: str, known: list[str]) -> ModelError:
    near = difflib.get_close_matches(name.lower(), [k.lower() for k in known], n=1, cutoff=0.5)
    shown = next((k for k in known if near and k.lower() == near[0]), known[0])
    return ModelError(
        f'There is no model "{name[:80]}"; did you mean {shown}? `ragqa models` lists all.',
        f"没有模型 “{name[:80]}”，是否指 {shown}？`ragqa models` 列出全部。",
    )
