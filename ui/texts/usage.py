"""What is wrong with a command line: typer says it in English only, and not what to do."""

from __future__ import annotations

import re

_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)")
# In the order they are tried; a word that typer has quoted comes without the quotes.
_SENTENCES = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"No such command '(.*)'\. Did you mean (.*)\?", "没有命令 {0}，是否指 {1}"),
        (r"No such command '(.*)'\.", "没有命令 {0}"),
        (r"No such option: (.*) \(Possible options: (.*)\)", "没有选项 {0}，相近的有 {1}"),
        (r"No such option: (.*) Did you mean (.*)\?", "没有选项 {0}，是否指 {1}"),
        (r"No such option: (.*)", "没有选项 {0}"),
        (r"Missing argument '(.*)'\.", "缺少参数 {0}"),
        (r"Missing option '(.*)'\.", "缺少选项 {0}"),
        (_EXTRA.pattern, "多余的参数 {0}；含空格的文字请加引号"),
        (r"Option '(.*)' requires an argument\.", "选项 {0} 后面缺少值"),
        (r"Option '(.*)' does not take a value\.", "选项 {0} 后面不能带值"),
        (r"Invalid value for '(.*)': Input should be a valid integer.*", "选项 {0} 的值应为整数"),
        (
            r"Invalid value for '(.*)': Input should be greater than or equal to (.*)",
            "选项 {0} 的值应不小于 {1}",
        ),
        (r"Invalid value for '(.*?)'.*", "选项 {0} 的值无效"),
    )
)


def usage_en(message: str) -> str:
    """typer's sentence, with what is most likely to help."""
    if extra := _EXTRA.fullmatch(message):
        return f"Not expected here: {extra[1]}. Text with spaces belongs in quotes."
    return message


def usage_zh(message: str) -> str:
    """typer's sentence in Chinese; "" when it is one we do not know."""
    for pattern, chinese in _SENTENCES:
        if found := pattern.fullmatch(message):
            return chinese.format(*(group.replace("'", "") for group in found.groups()))
    return ""
