"""The Settings tab: what is loaded, how to get a model, and every part tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from ragqa.configuration import load_settings
from ragqa.generation.memory.fitting import Memory
from ragqa.hub.advising import Advice, Suits
from ragqa.hub.catalogue import MODELS, QUANTS
from ragqa.text.counted import counted
from tests.plugins_site import Site, Visitor
from tests.ui.web.chat.test_answer_html import HOSTILE, Tags, assert_harmless
from ui.doctor import Check
from ui.overview import Overview, Suggestions, loaded, suggest
from ui.render.settings import settings_json
from ui.texts import EN as TERMINAL
from ui.texts.doctor import CHECKS
from ui.texts.health import EN, ZH, HealthTexts
from ui.web.health_html import advice_html, checks_html, details_html, overview_html
from ui.web.markup import size_text

GB = 10**9
SEEN = Overview(
    model="",
    place="",
    model_bytes=0,
    context_size=0,
    gpu=("", ""),
    waiting=None,
    index=Path("/data/index"),
    documents=1234,
    collections=2,
    index_bytes=7_800_000,
    embedder="e5 (onnx-fp32)",
    versions={"ragqa": "1"},
)
MODEL = replace(
    SEEN,
    model="chinese-mixtral",
    place="/m.gguf",
    model_bytes=24_600_000_000,
    context_size=8192,
    gpu=("24 of 33 layers are on the GPU.", "33 层中有 24 层在 GPU 上。"),
    waiting=0,
)


def suggestions(verdicts: dict[str, Suits], *, best: str = "", here: str = "") -> Suggestions:
    lines = [
        Advice(
            MODELS[0],
            q,
            verdicts.get(q.name, Suits("slow")),
            q.name == best,
            here * (q.name == best),
        )
        for q in QUANTS
    ]
    return Suggestions(tuple(lines), Memory(ram=20 * GB, ram_total=32 * GB))


def test_without_a_model_it_says_that_answers_are_quotes() -> None:
    page = Tags(overview_html(SEEN, EN)).text
    assert EN.model_none in page
    for words in ("1,234", "7.8 MB", "/data/index", "e5 (onnx-fp32)"):
        assert words in page


def test_with_a_model_it_tells_the_truth_about_gpu_window_and_queue() -> None:
    page = Tags(overview_html(MODEL, ZH)).text
    for words in (
        "chinese-mixtral",
        "33 层中有 24 层在 GPU 上。",
        "8,192",
        "24.6 GB",
        ZH.queue_none,
    ):
        assert words in page
    busy = Tags(overview_html(replace(MODEL, waiting=3), EN)).text
    assert counted(EN.queue_some, 3) in busy
    server = Tags(overview_html(replace(MODEL, model_bytes=0, place="openai:http://x"), EN)).text
    assert EN.server in server


def test_the_quantization_that_suits_is_recommended_with_the_command() -> None:
    found = suggestions({"IQ3_XXS": Suits("fits", 8192)}, best="IQ3_XXS")
    page = advice_html(found, EN)
    told = Tags(page).text
    assert "ragqa models pull chinese-mixtral-instruct:IQ3_XXS" in told
    assert "--from modelscope" in told
    assert 'data-copy="ragqa models pull chinese-mixtral-instruct:IQ3_XXS"' in page
    assert EN.recommended in told
    assert all(quant.name in told for quant in QUANTS)


def test_one_that_is_here_is_to_be_started_its_path_as_a_shell_takes_it() -> None:
    found = suggestions({"Q4_K": Suits("fits", 8192)}, best="Q4_K", here="/my models/q4_k.gguf")
    told = Tags(advice_html(found, EN)).text
    assert "ragqa web --model '/my models/q4_k.gguf'" in told
    assert "pull" not in told


def test_where_none_fits_a_model_server_is_proposed() -> None:
    told = Tags(advice_html(suggestions({}), EN)).text
    assert "20.0 GB of 32.0 GB" in told
    assert "openai:http://HOST" in told
    unknown = Suggestions(suggestions({}).advice, None)
    assert EN.advice_unknown in Tags(advice_html(unknown, EN)).text


@pytest.mark.parametrize(
    ("checks", "running", "said"),
    [
        ([], True, EN.checking),
        ([Check("a", "a", True, "fine")], True, EN.checking),
        ([Check("a", "a", True, "fine"), Check("b", "b", None, "-")], False, EN.well),
        ([Check("a", "a", False, "broken", "mend it")], False, EN.unwell.format(count=1, total=1)),
    ],
)
def test_checks_are_told_as_they_come_and_summed_up(
    checks: list[Check], running: bool, said: str
) -> None:
    told = Tags(checks_html(checks, EN, running=running)).text
    assert said in told
    for check in checks:
        assert check.detail in told
        assert check.advice in told


@pytest.mark.parametrize("texts", [EN, ZH])
def test_hostile_names_are_only_text(texts: HealthTexts) -> None:
    rows: list[dict[str, Any]] = [
        {"name": "ignore", "value": [HOSTILE], "origin": "changed", "description": HOSTILE}
    ]
    seen = replace(MODEL, model=HOSTILE, place=HOSTILE, gpu=(HOSTILE, HOSTILE), embedder=HOSTILE)
    pages = [
        overview_html(seen, texts),
        advice_html(suggestions({"Q4_K": Suits("fits", 1)}, best="Q4_K", here=HOSTILE), texts),
        checks_html([Check("a", HOSTILE, False, HOSTILE, HOSTILE)], texts, running=False),
        details_html({HOSTILE: HOSTILE}, rows, texts),
    ]
    for page in pages:
        assert_harmless(page)


def test_sizes_are_told_in_units_for_people() -> None:
    assert [size_text(n) for n in (7, 7_000, 7_800_000, 24_600_000_000)] == [
        "7 B",
        "7.0 kB",
        "7.8 MB",
        "24.6 GB",
    ]


def test_settings_say_which_were_changed_and_hide_secrets() -> None:
    given = {"api_key": "sk-secret", "top_k": 7, "traces": "https://ann:sk-secret@far.example:4317"}
    settings = load_settings(given, environ={}).settings
    known = loaded(settings)
    assert {n for n, o in known.origins.items() if o == "changed"} == given.keys()
    page = details_html({}, settings_json(known, TERMINAL), EN)
    assert "sk-secret" not in page
    assert "far.example:4317" in page
    assert page.count(EN.changed) == 3


def test_the_table_of_quantizations_is_worked_out_for_this_machine(tmp_path: Path) -> None:
    settings = load_settings({"models_folder": tmp_path}, environ={}).settings
    assert [a.quant.name for a in suggest(settings).advice] == [q.name for q in QUANTS]


def test_every_part_is_tried_on_demand_with_what_is_loaded(
    stocked_site: Site, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.tab(EN.tab)
    expect(page.locator("#overview")).to_contain_text(EN.model_none)
    # Which one it advises depends on the memory that is free here.
    expect(page.locator("#advice")).to_contain_text("Chinese-Mixtral-Instruct")
    page.get_by_role("button", name=EN.check).click()
    expect(page.locator("#checks .verdict")).to_have_text(EN.well, timeout=60_000)
    names = page.locator("#checks strong").all_inner_texts()
    assert names == [name[0] for key, (name, _) in CHECKS.items() if key != "repair"]
    assert stocked_site.index.documents == 1
    expect(page.locator("#checks")).to_contain_text("1 document, ")


def test_a_command_is_copied(stocked_site: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.tab(EN.tab)
    command = page.locator("#advice .command").first
    words = command.locator("code").inner_text()
    command.get_by_role("button", name=EN.copy).click()
    expect(command.get_by_role("button", name=EN.copied)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == words
