"""What the API says in its own words, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class ApiTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    invalid: str = "{place}: {reason}."
    unexpected: str = "Unexpected {kind}; the terminal that runs the server shows the details."
    no_model: str = 'There is no model "{name}" here; GET /v1/models lists them.'
    too_large: str = "The request is larger than the {most} MB allowed here."
    busy: str = (
        "{waiting} requests are being answered or wait; try again later, or raise queue_limit."
    )


EN = ApiTexts("en")

ZH = ApiTexts(
    "zh",
    invalid="{place}：{reason}。",
    unexpected="意外错误 {kind}；详情见运行本服务的终端。",
    no_model="这里没有模型 “{name}”；GET /v1/models 可列出全部模型。",
    too_large="请求超过此处允许的 {most} MB。",
    busy="已有 {waiting} 个请求正在处理或等待；请稍后再试，或调高 queue_limit。",
)


def api_texts(language: Language | str) -> ApiTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
