"""What each old name becomes. Pure but for a look at whether a named file is there.

Values that may be secret are never taken over, nor shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ragqa.configuration import allowed
from ragqa.errors import SettingsError
from ragqa.generation.remote.address import PREFIX, read_address
from ragqa.settings import Settings
from ui.migration.reading import Old

Value = str | int | float
LEAST_CONTEXT = 2_048  # tokens; an answer and a few passages

_ENGLISH = ("all-minilm-l6-v2", "bge-small-en", "nomic-embed-text")
_SERVERS = {"openai": "https://api.openai.com/v1", "openailike": "", "ollama": ""}
_OLLAMA = "http://localhost:11434"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one old name.

    Attributes:
        name: As it was.
        setting: Ours; "" where there is none.
        value: Of ``setting``.
        reason: A sentence of ``ui.texts.migrate`` by its name.
        given: What fills it.
    """

    name: str
    setting: str = ""
    value: Value = ""
    reason: str = ""
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Migration:
    """All of it.

    Attributes:
        outcomes: In the order of the old files.
        documents: The folder of documents, where the old settings name one.
    """

    outcomes: tuple[Outcome, ...]
    documents: Path | None

    @property
    def settings(self) -> dict[str, Value]:
        """Ours; of two old names for one setting the later wins."""
        return {each.setting: each.value for each in self.outcomes if each.setting}


def migrate(olds: Iterable[Old], here: Path) -> Migration:
    """What ``olds`` become in a ragqa.toml in ``here``, to which their paths are relative."""
    outcomes: list[Outcome] = []
    documents: Path | None = None
    for old in olds:
        base = _Base(old, here)
        for name, value in old.values.items():
            outcomes.append(_checked(_rule(name)(name, value, base)))
            if name == "SOURCE_DIRECTORY" and value:
                documents = Path(base.path(value))
    return Migration(tuple(outcomes), documents)


@dataclass(frozen=True, slots=True)
class _Base:
    """One old file and where the new one will be."""

    old: Old
    here: Path

    def path(self, text: str) -> str:
        """A path of the old file as it reads from here."""
        path = self.old.file.resolve().parent / Path(text).expanduser()
        here = self.here.resolve()
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

    def get(self, name: str) -> str:
        return self.old.values.get(name, "")


_Rule = Callable[[str, str, _Base], Outcome]


def _number(setting: str, reason: str = "taken") -> _Rule:
    def rule(name: str, value: str, _: _Base) -> Outcome:
        number = _as_number(value)
        if number is None:
            return Outcome(name, reason="no_number")
        return Outcome(name, setting, number, reason)

    return rule


def _none(reason: str) -> _Rule:
    return lambda name, _, __: Outcome(name, reason=reason)


def _context(name: str, value: str, _: _Base) -> Outcome:
    number = _as_number(value)
    if number is None:
        return Outcome(name, reason="no_number")
    if number < LEAST_CONTEXT:
        return Outcome(name, reason="small_context", given={"least": LEAST_CONTEXT})
    return Outcome(name, "context_size", number, "taken")


def _index(name: str, value: str, base: _Base) -> Outcome:
    """Beside the old one, which is another format and may still be wanted."""
    folder = value.rstrip("/\\")
    if not folder:
        return Outcome(name, reason="default_kept")
    return Outcome(name, "index", base.path(f"{folder}-ragqa"), "new_index")


def _model_file(name: str, value: str, base: _Base) -> Outcome:
    if not value:
        return Outcome(name, reason="no_model")
    path = base.path(value)
    if not path.lower().endswith(".gguf"):
        return Outcome(name, reason="old_format")
    reason = "taken" if (base.here / path).is_file() else "model_missing"
    return Outcome(name, "model", path, reason)


def _llama_file(name: str, value: str, base: _Base) -> Outcome:
    if base.get("llm.mode") not in ("", "llamacpp", "local"):
        return Outcome(name, reason="other_mode", given={"mode": base.get("llm.mode")})
    return _model_file(name, f"models/{value}" if value else "", base)


def _mode(name: str, value: str, base: _Base) -> Outcome:
    """Where a server answers, its address and the name of its model become one setting."""
    if value in ("llamacpp", "local"):
        return Outcome(name, reason="gguf")
    if value not in _SERVERS:
        return Outcome(name, reason="no_such_server", given={"mode": value})
    section = "ollama" if value == "ollama" else "openai"
    address = base.get(f"{section}.api_base") or _SERVERS[value]
    if value == "ollama":
        address = (address or _OLLAMA).rstrip("/").removesuffix("/v1") + "/v1"
    model = base.get(f"{section}.llm_model") or base.get(f"{section}.model")
    if not address:
        return Outcome(name, reason="no_address")
    chosen = f"{PREFIX}{address}" + (f"#{model}" if model else "")
    try:
        server = read_address(chosen)
    except SettingsError:
        return Outcome(name, reason="no_address")
    reason = "server" if server.is_local else "server_away"
    return Outcome(name, "model", chosen, reason, {"host": server.host})


def _embedder(name: str, value: str, base: _Base) -> Outcome:
    if not value or any(known in value.lower() for known in _ENGLISH):
        return Outcome(name, reason="bundled")
    path = base.path(value)
    if (base.here / path).is_dir():
        return Outcome(name, "embedder", path, "embedder_folder")
    return Outcome(name, reason="embedder_named", given={"model": value})


def _reranker(name: str, value: str, base: _Base) -> Outcome:
    if base.get("rag.rerank.enabled") != "true" or not value:
        return Outcome(name, reason="late")
    return Outcome(name, "reranker", value, "cross_encoder")


def _passages(name: str, value: str, base: _Base) -> Outcome:
    """With a reranker, private-gpt's top_k is how many it looks at."""
    if base.get("rag.rerank.enabled") == "true":
        return _number("rerank_depth")(name, value, base)
    return _number("passages")(name, value, base)


def _reranked(name: str, value: str, base: _Base) -> Outcome:
    if base.get("rag.rerank.enabled") != "true":
        return Outcome(name, reason="late")
    return _number("passages")(name, value, base)


_SECRET = _none("key_left")
_RULES: Mapping[str, _Rule] = {
    # privateGPT's .env
    "PERSIST_DIRECTORY": _index,
    "SOURCE_DIRECTORY": _none("documents"),
    "MODEL_TYPE": _none("kind"),
    "MODEL_PATH": _model_file,
    "MODEL_N_CTX": _context,
    "MODEL_N_BATCH": _none("batch"),
    "TARGET_SOURCE_CHUNKS": _number("passages"),
    "EMBEDDINGS_MODEL_NAME": _embedder,
    # private-gpt's settings.yaml
    "server.port": _number("port"),
    "server.auth.secret": _SECRET,
    "data.local_data_folder": _index,
    "llm.mode": _mode,
    "llm.max_new_tokens": _number("answer_tokens"),
    "llm.context_window": _context,
    "llm.temperature": _number("temperature"),
    "llm.prompt_style": _none("template"),
    "llm.tokenizer": _none("template"),
    "llamacpp.prompt_style": _none("template"),
    "llamacpp.llm_hf_repo_id": _none("pull"),
    "llamacpp.llm_hf_model_file": _llama_file,
    "llamacpp.top_k": _number("top_k"),
    "llamacpp.top_p": _number("top_p"),
    "llamacpp.repeat_penalty": _number("repeat_penalty"),
    "rag.similarity_top_k": _passages,
    "rag.similarity_value": _none("threshold"),
    "rag.rerank.enabled": _none("rerank"),
    "rag.rerank.model": _reranker,
    "rag.rerank.top_n": _reranked,
    "huggingface.embedding_hf_model_name": _embedder,
    "huggingface.access_token": _SECRET,
    "huggingface.trust_remote_code": _none("no_code"),
    "vectorstore.database": _none("store"),
    "openai.api_base": _none("in_model"),
    "openai.model": _none("in_model"),
    "openai.api_key": _SECRET,
    "openai.request_timeout": _number("server_seconds"),
    "ollama.api_base": _none("in_model"),
    "ollama.llm_model": _none("in_model"),
    "ollama.model": _none("in_model"),
    "ollama.request_timeout": _number("server_seconds"),
}
_SECTIONS: Mapping[str, _Rule] = {
    "server.cors": _none("no_cors"),
    "server.auth": _none("accounts"),
    "data.local_ingestion": _none("any_folder"),
    "ui": _none("page"),
    "embedding": _none("embedding"),
    "ollama": _none("server_own"),
    "openai": _none("server_own"),
    **dict.fromkeys(
        ("qdrant", "milvus", "pgvector", "postgres", "clickhouse", "nodestore"), _none("store")
    ),
}


def _rule(name: str) -> _Rule:
    if rule := _RULES.get(name):
        return rule
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        if rule := _SECTIONS.get(".".join(parts[:length])):
            return rule
    return _none("unknown")


def _as_number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


def _checked(outcome: Outcome) -> Outcome:
    """The same, or that its value cannot be ours."""
    if not outcome.setting:
        return outcome
    values: dict[str, Any] = {outcome.setting: outcome.value}
    try:
        Settings(**values)
    except ValidationError:
        en, zh = allowed(outcome.setting)
        given = {"setting": outcome.setting, "en": en, "zh": zh}
        return Outcome(outcome.name, reason="out_of_bounds", given=given)
    return outcome
