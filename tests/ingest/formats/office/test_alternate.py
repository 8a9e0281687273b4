from __future__ import annotations

from docx.oxml import parse_xml

from ingest.formats.office.alternate import ALTERNATIVES, FALLBACK, chosen

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def test_the_first_form_is_chosen() -> None:
    forms = parse_xml(
        f'<a xmlns:mc="{MC}"><mc:AlternateContent><mc:Choice><b/><c/></mc:Choice>'
        "<mc:Choice><d/></mc:Choice><mc:Fallback><e/></mc:Fallback></mc:AlternateContent></a>"
    )[0]
    assert forms.tag == ALTERNATIVES
    assert [element.tag for element in chosen(forms)] == ["b", "c"]
    assert forms[-1].tag == FALLBACK


def test_nothing_is_chosen_where_there_is_only_a_form_for_older_programs() -> None:
    forms = parse_xml(f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Fallback/></mc:AlternateContent>')
    assert chosen(forms) == []
