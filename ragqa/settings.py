"""Settings: flag > RAGQA_… environment variable > ragqa.toml > default.

Frozen, and an unknown name is an error.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ragqa.errors import SettingsError, os_reason

CONFIG_FILE = "ragqa.toml"
ENV_PREFIX = "RAGQA_"
_LONGEST_SHOWN = 80  # characters of a wrong value
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ragqa"


class Settings(BaseSettings):
    """Every setting, with its default and its bounds. Build it with ``load_settings``."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    index: Path = Field(Path("data/index"), description="Folder of the index.")
    cache: Path = Field(
        default_factory=_cache_home, description="Folder for the unpacked bundled embedder."
    )
    language: Literal["auto", "zh", "en"] = Field(
        "auto", description="Language of menus and messages; auto follows the system."
    )

    model: str = Field(
        "",
        description="Path of a GGUF file, or openai:URL#NAME for a model server; empty answers "
        "with quotes, without a language model.",
    )
    api_key: str = Field("", description="Key of the model server, if it wants one.")
    server_seconds: int = Field(
        600, ge=1, le=86400, description="Longest silence of the model server."
    )
    context_size: int = Field(
        8192, ge=512, le=131072, description="Context window in tokens; memory grows with it."
    )
    answer_tokens: int = Field(512, ge=16, le=8192, description="Longest answer in tokens.")
    temperature: float = Field(0.2, ge=0.0, le=2.0, description="0 always takes the likeliest.")
    top_k: int = Field(40, ge=1, le=1000, description="Sampler: likeliest tokens considered.")
    top_p: float = Field(0.9, gt=0.0, le=1.0, description="Sampler: probability mass considered.")
    repeat_penalty: float = Field(
        1.0, ge=0.5, le=2.0, description="Above 1 punishes repetition, and so quoting."
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Sampler seed; the same answers again.")
    models_folder: Path = Field(
        Path("data/models"), description="Folder of downloaded language models."
    )
    lora: str = Field("", description="Path of a LoRA adapter (GGUF) of the model; empty for none.")
    lora_scale: float = Field(
        1.0, ge=0.0, le=10.0, description="How strongly the LoRA adapter works; 1 as trained."
    )
    gpu_layers: int = Field(-1, ge=-1, description="Layers on the GPU: -1 all that fit, 0 none.")
    kv_type: Literal["f16", "q8_0", "q4_0"] = Field(
        "f16",
        description="How the model keeps what it has read: q8_0 takes half the memory, q4_0 a "
        "quarter and costs quality.",
    )
    repack: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Second copy of the weights, laid out for this CPU; auto where both fit.",
    )
    threads: int = Field(0, ge=0, le=1024, description="CPU threads; 0 takes the physical cores.")
    queue_seconds: float = Field(
        0.0, ge=0.0, description="Longest wait for a busy GGUF model; 0 for no limit."
    )
    answer_seconds: float = Field(
        0.0, ge=0.0, description="Longest time for one answer of a GGUF model; 0 for no limit."
    )

    embedder: str = Field(
        "bundled",
        description="bundled (multilingual-e5-small), or a sentence-transformers folder or name.",
    )
    embedder_backend: Literal["auto", "onnx-int8", "onnx-fp32", "torch-bf16", "torch-fp32"] = Field(
        "auto",
        description="How the embedder computes; auto takes what is fastest on this processor.",
    )
    query_prefix: str = Field("", description="Put before a question for a named embedder.")
    passage_prefix: str = Field("", description="Put before a chunk for a named embedder.")
    chunk_tokens: int = Field(
        160, ge=32, le=8192, description="Largest chunk in tokens of the embedder."
    )
    chunk_overlap: int = Field(
        32, ge=0, le=1024, description="Tokens of whole sentences repeated in the next chunk."
    )

    passages: int = Field(6, ge=1, le=100, description="Most passages given to the model.")
    candidates: int = Field(50, ge=1, le=1000, description="Chunks taken from each search engine.")
    lexical_weight: float = Field(
        0.25, ge=0.0, le=5.0, description="Weight of word coverage beside cosine."
    )
    reranker: str = Field(
        "late",
        description="late (the bundled embedder compares word by word), none, or a "
        "sentence-transformers CrossEncoder by folder or name.",
    )
    rerank_depth: int = Field(
        10, ge=0, le=200, description="Hits that the reranker looks at; 0 for none."
    )
    evidence_threshold: float | None = Field(
        None,
        ge=0.0,
        le=1.0,
        description="Probability of an answer below which it is a refusal, 0 for never; unset, "
        "0.2 for the bundled embedder (0.1 if not reranked by it), and no refusal for another.",
    )

    ignore: tuple[str, ...] = Field(
        (), description="Patterns of files not to ingest, as in .gitignore."
    )
    max_file_mb: int = Field(512, ge=1, description="Larger files are reported, not read.")
    parse_seconds: int = Field(300, ge=1, description="Longest time to read one file.")
    ocr: Literal["auto", "off"] = Field(
        "auto", description="auto recognises the text of images and of PDF pages without any."
    )
    pdf_passwords: tuple[str, ...] = Field((), description="Tried on encrypted PDF files.")

    record_answers: Literal["on", "off"] = Field(
        "on", description="Keep answers in the index folder, to list and replay them."
    )

    host: str = Field("127.0.0.1", description="Address of the browser page or the API.")
    port: int = Field(
        7860, ge=0, le=65535, description="Port of the browser page or the API; 0 takes any."
    )
    queue_limit: int = Field(
        32, ge=1, le=10_000, description="Requests to the API that may wait or be answered at once."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what ``load_settings`` passes: it merges the sources itself to know the origins."""
        return (init_settings,)


SECRET = frozenset({"api_key", "pdf_passwords"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings and where each value came from: "flag", the variable's name, the file, "default"."""

    settings: Settings
    origins: Mapping[str, str]


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> Loaded:
    """Merge flags, environment and ragqa.toml.

    Args:
        overrides: Values given on the command line or in code; None values are left out.
        environ: The environment; ``os.environ`` when None.
        config: The TOML file; ``RAGQA_CONFIG`` or ragqa.toml in the current folder when None.

    Raises:
        SettingsError: A name is unknown, a value is out of bounds, or the file is not TOML.
    """
    environ = os.environ if environ is None else environ
    given_config = config or (Path(p) if (p := environ.get(f"{ENV_PREFIX}CONFIG")) else None)
    path = given_config or Path(CONFIG_FILE)
    layers = (
        (str(path), _from_file(path, required=given_config is not None)),
        (f"{ENV_PREFIX}{{}}", _from_environment(environ)),
        ("flag", {k: v for k, v in (overrides or {}).items() if v is not None}),
    )
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for layer_origin, layer in layers:
        for name, value in layer.items():
            origin = layer_origin.replace("{}", name.upper())
            _check_known(name, origin)
            values[name] = value
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
    return "来自参数" if origin == "flag" else f"来自 {origin}"


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
