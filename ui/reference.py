"""The command and settings tables of README.md, made from the program itself.

``python -m ui.reference`` writes them between their markers in ./README.md.
"""

from __future__ import annotations

import re
from pathlib import Path

import typer

from ragqa.configuration import ENV_PREFIX
from ragqa.settings import Settings
from ui.cli import all_commands, command_tree
from ui.render.settings import default_text, meaning
from ui.texts import EN


def commands_markdown() -> str:
    """A table of the commands with their arguments, options and purpose."""
    rows = ["| command | options | what it does |", "|---|---|---|"]
    for name, command in all_commands(command_tree(EN)):
        params = command.get_params(typer.Context(command))
        arguments = [str(p.metavar) for p in params if isinstance(p, typer.core.TyperArgument)]
        options = [_option(p) for p in params if isinstance(p, typer.core.TyperOption)]
        usage = " ".join(["ragqa", name, *arguments])
        shown = " ".join(f"`{option}`" for option in options if option != "--help")
        rows.append(f"| `{usage}` | {shown} | {command.help} |")
    return _table(rows)


def settings_markdown() -> str:
    """A table of the settings with their environment variables, defaults and meaning."""
    rows = ["| setting | variable | default | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{text}`" if (text := default_text(field)) else ""
        rows.append(
            f"| `{name}` | `{ENV_PREFIX}{name.upper()}` | {default} | {meaning(name, 'en')} |"
        )
    return _table(rows)


def _option(option: typer.core.TyperOption) -> str:
    flags = "/".join([*option.opts, *option.secondary_opts])
    return f"{flags} {option.metavar}" if option.metavar else flags


def _table(rows: list[str]) -> str:
    # A bar inside code would end the cell.
    return "\n".join(re.sub(r"(?<=\w)\|(?=\w)", r"\\|", row) for row in rows)


def fill(text: str) -> str:
    """``text`` with what stands between the markers made anew; text without markers as it is."""
    for name, block in (("commands", commands_markdown()), ("settings", settings_markdown())):
        pattern = re.compile(f"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
        whole = f"<!-- {name} -->\n{block}\n<!-- /{name} -->"
        text = pattern.sub(lambda _, whole=whole: whole, text)  # type: ignore[misc]
    return text


def main() -> None:
    """Rewrite ./README.md."""
    readme = Path("README.md")
    readme.write_text(fill(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
