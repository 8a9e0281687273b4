"""The samples and the question sets: every file is there and every quote is where it is said."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"
DOCS = ROOT.parent / "shared" / "devset" / "docs"
DEBMAKE = "tests/questions/debmake/questions.jsonl"
HELD_OUT = "tests/questions/debmake-heldout/questions.jsonl"
UNANSWERABLE = "tests/questions/debmake-unanswerable/questions.jsonl"
SETS = {
    "tests/questions/samples/questions.jsonl": SAMPLES,
    DEBMAKE: DOCS,
    HELD_OUT: DOCS,
    UNANSWERABLE: DOCS,
}
FIELDS = {"id", "question", "source", "pages", "quote", "answer"}


def read_questions(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / name).read_text("utf-8").splitlines()]


def squeeze(text: str) -> str:
    return "".join(text.split())


@cache
def pages(path: Path) -> tuple[str, ...]:
    """The squeezed text of each page; one entry where the format has no pages."""
    if path.suffix == ".pdf":
        import pypdfium2  # type: ignore[import-untyped]  # the library has no types

        with pypdfium2.PdfDocument(path) as document:
            return tuple(squeeze(page.get_textpage().get_text_range()) for page in document)
    if path.suffix == ".docx":
        import docx

        return (squeeze("".join(p.text for p in docx.Document(str(path)).paragraphs)),)
    if path.suffix == ".html":
        import bs4

        return (squeeze(bs4.BeautifulSoup(path.read_bytes(), "lxml-xml").get_text()),)
    return (squeeze(path.read_text("utf-8")),)


def test_samples_are_small_and_in_five_formats() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".pdf", ".txt", ".md", ".html", ".docx"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_every_sample_is_named_with_its_licence() -> None:
    readme = (ROOT / "data" / "README.md").read_text("utf-8")
    assert all(f"| `{path.name}` |" in readme for path in SAMPLES.iterdir())
    assert "Permission is hereby granted" in (ROOT / "data/LICENSE-debmake-doc").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "first_label"), [("debian-packaging-basics.pdf", "30"), ("debmake-指南.pdf", "55")]
)
def test_sample_pdf_has_twenty_pages_of_text_with_printed_labels(
    name: str, first_label: str
) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(SAMPLES / name) as document:
        assert document.get_page_label(0) == first_label
        assert len(list(document.get_toc())) > 20
    assert len(pages(SAMPLES / name)) >= 20
    assert all(len(page) > 100 for page in pages(SAMPLES / name))


@pytest.mark.parametrize("name", SETS)
def test_questions_are_well_formed(name: str) -> None:
    questions = read_questions(name)
    assert len({question["id"] for question in questions}) == len(questions)
    assert len({question["question"] for question in questions}) == len(questions)
    for question in questions:
        assert question["id"][:3] in {"zh-", "en-"}
        answerable = question.get("answerable", True)
        assert set(question) == (FIELDS if answerable else {"id", "question", "answerable"})
        assert all(question[key] for key in question if key not in {"pages", "answerable"})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_are_enough_questions_in_each_language(language: str) -> None:
    ids = [question["id"] for question in read_questions(DEBMAKE)]
    assert sum(name.startswith(language) for name in ids) >= 22
    samples = read_questions("tests/questions/samples/questions.jsonl")
    unanswerable = [q["id"] for q in samples if not q.get("answerable", True)]
    assert sum(name.startswith(language) for name in unanswerable) == 2


def test_thirty_questions_in_each_language_have_no_answer_in_the_manuals() -> None:
    questions = read_questions(UNANSWERABLE)
    assert Counter(q["id"][:2] for q in questions) == {"en": 30, "zh": 30}
    assert not any(q["answerable"] for q in questions)


@pytest.mark.parametrize("name", SETS)
def test_quotes_stand_on_their_gold_pages_only(name: str) -> None:
    for question in read_questions(name):
        if not question.get("answerable", True):
            continue
        path = SETS[name] / question["source"]
        quote = squeeze(question["quote"])
        found = {n for n, page in enumerate(pages(path), start=1) if quote in page}
        gold = question["pages"] or [1]
        assert gold[0] in found, question["id"]
        assert found <= set(gold), question["id"]
        assert max(gold) <= len(pages(path)), question["id"]
        assert bool(question["pages"]) == (path.suffix == ".pdf"), question["id"]


def test_held_out_questions_are_sixty_and_not_those_the_search_is_tuned_on() -> None:
    held_out = read_questions(HELD_OUT)
    kinds = Counter((question["id"][:2], question["source"]) for question in held_out)
    assert kinds == {
        ("en", "debmake-doc.en.pdf"): 26,
        ("zh", "debmake-doc.zh-cn.pdf"): 24,
        ("zh", "tlmgr-intro-zh-cn.pdf"): 10,
    }
    for field in ("question", "quote"):
        tuned = {squeeze(question[field]) for question in read_questions(DEBMAKE)}
        assert tuned.isdisjoint(squeeze(question[field]) for question in held_out)


@pytest.mark.parametrize("questions", [DEBMAKE, HELD_OUT])
def test_debmake_quotes_occur_once_in_the_text_edition_and_in_no_other_document(
    questions: str,
) -> None:
    names = ("debmake-doc.en.pdf", "debmake-doc.zh-cn.pdf", "tlmgr-intro-zh-cn.pdf")
    for question in read_questions(questions):
        quote = squeeze(question["quote"])
        others = [name for name in names if name != question["source"]]
        assert not any(quote in page for name in others for page in pages(DOCS / name))
        twin = (DOCS / question["source"]).with_suffix(".txt")
        if twin.name != "tlmgr-intro-zh-cn.txt":  # that manual has no text edition
            assert pages(twin)[0].count(quote) == 1, question["id"]
