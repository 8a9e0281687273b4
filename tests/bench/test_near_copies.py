from __future__ import annotations

import json
from pathlib import Path

from tests.bench.near_copies import COPIES, write_near_copies

TEXT = "The bridge is long. It was built in 1890. Trains cross it. Ships pass below. It is red."


def test_copies_lack_the_answer_and_differ_from_the_paragraph(tmp_path: Path) -> None:
    asked = {"question": "When was it built?", "answers": [{"text": "1890"}]}
    unknown = {"question": "Who?", "answers": [{"text": "nobody"}]}
    paragraphs = [{"context": TEXT, "qas": [asked]}, {"context": TEXT, "qas": [unknown]}]
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}))
    write_near_copies(tmp_path, texts)
    rows = map(json.loads, (tmp_path / "corpus.jsonl").read_text().splitlines())
    (_, paragraph), *copies = [(row["_id"], row["text"]) for row in rows]
    assert paragraph == TEXT
    assert len(copies) == COPIES
    assert copies[0] == ("0-0-0", TEXT.replace("It was built in 1890. ", ""))
    assert all(len(text) < len(copies[0][1]) for _, text in copies[1:])
    assert all("1890" not in text for _, text in copies)
    assert (tmp_path / "qrels.tsv").read_text() == "query-id\tcorpus-id\tscore\n0-0\t0-0\t1\n"
