"""``ragqa models``: which language models there are, and what a file is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Assignments, Json, Language, open_session

if TYPE_CHECKING:
    from ragqa.generation.fitting import Load
    from ragqa.settings import Settings
    from ui.texts import Language as Spoken

ModelFile = Annotated[Path, typer.Argument(metavar="FILE", readable=False)]


app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="-"
)


@app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    as_json: Json = False,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Without a further word, list the models."""
    if context.invoked_subcommand is None:
        return list_models(as_json, language, assignments)
    return 0


@app.command("list")
def list_models(
    as_json: Json = False, language: Language = None, assignments: Assignments = None
) -> int:
    """Print the models of the catalogue, how they suit this machine, and which are here."""
    from ragqa.hub import local
    from ragqa.hub.advising import advise
    from ragqa.hub.catalogue import MODELS
    from ragqa.hub.machine import free_memory
    from ui.render import to_json
    from ui.render.models import models_json, models_text

    session = open_session(assignments, language=language)
    settings, memory = session.settings, free_memory()
    paths = local.files(settings.models_folder)
    here = local.known(paths)
    advice = [
        line
        for model in MODELS
        for line in advise(
            model,
            memory,
            _load(settings),
            {quant: str(path) for (name, quant), path in here.items() if name == model.name},
        )
    ]
    if as_json:
        typer.echo(to_json(models_json(advice)))
        return 0
    strange = [path for path in paths if path not in here.values()]
    others = [(path, _what(path, session.texts.language)) for path in strange]
    typer.echo(
        models_text(
            advice,
            others,
            memory,
            context_size=settings.context_size,
            folder=settings.models_folder,
            language=session.texts.language,
        )
    )
    return 0


@app.command("check")
def check(
    path: ModelFile,
    sha256: Annotated[bool, typer.Option("--sha256")] = False,
    as_json: Json = False,
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Print what a model file is, and whether it can be used here."""
    from ragqa.errors import ModelError
    from ragqa.generation.fitting import shape_of
    from ragqa.generation.models import check_accepted, read_gguf
    from ragqa.hub.advising import suits
    from ragqa.hub.digest import sha256_of
    from ragqa.hub.machine import free_memory
    from ui.render import to_json
    from ui.render.models import check_json, check_text

    session = open_session(assignments, language=language)
    path = path.expanduser()
    header = read_gguf(path)
    refused = ""
    try:
        check_accepted(path, header)
    except ModelError as error:
        refused = error.text(session.texts.language)
    sized = header.block_count and header.head_count
    fit = suits(shape_of(header), free_memory(), _load(session.settings)) if sized else None
    digest = sha256_of(path) if sha256 else ""
    if as_json:
        typer.echo(to_json(check_json(path, header, fit, digest)))
    else:
        typer.echo(
            check_text(path, header, fit, digest, refused=refused, language=session.texts.language)
        )
    return 1 if refused else 0


def _load(settings: Settings) -> Load:
    from ragqa.generation.fitting import Load

    return Load(context_size=settings.context_size, gpu_layers=settings.gpu_layers)


def _what(path: Path, language: Spoken) -> str:
    """Architecture and quantization of a file in a few words, or why it cannot be read."""
    from ragqa.errors import ModelError
    from ragqa.generation.models import read_gguf
    from ui.render.models import say

    try:
        header = read_gguf(path)
    except ModelError as error:
        return say("unreadable", language, reason=error.text(language))
    return f"{header.architecture} {header.file_type} {header.size_bytes / 1e9:.1f} GB"
