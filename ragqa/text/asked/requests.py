"""Requests about whole documents, which no search can answer: to summarise them, or to list them.

No passage is near to "What is this document about?", so it would be refused for want of evidence.
Such a request is made of few words; a text with any other word in it asks for something that a
passage may tell: "Summarise the rules on leave", "List all files that must be handed in".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from ragqa.text.language import Language, fold, is_cjk

Kind = Literal["summary", "list"]
LONGEST = 160
"""In characters; what is longer is no such request."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of whole documents.

    Attributes:
        kind: Their main points, or their names.
        language: In which.
        name: Of the document that is named, as given by who asks ``requested``; "" for none.
    """

    kind: Kind
    language: Language
    name: str = ""


# By what a word does: "sum" asks for main points wherever it stands, "about" does beside a document
# that is pointed at ("point") or where something is asked ("ask"). "document" is one by itself,
# "kind" only where it is pointed at: "总结报告" may be a title. "said" points at what a text speaks
# of ("该书讲述了什么？"), and at a document only beside "sum". "list" asks for names, "there" does
# so of documents in a question. Words in two languages that mean neither are "other".
_ZH = {
    "sum": "总结 概括 概述 归纳 简述 综述 摘要 概要 小结 梳理 提炼 大意 主旨 梗概 要点"
    " 中心思想 主要内容 核心内容 主要观点 核心观点 主要讲 主要说 主要写 主要介绍",
    "about": "内容 介绍 描述 说明 讲 讲述 说 谈 讨论 涉及 包含 包括 关于 主题 重点 观点 思想"
    " 概况 写了 写的 里有什么 里面有什么 中有什么 有什么内容",
    "ask": "什么 哪些 啥",
    "document": "文档 文件 pdf 全文 全书 文章 资料 资料库 知识库 文档库 文件夹",
    "kind": "文本 文稿 材料 文献 论文 报告 书籍 书 合同 手册 笔记",
    "said": "该",
    "point": "这 那 本 此 这些 那些 这个 那个 这份 那份 这篇 那篇 这本 那本 我的 我们的 你的"
    " 您的 所有 全部 整个 整份 整篇 整本 上传 导入 添加 已上传 当前 现有 目前 上面 两个"
    " 两份 三个 三份 几个 几份 每个 每份",
    "list": "列出 列举 显示 展示 罗列 查看 看看 列表 清单 名单",
    "there": "有哪些 有多少 有几 上传了哪些 导入了哪些 添加了哪些 看到哪些 读到哪些 访问哪些"
    " 知道哪些",
    "other": "请 你 您 我 我们 帮 帮忙 麻烦 给 替 为 能 能不能 能否 可以 可否 可不可以 我想 我要"
    " 想要 让 用 把 对 将 做 作 进行 写 来 出 生成 一下 下 一个 一份 一篇 一段 个 份 篇"
    " 段 本 些 的 地 了 和 与 及 并 简单 简短 简要 简明 简洁 扼要 大致 大概 全面 详细"
    " 整体 快速 主要 核心 关键 重要 基本 都 到底 究竟 具体 总体 是 在 有 里 里面 中"
    " 知识库里 知识库中 资料库里 文档库里 文件夹里 库里 吗 呢 吧 啊 好 行 谢谢 多谢"
    " 你好 您好 中文 英文 英语 汉语 句话 方面 东西 事 一 二 两 三 四 五 六 几 名称 名字"
    " 文件名 系统 索引 现在 一共 总共 库",
}
_EN = {
    "sum": "summarise|summarize|summary|summaries|sum up|overview|outline|recap|synopsis|gist"
    "|tldr|tl dr|main points|key points|main point|main ideas|main idea|main topics"
    "|main topic|key ideas|key takeaways|takeaways|main themes|main content"
    "|main contents",
    "about": "about|contain|contains|cover|covers|discuss|describe|explain|say|says|contents"
    "|content|talk about|deal with|introduce|what is in|what's in|what is inside"
    "|kind of|sort of|type of",
    "ask": "what",
    "document": "documents|files|docs|pdfs|sources|everything",
    "kind": "document|file|doc|pdf|paper|papers|article|articles|report|reports|book|books|text"
    "|texts|collection|library|knowledge base|folder|contract|contracts|manual|manuals"
    "|documentation|notes",
    "point": "this|that|these|those|the|my|our|your|all|every|each|both|whole|entire|full"
    "|uploaded|attached|current|given|indexed|available",
    "list": "list|show|display|enumerate",
    "there": "do you have|do i have|you have|have i uploaded|did i upload|i uploaded"
    "|i have uploaded|can you see|can you access|can you read|are there|are available"
    "|are indexed|are uploaded|are in the index|are in the library|in the index"
    "|in the library|in the collection|in this collection|in the knowledge base",
    "other": "a|an|of|for|to|me|us|in|is|are|'s|does|do|which|how many|give|write|make|create"
    "|provide|produce|generate|get|tell|please|can|could|would|will|you|i|want|need"
    "|like|'d|help|with|brief|short|quick|concise|general|detailed|overall|high-level"
    "|simple|briefly|quickly|shortly|mainly|mostly|generally|basically|and|now|just|hi"
    "|hello|hey|thanks|thank|english|chinese|one|two|three|four|five|six|few|sentence"
    "|sentences|words|lines|points|bullet|paragraph|paragraphs|names",
}
_IN_ENGLISH = re.compile(r"\bin english\b|用英[文语]")
_IN_CHINESE = re.compile(r"\bin chinese\b|用[中汉][文语]")
_DEFINES = re.compile("什么是|何谓|what is an? ")
_SPACED = re.compile(r"[\s\x00,;:!?，。；：！？、…]+")
_LANGUAGES: tuple[Language, ...] = get_args(Language)
_NAME = "\x00"  # stands for the name of a document


def requested(
    text: str,
    *,
    alone: bool = True,
    names: Callable[[str], Iterable[str]] = lambda _: (),
) -> Request | None:
    """What a text wants of whole documents; None where it is a question for search.

    Args:
        text: As asked.
        alone: Whether nothing was said before that "summarise" alone could mean.
        names: Gives those of documents that have certain words. Only asked where a text is about
            main points, for its other words.
    """
    if len(text) > LONGEST or _DEFINES.match(said := _plain(text)):
        return None
    if request := _request(said, alone=alone):
        return request
    if not (others := _others(said)):
        return None
    rest, name = _without_name(said, names(others))
    return _request(rest, name=name) if name else None


def _request(said: str, *, name: str = "", alone: bool = False) -> Request | None:
    language: Language = "zh" if any(map(is_cjk, said)) else "en"
    found = _kinds_of_words(said, language)
    if found is None:
        return None
    if _IN_ENGLISH.search(said):
        language = "en"
    elif _IN_CHINESE.search(said):
        language = "zh"
    if _wants_summary(found, alone=alone):
        return Request("summary", language, name)
    return Request("list", language) if _wants_list(found) else None


def _wants_summary(found: Mapping[str, int], *, alone: bool) -> bool:
    documents = found["document"] + found["kind"] + found["name"]
    if documents > 1:  # "which files does this book describe"
        return False
    pointed = bool(found["point"] or found["name"] or (found["said"] and found["sum"]))
    if not documents:
        return alone and bool(found["sum"] or (found["about"] and pointed))
    if found["kind"] and not pointed:
        return False
    return bool(found["sum"] or (found["about"] and (pointed or found["ask"])))


def _wants_list(found: Mapping[str, int]) -> bool:
    told = found["list"] + found["there"]
    return bool(told and found["document"] == 1 and not found["kind"] + found["name"])


def _plain(text: str) -> str:
    """Folded, with one space for what parts words."""
    return _SPACED.sub(" ", fold(text)).replace("’", "'").strip()


def _without_name(said: str, names: Iterable[str]) -> tuple[str, str]:
    """``said`` with a mark for the longest of ``names`` in it, and that name."""
    for name in sorted(names, key=len, reverse=True):
        folded = _plain(name)
        if folded and folded in said:
            return said.replace(folded, f" {_NAME} "), name
    return said, ""


def _kinds_of_words(said: str, language: Language) -> Counter[str] | None:
    """How many words of each kind there are; None where there is any other word."""
    kinds, _ = _vocabulary(language)
    found, end = _read(said, 0, language)
    return Counter(kinds.get(word, "name") for word in found) if end == len(said) else None


def _read(said: str, at: int, language: Language) -> tuple[list[str], int]:
    """The words from ``at`` on up to the first that is of no kind, and where that begins."""
    _, word = _vocabulary(language)
    found: list[str] = []
    while at < len(said):
        if said[at] == _NAME:
            found.append(_NAME)
        elif said[at] == "'" or said[at].isalnum():
            match = word.match(said, at)
            if match is None:
                break
            found.append(match.group())
            at = match.end()
            continue
        at += 1
    return found, at


def _others(said: str) -> str:
    """What of a text that asks for main points is no word of any kind, which may be a name.

    Where all are words, those that may be documents; "" where nothing else can be meant.
    """
    for language in _LANGUAGES:
        kinds, _ = _vocabulary(language)
        first, start = _read(said, 0, language)
        if start == len(said):
            return " ".join(word for word in first if kinds.get(word) in ("document", "kind"))
        for n in range(start, len(said) + 1):
            last, end = _read(said, n, language)
            if end == len(said):
                if any(kinds.get(word) in ("sum", "about") for word in (*first, *last)):
                    return said[start:n]
                break
    return ""


@cache
def _vocabulary(language: Language) -> tuple[dict[str, str], re.Pattern[str]]:
    """The kind of each word, and what matches one, the longest first."""
    by_kind = _ZH if language == "zh" else _EN
    kinds = {
        word: kind
        for kind, words in by_kind.items()
        for word in (words.split() if language == "zh" else words.split("|"))
    }
    longest = sorted(kinds, key=len, reverse=True)
    # Latin words end where their letters do.
    ends = (re.escape(w) + ("(?![a-z0-9-])" if w[-1].isascii() else "") for w in longest)
    return kinds, re.compile("|".join(ends))
