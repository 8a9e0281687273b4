"""The command and settings tables of the READMEs, made from the program itself.

``python -m ui.reference`` writes them between their markers in ./README.md and ./README.zh.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import typer

from ragqa.configuration import ENV_PREFIX
from ragqa.settings import Settings
from ui.cli import all_commands, command_tree
from ui.render.settings import default_text, meaning
from ui.texts import EN, ZH, Language

READMES: Mapping[str, Language] = {"README.md": "en", "README.zh.md": "zh"}
_COMMANDS: Mapping[Language, str] = {
    "en": "| command | options | what it does |",
    "zh": "| 命令 | 选项 | 作用 |",
}
# Nearly every command has these: in each row they would hide what is its own.
SHARED = ("--index", "--language", "--set")
_NOTE: Mapping[Language, str] = {
    "en": (
        "Not listed in each row: `--language zh|en|auto`; `--set NAME=VALUE` for any setting, "
        "which may be repeated; and `--index DIR` where an index is used."
    ),
    "zh": (
        "表中未逐行列出的通用选项：`--language zh|en|auto`；`--set NAME=VALUE` 指定任一设置，"
        "可重复；用到索引的命令还有 `--index DIR`。"
    ),
}
_SETTINGS: Mapping[Language, str] = {
    "en": "| setting | variable | default | meaning |",
    "zh": "| 设置 | 环境变量 | 默认值 | 含义 |",
}


def commands_markdown(language: Language) -> str:
    """A table of the commands with their arguments, options and purpose."""
    rows = [_COMMANDS[language], "|---|---|---|"]
    for name, command in all_commands(command_tree(ZH if language == "zh" else EN)):
        params = command.get_params(typer.Context(command))
        arguments = [str(p.metavar) for p in params if isinstance(p, typer.core.TyperArgument)]
        options = [p for p in params if isinstance(p, typer.core.TyperOption)]
        own = [_option(p) for p in options if p.opts[0] not in (*SHARED, "--help")]
        usage = " ".join(["ragqa", name, *arguments])
        shown = " ".join(f"`{option}`" for option in own)
        rows.append(f"| `{usage}` | {shown} | {command.help} |")
    return f"{_NOTE[language]}\n\n{_table(rows)}"


def settings_markdown(language: Language) -> str:
    """A table of the settings with their environment variables, defaults and meaning."""
    rows = [_SETTINGS[language], "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{text}`" if (text := default_text(field)) else ""
        rows.append(
            f"| `{name}` | `{ENV_PREFIX}{name.upper()}` | {default} | {meaning(name, language)} |"
        )
    return _table(rows)


def _option(option: typer.core.TyperOption) -> str:
    flags = "/".join([*option.opts, *option.secondary_opts])
    return f"{flags} {option.metavar}" if option.metavar else flags


def _table(rows: list[str]) -> str:
    # A bar inside code would end the cell.
    return "\n".join(re.sub(r"(?<=\w)\|(?=\w)", r"\\|", row) for row in rows)


def fill(text: str, language: Language) -> str:
    """``text`` with what stands between the markers made anew; text without markers as it is."""
    tables = {"commands": commands_markdown(language), "settings": settings_markdown(language)}
    for name, block in tables.items():
        pattern = re.compile(f"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
        whole = f"<!-- {name} -->\n{block}\n<!-- /{name} -->"
        text = pattern.sub(lambda _, whole=whole: whole, text)  # type: ignore[misc]
    return text


def main() -> None:
    """Rewrite the READMEs of the current folder."""
    for name, language in READMES.items():
        readme = Path(name)
        readme.write_text(fill(readme.read_text(encoding="utf-8"), language), encoding="utf-8")


if __name__ == "__main__":
    main()
