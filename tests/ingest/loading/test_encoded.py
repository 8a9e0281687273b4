from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.loading.encoded import without_encoded
from ingest.loading.loaders import load
from ingest.parsed import Heading, PageStart, Parsed

DATA = "iVBORw0KGgo" * 300


def test_the_begin_stands_for_encoded_data_and_it_is_told() -> None:
    text = f"The logo is {DATA}\n\nNext part."
    parsed = without_encoded(
        Parsed(
            text,
            pages=(PageStart(0, 1), PageStart(text.index("Next"), 2)),
            headings=(Heading(text.index("Next"), 1, "Next"),),
            parts=(text.index("Next"),),
            verbatim=((0, 5), (text.index("Next"), len(text))),
        )
    )
    assert parsed.text == f"The logo is {DATA[:32]}…\n\nNext part."
    place = parsed.text.index("Next")
    assert [page.start for page in parsed.pages] == [0, place]
    assert parsed.headings[0].start == parsed.parts[0] == place
    assert parsed.verbatim == ((0, 5), (place, len(parsed.text)))
    assert f"{len(DATA) - 32:,} characters" in parsed.remarks[0].en


@pytest.mark.parametrize(
    "text",
    ["word " * 2000, "年假" * 2000, "Straßenbahn" * 300 + "é", "a.b," * 2000, DATA[:1999]],
)
def test_whatever_is_written_in_a_language_stays(text: str) -> None:
    assert without_encoded(Parsed(text)) == Parsed(text)


@given(
    st.lists(st.sampled_from([DATA, DATA * 2, "年假", " ", "\n"]), min_size=1, max_size=8),
    st.data(),
)
def test_offsets_outside_of_data_keep_what_stands_at_them(
    pieces: list[str], data: st.DataObject
) -> None:
    text = "".join(pieces)
    places = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), max_size=9)))
    parsed = without_encoded(Parsed(text, pages=tuple(PageStart(p, 1) for p in places)))
    starts = [page.start for page in parsed.pages]
    assert starts == sorted(starts)
    for place, start in zip(places, starts, strict=True):
        if text[place] in "年假 \n":
            assert parsed.text[start] == text[place]
        else:
            assert 0 <= start < len(parsed.text)


def test_a_file_is_read_so(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text('{"name": "logo", "data": "' + DATA + '", "size": 7}')
    parsed = load(path)
    assert len(parsed.text) < 200
    assert '"size": 7' in parsed.text or "size: 7" in parsed.text
    assert parsed.remarks
