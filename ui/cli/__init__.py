"""The ``ragqa`` command: which commands there are, and how errors reach the user.

Nothing heavy is imported here; each command imports what it needs when it runs.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, cast

import typer

from ragqa import __version__
from ui.cli import admin as cli_admin
from ui.cli import ask as cli_ask
from ui.cli import backup as cli_backup
from ui.cli import eval as cli_eval
from ui.cli import ingest as cli_ingest
from ui.cli import keys as cli_keys
from ui.cli import library as cli_library
from ui.cli import mcp as cli_mcp
from ui.cli import migrate as cli_migrate
from ui.cli import models as cli_models
from ui.cli import pins as cli_pins
from ui.cli import records as cli_records
from ui.cli import serve as cli_serve
from ui.cli import summarize as cli_summarize
from ui.cli import users as cli_users
from ui.cli import watch as cli_watch
from ui.cli.options import language_flag
from ui.quiet import quiet
from ui.texts import Texts, choose
from ui.texts.commands import BEGIN, COMMANDS, PROGRAM
from ui.texts.help import option_text, pick


class _Program(typer.core.TyperGroup):
    """All commands. Ctrl-C in one that has nothing of its own to say of it reaches ``run``."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:  # typer would end with 130 and not a word
            raise typer.Abort from stop


app = typer.Typer(
    cls=_Program,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=PROGRAM[0],
)
app.command("ingest")(cli_ingest.ingest)
app.command("watch")(cli_watch.watch)
app.command("ask")(cli_ask.ask)
app.command("chat")(cli_ask.chat)
app.command("summarize")(cli_summarize.summarize)
app.command("search")(cli_library.search)
app.command("sources")(cli_library.sources)
app.command("answers")(cli_records.answers)
app.command("replay")(cli_records.replay)
app.command("forget-answers")(cli_records.forget_answers)
app.command("pin")(cli_pins.pin)
app.command("unpin")(cli_pins.unpin)
app.command("pins")(cli_pins.pins)
app.command("remove")(cli_library.remove)
app.command("backup")(cli_backup.backup)
app.command("restore")(cli_backup.restore)
app.command("eval")(cli_eval.evaluate)
app.command("selftest")(cli_eval.selftest)
app.add_typer(cli_models.app, name="models")
app.command("config")(cli_admin.config)
app.command("migrate")(cli_migrate.migrate)
app.command("doctor")(cli_admin.doctor)
app.command("web")(cli_serve.web)
app.command("serve")(cli_serve.serve)
app.add_typer(cli_users.app, name="users")
app.add_typer(cli_keys.app, name="keys")
app.command("mcp")(cli_mcp.mcp)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def program(
    _version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True),
) -> None:
    """What can be asked of the program itself; the commands do everything else."""


def command_tree(texts: Texts) -> typer.core.TyperGroup:
    """All commands, with their help in the language of ``texts``."""
    group = typer.main.get_group(app)
    group.help = pick(PROGRAM, texts.language)
    group.epilog = pick(BEGIN, texts.language)
    for name, command in [("", group), *all_commands(group)]:
        if name:
            command.help = pick(COMMANDS[name], texts.language)
        for option in command.get_params(typer.Context(command)):
            if isinstance(option, typer.core.TyperOption | typer.core.TyperArgument):
                option.help = option_text(name, str(option.name), texts.language)
    return group


def all_commands(group: typer.core.TyperGroup) -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """The commands of a group and those within them, by all their words: "models check"."""
    for name, command in group.commands.items():
        # Groups are commands too, but typer's types do not say so.
        yield name, cast(typer.core.TyperCommand, command)
        if isinstance(command, typer.core.TyperGroup):
            for inner, sub in all_commands(command):
                yield f"{name} {inner}", sub


def run(argv: Sequence[str]) -> int:
    """Run one command line. Errors become one line on standard error.

    Args:
        argv: Without the program's name; empty shows the help.

    Returns:
        The exit code: 0 all well, 1 some of it failed, 2 nothing could be done, 130 interrupted.
    """
    asked = language_flag(argv, os.environ)
    texts = choose(asked, os.environ)
    group = command_tree(texts)
    try:
        return int(
            group.main(
                args=_with_language_last(argv) or ["--help"],
                prog_name="ragqa",
                standalone_mode=False,
            )
            or 0
        )
    except typer.TyperException as error:
        return _complain(texts, _usage(error, _command_of(error, argv, group), texts), 2)
    except typer.Abort:
        typer.echo(f"\n{_wanted(texts, asked).stopped}", err=True)  # below what was begun
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # the process boundary: no user sees a traceback
        return _report(error, _wanted(texts, asked))


def _with_language_last(argv: Sequence[str]) -> list[str]:
    """``--language`` before the command means what it means behind it."""
    first = argv[0] if argv else ""
    words = 2 if first == "--language" else int(first.startswith("--language="))
    given, rest = list(argv[:words]), list(argv[words:])
    if not given or not rest or rest[0].startswith("-"):
        return rest  # the help and the version have no such option, and are in that language anyway
    end = rest.index("--") if "--" in rest else len(rest)
    return [*rest[:end], *given, *rest[end:]]


def _command_of(
    error: typer.TyperException, argv: Sequence[str], group: typer.core.TyperGroup
) -> str:
    """The command whose help tells what the user got wrong; not every error says where it was."""
    context = getattr(error, "ctx", None)
    if context is not None:
        return str(context.command_path)
    return f"ragqa {argv[0]}" if argv and argv[0] in group.commands else "ragqa"


def _usage(error: typer.TyperException, command: str, texts: Texts) -> str:
    """What is wrong with a command line, and where the help for it is."""
    from ui.texts.usage import usage_en, usage_zh

    message = (usage_zh if texts.language == "zh" else usage_en)(error.format_message())
    template = texts.usage if message else texts.usage_unknown
    return template.format(message=message, command=command)


def _report(error: Exception, texts: Texts) -> int:
    """Say what went wrong in one line."""
    from ragqa.errors import RagqaError, os_reason
    from ui.render import one_line

    if isinstance(error, RagqaError):
        return _complain(texts, error.text(texts.language), error.exit_code)
    if sys.flags.dev_mode:
        raise error
    if isinstance(error, OSError):
        en, zh = os_reason(error)
        reason = zh if texts.language == "zh" else en
        place = f" ({error.filename})" if error.filename else ""
        return _complain(texts, texts.refused.format(reason=reason, place=place), 2)
    kind = type(error).__name__
    typer.echo(texts.unexpected.format(kind=kind, message=one_line(str(error))), err=True)
    return 2


def _wanted(texts: Texts, asked: str) -> Texts:
    """``texts`` where a language was asked for, else those of the settings file where it can be
    read."""
    if asked in ("zh", "en"):
        return texts
    from ragqa.configuration import load_settings
    from ragqa.errors import SettingsError

    try:
        return choose(load_settings().settings.language, os.environ)
    except SettingsError:
        return texts


def _complain(texts: Texts, message: str, exit_code: int) -> int:
    from ui.render import one_line

    typer.echo(texts.error.format(message=one_line(message)), err=True)
    return exit_code


def main() -> None:
    """Entry point of the console script."""
    quiet()
    if not sys.warnoptions:
        # What libraries warn their programmers of is nothing a user can act on.
        warnings.simplefilter("ignore")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
