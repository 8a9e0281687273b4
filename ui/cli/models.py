"""``ragqa models``: which language models there are, and what a file is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli import models_work
from ui.cli.options import Assignments, Json, Language, group, open_session

if TYPE_CHECKING:
    from ui.texts import Language as Spoken

ModelFile = Annotated[Path, typer.Argument(metavar="FILE", readable=False)]


app = group()


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
    from ragqa.hub.catalogue import MODELS
    from ui.render import to_json
    from ui.render.models import models_json, models_text
    from ui.suiting import advice_for, memory_here

    session = open_session(assignments, language=language)
    settings, memory = session.settings, memory_here()
    paths = local.files(settings.models_folder)
    here = local.known(paths)
    advice = [line for model in MODELS for line in advice_for(model, settings, memory)]
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
    from ragqa.chat_model import load_of
    from ragqa.errors import ModelError
    from ragqa.generation.gguf.models import check_accepted, read_gguf
    from ragqa.generation.llama.identity import sha256_of
    from ragqa.generation.memory.fitting import shape_of
    from ragqa.generation.prompting.templates import check_template
    from ragqa.hub.advising import suits
    from ui.render import to_json
    from ui.render.models import check_json, check_text
    from ui.suiting import memory_here

    session = open_session(assignments, language=language)
    path = path.expanduser()
    header = read_gguf(path)
    refused = ""
    try:
        check_accepted(path, header)
        check_template(path, header.chat_template)
    except ModelError as error:
        refused = error.text(session.texts.language)
    memory, sized = memory_here(), header.block_count and header.head_count
    fit = suits(shape_of(header), memory, load_of(session.settings)) if memory and sized else None
    digest = sha256_of(path) if sha256 else ""
    if as_json:
        typer.echo(to_json(check_json(path, header, fit, digest)))
    else:
        typer.echo(
            check_text(path, header, fit, digest, refused=refused, language=session.texts.language)
        )
    return 1 if refused else 0


@app.command("pull")
def pull(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    source: Annotated[str, typer.Option("--from", metavar="hf|modelscope|URL")] = "hf",
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", readable=False)] = None,
    digest: Annotated[str, typer.Option("--sha256", metavar="HEX")] = "",
    language: Language = None,
    assignments: Assignments = None,
) -> int:
    """Fetch a model, going on where an earlier attempt broke off."""
    from urllib.parse import urlsplit

    from ragqa.hub.catalogue import find
    from ragqa.hub.origin import read_origin
    from ragqa.hub.pulling import pull as fetch
    from ragqa.hub.web import Web
    from ui.cli.bar import shown_downloads
    from ui.render.models import say

    session = open_session(assignments, language=language)
    origin = read_origin(source, os.environ.get("HF_ENDPOINT", ""))
    # ModelScope has other tokens, and the address of a file is anybody's.
    token = os.environ.get("HF_TOKEN", "") if origin.kind == "hf" else ""
    web = Web(token=token, host=urlsplit(origin.url).netloc)
    folder = (to or session.settings.models_folder).expanduser()
    with shown_downloads() as progress:
        done = fetch(find(name), origin, folder, web, sha256=digest, progress=progress)
    spoken = session.texts.language
    if not done.verified and not done.was_here:
        typer.echo(say("unverified", spoken), err=True)
    typer.echo(say("was_here" if done.was_here else "pulled", spoken, path=done.path))
    return 0


app.command("quantize")(models_work.quantize)
app.command("perplexity")(models_work.perplexity)


def _what(path: Path, language: Spoken) -> str:
    """Architecture and quantization of a file in a few words, or why it cannot be read."""
    from ragqa.errors import ModelError
    from ragqa.generation.gguf.models import read_gguf
    from ui.render.models import say

    try:
        header = read_gguf(path)
    except ModelError as error:
        return say("unreadable", language, reason=error.text(language))
    return f"{header.architecture} {header.file_type} {header.size_bytes / 1e9:.1f} GB"
