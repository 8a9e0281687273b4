from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ingest.parsed import PageStart
from ragqa.errors import DocumentError


def drawing(folder: Path, page: str) -> Path:
    path = folder / "a.vsdx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "visio/pages/pages.xml", "<Pages><Page Name='架构'/><Page Name='Two'/></Pages>"
        )
        archive.writestr(
            "visio/pages/_rels/pages.xml.rels",
            "<Relationships><Relationship Target='page1.xml'/>"
            "<Relationship Target='page2.xml'/></Relationships>",
        )
        archive.writestr(
            "docProps/app.xml",
            "<Properties xmlns:vt='vt'><TitlesOfParts><vt:vector><vt:lpstr>架构</vt:lpstr>"
            "<vt:lpstr>Two</vt:lpstr></vt:vector></TitlesOfParts></Properties>",
        )
        archive.writestr("visio/pages/page1.xml", page)
        archive.writestr("visio/pages/page2.xml", "<P><S><Text a='1'>second</Text></S></P>")
        for n in (1, 2):
            archive.writestr(
                f"visio/pages/_rels/page{n}.xml.rels",
                "<Relationships><Relationship Target='x.xml'/></Relationships>",
            )
    return path


def test_the_pages_of_a_drawing_are_pages(tmp_path: Path) -> None:
    parsed = load(drawing(tmp_path, "<P><S><Text a='1'>网关 😀</Text></S></P>"))
    assert parsed.text == "# 架构\n\n网关 😀\n\n# Two\n\nsecond"
    assert parsed.pages == (PageStart(0, 1), PageStart(12, 2))


def test_a_drawing_of_one_page_and_nothing_else(tmp_path: Path) -> None:
    related = "<Relationships><Relationship Target='{}'/></Relationships>"
    with zipfile.ZipFile(tmp_path / "a.vsdx", "w") as archive:
        archive.writestr("visio/pages/pages.xml", "<Pages><Page Name='A &amp; B'/></Pages>")
        archive.writestr("visio/pages/_rels/pages.xml.rels", related.format("page1.xml"))
        archive.writestr("visio/pages/page1.xml", "<P><S><Text a='1'>网关</Text></S></P>")
        archive.writestr("visio/pages/_rels/page1.xml.rels", related.format("x.xml"))
        archive.writestr(
            "docProps/app.xml",
            "<Properties xmlns:vt='vt'><TitlesOfParts><vt:vector><vt:lpstr>A &amp; B</vt:lpstr>"
            "</vt:vector></TitlesOfParts></Properties>",
        )
    parsed = load(tmp_path / "a.vsdx")
    assert parsed.text == "# A & B\n\n网关"
    assert parsed.pages == (PageStart(0, 1),)


def test_a_drawing_with_entities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="declares XML entities"):
        load(drawing(tmp_path, '<!DOCTYPE P [<!ENTITY a "aaaa">]><P>&a;</P>'))


def test_what_is_no_drawing_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.vsdx", "w") as archive:
        archive.writestr("x", "x")
    with pytest.raises(DocumentError, match=r"is damaged: .*\(pages\.xml\)"):
        load(tmp_path / "a.vsdx")


def test_texts_of_all_shapes_are_read_as_they_stand(tmp_path: Path) -> None:
    texts = (
        "<Text>Plain</Text>",
        "<Text><cp IX='0'/>With a <cp IX='1'/>run, <fld IX='0'>3</fld> fields</Text>",
        '<Text>"quoted" in C:\\new\\table\n</Text>',
        "<Text/>",
    )
    shapes = "".join(f"<Shape><Cell N='PinX' V='1'/>{text}</Shape>" for text in texts)
    path = drawing(tmp_path, f"<PageContents><Shapes>{shapes}</Shapes></PageContents>")
    assert load(path).text == (
        '# 架构\n\nPlain\nWith a run, 3 fields\n"quoted" in C:\\new\\table\n\n# Two\n\nsecond'
    )


@pytest.mark.parametrize(
    ("page", "text"),
    [("<P><S><Text>first</Text></S><S><Text>oth", "first\noth"), ("", "")],
)
def test_a_damaged_page_is_read_as_far_as_it_can_be(tmp_path: Path, page: str, text: str) -> None:
    parsed = load(drawing(tmp_path, page))
    assert text in parsed.text
    assert parsed.text.endswith("# Two\n\nsecond")
    assert "may be missing: page1.xml" in parsed.remarks[0].en
