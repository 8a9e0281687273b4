"""What the page says where one logs in, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from ragqa.text.language import Language


@dataclass(frozen=True, slots=True)
class LoginTexts:
    """The sentences of one language."""

    language: Language

    title: str = "Log in · ragqa"
    tagline: str = "Answers from your own documents"
    name: str = "Name"
    password: str = "Password"  # noqa: S105 # a label
    log_in: str = "Log in"
    log_out: str = "Log out"
    logged_in: str = "Logged in as {name}"
    again: str = "Log in first; reload the page."
    others: str = "This page belongs to another login; reload it."
    outdated: str = "This page is of another version of ragqa; reload it."
    unknown_way: str = "Not found"
    too_large: str = "The request is too large."
    no_upload: str = "Your role does not allow adding documents."
    no_form: str = "Send name and password as a form."


EN = LoginTexts("en")

ZH = LoginTexts(
    "zh",
    title="登录 · ragqa",
    tagline="从您自己的文档中找到答案",
    name="用户名",
    password="密码",  # noqa: S106 # a label
    log_in="登录",
    log_out="退出",
    logged_in="当前用户：{name}",
    again="请先登录；请刷新页面。",
    others="此页面属于另一个登录；请刷新页面。",
    outdated="此页面来自其他版本的 ragqa；请刷新页面。",
    unknown_way="未找到",
    too_large="请求过大。",
    no_upload="您的角色不允许添加文档。",
    no_form="请以表单形式发送用户名和密码。",
)


def login_texts(language: Language | str) -> LoginTexts:
    """The texts of a language."""
    return ZH if language == "zh" else EN
