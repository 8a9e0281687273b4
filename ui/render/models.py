"""`ragqa models` and `ragqa models check` as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ragqa.generation.gguf.models import GgufHeader
from ragqa.generation.memory.fitting import Memory
from ragqa.hub.advising import Advice, Suits
from ragqa.hub.describing import bits_per_weight, template, tokenizer
from ui.render import one_line, table
from ui.render.named import named
from ui.texts import Language
from ui.texts.help import pick
from ui.texts.models import MODELS


def say(key: str, language: Language, **values: object) -> str:
    """A sentence of ``MODELS``, filled."""
    return pick(MODELS[key], language).format(**values)


def verdict(suits: Suits, language: Language) -> str:
    """How a model suits the machine, in words."""
    return say(suits.verdict, language, tokens=suits.context_size)


def models_text(
    advice: Sequence[Advice],
    others: Iterable[tuple[Path, str]],
    memory: Memory | None,
    *,
    context_size: int,
    folder: Path,
    language: Language,
) -> str:
    """The table of models, the memory it was worked out for, and other files of the folder."""
    header = [
        say(k, language) for k in ("model", "quant", "size", "bits", "perplexity", "fit", "here")
    ]
    lines = [table(header, [_row(a, language) for a in advice])]
    if memory:
        ram, total = _gb(memory.ram), _gb(memory.ram_total)
        lines.append(say("memory", language, ram=ram, total=total, tokens=context_size))
    best = [a for a in advice if a.recommended]
    for name in dict.fromkeys(a.model.name for a in advice):
        if memory and name not in {a.model.name for a in best}:
            lines.append(say("none", language, model=name))
    for a in best[:1]:
        shown = one_line(str(folder))
        lines.append(say("how", language, model=a.model.name, quant=a.quant.name, folder=shown))
    listed = [f"  {one_line(str(path))}  {one_line(what)}" for path, what in others]
    if listed:
        lines += [say("others", language, folder=one_line(str(folder))), *listed]
    return "\n".join(lines)


def _row(advice: Advice, language: Language) -> list[str]:
    quant, perplexity = advice.quant, advice.model.perplexity(advice.quant)
    fit = verdict(advice.suits, language)
    if advice.recommended:
        fit = f"{fit} ← {say('recommended', language)}"
    return [
        advice.model.name,
        quant.name,
        _gb(quant.size) if quant.size else "–",
        f"{quant.bits:.2f}" if quant.bits else "–",
        f"{perplexity:.4f}" if perplexity else "–",
        fit,
        advice.here,
    ]


def models_json(advice: Iterable[Advice]) -> list[dict[str, Any]]:
    """The table as plain values; what was not published or measured is null."""
    return [
        {
            "name": f"{a.model.name}:{a.quant.name}",
            "size_bytes": a.quant.size or None,
            "bits_per_weight": a.quant.bits or None,
            "perplexity": a.model.perplexity(a.quant) or None,
            **asdict(a.suits),
            "recommended": a.recommended,
            "file": a.here or None,
        }
        for a in advice
    ]


def check_json(path: Path, header: GgufHeader, suits: Suits | None, sha256: str) -> dict[str, Any]:
    """What was read of a file."""
    return {
        "file": str(path),
        "parts": [str(part) for part in header.parts],
        "name": header.name,
        "kind": header.kind,
        "architecture": header.architecture,
        "expert_count": header.expert_count,
        "experts_used": header.experts_used,
        "layers": header.block_count,
        "context_length": header.context_length,
        "file_type": header.file_type,
        "tensor_types": dict(header.tensor_types),
        "bits_per_weight": round(bits_per_weight(header), 3),
        "size_bytes": header.size_bytes,
        "kv_bytes": header.kv_bytes,
        "tokenizer": asdict(tokenizer(header)),
        "template": template(header),
        "complete": True,  # else reading it is an error
        "fit": asdict(suits) if suits else None,
        "sha256": sha256 or None,
    }


def check_text(
    path: Path,
    header: GgufHeader,
    suits: Suits | None,
    sha256: str,
    *,
    refused: str,
    language: Language,
) -> str:
    """The same as lines; ``refused`` says why ragqa cannot answer with it, "" when it can."""
    bits, words = f"{bits_per_weight(header):.2f}", tokenizer(header)
    quant = header.file_type or next(iter(header.tensor_types), "–")
    types = ", ".join(f"{count} {name}" for name, count in header.tensor_types.items())
    usable = say("no", language, reason=refused) if refused else say("yes", language)
    experts = say("of_experts", language, experts=header.expert_count, used=header.experts_used)
    fit = (
        say("needs", language, verdict=verdict(suits, language), gb=_gb(suits.needed))
        if suits
        else "–"
    )
    rows = {
        "file": path,
        "name": header.name or "–",
        "kind": header.kind,
        "architecture": header.architecture or "–",
        "experts": experts if header.expert_count else "–",
        "layers": header.block_count or "–",
        "context": header.context_length or "–",
        "quant": say("of_bits", language, quant=quant, bits=bits),
        "tensors": f"{header.tensor_count}: {types}",
        "size": f"{_gb(header.size_bytes)} GB",
        "kv": f"{header.kv_bytes / 1024:.0f} KiB",
        "tokenizer": say("of_tokens", language, kind=words.model or "–", tokens=words.tokens),
        "template": say(f"template.{template(header)}", language),
        "complete": say("yes", language),
        "usable": usable,
        "fit": fit,
    }
    if sha256:
        rows["sha256"] = sha256
    return "\n".join(
        named(say(f"check.{key}", language), one_line(str(value)), language)
        for key, value in rows.items()
    )


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f}"
