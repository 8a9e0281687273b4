from __future__ import annotations

from pathlib import Path

import docx
import pytest

from ingest.formats.word import word as office


@pytest.mark.parametrize("name", ["Source Code", "Code", "代码块"])
def test_paragraphs_in_a_style_for_code_are_lines_of_one_block(tmp_path: Path, name: str) -> None:
    document = docx.Document()
    style = document.styles.add_style(name, 1)
    derived = document.styles.add_style("Mine", 1)
    derived.base_style = style
    document.add_paragraph("Type this:")
    document.add_paragraph("def f():", style=name)
    document.add_paragraph("", style=name)
    document.add_paragraph("    return 1\n\tpass", style="Mine")
    document.add_paragraph("Then go on.")
    document.add_paragraph("run", style=name)
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == (
        "Type this:\n\n```\ndef f():\n\n    return 1\n    pass\n```\n\nThen go on.\n\n```\nrun\n```"
    )


def test_other_styles_hold_no_code(tmp_path: Path) -> None:
    document = docx.Document()
    for name in ("Code of Conduct", "Zip Code", "Plain Text"):
        document.styles.add_style(name, 1)
        document.add_paragraph("Text.", style=name)
    document.save(str(tmp_path / "a.docx"))
    assert office.load_docx(tmp_path / "a.docx").text == "Text.\n\nText.\n\nText."
