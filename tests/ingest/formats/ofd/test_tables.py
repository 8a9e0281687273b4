from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.formats.ofd import tables
from ingest.formats.ofd.ofd import load_ofd
from tests.ingest.ofds import ofd, page, text

COLUMNS = (14, 52, 72, 88, 108, 130, 158, 180)
NAMES = ("项目名称", "规格型号", "单 位", "数 量", "单 价", "金 额", "税率", "税 额")
ITEMS = (
    ("*照明*台灯", "A-1", "个", "2", "100.00", "200.00", "13%", "26.00"),
    ("*照明*落地灯", "", "个", "1", "300.00", "300.00", "13%", "39.00"),
)
TABLE = (
    "| 项目名称 | 规格型号 | 单 位 | 数 量 | 单 价 | 金 额 | 税率 | 税 额 |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    "| *照明*台灯 | A-1 | 个 | 2 | 100.00 | 200.00 | 13% | 26.00 |\n"
    "| *照明*落地灯 |  | 个 | 1 | 300.00 | 300.00 | 13% | 39.00 |"
)


def small(words: str, x: float, y: float) -> str:
    steps = " ".join("3" if ord(char) > 0x2E80 else "1.5" for char in words[:-1])
    return text(words, x, y, 'Size="3"', f'DeltaX="{steps}"' if steps else "")


def rows(told: Sequence[Sequence[str]], top: float) -> list[str]:
    return [
        small(words, x, top + 5 * n)
        for n, row in enumerate(told)
        for x, words in zip(COLUMNS, row, strict=True)
        if words
    ]


def drawn(*lines: tuple[float, float, float, float]) -> str:
    """Lines, in the space of a path that begins at (5, 5)."""
    data = " ".join(f"M {x - 5} {y - 5} L {x2 - 5} {y2 - 5}" for x, y, x2, y2 in lines)
    return (
        '<ofd:PathObject ID="7" Boundary="5 5 200 120" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def read(folder: Path, *objects: str) -> str:
    (folder / "a.ofd").write_bytes(ofd([page(*objects)]))
    return load_ofd(folder / "a.ofd").text


def down(label: str, x: float, top: float) -> list[str]:
    return [small(char, x, top + 4 * n) for n, char in enumerate(label)]


def test_columns_of_numbers_under_a_header_are_a_table(tmp_path: Path) -> None:
    told = read(
        tmp_path, small("电子发票", 80, 12), *rows((NAMES, *ITEMS), 56), small("张三", 20, 130)
    )
    assert told == f"电子发票\n\n{TABLE}\n\n张三"


def test_an_invoice_says_who_buys_and_who_sells_what(tmp_path: Path) -> None:
    across = [(8, y, 204, y) for y in (28, 52, 95, 103)]
    upright = [(x, 28, x, 103) for x in (8, 204)] + [(x, 28, x, 52) for x in (14, 106, 112)]
    told = read(
        tmp_path,
        drawn(*across, *upright),
        *down("购买方信息", 10, 32),
        *(small("名称：北京公司", 16, 34), small("税号：91110108", 16, 44)),
        *down("销售方信息", 108, 32),
        *(small("名称：上海灯具厂", 114, 34), small("税号：91310000", 114, 44)),
        *rows((NAMES, *ITEMS), 56),
        *(small("合", 20, 92), small("计", 30, 92), small("¥500.00", 128, 92)),
        *(small("¥65.00", 178, 92), small("价税合计（小写）¥565.00", 14, 100)),
    )
    assert told.startswith(
        "购买方信息: 名称：北京公司 税号：91110108\n"
        f"销售方信息: 名称：上海灯具厂 税号：91310000\n\n{TABLE}\n"
        "| 合计 |  |  |  |  | ¥500.00 |  | ¥65.00 |"
    )
    assert told.endswith("价税合计（小写）¥565.00")


def test_a_page_of_too_many_pieces_has_lines_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MOST_PIECES", 10)
    assert "|" not in read(tmp_path, *rows((NAMES, *ITEMS), 56))
