from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.formats.odt.odt import load_odt

_PLACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0".format
NAMES = " ".join(
    f'xmlns:{name}="{_PLACE(place)}"'
    for name, place in {
        "draw": "drawing",
        **{name: name for name in ("office", "text", "table", "style")},
    }.items()
)


def odt(folder: Path, body: str, automatic: str = "", styles: str = "") -> Path:
    path = folder / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<x/>")
        archive.writestr("styles.xml", f"<office:styles {NAMES}>{styles}</office:styles>")
    return path


def level(depth: int, form: str, more: str = "") -> str:
    return f'<text:list-level-style-number text:level="{depth}" style:num-format="{form}" {more}/>'


def style(*levels: str, name: str = "L") -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def points(*texts: str, more: str = 'text:style-name="L"') -> str:
    inside = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f"<text:list {more}>{inside}</text:list>"


def test_points_have_their_numbers(tmp_path: Path) -> None:
    inner = "<text:list><text:list-item><text:p>in</text:p><text:p>more</text:p></text:list-item>"
    body = (
        '<text:list text:style-name="L"><text:list-header><text:p>The steps:</text:p>'
        "</text:list-header><text:list-item><text:p>one</text:p>"
        f"{inner}</text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item>"
        "</text:list>"
    )
    kinds = style(
        level(1, "1", 'style:num-suffix="."'),
        level(2, "a", 'text:display-levels="2" style:num-prefix="(" style:num-suffix=")"'),
    )
    assert load_odt(odt(tmp_path, body, kinds)).text == (
        "  The steps:\n1. one\n  (1.a) in\n    more\n2. two"
    )


@pytest.mark.parametrize(
    ("form", "second"),
    [
        *(("1", "2"), ("a", "b"), ("A", "B"), ("i", "ii"), ("I", "II"), ("", "-")),
        *(("一, 二, 三, ...", "二"), ("壹, 貳, 參, ...", "贰"), ("甲, 乙, 丙, ...", "乙")),
    ],
)
def test_numerals_of_many_kinds(tmp_path: Path, form: str, second: str) -> None:
    path = odt(tmp_path, points("x", "y"), style(level(1, form)))
    assert load_odt(path).text.endswith(f"\n{second} y")


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ("", "1"),
        ('text:continue-numbering="true"', "3"),
        ('text:continue-list="first"', "3"),
        ('text:continue-list="other"', "1"),
    ],
)
def test_a_list_may_go_on_with_one_before(tmp_path: Path, more: str, first: str) -> None:
    body = points("x", "y", more='text:style-name="L" xml:id="first"') + "<text:p>between</text:p>"
    body += points("z", more=f'text:style-name="L" {more}')
    assert load_odt(odt(tmp_path, body, style(level(1, "1")))).text.endswith(f"\n{first} z")


def test_a_point_may_give_its_number(tmp_path: Path) -> None:
    body = points("x").replace("<text:list-item>", '<text:list-item text:start-value="7">')
    assert load_odt(odt(tmp_path, body, style(level(1, "1")))).text == "7 x"


def test_headings_are_numbered_by_the_outline(tmp_path: Path) -> None:
    outline = "".join(
        f'<text:outline-level-style text:level="{depth}" style:num-format="{form}"'
        f' text:display-levels="{depth}"/>'
        for depth, form in ((1, "1"), (2, "1"), (3, ""))
    )
    heads = ((1, "One"), (2, "In"), (2, "Next"), (3, "Deep"), (1, "Two"), (2, "Last"))
    body = "".join(f'<text:h text:outline-level="{n}">{title}</text:h>' for n, title in heads)
    body += '<text:h text:outline-level="1" text:is-list-header="true">Without</text:h>'
    styles = f"<text:outline-style>{outline}</text:outline-style>"
    parsed = load_odt(odt(tmp_path, body, styles=styles))
    assert [heading.title for heading in parsed.headings] == [
        *("1 One", "1.1 In", "1.2 Next", "Deep", "2 Two", "2.1 Last", "Without"),
    ]


def test_a_list_may_name_the_places_of_the_numbers(tmp_path: Path) -> None:
    more = 'style:num-list-format="Clause %1%.%2%:"'
    body = points("x").replace("</text:p>", f"</text:p>{points('y', more='')}")
    path = odt(tmp_path, body, style(level(1, "1"), level(2, "1", more)))
    assert load_odt(path).text == "1 x\n  Clause 1.1: y"
