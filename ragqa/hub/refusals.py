"""What a server may answer instead of a file, in words."""

from __future__ import annotations

from pathlib import Path

from ragqa.errors import ModelError


class AgainError(Exception):
    """Worth another try; ``after`` is how many seconds the server asks to wait, 0 for none."""

    def __init__(self, en: str, zh: str, after: float = 0.0) -> None:
        super().__init__(en)
        self.en, self.zh, self.after = en, zh, after


def shown(url: str) -> str:
    """An address without its query, which may hold a signature."""
    return url.partition("?")[0][:300]


def refuse_status(status: int, retry_after: str, url: str) -> None:
    """Raise for a status that is not the file: AgainError where it may pass, else ModelError."""
    if status in (200, 206):
        return
    if status in (408, 429) or status >= 500:
        after = float(retry_after) if retry_after.isdecimal() else 0.0
        raise AgainError(f"the server answers {status}", f"服务器返回 {status}", after)
    if status in (401, 403):
        raise ModelError(
            f"{shown(url)} may not be fetched without permission ({status}); set HF_TOKEN to "
            "your token of the hub, or take another source with --from.",
            f"无权下载 {shown(url)}（{status}）；请将 HF_TOKEN 设为您在该网站的令牌，"
            "或用 --from 换一个来源。",
        )
    if status == 404:
        raise ModelError(
            f"{shown(url)} does not exist (404); check the name, or take another source with "
            "--from.",
            f"{shown(url)} 不存在（404）；请检查名称，或用 --from 换一个来源。",
        )
    raise ModelError(
        f"{shown(url)} cannot be fetched: the server answers {status}; take another source with "
        "--from.",
        f"无法下载 {shown(url)}：服务器返回 {status}；请用 --from 换一个来源。",
    )


def not_followed(url: str, there: str) -> ModelError:
    """A redirection to what is no web address, or from https to http."""
    return ModelError(
        f"{shown(url)} leads to {shown(there)!r}, which is not followed; take another source "
        "with --from.",
        f"{shown(url)} 重定向到 {shown(there)!r}，已拒绝；请用 --from 换一个来源。",
    )


def endless(url: str) -> ModelError:
    """Too many redirections."""
    return ModelError(
        f"{shown(url)} leads from address to address without end; try another source.",
        f"{shown(url)} 不断重定向；请换一个来源。",
    )


def given_up(url: str, en: str, zh: str) -> ModelError:
    """No try has helped."""
    return ModelError(
        f"{shown(url)} cannot be fetched: {en}. What was fetched is kept: run the same command "
        "again later, or take another source with --from.",
        f"无法下载 {shown(url)}：{zh}。已下载的部分会保留：请稍后重新运行同一命令，"
        "或用 --from 换一个来源。",
    )


def wrong_answer(url: str) -> ModelError:
    """No listing of files."""
    return ModelError(
        f"{shown(url)} does not answer as a hub of models does; take another source with --from.",
        f"{shown(url)} 的回应不像模型仓库；请用 --from 换一个来源。",
    )


def wrong_size(url: str, announced: int, real: int) -> ModelError:
    """The file is not as large as was said."""
    return ModelError(
        f"{shown(url)} was announced with {announced:,} bytes, but has {real:,} or more; it was "
        "not kept. Take another source with --from.",
        f"{shown(url)} 公布的大小是 {announced:,} 字节，实际为 {real:,} 字节或更多；未保留。"
        "请用 --from 换一个来源。",
    )


def smaller(url: str, announced: int, real: int) -> ModelError:
    """The server states less than was announced."""
    return ModelError(
        f"{shown(url)} was announced with {announced:,} bytes, but the server has only {real:,}; "
        "take another source with --from.",
        f"{shown(url)} 公布的大小是 {announced:,} 字节，服务器上却只有 {real:,} 字节；"
        "请用 --from 换一个来源。",
    )


def wrong_digest(url: str) -> ModelError:
    """The content is not what was announced."""
    return ModelError(
        f"What {shown(url)} sent is not the file that was announced: its SHA-256 differs. It was "
        "deleted; fetch it again, or from another source.",
        f"{shown(url)} 发来的内容与公布的文件不符：SHA-256 不同。"
        "文件已删除；请重新下载或换一个来源。",
    )


def no_model(url: str, en: str, zh: str) -> ModelError:
    """Something else came than a model, such as a web page."""
    return ModelError(
        f"What {shown(url)} sent is not a GGUF file but {en}; it was not kept. Give the address "
        "of the model file itself, or take another source with --from.",
        f"{shown(url)} 发来的不是 GGUF 文件，而是{zh}；未保留。请给出模型文件本身的地址，"
        "或用 --from 换一个来源。",
    )


def another_here(path: Path) -> ModelError:
    """What is in the place of the file has not the digest that the user knows."""
    return ModelError(
        f"{path} is here already, but its SHA-256 is not the one given with --sha256; delete it "
        "and run the same command again.",
        f"{path} 已经存在，但其 SHA-256 与 --sha256 给出的不同；请删除后重新运行同一命令。",
    )
