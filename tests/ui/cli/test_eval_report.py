"""The reports of `ragqa eval`: where they are saved, what they replace, the page."""

from __future__ import annotations

import html.parser
import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.fakes import HashEmbeddings
from tests.ui.cli.conftest import QUESTION
from tests.ui.cli.evaluated import complaint, figures, write_lines
from tests.ui.conftest import CommandLine
from ui.evaluation.saving import report_folder, save


def test_the_report_is_saved_and_the_place_told(
    ragqa: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    outcome = ragqa("eval", corpus, "--compare", "dense,hybrid", "--json")
    [folder] = tmp_path.glob("eval-*")
    assert folder.name in outcome.err
    assert json.loads((folder / "results.json").read_text(encoding="utf-8")) == figures(outcome)
    assert "hit@1" in (folder / "report.txt").read_text(encoding="utf-8")
    ragqa("eval", corpus, "--out", tmp_path / "deep" / "here")
    assert sorted(path.name for path in (tmp_path / "deep" / "here").iterdir()) == [
        ".ragqa-no-documents",
        "report.html",
        "report.txt",
        "results.json",
    ]


class _Reader(html.parser.HTMLParser):
    """Counts tags and remembers what could load something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attrs if name in ("src", "href", "onerror")]


def test_the_page_stands_alone_and_escapes_names(
    ragqa: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    bad = "<img src=x onerror=alert(1)>"
    write_lines(corpus / "queries.jsonl", {"_id": bad, "text": QUESTION})
    (corpus / "qrels.tsv").write_text(f"{bad}\tgone\t1\n")
    ragqa("eval", corpus, "--compare", "dense,hybrid", "--out", tmp_path / "out", "--language=zh")
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    reader = _Reader()
    reader.feed(text)
    assert reader.loads == []
    assert {"script", "img", "link", "iframe"}.isdisjoint(reader.tags)
    assert reader.tags.count("svg") == 5
    assert reader.tags.count("rect") == 10
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert '<html lang="zh-CN">' in text
    assert "置信区间" in text


def test_a_report_that_cannot_be_written_is_told_beforehand(
    ragqa: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    line = complaint(ragqa("eval", corpus, "--out", tmp_path / "file"))
    assert "--out DIR" in line
    assert "--out DIR" in complaint(ragqa("eval", corpus, "--out", tmp_path / ("x" * 300)))


def test_a_report_that_is_there_is_replaced_only_on_request(
    ragqa: CommandLine, corpus: Path, tmp_path: Path, embeddings: HashEmbeddings
) -> None:
    out = tmp_path / "out"
    assert ragqa("eval", corpus, "--out", out).code == 0
    (out / "results.json").write_text("precious")
    embedded = embeddings.embedded
    line = complaint(ragqa("eval", corpus, "--out", out))
    assert "--force" in line
    assert "--force 替换" in complaint(ragqa("eval", corpus, "--out", out, "--language", "zh"))
    assert embeddings.embedded == embedded  # it is told before the work
    assert (out / "results.json").read_text() == "precious"
    assert ragqa("eval", corpus, "--out", out, "--force").code == 0
    assert json.loads((out / "results.json").read_text())


def test_a_report_of_the_same_second_is_another_one(tmp_path: Path) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5)
    named = tmp_path / "eval-20260102-030405"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for expected in (named, named.with_name(f"{named.name}-2")):
            with report_folder(None, now) as folder:
                save(folder, {}, "text", "page")
            assert folder.resolve() == expected


def test_a_report_is_no_document(ragqa: CommandLine, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "docs" / "report"
    assert ragqa("eval", corpus, "--out", out).code == 0
    (tmp_path / "docs" / "a.txt").write_text("Ein Text.")
    assert ragqa("ingest", tmp_path / "docs", "--index", tmp_path / "index").code == 0
    sources = ragqa("sources", "--index", tmp_path / "index", "--json").out
    assert "a.txt" in sources
    assert "report.txt" not in sources
