"""What the API says in its own words, in English and Chinese. Templates are constant."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class ApiTexts:
    """The sentences of one language; names in braces are filled with ``str.format``."""

    language: Language

    invalid: str = "{place}: {reason}."
    no_address: str = "There is nothing at this address; GET /openapi.json tells what there is."
    other_method: str = "This address is not asked that way; it takes {methods}."
    unreadable: str = "The request cannot be read; its body must be as its Content-Type says."
    unexpected: str = "Unexpected {kind}; the terminal that runs the server shows the details."
    no_model: str = 'There is no model "{name}" here; GET /v1/models lists them.'
    no_document: str = "There is no document of that id; GET /v1/ingest/list lists them."
    no_chat_model: str = (
        "No language model is loaded, so there are only answers from documents; leave use_context "
        "out, or start the server with --model FILE."
    )
    last_message: str = "The last message must be the user's."
    too_long: str = (
        "The messages have {tokens} tokens, the context window has {most}; shorten them."
    )
    unsupported: str = '"{place}" is not supported here; leave it out.'
    too_large: str = "The request is larger than the {most} MB allowed here."
    busy: str = (
        "{waiting} requests are being answered or wait; try again later, or raise queue_limit."
    )


EN = ApiTexts("en")

ZH = ApiTexts(
    "zh",
    invalid="{place}：{reason}。",
    no_address="没有这个地址；GET /openapi.json 列出全部接口。",
    other_method="此地址不接受这种请求方法；可用：{methods}。",
    unreadable="无法读取请求；请求体必须与其 Content-Type 相符。",
    unexpected="意外错误 {kind}；详情见运行本服务的终端。",
    no_model="这里没有模型 “{name}”；GET /v1/models 可列出全部模型。",
    no_document="没有这个编号的文档；GET /v1/ingest/list 可列出全部文档。",
    no_chat_model=(
        "未加载语言模型，只能依据文档回答；请去掉 use_context，或用 --model 文件 启动服务。"
    ),
    last_message="最后一条消息必须来自用户。",
    too_long="消息有 {tokens} 个词元，上下文窗口只有 {most} 个；请缩短。",
    unsupported="此处不支持 “{place}”；请去掉它。",
    too_large="请求超过此处允许的 {most} MB。",
    busy="已有 {waiting} 个请求正在处理或等待；请稍后再试，或调高 queue_limit。",
)


def api_texts(language: Language | str) -> ApiTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
