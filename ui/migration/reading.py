"""Reads old settings files as names and texts. Nothing in them is run, expanded or looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ragqa.errors import SettingsError, os_reason

NAMES = (".env", "settings.yaml")
"""What is looked for in a folder: privateGPT's file, then private-gpt's, which wins."""

_LARGEST = 1 << 20  # bytes
_MOST = 5_000  # names and sections
_MOST_ALIASES = 20  # of YAML: one in another, they stand for far more than is written
_DEEPEST = 12
_VARIABLE = re.compile(r"\$\{(\w+)(?::([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Old:
    """The settings of one file.

    Attributes:
        file: Where they were read.
        values: By name; those of YAML as "section.name", a list as its items with ", " between.
    """

    file: Path
    values: dict[str, str]


def read(path: Path) -> list[Old]:
    """The old settings in a file, or in the files of a folder that have one of ``NAMES``.

    Raises:
        SettingsError: There is none, it cannot be read, or it is too large.
    """
    if path.is_dir():
        files = [path / name for name in NAMES if (path / name).is_file()]
        if not files:
            raise SettingsError(
                f"{path} holds no .env and no settings.yaml; name the file of the old settings.",
                f"{path} 中没有 .env 或 settings.yaml；请指明旧设置文件。",
            )
    else:
        files = [path]
    return [Old(file, _values(file, _text(file))) for file in files]


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        en, zh = os_reason(error)
        raise SettingsError(
            f"The file {file} cannot be read ({en}); check the path.",
            f"无法读取文件 {file}（{zh}），请检查路径。",
        ) from error
    if len(content) > _LARGEST:
        raise _unreadable(file, "it is larger than 1 MB", "大于 1 MB")
    return content.decode("utf-8-sig", "replace")


def _values(file: Path, text: str) -> dict[str, str]:
    if file.suffix.lower() in (".yaml", ".yml"):
        return dict(_of_yaml(file, text))
    return dict(_of_env(text))


def _of_env(text: str) -> Iterator[tuple[str, str]]:
    from dotenv.parser import parse_stream

    for binding in parse_stream(StringIO(text)):
        if binding.key and binding.value is not None:
            yield binding.key, binding.value.strip()


def _of_yaml(file: Path, text: str) -> Iterator[tuple[str, str]]:
    import yaml  # type: ignore[import-untyped]

    try:
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        if sum(isinstance(event, yaml.AliasEvent) for event in events) > _MOST_ALIASES:
            raise _unreadable(
                file,
                f"it has more than {_MOST_ALIASES} aliases (*name)",
                f"别名（*名称）超过 {_MOST_ALIASES} 个",
            )
        tree = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _unreadable(file, "it is not valid YAML", "不是有效的 YAML") from error
    if not isinstance(tree, dict):
        raise _unreadable(file, "it has no settings", "其中没有设置")
    for count, (name, value) in enumerate(_walked(tree, ())):
        if count >= _MOST:
            raise _unreadable(file, f"it has more than {_MOST} names", f"名称超过 {_MOST} 个")
        if value is not None:
            yield name, value


def _walked(tree: Any, above: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    """Names with their values, and sections with None."""
    if isinstance(tree, dict) and len(above) < _DEEPEST:
        yield ".".join(above), None
        for name, value in tree.items():
            yield from _walked(value, (*above, str(name)))
    else:
        yield ".".join(above), _plain(tree)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value if not isinstance(each, list | dict))
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, dict):
        return ""
    # private-gpt would fill ${NAME:default} from the environment; here it is the default.
    return _VARIABLE.sub(lambda found: found[2] or "", str(value)).strip()


def _unreadable(file: Path, en: str, zh: str) -> SettingsError:
    return SettingsError(
        f"The old settings {file} cannot be understood: {en}.",
        f"无法理解旧设置文件 {file}：{zh}。",
    )
