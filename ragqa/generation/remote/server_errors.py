"""What a model server's failure means and what to do: one sentence, English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ragqa.errors import ModelError

_LONGEST_SAID = 200
_OVERFLOW = re.compile(
    r"context_length_exceeded|exceed_context_size|(?:exceed|larger|longer|greater|maximum|too long|"
    r"fit)[^\n]{0,80}context|context[^\n]{0,80}(?:exceed|too long|overflow|maximum)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer with an error status.

    Attributes:
        status: Of HTTP.
        said: The server's own words, cleaned (``cleaned``); "" when it has none.
    """

    status: int
    said: str = ""

    @property
    def is_overflow(self) -> bool:
        """Whether the prompt was too long for the server."""
        return self.status in (400, 413, 422, 500) and bool(_OVERFLOW.search(self.said[:2000]))


def cleaned(said: str, secret: str = "") -> str:
    """A server's words in one line, without control characters and without the key."""
    if secret:
        said = said.replace(secret, "…")
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in said[:2000])
    line = " ".join(plain.split())
    return line if len(line) <= _LONGEST_SAID else line[: _LONGEST_SAID - 1] + "…"


def unreachable(url: str, reason: tuple[str, str]) -> ModelError:
    """Nothing answers at the address; the reason in English and in Chinese."""
    en, zh = reason
    return ModelError(
        f"No model server answers at {url} ({en}); start it, or correct the setting model.",
        f"{url} 没有模型服务器应答（{zh}）；请先启动服务器，或更正设置 model。",
    )


def silent(url: str, seconds: float) -> ModelError:
    """Nothing came for too long."""
    return ModelError(
        f"The model server at {url} said nothing for {seconds:g} seconds; ask again, give it fewer "
        "passages, or raise server_seconds.",
        f"模型服务器 {url} 在 {seconds:g} 秒内没有任何输出；请重试、减少 passages，或增大"
        " server_seconds。",
    )


def broken_off(url: str, reason: tuple[str, str] | None = None) -> ModelError:
    """The connection ended before the answer did."""
    told, told_zh = (f" ({reason[0]})", f"（{reason[1]}）") if reason else ("", "")
    return ModelError(
        f"The answer of the model server at {url} broke off{told}; see the server's log and ask "
        "again.",
        f"模型服务器 {url} 的回答中断了{told_zh}；请查看服务器日志后重试。",
    )


def wordless(url: str, reason: tuple[str, str] | None = None) -> ModelError:
    """The connection ended before the first word."""
    told, told_zh = (f" ({reason[0]})", f"（{reason[1]}）") if reason else ("", "")
    return ModelError(
        f"The model server at {url} broke off without a word{told}; see its log. If the prompt was "
        "too long for it, set context_size to the window it was started with.",
        f"模型服务器 {url} 没有回答就中断了连接{told_zh}；请查看其日志。如果是提示过长，"
        "请把 context_size 设为服务器启动时的窗口大小。",
    )


def not_openai(url: str) -> ModelError:
    """Something answers, but not as a model server does."""
    return ModelError(
        f"{url} answers, but not as an OpenAI-compatible server; mostly the address has to end in "
        "/v1: correct the setting model.",
        f"{url} 有应答，但不是 OpenAI 兼容的服务器；地址一般以 /v1 结尾：请更正设置 model。",
    )


def which_model(url: str, names: list[str]) -> ModelError:
    """No name was given and the server has none or several."""
    shown = ", ".join(cleaned(name) for name in names[:5])
    if not names:
        given = url.endswith("/v1")
        en = "" if given else f"mostly its address has to end in /v1: openai:{url}/v1. If not, "
        zh = "" if given else f"其地址一般以 /v1 结尾：openai:{url}/v1。否则"
        return ModelError(
            f"The model server at {url} does not list its models; {en}name one in the setting "
            f"model: openai:{url}#NAME.",
            f"模型服务器 {url} 没有列出模型；{zh}请在设置 model 中写明：openai:{url}#模型名。",
        )
    return ModelError(
        f"The model server at {url} has several models ({shown}); choose one in the setting model: "
        f"openai:{url}#NAME.",
        f"模型服务器 {url} 有多个模型（{shown}）；请在设置 model 中选定一个：openai:{url}#模型名。",
    )


def refused(url: str, model: str, refusal: Refusal) -> ModelError:
    """The server answered with an error status."""
    said, said_zh = (f": {refusal.said}", f"：{refusal.said}") if refusal.said else ("", "")
    if refusal.is_overflow:
        return ModelError(
            f"The prompt is too long for the model server at {url}{said}; set context_size to the "
            "window it was started with, or start it with a larger one.",
            f"提示超出了模型服务器 {url} 的上下文窗口{said_zh}；请把 context_size 设为"
            "服务器启动时的窗口大小，或以更大的窗口启动服务器。",
        )
    match refusal.status:
        case 401 | 403:  # its words may hold the key, and say no more
            return ModelError(
                f"The model server at {url} refuses the key (HTTP {refusal.status}); set api_key, "
                "best as the variable RAGQA_API_KEY.",
                f"模型服务器 {url} 拒绝了密钥（HTTP {refusal.status}）；请设置 api_key，"
                "最好用环境变量 RAGQA_API_KEY。",
            )
        case 404:
            return ModelError(
                f"The model server at {url} does not know the model {model!r} (HTTP 404{said}); "
                "correct the name after # in the setting model, and see that the address ends in "
                "/v1.",
                f"模型服务器 {url} 没有模型 {model!r}（HTTP 404{said_zh}）；请更正设置 model 中 # "
                "后的名称，并确认地址以 /v1 结尾。",
            )
        case 429:
            return ModelError(
                f"The model server at {url} takes no more requests now (HTTP 429{said}); ask again "
                "later.",
                f"模型服务器 {url} 暂不接受更多请求（HTTP 429{said_zh}）；请稍后再试。",
            )
        case 503:
            return ModelError(
                f"The model server at {url} is not ready (HTTP 503{said}); it may still be loading "
                "its model: ask again in a while.",
                f"模型服务器 {url} 尚未就绪（HTTP 503{said_zh}），可能仍在加载模型；请稍后再试。",
            )
        case status if status >= 500:
            return ModelError(
                f"The model server at {url} failed (HTTP {status}{said}); see its log and ask "
                "again.",
                f"模型服务器 {url} 出错（HTTP {status}{said_zh}）；请查看服务器日志后重试。",
            )
        case status:
            return ModelError(
                f"The model server at {url} refused the request (HTTP {status}{said}); see its log "
                "and the setting model.",
                f"模型服务器 {url} 拒绝了请求（HTTP {status}{said_zh}）；请查看服务器日志和设置"
                " model。",
            )
