"""The model files that are already on this machine."""

from __future__ import annotations

from pathlib import Path

from ragqa.hub.catalogue import MODELS, QUANTS
from ragqa.hub.matching import has_spelling, spellings


def files(folder: Path) -> list[Path]:
    """The models in a folder and the folders in it: each GGUF, of split ones the first part."""
    try:
        found = [*folder.glob("*.gguf"), *folder.glob("*/*.gguf")]
    except OSError:
        return []
    return sorted(
        path
        for path in found
        if path.is_file() and ("-of-" not in path.name or "-00001-of-" in path.name)
    )


def known(paths: list[Path]) -> dict[tuple[str, str], Path]:
    """By model and quantization of the catalogue, told by the names of file and folder."""
    here: dict[tuple[str, str], Path] = {}
    for path in paths:
        name = f"{path.parent.name}/{path.name}".lower().replace("_", "-")
        # The longer name first: "chinese-mixtral" is in both.
        model = next((m.name for m in MODELS if m.name in name), "")
        quant = next(
            (q.name for q in QUANTS if any(has_spelling(path.name, s) for s in spellings(q.name))),
            "",
        )
        if model and quant:
            here.setdefault((model, quant), path)
    return here
