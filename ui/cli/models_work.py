"""``ragqa models quantize`` and ``perplexity``: work on model files."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Assignments, Json, Language, open_session

if TYPE_CHECKING:
    from ragqa.generation.llama.perplexity import Perplexity
    from ui.texts import Language as Spoken


def quantize(
    source: Annotated[Path, typer.Argument(metavar="IN", readable=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT", readable=False)],
    quant: Annotated[str, typer.Argument(metavar="TYPE")],
    again: Annotated[bool, typer.Option("--again")] = False,
    imatrix: Annotated[
        Path | None, typer.Option("--imatrix", metavar="FILE", readable=False)
    ] = None,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Write a model file as another quantization."""
    from ragqa.generation.llama.quantizing import quantize as write
    from ragqa.hub.describing import bits_per_weight
    from ui.render.models import say

    session = open_session(assignments, language=language)
    target = target.expanduser()
    threads = session.settings.threads
    matrix = imatrix.expanduser() if imatrix else None
    made = write(source.expanduser(), target, quant, again=again, threads=threads, imatrix=matrix)
    typer.echo(
        say(
            "quantized",
            session.texts.language,
            path=target,
            quant=made.file_type,
            gb=f"{made.size_bytes / 1e9:.2f}",
            bits=f"{bits_per_weight(made):.2f}",
        )
    )
    return 0


def perplexity(
    path: Annotated[Path, typer.Argument(metavar="FILE", readable=False)],
    text: Annotated[Path, typer.Argument(metavar="TEXT", readable=False)],
    chunks: Annotated[int, typer.Option("--chunks", metavar="N", min=0)] = 0,
    as_json: Json = False,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print the perplexity of a model on a text."""
    from ragqa.generation.llama.perplexity import measure
    from ragqa.generation.memory.fitting import Load
    from ui.render import to_json
    from ui.render.models import say

    session = open_session(assignments, language=language)
    settings, spoken = session.settings, session.texts.language

    def show(done: int, total: int, value: float) -> None:
        if sys.stderr.isatty():
            shown = say("window", spoken, done=done, total=total, value=f"{value:.4f}")
            typer.echo(f"\r{shown}", err=True, nl=done == total)

    found = measure(
        path.expanduser(),
        text.expanduser().read_text(encoding="utf-8", errors="replace"),
        load=Load(512, settings.kv_type, settings.gpu_layers, settings.repack),
        threads=settings.threads,
        chunks=chunks,
        progress=show,
    )
    typer.echo(to_json(asdict(found)) if as_json else _measured(found, spoken))
    return 0


def _measured(found: Perplexity, spoken: Spoken) -> str:
    from ui.render.models import say

    return say(
        "measured",
        spoken,
        value=f"{found.value:.4f}",
        error=f"{found.error:.4f}",
        tokens=found.tokens,
        byte=f"{found.bits_per_byte:.4f}",
        character=f"{found.bits_per_character:.4f}",
        speed=f"{found.tokens_per_second:.1f}",
    )
