"""Lines of narrow columns of Chinese are joined, lists are not."""

from __future__ import annotations

import pytest

from ingest.formats.pages.clean import unwrap, usual_width
from ingest.formats.pages.widths import width_of

PAPER = """基于深度学习的图像识别研究
1 引言
图像识别是计算机视觉领域的重要研
究方向之一，近年来随着深度学习技术的
快速发展，图像识别的准确率得到了显著
提升。本文提出了一种新的网络结构，在
多个公开数据集上取得了较好的结果。
本文的结构如下，第二节介绍相关的
工作，第三节介绍所用的方法和数据，第
四节给出实验的结果。"""
NAMES = """北京某某科技有限公司研发部
上海第二机械制造厂设备管理科
广州贸易公司
深圳市某某电子股份有限公司
天津物流中心
成都某某软件有限责任公司"""


def joined(text: str) -> str:
    return unwrap(text, usual_width([text]), {})


def test_lines_of_a_narrow_column_are_one_paragraph() -> None:
    title, head, first, second = joined(PAPER).split("\n")
    assert (title, head) == ("基于深度学习的图像识别研究", "1 引言")
    assert first.startswith("图像识别是计算机视觉领域的重要研究方向之一，近年来")
    assert first.endswith("取得了较好的结果。")
    assert second == PAPER.partition("结果。\n")[2].replace("\n", "")


@pytest.mark.parametrize("text", [NAMES, "甲" * 13 + "\n" + "乙" * 13, ""])
def test_lines_that_end_anywhere_stay_alone(text: str) -> None:
    assert joined(text) == text


def test_wide_characters_take_two_columns() -> None:
    assert width_of("ab 中文。") == 9
