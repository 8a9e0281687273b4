"""Every setting, with its default and its bounds; frozen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ragqa"


class Settings(BaseSettings):
    """Build it with ``configuration.load_settings``."""

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
    prompt_lookup: Literal["on", "off"] = Field(
        "off",
        description="Guess what an answer copies from its passages and check several tokens at "
        "once: faster where it copies much; with kv_type f16 or a GPU its words may differ.",
    )
    pinned_mb: int = Field(
        4096,
        ge=1,
        description="Disk for what a model has read of pinned documents; those longest unused go.",
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
    chroma: str = Field(
        "",
        description="Address of a Chroma server that is to keep the vectors; empty, or folder to "
        "bring them back, for the index folder.",
    )
    query_prefix: str = Field("", description="Put before a question for a named embedder.")
    passage_prefix: str = Field("", description="Put before a chunk for a named embedder.")
    chunk_tokens: int = Field(
        160, ge=32, le=8192, description="Largest chunk in tokens of the embedder."
    )
    chunk_overlap: int = Field(
        32,
        ge=0,
        le=1024,
        description="Tokens of whole sentences repeated in the next chunk of a paragraph.",
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
    keep_tokens: bool = Field(
        True,
        description="Keep what the late reranker reads of a chunk, about 24 kB each, so that it "
        "need not be read anew for a question.",
    )
    evidence_threshold: float | None = Field(
        None,
        ge=0.0,
        le=1.0,
        description="Probability of an answer below which it is a refusal, 0 for never; unset, "
        "0.28 for the bundled embedder (0.1 if not reranked by it), and no refusal for another.",
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
    save_conversations: Literal["on", "off"] = Field(
        "on", description="Keep each user's conversations of the page in the index folder."
    )

    host: str = Field("127.0.0.1", description="Address of the browser page or the API.")
    port: int = Field(
        7860, ge=0, le=65535, description="Port of the browser page or the API; 0 takes any."
    )
    queue_limit: int = Field(
        32, ge=1, le=10_000, description="Requests to the API that may wait or be answered at once."
    )
    hosts: tuple[str, ...] = Field(
        (),
        description="Further names by which page and API may be asked for, such as the one that a "
        "proxy passes on.",
    )
    proxies: tuple[str, ...] = Field(
        (),
        description="Addresses or networks of proxies on other machines that are believed who asks "
        "and whether by https; one on this machine always is.",
    )
    audit: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Write down who did what to which document, beside the index: auto for users, "
        "on also for who sits here unasked.",
    )
    cert: str = Field("", description="Certificate (PEM) to serve by https with.")
    key: str = Field("", description="Private key (PEM) of the certificate.")
    access: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether it is asked who comes: auto once there are users, on always, off "
        "never (loopback only).",
    )

    metrics: Literal["off", "on"] = Field(
        "off", description="Whether the API has /metrics for Prometheus."
    )
    traces: str = Field(
        "",
        description="Address of an OpenTelemetry collector (OTLP over gRPC) that the API tells how "
        "long each stage of an answer took; empty for none.",
    )

    @property
    def late_interaction(self) -> bool:
        """Whether hits are reranked token by token, if the embedder can."""
        return self.reranker == "late" and self.rerank_depth > 0

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
