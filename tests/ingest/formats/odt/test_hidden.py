"""What OpenDocument texts hold but do not show."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.formats.odt.odt import load_odt
from tests.ingest.formats.odt.test_odt import ODF

STYLE = (
    "<style:style style:family='{}' style:name='{}' style:parent-style-name='{}'>"
    "<style:text-properties {}/></style:style>"
).format
NONE, TRUE = "text:display='none'", "text:display='true'"


def odt(folder: Path, body: str, own: str = "", named: str = "") -> Path:
    path = folder / "a.odt"
    names = f"{ODF} xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:automatic-styles>{own}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        archive.writestr(
            "styles.xml", f"<office:document-styles{names}>{named}</office:document-styles>"
        )
    return path


def test_hidden_texts_and_paragraphs_are_left_out(tmp_path: Path) -> None:
    named = STYLE("paragraph", "Ghost", "", NONE) + STYLE("text", "Seen", "", TRUE)
    own = (
        STYLE("text", "T1", "", NONE)
        + STYLE("paragraph", "P1", "Ghost", "")
        + STYLE("paragraph", "P2", "Ghost", TRUE)
        + STYLE("text", "P1", "Seen", "")
    )
    path = odt(
        tmp_path,
        "<text:p>The rent<text:span text:style-name='T1'> secret</text:span> is "
        "<text:span text:style-name='P1'>due</text:span>.</text:p>"
        "<text:h text:style-name='Ghost'>ghost</text:h><text:p text:style-name='P1'>ghost</text:p>"
        "<text:p text:style-name='P2'>Shown.</text:p>",
        own,
        named,
    )
    assert load_odt(path).text == "The rent is due.\n\nShown."


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<text:section text:display='none'><text:p>x</text:p></text:section>", ""),
        ("<text:section text:display='condition'><text:p>x</text:p></text:section>", "x"),
        (
            "<text:section text:display='condition' text:is-hidden='true'><text:p>x</text:p>"
            "</text:section>",
            "",
        ),
        ("<text:p>x<text:hidden-paragraph text:is-hidden='true'/></text:p>", ""),
        ("<text:p>x<text:hidden-paragraph text:is-hidden='false'/></text:p>", "x"),
        ("<text:p>x<text:hidden-text text:is-hidden='true'>y</text:hidden-text>z</text:p>", "xz"),
    ],
)
def test_what_is_hidden_by_a_condition_is_left_out(tmp_path: Path, body: str, shown: str) -> None:
    assert load_odt(odt(tmp_path, body)).text == shown


def test_styles_based_on_one_another_end(tmp_path: Path) -> None:
    circle = STYLE("text", "A", "B", "") + STYLE("text", "B", "A", NONE)
    body = "<text:p>x<text:span text:style-name='A'>y</text:span></text:p>"
    assert load_odt(odt(tmp_path, body, circle)).text == "x"


def test_what_is_hidden_counts_as_in_libreoffice(tmp_path: Path) -> None:
    kinds = "".join(
        f"<text:outline-level-style text:level='{level}' style:num-format='1' {more}/>"
        for level, more in ((1, ""), (2, "text:display-levels='2'"))
    )
    points = "<text:list-level-style-number text:level='1' style:num-format='1'/>"
    named = (
        STYLE("paragraph", "Ghost", "", NONE)
        + f"<text:outline-style>{kinds}</text:outline-style>"
        + f"<text:list-style style:name='L'>{points}</text:list-style>"
    )
    heading = "<text:h text:outline-level='{}' text:style-name='{}'>{}</text:h>".format
    point = "<text:list-item><text:p text:style-name='{}'>{}</text:p></text:list-item>".format
    body = (
        heading(1, "", "One")
        + heading(2, "", "Rent")
        + heading(2, "Ghost", "Secret")
        + heading(2, "", "Heat")
        + "<text:list text:style-name='L'>"
        + point("", "a")
        + point("Ghost", "b")
        + point("", "c")
        + "</text:list><text:section text:display='none'><draw:frame><draw:text-box><text:p>x"
        + f"</text:p></draw:text-box></draw:frame>{heading(2, '', 'Gone')}</text:section>"
        + heading(2, "", "End")
    )
    assert load_odt(odt(tmp_path, body, named=named)).text == (
        "# 1 One\n\n## 1.1 Rent\n\n## 1.3 Heat\n\n1 a\n3 c\n\n## 1.5 End"
    )
