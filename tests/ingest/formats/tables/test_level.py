"""Tables with level lines alone become Markdown; other text between such lines stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.pages.layout import Box
from ingest.formats.pdf import pdf
from ingest.formats.pdfium.page import Page
from ingest.formats.tables.level import level_grids, stacks
from ingest.formats.tables.ruled import Rule
from tests.calls import calls
from tests.ingest.devset import DOCS
from tests.ingest.pdfs import placed, write_drawn

Rows = Sequence[Sequence[str]]

SITES = [
    ["Site", "Country", "Contact"],
    ["Ulm", "Germany", "Anna Weber"],
    ["Lyon", "France", "Marc Petit"],
    ["Gent", "Belgium", "Jan de Vos"],
]
MARKDOWN = (
    "| Site | Country | Contact |\n| --- | --- | --- |\n| Ulm | Germany | Anna Weber |\n"
    "| Lyon | France | Marc Petit |\n| Gent | Belgium | Jan de Vos |"
)
PLACES = (60, 160, 270)


def line(y: float, left: float = 56, right: float = 400, width: float = 0.5) -> str:
    return f"{width} w {left} {y} m {right} {y} l S"


def texts(rows: Rows, top: float = 700, places: Sequence[float] = PLACES) -> list[str]:
    return [
        placed(places[c], top - 13 * r, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    ]


def lines(rows: int, top: float = 700, *, thick: float = 0.5) -> list[str]:
    """Above and below the first of so many rows, and below the last."""
    return [line(top + 10, width=thick), line(top - 4), line(top - 13 * rows + 9, width=thick)]


def read(tmp_path: Path, drawn: Sequence[str]) -> str:
    page = [placed(60, 780, "Words before."), *drawn, placed(60, 100, "Words after.")]
    path = write_drawn(tmp_path / "a.pdf", "\n".join(page).encode("latin-1"))
    return pdf.load(path).text


@pytest.mark.parametrize("thick", [0.5, 1.0])
def test_columns_of_words_between_three_lines_are_a_table(tmp_path: Path, thick: float) -> None:
    text = read(tmp_path, [*texts(SITES), *lines(4, thick=thick)])
    assert text == f"Words before.\n\n{MARKDOWN}\n\nWords after."


def test_lines_may_be_drawn_cell_by_cell(tmp_path: Path) -> None:
    parts = [
        line(y, a, b) for y in (710, 696, 657) for a, b in ((56, 155), (155.5, 260), (261, 400))
    ]
    assert MARKDOWN in read(tmp_path, [*texts(SITES), *parts])


@pytest.mark.parametrize("thick", [0.5, 1.0])
def test_two_tables_of_one_width_are_told_apart(tmp_path: Path, thick: float) -> None:
    tools = [["Tool", "Maker"], ["saw", "Stihl"], ["axe", "Gransfors"]]
    caption = placed(60, 630, "Table 2. Tools")
    drawn = [*texts(SITES), caption, *texts(tools, top=600)]
    text = read(tmp_path, [*drawn, *lines(4, thick=thick), *lines(3, top=600, thick=thick)])
    assert f"{MARKDOWN}\n\nTable 2. Tools\n\n| Tool | Maker |\n| --- | --- |\n| saw |" in text


@pytest.mark.parametrize("ruled_below", [True, False])
def test_a_name_for_several_columns_is_told_with_each(tmp_path: Path, *, ruled_below: bool) -> None:
    rows = [["", "first", "last", "first", "last"], ["Ulm", "Mon", "Tue", "Wed", "Thu"]]
    places = (60, 130, 190, 260, 320)
    groups = [placed(144, 713, "Early visits"), placed(274, 713, "Late visits")]
    if ruled_below:
        groups += [line(709, 130, 215), line(709, 260, 345)]
    bars = [line(723), line(696), line(670)]
    rows += [["Lyon", "Fri", "Sat", "Sun", "Mon"]]
    text = read(tmp_path, [*groups, *texts(rows, places=places), *bars])
    names = "Early visits first | Early visits last | Late visits first | Late visits last"
    assert f"|  | {names} |\n| --- |" in text
    assert "| Ulm | Mon | Tue | Wed | Thu |\n| Lyon |" in text


def test_the_title_of_a_group_runs_over_the_columns(tmp_path: Path) -> None:
    title = "Partners that joined after the first call of the year"
    rows = [*SITES, [title, "", ""], ["Porto", "Portugal", "Rui Costa"]]
    text = read(tmp_path, [*texts(rows), *lines(6)])
    assert f"| Gent | Belgium | Jan de Vos |\n| {title} |  |  |\n| Porto | Portugal |" in text


def test_lines_of_a_cell_are_one_row(tmp_path: Path) -> None:
    rows = [["Step", "What is done"], ["wash", "rinse the sample"], ["dry", "leave it"]]
    second = [placed(160, 677, "three times in cold water")]
    drawn = [*texts(rows[:2]), *second, *texts(rows[2:], top=655), line(710), line(696), line(650)]
    assert "| wash | rinse the sample three times in cold water |\n| dry |" in read(tmp_path, drawn)


def test_a_row_that_lacks_its_first_cell_alone_is_a_row(tmp_path: Path) -> None:
    rows = [["Group", "Drug", "Way"], ["", "saline", "mouth"], ["first", "sugar", "vein"]]
    text = read(tmp_path, [*texts([*rows, ["", "syrup", "skin"]]), *lines(4)])
    assert "|  | saline | mouth |\n| first | sugar | vein |\n|  | syrup | skin |" in text


PROSE = "and so the work went on for many a long year"


@pytest.mark.parametrize(
    "drawn",
    [
        # Two columns of prose below a head.
        [
            *texts([[PROSE, PROSE], *[[PROSE, PROSE]] * 8], places=(60, 290)),
            *(line(y, right=480) for y in (710, 696, 580)),
        ],
        # A caption over numbered lines.
        [
            placed(60, 700, "Algorithm 1 Search of a sorted list of names"),
            *texts([["1:", "take the middle"], ["2:", "go left"]], top=687, places=(60, 80)),
            *(line(y) for y in (710, 696, 670)),
        ],
        # Parts of a page below a line each.
        [
            *texts([["Work", "2019"], [f"{PROSE} {PROSE}", ""]]),
            *texts([["School", "2011"]], top=660),
            *(line(y) for y in (710, 670, 640)),
        ],
        # A receipt.
        [
            *texts([["Milk", "1.25"], ["Bread", "2.10"]]),
            *texts([["Subtotal", "3.35"], ["Card", "3.35"]], top=670),
            *(line(y) for y in (710, 680, 650)),
        ],
        # One column.
        [*texts([["Names"], ["Ulm"], ["Lyon"]]), *lines(3)],
        # Nothing below the names.
        [*texts([["Site", "Country"]]), line(710), line(696), line(680)],
    ],
)
def test_other_text_between_lines_stays(tmp_path: Path, drawn: Sequence[str]) -> None:
    assert "---" not in read(tmp_path, drawn)


def test_where_text_stands_is_asked_where_there_are_such_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Page] = []
    boxes = Page.boxes

    def count(page: Page) -> list[Box]:
        asked.append(page)
        return boxes(page)

    monkeypatch.setattr(Page, "boxes", count)
    read(tmp_path, [*texts(SITES), *lines(4)[2:]])
    without = len(asked)  # for the order of reading
    read(tmp_path, [*texts(SITES), *lines(4)])
    assert len(asked) == 2 * without + 1


def test_boxes_of_notes_are_no_such_lines() -> None:
    def box(top: float, bottom: float) -> list[Rule]:
        level = [Rule(56, y, 400, y + 0.5) for y in (top, bottom)]
        return level + [Rule(x, top, x + 0.5, bottom) for x in (56, 399.5)]

    assert not stacks([*box(100, 160), *box(180, 240)], [])
    # Names in a box, the rows below it without one.
    (stack,) = stacks([*box(100, 115), Rule(56, 200, 400, 200.5)], [])
    assert [line.top for line in stack.lines] == [100, 115, 200]
    # Lines between the rows of a table in a frame.
    framed = [*box(100, 200), Rule(56, 115, 400, 115.5), Rule(56, 150, 400, 150.5)]
    assert len(stacks(framed, [])) == 1


def test_many_lines_cost_no_more_each() -> None:
    def work(number: int) -> int:
        rules = [Rule(56, 10.0 * n, 400, 10.0 * n + 0.5) for n in range(number)]
        # Names over one column, so that no two parts are a table.
        pieces = [Box(60, 10.0 * n + 2, 390, 10.0 * n + 8, "") for n in range(number)]
        return calls(lambda: level_grids(stacks(rules, []), pieces, lambda _: True))

    assert work(400) < 6 * work(100)


def test_the_mirrors_of_the_manual_have_their_names() -> None:
    text = pdf.load(DOCS / "tlmgr-intro-zh-cn.pdf").text
    row = "| 清华大学 | https://mirrors.tuna.tsinghua.edu.cn/CTAN/systems/texlive/ |"
    assert "| 镜像站名称 | TEX Live 源地址 |\n| --- | --- |" in text
    assert row in text


WIDTHS = st.lists(st.integers(20, 90), min_size=2, max_size=6)


@given(WIDTHS, st.integers(1, 12), st.randoms(use_true_random=False), st.booleans())
def test_each_piece_is_in_one_cell(
    widths: list[int], rows: int, drawn: object, thick: bool
) -> None:
    lefts = [60.0]
    for width in widths:
        lefts.append(lefts[-1] + width + 12)
    pieces = [
        Box(left, 100.0 + 14 * r, left + drawn.uniform(0.4, 1) * width, 109.0 + 14 * r, "")  # type: ignore[attr-defined]
        for r in range(rows + 1)
        for left, width in zip(lefts, widths, strict=False)
    ]
    heavy = 1.0 if thick else 0.4
    bars = [(97.0, heavy), (112.0, 0.4), (100.0 + 14 * (rows + 1), heavy)]
    rules = [Rule(56.0, y, lefts[-1], y + width) for y, width in bars]
    (grid,) = level_grids(stacks(rules, []), pieces, lambda _: True)
    assert (len(grid.rows), grid.columns) == (rows + 1, len(widths))
    cells = [cell for row in grid.rows for _, cell in row]
    assert all(sum(piece.is_within(cell) for cell in cells) == 1 for piece in pieces)
    assert stacks(rules, [grid.frame]) == []
