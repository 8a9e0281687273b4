"""Where the settings come from: flag > RAGQA_… environment variable > ragqa.toml > default."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from ragqa.errors import SettingsError, os_reason
from ragqa.settings import SECRET, Settings

CONFIG_FILE = "ragqa.toml"
ENV_PREFIX = "RAGQA_"
_LONGEST_SHOWN = 80  # characters of a wrong value
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and where each value came from.

    Attributes:
        settings: All of them.
        origins: "flag" or "argument", the variable's name, the file, or "default"; by name.
    """

    settings: Settings
    origins: Mapping[str, str]


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
    given_as: Literal["flag", "argument"] = "flag",
) -> Loaded:
    """Merge flags, environment and ragqa.toml.

    Args:
        overrides: Values given on the command line or in code; None values are left out.
        environ: The environment; ``os.environ`` when None.
        config: The TOML file; ``RAGQA_CONFIG`` or ragqa.toml in the current folder when None.
        given_as: What ``overrides`` are to who gave them: of a command, or of a function.

    Raises:
        SettingsError: A name is unknown, a value is out of bounds, or the file is not TOML.
    """
    environ = os.environ if environ is None else environ
    given_config = config or (Path(p) if (p := environ.get(f"{ENV_PREFIX}CONFIG")) else None)
    path = given_config or Path(CONFIG_FILE)
    layers = (
        (str(path), _from_file(path, required=given_config is not None)),
        (f"{ENV_PREFIX}{{}}", _from_environment(environ)),
        (given_as, {k: v for k, v in (overrides or {}).items() if v is not None}),
    )
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for layer_origin, layer in layers:
        for name, value in layer.items():
            origin = layer_origin.replace("{}", name.upper())
            _check_known(name, origin)
            values[name] = _as_path(name, value)
            origins[name] = origin
    try:
        return Loaded(Settings(**values), origins)
    except ValidationError as error:
        raise _invalid(error, origins) from error


def _from_file(path: Path, *, required: bool) -> dict[str, Any]:
    if not path.exists() and not required:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        en, zh = os_reason(error)
        raise SettingsError(
            f"The settings file {path} cannot be read ({en}); check the path.",
            f"无法读取设置文件 {path}（{zh}），请检查路径。",
        ) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where_zh = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件不完整"
        raise SettingsError(
            f"The settings file {path} is not valid TOML ({error}); correct it.",
            f"设置文件 {path} 不是有效的 TOML（{where_zh}），请改正。",
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"The settings file {path} is not valid TOML (not UTF-8); save it as UTF-8.",
            f"设置文件 {path} 不是有效的 TOML（不是 UTF-8 编码），请另存为 UTF-8。",
        ) from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {
        key.removeprefix(ENV_PREFIX).lower(): value
        for key, value in environ.items()
        if key.startswith(ENV_PREFIX) and key != f"{ENV_PREFIX}CONFIG"
    }
    return {
        # Lists are given as "a, b" in the environment: nobody writes JSON there.
        name: tuple(part.strip() for part in value.split(",") if part.strip())
        if name in Settings.model_fields
        and Settings.model_fields[name].annotation == tuple[str, ...]
        else value
        for name, value in found.items()
    }


def _as_path(name: str, value: Any) -> Any:
    """Paths as settings have them: those of a text as one, folders from the home of "~"."""
    wanted = Settings.model_fields[name].annotation
    if wanted is str and isinstance(value, Path):
        return str(value)
    if wanted is Path and isinstance(value, str | Path):
        with suppress(RuntimeError):  # nobody is called so: a folder may be
            return Path(value).expanduser()
    return value


def _check_known(name: str, origin: str) -> None:
    if name in Settings.model_fields:
        return
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    hint_en = f'did you mean "{near[0]}"?' if near else "see `ragqa config` for all settings."
    hint_zh = f"是否想写 “{near[0]}”？" if near else "全部设置见 `ragqa config`。"
    raise SettingsError(
        f'Unknown setting "{name}" (from {origin}): {hint_en}',
        f"未知设置 “{name}”（{_from_zh(origin)}）：{hint_zh}",
    )


def _invalid(error: ValidationError, origins: Mapping[str, str]) -> SettingsError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    shown = "…" if name in SECRET else _shortened(repr(first["input"]))
    en, zh = allowed(name)
    return SettingsError(
        f'Setting "{name}" (from {origins[name]}) cannot be {shown}; give {en}.',
        f"设置 “{name}”（{_from_zh(origins[name])}）的值 {shown} 无效；应为{zh}。",
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _from_zh(origin: str) -> str:
    return "来自参数" if origin in ("flag", "argument") else f"来自 {origin}"


def allowed(name: str) -> tuple[str, str]:
    """What a setting may be, in English and in Chinese: "a whole number from 1 to 100"."""
    field = Settings.model_fields[name]
    if get_origin(field.annotation) is Literal:
        *some, last = get_args(field.annotation)
        return f"{', '.join(some)} or {last}", f" {'、'.join(some)} 或 {last}"
    en, zh = next(words for kind, words in _KINDS if field.annotation == kind)
    bounds = [
        (sign.format(value), sign_zh.format(value))
        for bound in field.metadata
        for key, sign, sign_zh in _BOUNDS
        if (value := getattr(bound, key, None)) is not None
    ]
    return (
        ", ".join([en, *filter(None, [" and ".join(sign for sign, _ in bounds)])]),
        "，".join([zh, *filter(None, [" 且".join(sign_zh for _, sign_zh in bounds)])]),
    )


_KINDS: tuple[tuple[object, tuple[str, str]], ...] = (
    (bool, ("true or false", "true 或 false")),
    (int, ("a whole number", "整数")),
    (float, ("a number", "数字")),
    (float | None, ("a number", "数字")),
    (str, ("a text", "文字")),
    (Path, ("a path", "路径")),
    (tuple[str, ...], ("a list of texts", "文字的列表")),
)
_BOUNDS = (
    ("ge", "at least {}", "不小于 {}"),
    ("gt", "above {}", "大于 {}"),
    ("le", "at most {}", "不大于 {}"),
    ("lt", "below {}", "小于 {}"),
)
