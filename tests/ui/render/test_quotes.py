"""What is stored is the text of the document; what is shown of a table's row can be read."""

from __future__ import annotations

import dataclasses

from tests.builders import passage
from tests.ui.render.test_render import ANSWER
from ui import render
from ui.render.quotes import for_reading
from ui.texts import EN


def test_a_setting_is_shown_with_the_keys_above_it_told_once() -> None:
    text = "server:\n  tls:\n    port: 443"
    read = dataclasses.replace(passage(text, source="a.yaml"), headings=("server", "tls"))
    cited = read.cite(1, (len(text) - 9, len(text)), score=1.0, verified=True)
    shown = for_reading(cited, (read,))
    assert (shown.quote, shown.headings) == ("server › tls › port: 443", ())
    whole = dataclasses.replace(cited, quote=text, start=0)
    assert for_reading(whole, (read,)).headings == cited.headings


def test_a_row_of_a_sheet_is_shown_with_its_header_told_once() -> None:
    row = "| Ann | 30 |"
    header = "Name | Age"
    read = dataclasses.replace(
        passage(f"Before.\n{row}", source="staff.xlsx"), headings=("Staff", header)
    )
    cited = read.cite(1, (8, 8 + len(row)), score=1.0, verified=True)
    answer = dataclasses.replace(ANSWER, citations=(cited,), passages=(read,))
    assert "staff.xlsx p. 1 › Staff “Name: Ann · Age: 30”" in render.citations_text(answer, EN)
    assert render.to_json(render.answer_json(answer)).count(row) >= 1
    # Without the passage it stays as it is stored.
    assert for_reading(cited, ()) == cited
    assert for_reading(dataclasses.replace(cited, quote="| x |"), (read,)).quote == "| x |"
