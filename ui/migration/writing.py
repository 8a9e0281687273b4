"""The new settings file: its text, and how it is put in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ragqa.disk import made_whole
from ragqa.errors import SettingsError, os_reason
from ui.migration.rules import Value


def as_toml(values: Mapping[str, Value]) -> str:
    """``values`` as TOML, one a line."""
    return "".join(f"{name} = {_literal(value)}\n" for name, value in values.items())


def _literal(value: Value) -> str:
    if not isinstance(value, str):
        return str(value)
    # JSON's escapes are TOML's, but for the characters that only TOML forbids as they are.
    text = value.encode("utf-8", "replace").decode()
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def write(path: Path, text: str, *, force: bool) -> None:
    """Write a settings file as a whole.

    Raises:
        SettingsError: It is there already and ``force`` is False, or cannot be written.
    """
    if path.exists() and not force:
        raise SettingsError(
            f"{path} is there already; give --force to replace it, or --plan to see what would be "
            "written.",
            f"{path} 已存在；加 --force 可替换，加 --plan 只显示将写入的内容。",
        )
    try:
        with made_whole(path) as file:
            file.write(text.encode())
        path.chmod(0o644)
    except OSError as error:
        en, zh = os_reason(error)
        raise SettingsError(
            f"{path} cannot be written ({en}); check the folder.",
            f"无法写入 {path}（{zh}），请检查文件夹。",
        ) from error
